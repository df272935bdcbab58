"""Everything that one edition's scores say of one person: what stands, what does not yet, and what is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leeward.instruments import PCL5, PCL5_WEEK
from leeward.outcomes.definitions import CAUTION, RECOVERY, RELIABLE, RESPONSE, WORSENING
from leeward.outcomes.loss import Loss, loss
from leeward.outcomes.marks import Mark, also, marks
from leeward.outcomes.parts import PartSeries, parts
from leeward.outcomes.regression import Untreated, untreated
from leeward.outcomes.response import Reached, time_to
from leeward.outcomes.silence import Silence, silence
from leeward.outcomes.standing import Held, Standing, held
from leeward.outcomes.trajectory import Series, Trajectory
from leeward.outcomes.without import WithoutKetamine, without_ketamine

FOLLOWED: Final = (RESPONSE, RELIABLE, RECOVERY, WORSENING)
EDITIONS: Final = (PCL5_WEEK.key, PCL5.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One edition of PCL-5. It makes no claim about why scores moved, and none from one score alone."""

    series: Series
    parts: tuple[PartSeries, ...]
    marks: tuple[Mark, ...]
    standings: tuple[Held, ...]
    reached: Reached | None
    loss: Loss | None
    untreated: Untreated | None
    without: WithoutKetamine | None
    silence: Silence | None

    @property
    def says(self) -> tuple[str, ...]:
        """Return all sentences, what may explain the change otherwise among them, and what is missing."""
        told = [self.series.latest.says] if self.series.latest else []
        told += [each.says for each in self.standings if each.since is not None]
        told += [self.reached.says] if self.reached else []
        told += self.loss.says if self.loss else ()
        told += [each for each in (self._otherwise, self._beside, self.silence.says if self.silence else "") if each]
        return (*told, *self.series.gaps, CAUTION.says)

    @property
    def _otherwise(self) -> str:
        """Say whether the newest total needs a treatment to explain it at all."""
        total = self.series.points[-1].total
        if self.untreated is None or total is None or not self.series.since_baseline:
            return ""
        where = "inside" if self.untreated.explains(total) else "outside"
        return f"{self.untreated.says} The newest score, {total}, lies {where} that range."

    @property
    def _beside(self) -> str:
        first = self.series.baseline
        return also(self.marks, since=first.at, until=self.series.points[-1].at) if first else ""

    def standing(self, name: str) -> Standing:
        """Return how a definition stands, by its name, such as `response`. Raises KeyError for one not followed."""
        for each in self.standings:
            if each.definition.name == name:
                return each.standing
        raise KeyError(f"{name!r} is not followed; there are {', '.join(each.name for each in FOLLOWED)}.")


def accounts(course: Trajectory, *, now: datetime, others: Iterable[Mark] = ()) -> tuple[Account, ...]:
    """Return an account of each edition of PCL-5 that was scored, the weekly one first: they are never mixed."""
    found, happened = [course.of(key) for key in EDITIONS], marks(course.infusions, others)
    return tuple(_account(series, course.infusions, happened, now) for series in found if series is not None)


def _account(series: Series, infusions: Sequence[datetime], happened: tuple[Mark, ...], now: datetime) -> Account:
    baseline = series.baseline.total if series.baseline else None
    begun = [at for at in infusions if at <= now]
    return Account(
        series=series,
        parts=parts(series),
        marks=happened,
        standings=tuple(held(series, definition) for definition in FOLLOWED),
        reached=time_to(series, begun[0]) if begun else None,
        loss=loss(series, begun) if begun else None,
        untreated=None if baseline is None else untreated(baseline),
        without=None if baseline is None else without_ketamine(baseline),
        silence=silence(series, now=now),
    )
