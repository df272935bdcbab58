"""How long response lasted after each infusion of a course, from its own scores."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import dropwhile, takewhile

from leeward.course.judging import responded
from leeward.course.maintenance import Stretch
from leeward.course.so_far import CourseSoFar, Scored
from leeward.protocol.coursing import Maintaining
from leeward.truth import NO, UNKNOWN, YES


def stretches(so_far: CourseSoFar) -> tuple[Stretch, ...]:
    """Return the stretches of this course, up to today."""
    return lasted([one.on for one in so_far.given], so_far.scores, until=so_far.today)


def lasted(days: Sequence[date], scores: Iterable[Scored], *, until: date) -> tuple[Stretch, ...]:
    """Return the stretches of a course: after its last infusion, and after each that stood alone for a week.

    `days` are its infusions in order; response counts from the last whole score up to the first. Within a course
    infusions follow too close for a score between them to say how long response lasts. A stretch whose end was not
    scored is UNKNOWN.
    """
    ordered = sorted(scores, key=lambda one: one.on)
    before = [one.total for one in ordered if one.on <= days[0] and one.total is not None]
    if not before:
        return ()
    found = []
    for since, following in zip(days, [*days[1:], None], strict=True):
        if following is not None and (following - since).days < Maintaining.first.to("d"):
            continue
        held = _stretch(before[-1], ordered, since=since, until=following or until)
        found += [held] if held else []
    return tuple(found)


def _stretch(baseline: int, scores: Sequence[Scored], *, since: date, until: date) -> Stretch | None:
    """Return one stretch; None where no response was there to last, or nothing was scored after it.

    A response that was not there when the infusion was given is followed from the first score that shows it: what was
    lost before belongs to the infusion before.
    """
    told = [(one.on, responded(baseline, one.total)) for one in scores if one.on <= until]
    known_before = [verdict for on, verdict in told if on <= since and verdict is not UNKNOWN]
    after = [(on, verdict) for on, verdict in told if on > since]
    if YES not in known_before[-1:]:
        after = list(dropwhile(lambda pair: pair[1] is not YES, after))
        if not after:
            return None
    held = [on for on, verdict in takewhile(lambda pair: pair[1] is not NO, after) if verdict is YES]
    lost_on = next((on for on, verdict in after if verdict is NO), None)
    last_on, last = after[-1] if after else (until, UNKNOWN)
    return Stretch(
        since=since, held_until=held[-1] if held else None,
        until=lost_on or last_on, lost=YES if lost_on else NO if last is YES else UNKNOWN,
    )  # fmt: skip
