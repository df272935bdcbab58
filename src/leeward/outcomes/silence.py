"""Who stopped answering: how long there has been no score, and that nothing is carried forward."""

from dataclasses import dataclass
from datetime import datetime

from leeward.evidence import Facts, assumed, derived
from leeward.evidence.sources import ABDALLAH_2022
from leeward.outcomes.response import day_of
from leeward.outcomes.trajectory import Series


class Stopped(Facts):
    """When no score means that somebody left."""

    after = assumed("21 d", why="Three weekly lists in a row without an answer; no source sets it.")
    least_left = derived("25 %", ABDALLAH_2022, by="registry: not completed, 14 of 55 and 13 of 53 on ketamine")
    most_left = derived("35 %", ABDALLAH_2022, by="registry: not completed, 19 of 55 on placebo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long nothing was scored, in days, up to now."""

    name: str
    since: datetime
    days: float

    @property
    def is_dropout(self) -> bool:
        """Has it been so long that the person is taken to have left the follow-up?"""
        return self.days >= Stopped.after.to("d")

    @property
    def says(self) -> str:
        """Return the sentence; empty where the newest score is recent."""
        if not self.is_dropout:
            return ""
        return (
            f"No {self.name} since {self.since:%Y-%m-%d}, {self.days:.0f} days: what happened after that is not "
            "known. The last score is not carried forward, and people who stop answering are often not those who do "
            f"well: in the largest trial {Stopped.least_left.to('%'):g} to {Stopped.most_left.quantity} did not "
            "complete the course."
        )


def silence(series: Series, *, now: datetime) -> Silence | None:
    """Return how long a series has been silent; None where it never began."""
    seen = [point.at for point in series.points if point.at <= now]
    return Silence(name=series.name, since=seen[-1], days=day_of(now, seen[-1])) if seen else None
