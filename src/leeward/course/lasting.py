"""How long response lasted after each infusion of a course, from its own scores."""

from collections.abc import Sequence
from datetime import date

from leeward.course.maintenance import Stretch
from leeward.course.so_far import CourseSoFar, Scored
from leeward.outcomes.change import response
from leeward.protocol.coursing import Maintaining
from leeward.truth import NO, UNKNOWN, YES, Truth, truth


def stretches(so_far: CourseSoFar) -> tuple[Stretch, ...]:
    """Return the stretches of this course: after its last infusion, and after each that stood alone for a week.

    Within a course infusions follow too close for a score between them to say how long response lasts. A stretch
    counts from the first response on; one whose end was not scored is UNKNOWN.
    """
    first = so_far.given[0].on
    before = [one.total for one in _in_order(so_far.scores) if one.on <= first and one.total is not None]
    if not before:
        return ()
    days = [one.on for one in so_far.given]
    found = []
    for since, following in zip(days, [*days[1:], None], strict=True):
        if following is not None and (following - since).days < Maintaining.first.to("d"):
            continue
        held = _stretch(before[-1], _in_order(so_far.scores), since=since, until=following or so_far.today)
        found += [held] if held else []
    return tuple(found)


def _stretch(baseline: int, scores: Sequence[Scored], *, since: date, until: date) -> Stretch | None:
    """Return one stretch; None where no response was there to last, or nothing was scored after it."""
    responded = [one for one in scores if one.on <= until and _responds(baseline, one) is YES]
    if not responded:
        return None
    begun = min(one.on for one in responded)
    mine = [one for one in scores if since < one.on <= until and begun <= one.on]
    lost = [one for one in mine if _responds(baseline, one) is NO]
    if lost:
        return Stretch(since=since, until=lost[0].on, lost=YES)
    if not mine:
        return Stretch(since=since, until=until, lost=UNKNOWN)
    last = mine[-1]
    return Stretch(since=since, until=last.on, lost=NO if _responds(baseline, last) is YES else UNKNOWN)


def _responds(baseline: int, one: Scored) -> Truth:
    return UNKNOWN if one.total is None else truth(response((baseline, one.total)))


def _in_order(scores: Sequence[Scored]) -> list[Scored]:
    return sorted(scores, key=lambda one: one.on)
