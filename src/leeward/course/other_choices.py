"""The choices beside another infusion of this course: people first, therapy, a pause, and what comes after."""

from leeward.course.choice import Choice, Kind, NotNow
from leeward.course.lasting import stretches
from leeward.course.maintenance import CITES, NO_TRIAL, CannotMaintain, Taper, taper
from leeward.course.seen import NOT_OFFERED, Seen, closed, fences, rose_again, urgent
from leeward.course.therapy import COMBINATION, OPEN_WINDOW
from leeward.evidence import Certainty, Reference
from leeward.evidence.sources import VA_DOD_2023
from leeward.protocol.coursing import Lasting, SymptomWatch, TherapyWindow, Titration
from leeward.protocol.limits import Place
from leeward.truth import NO, YES

CARE = "usual care"
AFTER_PSYCHIATRIST = "After a psychiatrist has seen the person."
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
