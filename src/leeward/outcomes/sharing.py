"""One score for two measures: which windows of a scale are asked together, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from leeward.outcomes.measures import UNSHARED, Moment
from leeward.outcomes.windows import Window

RULE: Final = (
    "Where the windows of two measures of one scale overlap, the scale is asked once, in the part that they have in "
    "common, and the score counts for both. Where that part is too short to answer in, it is asked in the later "
    "window; what is asked before an infusion stays open until it. A score never counts across the start of an "
    "infusion. The C-SSRS is asked for each time anew: one answer never stands for the day after and for the infusion "
    "that follows."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked at once: all its members are satisfied by one score, from a member's own opening until `closes`."""

    members: tuple[Window, ...]
    opens: datetime
    closes: datetime


def askings(windows: Iterable[Window], *, least: timedelta) -> tuple[Asking, ...]:
    """Group the windows by RULE: no two askings of one scale have an instant in common, but for a shared end."""
    by_scale: dict[str, list[Window]] = {}
    for window in windows:
        by_scale.setdefault(window.measure.scale.key, []).append(window)
    found = [
        asking
        for key, same in by_scale.items()
        for asking in (_apart(same, least) if key in UNSHARED else _grouped(same, least))
    ]
    return tuple(sorted(found, key=lambda asking: (asking.opens, asking.closes)))


def _apart(same: Sequence[Window], least: timedelta) -> list[Asking]:
    """Ask each window by itself: the later one opens when the one before has closed, early enough to be answered."""
    ordered = sorted(same, key=lambda window: (window.closes, _is_before(window), window.opens))
    for n in range(len(ordered) - 1):
        early, late = ordered[n : n + 2]
        if late.opens < early.closes:
            halfway = early.opens + (late.closes - early.opens) / 2
            cut = min(early.closes, max(late.opens, late.closes - least, halfway))
            # An instant later: an answer at the cut itself counts for the early one alone.
            ordered[n : n + 2] = replace(early, closes=cut), replace(late, opens=cut + timedelta.resolution)
    return [Asking(members=(each,), opens=each.opens, closes=each.closes) for each in ordered]


def _is_before(window: Window) -> bool:
    return window.measure.moment is Moment.BEFORE


def _grouped(same: Sequence[Window], least: timedelta) -> list[Asking]:
    left = sorted(same, key=lambda window: (window.closes, window.opens))
    found: list[Asking] = []
    while left:
        group, opens, closes = [left[0]], left[0].opens, left[0].closes
        while more := [each for each in left if each not in group and each.opens < closes]:
            group += more
            opens, closes = _common(group, least)
        found.append(Asking(members=tuple(group), opens=opens, closes=closes))
        left = [each for each in left if each not in group]
    return found


def _common(group: Sequence[Window], least: timedelta) -> tuple[datetime, datetime]:
    """Return the common part; where it is too short, until the first end that leaves time enough, or the last.

    What is asked before an infusion is open until that infusion, whatever else is asked with it.
    """
    opens = max(each.opens for each in group)
    for each in group:
        if _is_before(each):
            return opens, each.closes
    enough = [each.closes for each in group if each.closes - opens >= least]
    return opens, min(enough, default=max(each.closes for each in group))
