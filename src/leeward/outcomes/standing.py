"""One score proves nothing: a change stands once a second score, some days on, shows it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile

from leeward.evidence import Facts, assumed
from leeward.outcomes.change import Change
from leeward.outcomes.definitions import Definition
from leeward.outcomes.trajectory import Point, Series
from leeward.truth import NO, UNKNOWN, YES, Truth


class Confirming(Facts):
    """What makes two scores two."""

    apart = assumed(
        "3 d", why="Two weekly lists of one or two days apart ask about nearly the same week; no source sets it."
    )


class Standing(Enum):
    """How surely a definition is met now."""

    CONFIRMED = "confirmed by a second score"
    NOT_CONFIRMED = "not confirmed yet"
    NOT_MET = "not met"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How one definition stands at the newest score: since when it has been met, and when a second score agreed."""

    definition: Definition
    standing: Standing
    since: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def says(self) -> str:
        """Return the sentence."""
        name = self.definition.name[:1].upper() + self.definition.name[1:]
        if self.since is None:
            return f"{name}: {self.standing.value}."
        if self.standing is Standing.CONFIRMED and self.confirmed_at is not None:
            return f"{name}: since {self.since:%Y-%m-%d}, confirmed by a second score on {self.confirmed_at:%Y-%m-%d}."
        return (
            f"{name}: one score, of {self.since:%Y-%m-%d}, is not enough. It counts once a second one, "
            f"{Confirming.apart.quantity} or more later, shows it again."
        )


Step = tuple[Point, Change]


def held(series: Series, definition: Definition) -> Held:
    """Return how a definition stands at the newest score of a series."""
    return standing_of(series.steps, definition)


def standing_of(steps: Sequence[Step], definition: Definition) -> Held:
    """Return how a definition stands at the last of some steps: met by a run of scores that ends with it."""
    if not steps:
        return Held(definition=definition, standing=Standing.UNKNOWN)
    newest = steps[-1][1].met(definition)
    if newest is not YES:
        return Held(definition=definition, standing=Standing.NOT_MET if newest is NO else Standing.UNKNOWN)
    run = run_back(steps, definition, YES)
    confirmed = confirmation(run)
    return Held(
        definition=definition,
        standing=Standing.CONFIRMED if confirmed else Standing.NOT_CONFIRMED,
        since=run[0].at,
        confirmed_at=confirmed,
    )


def run_back(steps: Sequence[Step], definition: Definition, met: Truth) -> tuple[Point, ...]:
    """Return the scores at the end of some steps that all give this verdict, the earliest first.

    A score that leaves the verdict UNKNOWN neither ends a run nor counts in it.
    """
    known = [(point, step.met(definition)) for point, step in steps if step.met(definition) is not UNKNOWN]
    back = takewhile(lambda pair: pair[1] is met, reversed(known))
    return tuple(point for point, _ in back)[::-1]


def confirmation(run: Sequence[Point]) -> datetime | None:
    """Return when a run of agreeing scores was confirmed: by the first that lies far enough from its start."""
    apart = timedelta(days=Confirming.apart.to("d"))
    return next((point.at for point in run if point.at - run[0].at >= apart), None)
