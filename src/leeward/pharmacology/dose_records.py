"""Dose records of an event table: pushes, infusions and what ADDL repeats, laid over each other into one regimen."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leeward.pharmacology.regimen import Regimen, Segment

MOMENT = 10  # plain: minutes equal to this many decimals are the same moment
REPEATED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One dose of base; a push ends where it starts. `order` is its record's place, REPEATED for what ADDL adds."""

    start_min: float
    end_min: float
    mg: float
    order: int = 0

    @property
    def minutes(self) -> float:
        """How long it runs; 0 for a push."""
        return self.end_min - self.start_min

    @property
    def is_push(self) -> bool:
        """Is it all given in one moment?"""
        return self.end_min <= self.start_min

    @property
    def rate_mg_per_min(self) -> float:
        """How fast it runs between its ends; 0 for a push."""
        return 0.0 if self.is_push else self.mg / self.minutes

    def runs_at(self, minute: float) -> bool:
        """Does it run from that minute on? At its own end it no longer does."""
        return self.start_min <= minute < self.end_min


def dose(*, start_min: float, mg: float, minutes: float = 0.0, order: int = 0) -> Dose:
    """Return the dose with its ends rounded to moments; all of it runs in between them."""
    start = moment(start_min)
    return Dose(start_min=start, end_min=moment(start + minutes), mg=mg, order=order)


def moment(minute: float) -> float:
    """Round a minute so that what was written as the same moment is one."""
    return round(minute, MOMENT)


def repeated(first: Dose, *, times: int, every_min: float) -> tuple[Dose, ...]:
    """Return the dose and the `times` more that ADDL adds, II apart."""
    more = (
        dose(start_min=first.start_min + n * every_min, mg=first.mg, minutes=first.minutes, order=REPEATED)
        for n in range(1, times + 1)
    )
    return (first, *more)


def regimen_of(doses: Sequence[Dose]) -> Regimen:
    """Lay doses over each other, from minute 0: where infusions overlap their rates add, and none is ever negative."""
    edges = sorted({0.0, *(each.start_min for each in doses), *(each.end_min for each in doses)})
    segments = []
    for here, there in zip(edges, [*edges[1:], edges[-1]], strict=True):
        rate = math.fsum(each.rate_mg_per_min for each in doses if each.runs_at(here))
        pushed = math.fsum(each.mg for each in doses if each.is_push and each.start_min == here)
        if there > here or pushed > 0:
            segments.append(Segment(rate_mg_per_min=rate, minutes=there - here, bolus_mg=pushed))
    return Regimen(segments=tuple(segments))


def doses_of(regimen: Regimen) -> Iterable[Dose]:
    """Yield the pushes and stretches of a regimen as doses, in order of time."""
    for segment, start in zip(regimen.segments, regimen.edges_min, strict=False):
        if segment.bolus_mg > 0:
            yield dose(start_min=start, mg=float(segment.bolus_mg))
        if segment.rate_mg_per_min > 0:
            mg = float(segment.rate_mg_per_min * segment.minutes)
            yield dose(start_min=start, mg=mg, minutes=segment.minutes)
