"""From one score to the next: what changed, and by whose definition that counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from leeward.evidence import Cited, Claim, Reference
from leeward.instruments import BPIC_SS, CAPS5, CAPS5_WEEK, ISI, PCL5, PCL5_WEEK, PHQ9, Score, by_key
from leeward.outcomes import definitions
from leeward.outcomes.bounds import Totals, agreed, bounds
from leeward.outcomes.definitions import (
    CAUTION,
    BpicSsChange,
    Caps5Change,
    Definition,
    IsiChange,
    Pcl5Change,
    Phq9Change,
)
from leeward.truth import UNKNOWN, YES, Truth

WHOLE: Final = 100  # plain: per cent


class CannotCompare(ValueError):
    """The two scores are not of one and the same scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one definition is met; where items were left out, UNKNOWN unless every possible total agrees."""

    definition: Definition
    met: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterChange:
    """One cluster before and after; no published definition says what counts for a cluster."""

    key: str
    name: str
    before: int | None
    after: int | None

    @property
    def points(self) -> int | None:
        """Return after minus before; None when either is unknown."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened between two scores of one scale. It carries no claim about why."""

    scale_key: str
    scale_name: str
    before: int | None
    after: int | None
    verdicts: tuple[Verdict, ...]
    clusters: tuple[ClusterChange, ...]
    says: str
    caution: Claim = CAUTION

    @property
    def points(self) -> int | None:
        """Return after minus before, so that a fall is negative; None when either is unknown."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def percent(self) -> float | None:
        """Return the change as a share of the earlier total; None when unknown, or when that total was 0."""
        return None if self.points is None or not self.before else self.points / self.before * WHOLE

    @property
    def cites(self) -> tuple[Cited | Reference, ...]:
        """Return the sources of every definition that was tried, and of the caution."""
        return (*(cited for verdict in self.verdicts for cited in verdict.definition.cites), *self.caution.cites)

    def met(self, definition: Definition) -> Truth:
        """Is this definition met? UNKNOWN when it does not belong to the scale."""
        return next((verdict.met for verdict in self.verdicts if verdict.definition is definition), UNKNOWN)


def fall(totals: Totals) -> int:
    """Return by how much the total fell."""
    before, after = totals
    return before - after


def reliable(totals: Totals) -> bool:
    """Did PCL-5 fall reliably?"""
    return fall(totals) >= Pcl5Change.reliable.to("points")


def response(totals: Totals) -> bool:
    """Did PCL-5 fall by the share that counts as response? From 0 nothing can fall."""
    return _fell_by(Pcl5Change.response, totals)


def _fell_by(share: Cited, totals: Totals) -> bool:
    before, _ = totals
    # Compared in whole points, so that a fall of exactly 30 % is not lost to rounding.
    return before > 0 and fall(totals) * WHOLE >= share.to("%") * before


def recovery(totals: Totals) -> bool:
    """Did PCL-5 come reliably from above the recovery line to it or below?"""
    return reliable(totals) and _crossed(Pcl5Change.recovered, totals)


def reliable_caps5(totals: Totals) -> bool:
    """Did CAPS-5 fall reliably?"""
    return fall(totals) >= Caps5Change.reliable.to("points")


def _crossed(line: Cited, totals: Totals) -> bool:
    before, after = totals
    return before > line.to("points") >= after


def _possible(points: int) -> bool:
    return Pcl5Change.possible.to("points") <= points < Pcl5Change.reliable.to("points")


Tests = tuple[tuple[Definition, Callable[[Totals], bool]], ...]

PCL5_TESTS: Final[Tests] = (
    (definitions.RELIABLE, reliable),
    (definitions.RELIABLE_STRICT, lambda totals: fall(totals) >= Pcl5Change.reliable_strict.to("points")),
    (definitions.POSSIBLE, lambda totals: _possible(fall(totals))),
    (definitions.RESPONSE, response),
    (definitions.RECOVERY, recovery),
    (definitions.WORSENING, lambda totals: -fall(totals) >= Pcl5Change.reliable.to("points")),
    (definitions.POSSIBLE_WORSENING, lambda totals: _possible(-fall(totals))),
)
PHQ9_TESTS: Final[Tests] = (
    (definitions.PHQ9_IMPROVED, lambda totals: fall(totals) >= Phq9Change.changed.to("points")),
    (definitions.PHQ9_WORSE, lambda totals: -fall(totals) >= Phq9Change.changed.to("points")),
)
CAPS5_TESTS: Final[Tests] = (
    (definitions.CAPS5_RELIABLE, reliable_caps5),
    (definitions.CAPS5_RESPONSE, lambda totals: _fell_by(Caps5Change.response, totals)),
    (definitions.CAPS5_RECOVERY, lambda totals: reliable_caps5(totals) and _crossed(Caps5Change.recovered, totals)),
    (definitions.CAPS5_WORSENING, lambda totals: -fall(totals) >= Caps5Change.reliable.to("points")),
)
ISI_TESTS: Final[Tests] = (
    (definitions.ISI_MODERATE, lambda totals: fall(totals) >= IsiChange.moderate.to("points")),
    (definitions.ISI_LEAST, lambda totals: fall(totals) >= IsiChange.least.to("points")),
)
BLADDER_TESTS: Final[Tests] = (
    (definitions.BLADDER_WORSENING, lambda totals: -fall(totals) >= BpicSsChange.rise.to("points")),
)
# A scale that is not here has no definition of change that we have read: its points are shown, and no verdict.
TESTS: Final = {
    PCL5.key: PCL5_TESTS,
    PCL5_WEEK.key: PCL5_TESTS,
    CAPS5.key: CAPS5_TESTS,
    CAPS5_WEEK.key: CAPS5_TESTS,
    PHQ9.key: PHQ9_TESTS,
    ISI.key: ISI_TESTS,
    BPIC_SS.key: BLADDER_TESTS,
}


def change(before: Score, after: Score) -> Change:
    """Compare two scores of the same scale and edition; raises CannotCompare for any other pair."""
    if before.scale_key != after.scale_key:
        raise CannotCompare(
            f"{before.scale_key} and {after.scale_key} are different scales or editions; "
            "compare two scores of the same one."
        )
    scale = by_key(before.scale_key)
    verdicts = _verdicts(before, after)
    return Change(
        scale_key=scale.key,
        scale_name=scale.name,
        before=before.total,
        after=after.total,
        verdicts=verdicts,
        clusters=tuple(
            ClusterChange(key=mine.key, name=mine.name, before=mine.total, after=after.cluster(mine.key))
            for mine in before.clusters
        ),
        says=_sentence(scale.name, before, after, verdicts),
    )


def _verdicts(before: Score, after: Score) -> tuple[Verdict, ...]:
    tests, possible = TESTS.get(before.scale_key, ()), (bounds(before), bounds(after))
    return tuple(Verdict(definition=definition, met=agreed(test, *possible)) for definition, test in tests)


def _sentence(name: str, before: Score, after: Score, verdicts: tuple[Verdict, ...]) -> str:
    met = [verdict.definition.short for verdict in verdicts if verdict.met is YES and verdict.definition.short]
    if before.total is None or after.total is None:
        return _unknown(name, before, after, met)
    if not verdicts:
        return f"{_moved(name, before.total, after.total)}. Leeward holds no definition of change for this scale."
    if met:
        return f"{_moved(name, before.total, after.total)}: {', '.join(met)}."
    return f"{_moved(name, before.total, after.total)}: less than counts as a change."


def _unknown(name: str, before: Score, after: Score, met: list[str]) -> str:
    """Say what is unknown, and what is so whatever the answers to the items left out would have been."""
    left_out = sorted({*before.missing, *after.missing})
    says = f"{name}: the change is unknown, since items were left out ({', '.join(map(str, left_out))})"
    return f"{says}; whatever they were: {', '.join(met)}." if met else f"{says}."


def _moved(name: str, before: int, after: int) -> str:
    if before == after:
        return f"{name} stayed at {before}"
    return f"{name} {'fell' if after < before else 'rose'} from {before} to {after}"
