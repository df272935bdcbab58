"""One score for two measures: which windows of a scale are asked together, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from leeward.outcomes.windows import Window

RULE: Final = (
    "Where the windows of two measures of one scale overlap, the scale is asked once, in the part that they have in "
    "common, and the score counts for both. Where that part is too short to answer in, it is asked in the later "
    "window. A score never counts across the start of an infusion."
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
    found = [asking for same in by_scale.values() for asking in _grouped(same, least)]
    return tuple(sorted(found, key=lambda asking: (asking.opens, asking.closes)))


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
    """Return the common part; where it is too short, until the first end that leaves time enough, or the last."""
    opens = max(each.opens for each in group)
    enough = [each.closes for each in group if each.closes - opens >= least]
    return opens, min(enough, default=max(each.closes for each in group))
