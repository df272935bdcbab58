"""The choices beside another infusion of this course: people first, therapy, a pause, an end, what comes after."""

from leeward.course.choice import Choice, Kind, NotNow
from leeward.course.lasting import stretches
from leeward.course.maintenance import CITES, NO_TRIAL, CannotMaintain, Taper, taper
from leeward.course.seen import NOT_OFFERED, Seen, closed, fences, rose_again, urgent, whose_rule
from leeward.course.therapy import COMBINATION, OPEN_WINDOW
from leeward.course.watch_rules import Status
from leeward.evidence import Certainty, Reference
from leeward.evidence.sources import VA_DOD_2023
from leeward.protocol.coursing import Lasting, NonResponse, ResponseSeen, SymptomWatch, TherapyWindow, Titration
from leeward.protocol.limits import Place
from leeward.truth import NO, UNKNOWN, YES

OWN_RULE = "a rule of this clinic or of Leeward: no trial gives one"
CARE = "usual care"
AFTER_PSYCHIATRIST = "After a psychiatrist has seen the person."
STILL_RISES = (
    f"In routine clinics response rose from {ResponseSeen.after_one.quantity} after infusion 1 to "
    f"{ResponseSeen.after_six.quantity} after infusion 6, among those who stayed."
)
TOO_EARLY = "The newest PCL-5 is of the day after the infusion: an early sign decides nothing. Score it again."
NOTHING_READ = "no trial in PTSD"
FIRST_LINE = Reference(VA_DOD_2023, "first line: prolonged exposure, cognitive processing therapy, EMDR")


def psychiatrist(seen: Seen) -> Choice | NotNow:
    """A psychiatrist the same day, where symptoms worsened or suicidality is new."""
    why = urgent(seen)
    if not why:
        return NotNow(kind=Kind.PSYCHIATRIST, why=("Nothing that was told calls for it today.",))
    return Choice(
        kind=Kind.PSYCHIATRIST,
        says="Today, in person or by telephone; the crisis path stays open until it is closed by a person.",
        reasons=why,
        against=(),
        consequences=("No infusion is offered before.",),
        evidence=CARE,
        cites=(SymptomWatch.worsening,),
    )


def therapy(seen: Seen) -> Choice | NotNow:
    """Add or move a therapy session into the window."""
    if urgent(seen):
        return NotNow(kind=Kind.THERAPY, why=(AFTER_PSYCHIATRIST,))
    opens, closes = seen.limits.of(TherapyWindow.opens), seen.limits.of(TherapyWindow.closes)
    ahead = seen.so_far.therapy_ahead
    planned = f"{ahead} therapy sessions are still to come." if ahead else "No therapy session is in the calendar."
    return Choice(
        kind=Kind.THERAPY,
        says=f"A session {opens.quantity.number:g} to {closes.quantity} after an infusion, on another day.",
        reasons=(planned, "Trauma-focused therapy comes first by the VA/DoD guideline, with ketamine or without."),
        against=(COMBINATION.says, OPEN_WINDOW),
        consequences=("What a session more brings is not foretold.",),
        evidence="unknown whether it adds benefit",
        certainty=COMBINATION.certainty,
        cites=(opens, closes, FIRST_LINE, *COMBINATION.cites),
    )


def pause(seen: Seen) -> Choice | NotNow:
    """Pause for a medical review; always open."""
    reasons = [*rose_again(seen), *(each.says for each in seen.so_far.holds if each.blocks)]
    if seen.badly is YES:
        reasons.append(seen.was_borne)
    if seen.so_far.sedative_started is not NO:
        known = "was" if seen.so_far.sedative_started is YES else "may have been (not known)"
        reasons.append(f"A benzodiazepine {known} started or raised: it may weaken the effect (recalled); review it.")
    return Choice(
        kind=Kind.PAUSE,
        says="No infusion until a clinician has reviewed what stands in the way; then this page again.",
        reasons=tuple(reasons) or ("Time to look at diagnosis, medicines, sleep, substances and what is going on.",),
        against=("What was gained may fade meanwhile.",) if seen.judged.responds is YES else (),
        consequences=seen.consequences(Kind.PAUSE),
        evidence=CARE,
        cites=(seen.limits.of(SymptomWatch.from_lowest),) if rose_again(seen) else (),
    )


def finish(seen: Seen) -> Choice | NotNow:
    """Finish and follow up, once the course is complete or response is there from the sixth on."""
    responds = seen.judged.responds is YES and not seen.judged.is_early
    enough = seen.given >= Titration.finish_from.to("infusions") and responds
    if not (seen.is_complete or enough):
        early = (TOO_EARLY,) if seen.judged.is_early else ()
        return NotNow(kind=Kind.FINISH, why=("The course is not complete.", *early))
    fell = seen.judged.fell_percent
    reasons = [seen.how_many] if seen.is_complete else []
    way = "rose" if fell is not None and fell < 0 else "fell"
    reasons += [f"PCL-5 {way} by {abs(fell):.0f} % since before infusion 1."] if fell is not None else []
    reasons += [seen.judged.by_one_score] if seen.judged.by_one_score else []
    return Choice(
        kind=Kind.FINISH,
        says="No further infusion; scores every week, then every month, and therapy goes on.",
        reasons=tuple(reasons),
        against=(
            f"In groups response was lost after a median of {Lasting.feder.quantity} to {Lasting.albott.quantity}.",
        ),
        consequences=seen.consequences(Kind.FINISH),
        evidence="what the trials did",
        cites=(*Lasting.rows(), Titration.finish_from),
    )


def spaced_on(seen: Seen) -> Choice | NotNow:
    """Space out to the longest interval that holds, where a response is known to be there to hold."""
    why = (*closed(seen), *_nothing_to_hold(seen))
    if why:
        return NotNow(kind=Kind.TAPER, why=why)
    so_far, given = seen.so_far, [one.on for one in seen.so_far.infusions]
    try:
        way = taper(
            (*so_far.stretches, *stretches(so_far)),
            last=seen.last.on,
            today=so_far.today,
            infusions=(*so_far.earlier, *given),
            limits=seen.limits,
        )
    except CannotMaintain as refused:
        return NotNow(kind=Kind.TAPER, why=(str(refused),))
    place, passed = _last_dose(seen)
    return NotNow(kind=Kind.TAPER, why=passed) if place in NOT_OFFERED else _tapered(seen, way, place, passed)


def _tapered(seen: Seen, way: Taper, place: Place, passed: tuple[str, ...]) -> Choice:
    one_score = (seen.judged.by_one_score,) if seen.judged.by_one_score else ()
    return Choice(
        kind=Kind.TAPER,
        says=way.steps[0].says,
        reasons=(*(says for says in way.says if says != NO_TRIAL), *one_score),
        against=(NO_TRIAL, "Each further infusion adds to exposure; bladder, liver and misuse are watched."),
        consequences=seen.consequences(Kind.TAPER),
        evidence=NOTHING_READ,
        certainty=Certainty.VERY_LOW,
        cites=CITES,
        mg_per_kg=seen.last.mg_per_kg,
        minutes=seen.last.minutes,
        every_days=way.steps[0].after_d,
        place=place,
        fences=passed,
    )


def _nothing_to_hold(seen: Seen) -> tuple[str, ...]:
    """Return why there is no response to hold; unknown is none."""
    stepping_back = seen.so_far.maintains and seen.judged.lost is YES
    told = []
    if seen.judged.responds is not YES and not stepping_back:
        told.append("Only a response that a score after the last infusion shows can be held.")
    elif seen.judged.is_early:
        told.append(TOO_EARLY)
    if seen.given < Titration.finish_from.to("infusions") and not seen.is_complete:
        told.append("The course comes first.")
    if seen.last.mg_per_kg is None or seen.last.minutes is None:
        told.append("The last dose or its minutes are not charted: chart them first.")
    return tuple(told)


def _last_dose(seen: Seen) -> tuple[Place, tuple[str, ...]]:
    if seen.last.mg_per_kg is None or seen.last.minutes is None:
        return Place.BEYOND_STOP, ("The last dose is not charted.",)
    return fences(seen, mg_per_kg=seen.last.mg_per_kg, minutes=seen.last.minutes, weight_kg=seen.last.weight_kg)


def another_course(seen: Seen) -> Choice | NotNow:
    """Another course where a response was there and was lost after the course."""
    told = [*closed(seen)]
    if seen.judged.lost is not YES:
        told.append("Only where scores show that a response was there and was lost.")
    elif seen.judged.is_early:
        told.append(TOO_EARLY)
    if not seen.is_complete:
        told.append("This course is not complete.")
    if told:
        return NotNow(kind=Kind.ANOTHER_COURSE, why=tuple(told))
    one_score = (seen.judged.by_one_score,) if seen.judged.by_one_score else ()
    return Choice(
        kind=Kind.ANOTHER_COURSE,
        says="A new assessment of suitability, then a new plan; its first dose is proposed anew.",
        reasons=("This person responded to the course, and lost it again.", *one_score),
        against=("No trial in PTSD gave a second course; exposure adds up.",),
        consequences=seen.consequences(Kind.ANOTHER_COURSE),
        evidence=NOTHING_READ,
        certainty=Certainty.VERY_LOW,
        cites=tuple(Lasting.rows()),
    )


def stop_no_response(seen: Seen) -> Choice | NotNow:
    """Stop for no response: from the third infusion on an option, and what the clinic's own rule asks for."""
    if urgent(seen):
        return NotNow(kind=Kind.STOP_NO_RESPONSE, why=(AFTER_PSYCHIATRIST,))
    early = seen.given <= Titration.hold_until.to("infusions")
    if seen.judged.little is not YES or early:
        why = (
            "Whether PCL-5 changed is not known: score it." if seen.judged.little is UNKNOWN else "PCL-5 fell by more."
        )
        return NotNow(kind=Kind.STOP_NO_RESPONSE, why=("Too early to judge." if early else why,))
    after, share = seen.limits.of(NonResponse.after), seen.limits.of(NonResponse.share)
    met = "is met" if seen.judged.no_response is YES else f"is not met yet: it asks after {after.quantity.number:g}"
    return Choice(
        kind=Kind.STOP_NO_RESPONSE,
        says="No further infusion; look at the diagnosis again, and at what else can be done.",
        reasons=(
            f"After {seen.given} infusions PCL-5 fell by less than {share.quantity}.",
            f"{whose_rule(seen)} {met}. No trial gives a rule.",
        ),
        against=(STILL_RISES,),
        consequences=seen.consequences(Kind.STOP_NO_RESPONSE),
        evidence=OWN_RULE,
        cites=(after, share, *ResponseSeen.rows()),
    )


def stop_harm(seen: Seen) -> Choice | NotNow:
    """Stop for harm, where anything that was told is a harm."""
    reasons = [*urgent(seen), *(each.says for each in seen.so_far.holds if each.status is Status.ACTED)]
    reasons += [seen.was_borne] if seen.badly is YES else []
    reasons += ["Something serious followed the last infusion."] if seen.last.borne.serious is YES else []
    if not reasons:
        return NotNow(kind=Kind.STOP_HARM, why=("No harm was told.",))
    return Choice(
        kind=Kind.STOP_HARM,
        says="No further infusion; the harm is followed until it is gone, and reported where it is serious.",
        reasons=tuple(reasons),
        against=("What was gained may fade.",) if seen.judged.responds is YES else (),
        consequences=seen.consequences(Kind.STOP_HARM),
        evidence=CARE,
    )


def stop_wish(seen: Seen) -> Choice | NotNow:
    """Stop because the patient wants to, does not come, or the clinician judges so; always open."""
    return Choice(
        kind=Kind.STOP_WISH,
        says="No further infusion; follow up as after a course, and offer trauma-focused therapy.",
        reasons=("Nobody has to give a reason for stopping; the scores go on if the patient agrees.",),
        against=("What was gained may fade.",) if seen.judged.responds is YES else (),
        consequences=seen.consequences(Kind.STOP_WISH),
        evidence=CARE,
        cites=(FIRST_LINE,),
    )
