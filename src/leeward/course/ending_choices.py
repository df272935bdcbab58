"""The choices that end a course: finished and followed up, or stopped for no response, for harm, or by wish."""

from leeward.course.choice import Choice, Kind, NotNow
from leeward.course.judging import ONE_SCORE
from leeward.course.other_choices import AFTER_PSYCHIATRIST, CARE, FIRST_LINE, TOO_EARLY
from leeward.course.seen import Seen, urgent, whose_rule
from leeward.course.watch_rules import Status
from leeward.protocol.coursing import Lasting, NonResponse, ResponseSeen, Titration
from leeward.truth import UNKNOWN, YES

OWN_RULE = "a rule of this clinic or of Leeward: no trial gives one"
STILL_RISES = (
    f"In routine clinics response rose from {ResponseSeen.after_one.quantity} after infusion 1 to "
    f"{ResponseSeen.after_six.quantity} after infusion 6, among those who stayed."
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


def stop_no_response(seen: Seen) -> Choice | NotNow:
    """Stop for no response: from the third infusion on an option, and what the clinic's own rule asks for."""
    if why := _no_stop_yet(seen):
        return NotNow(kind=Kind.STOP_NO_RESPONSE, why=(why,))
    after, share = seen.limits.of(NonResponse.after), seen.limits.of(NonResponse.share)
    met = "is met" if seen.judged.no_response is YES else f"is not met yet: it asks after {after.quantity.number:g}"
    return Choice(
        kind=Kind.STOP_NO_RESPONSE,
        says="No further infusion; look at the diagnosis again, and at what else can be done.",
        reasons=(
            f"After {seen.given} infusions PCL-5 fell by less than {share.quantity}.",
            f"{whose_rule(seen)} {met}. No trial gives a rule.",
            *(() if seen.judged.confirmed else (f"That {ONE_SCORE}",)),
        ),
        against=(STILL_RISES,),
        consequences=seen.consequences(Kind.STOP_NO_RESPONSE),
        evidence=OWN_RULE,
        cites=(after, share, *ResponseSeen.rows()),
    )


def _no_stop_yet(seen: Seen) -> str:
    """Return why it is not to be said yet that there is no response; empty where it may be."""
    if urgent(seen):
        return AFTER_PSYCHIATRIST
    if seen.given <= Titration.hold_until.to("infusions"):
        return "Too early to judge."
    if seen.judged.little is not YES:
        unknown = seen.judged.little is UNKNOWN
        return "Whether PCL-5 changed is not known: score it." if unknown else "PCL-5 fell by more."
    return TOO_EARLY if seen.judged.is_early else ""


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
