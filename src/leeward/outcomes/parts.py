"""What the total hides: each cluster of PCL-5 as its own series, nightmares and sleep apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leeward.instruments import PCL5, PCL5_WEEK, Score, by_key
from leeward.instruments.pcl5 import NIGHTMARES, SLEEP
from leeward.outcomes.trajectory import Series

APART: Final = (("nightmares", "Nightmares", NIGHTMARES), ("sleep", "Sleep", SLEEP))
EDITIONS: Final = (PCL5.key, PCL5_WEEK.key)
CAUTION: Final = (
    "No published definition says which change of a cluster or of one item counts: the points are shown, "
    "and no verdict. In one trial clusters B, C and D parted from the comparison drug and E did not (Feder 2021)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPoint:
    """One value at one time; None where an answer of it was left out."""

    at: datetime
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeries:
    """A cluster or a single item of one edition through the course, 0 to `highest`."""

    key: str
    name: str
    highest: int
    points: tuple[PartPoint, ...]
    baseline: int | None

    @property
    def latest(self) -> int | None:
        """Return the newest value; None where it was left out."""
        return self.points[-1].value if self.points else None

    @property
    def change(self) -> int | None:
        """Return the newest value less the baseline's, so that a fall is negative; None where either is unknown."""
        return None if self.baseline is None or self.latest is None else self.latest - self.baseline


def parts(series: Series) -> tuple[PartSeries, ...]:
    """Return the clusters of one edition's series, and for PCL-5 nightmares (item 2) and sleep (item 20) after them."""
    scale = by_key(series.scale_key)
    found = [
        _part(cluster.key, f"{cluster.key} {cluster.name}", [scale.items[n - 1].high for n in cluster.items], series)
        for cluster in scale.clusters
    ]
    if scale.key in EDITIONS:
        found += [_part(key, name, [scale.items[number - 1].high], series) for key, name, number in APART]
    return tuple(found)


def _part(key: str, name: str, highs: Sequence[int], series: Series) -> PartSeries:
    return PartSeries(
        key=key,
        name=name,
        highest=sum(highs),
        points=tuple(PartPoint(at=point.at, value=_value(key, point.score)) for point in series.points),
        baseline=_value(key, series.baseline.score) if series.baseline else None,
    )


def _value(key: str, score: Score) -> int | None:
    item = next((number for name, _, number in APART if name == key), None)
    return score.cluster(key) if item is None else score.answers[item - 1]
