"""Items left out: the lowest and the highest total that the answers allow. Nothing is ever filled in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leeward.instruments import Score, by_key
from leeward.truth import NO, UNKNOWN, YES, Truth

Totals = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The lowest and the highest total that fit the answers; equal where nothing was left out."""

    lowest: int
    highest: int

    @property
    def totals(self) -> range:
        """Return every total between them."""
        return range(self.lowest, self.highest + 1)

    def __str__(self) -> str:
        return f"{self.lowest}" if self.lowest == self.highest else f"between {self.lowest} and {self.highest}"


def bounds(score: Score) -> Bounds | None:
    """Return the bounds of the total; None for a scale without one, or one that rests on nothing that was answered."""
    scale = by_key(score.scale_key)
    if score.total is not None:
        return Bounds(lowest=score.total, highest=score.total)
    if not scale.is_scored or scale.rests_on_answered:
        return None
    if scale.is_score_entry:
        return Bounds(lowest=scale.lowest, highest=scale.highest)
    pairs = tuple(zip(scale.items, score.answers, strict=True))
    known = {item.number: item.points(answer) for item, answer in pairs if answer is not None}
    rightly = {item.number: item.low for item, answer in pairs if answer is None and item.number not in score.missing}
    least = [(known | rightly).get(item.number, item.low) for item in scale.items]
    most = [(known | rightly).get(item.number, item.high) for item in scale.items]
    return Bounds(lowest=scale.total_of(least), highest=scale.total_of(most))


def agreed(test: Callable[[Totals], bool], before: Bounds | None, after: Bounds | None) -> Truth:
    """Return YES or NO where every pair of possible totals gives that answer, and UNKNOWN where they differ."""
    if before is None or after is None:
        return UNKNOWN
    return _one({test((first, second)) for first in before.totals for second in after.totals})


def _one(found: Iterable[bool]) -> Truth:
    answers = set(found)
    return UNKNOWN if len(answers) > 1 else YES if True in answers else NO
