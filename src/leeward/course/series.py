"""What a series of infusions is: its rhythm, its sessions, and what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from leeward.course.days import ONE_DAY, WEEKDAYS
from leeward.evidence import Cited
from leeward.protocol.coursing import CourseGiven
from leeward.protocol.dosing import Spacing
from leeward.protocol.limits import Place, worst

TRIED: Final = "Given in a trial in PTSD."
OWN: Final = "This clinic's own rhythm: no trial in PTSD gave it."


class CannotPlan(ValueError):
    """The series cannot be laid out in this way; the sentence says where it fails and what would do."""


class State(Enum):
    """What became of one session of the series."""

    PLANNED = "planned"
    GIVEN = "given"
    LATE = "given late"
    MISSED = "missed"
    CANCELLED = "called off"
    UNTOLD = "nothing is recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A rhythm: so many sessions on these weekdays, or every so many days where no weekdays are named."""

    key: str
    label: str
    sessions: int
    weekdays: tuple[int, ...] = ()
    every_days: int = 0
    evidence: str = OWN
    cites: tuple[Cited, ...] = ()

    def __post_init__(self) -> None:
        if self.sessions < 1:
            raise CannotPlan(f"{self.label}: a series has at least one session; got {self.sessions}.")
        if bool(self.weekdays) is bool(self.every_days):
            raise CannotPlan(f"{self.label}: name either weekdays or a number of days from one session to the next.")
        if self.every_days < 0 or any(day not in range(len(WEEKDAYS)) for day in self.weekdays):
            raise CannotPlan(f"{self.label}: weekdays are 0 (Monday) to 6; days between sessions are 1 or more.")

    @property
    def apart_days(self) -> int:
        """The fewest days from one session to the next in this rhythm."""
        week, days = len(WEEKDAYS), self.weekdays
        if self.every_days:
            return self.every_days
        return min((later - day) % week or week for day, later in zip(days, (*days[1:], days[0]), strict=True))

    @property
    def in_a_week(self) -> int:
        """The most sessions in seven days in this rhythm."""
        week = len(WEEKDAYS)
        most = -(-week // self.every_days) if self.every_days else len(self.weekdays)
        return min(most, self.sessions)

    def wanted(self, *, after: date) -> date:
        """Return the day on which the rhythm puts the session after one on `after`."""
        if self.every_days:
            return after + timedelta(days=self.every_days)
        return self.on_or_after(after + ONE_DAY)

    def on_or_after(self, day: date) -> date:
        """Return the first day of the rhythm from `day` on."""
        while self.weekdays and day.weekday() not in self.weekdays:
            day += ONE_DAY
        return day


SIX_IN_TWO_WEEKS: Final = Schedule(
    key="six-in-two-weeks",
    label="Six infusions in two weeks",
    sessions=round(CourseGiven.six_sessions.to("infusions")),
    weekdays=(0, 2, 4),  # plain: Monday, Wednesday, Friday
    evidence=TRIED,
    cites=(CourseGiven.six_sessions, CourseGiven.six_weekly),
)
EIGHT_IN_FOUR_WEEKS: Final = Schedule(
    key="eight-in-four-weeks",
    label="Eight infusions in four weeks",
    sessions=round(CourseGiven.eight_sessions.to("infusions")),
    weekdays=(0, 3),  # plain: Monday, Thursday
    evidence=TRIED,
    cites=(CourseGiven.eight_sessions, CourseGiven.eight_weekly),
)
NAMED: Final = (SIX_IN_TWO_WEEKS, EIGHT_IN_FOUR_WEEKS)


def custom(*, sessions: int, weekdays: Iterable[int] = (), every_days: int = 0) -> Schedule:
    """Return a rhythm of the clinic's own; raises CannotPlan where it is none."""
    kept = tuple(sorted(set(weekdays)))
    rhythm = ", ".join(WEEKDAYS[day % len(WEEKDAYS)] for day in kept) if kept else f"every {every_days} days"
    return Schedule(
        key="custom", label=f"{sessions} infusions, {rhythm}", sessions=sessions, weekdays=kept, every_days=every_days
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session: the day it was planned on, what became of it, and what a fence of spacing says of it."""

    number: int
    on: date
    state: State = State.PLANNED
    given_on: date | None = None
    place: Place = Place.USUAL
    says: str = ""
    instead_of: int = 0
    """The number of the missed session for which this one was added; 0 where it was planned from the start."""
    is_made_up: bool = True
    """Is a missed one made up for? False where somebody decided that the series is shorter by it."""

    @property
    def counts_from(self) -> date | None:
        """The day from which the next one keeps its distance; None where no infusion was given or is to come."""
        if self.state in (State.MISSED, State.CANCELLED):
            return None
        return self.given_on or self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A series on its days, and everything that a person should know of how it came about."""

    schedule: Schedule
    sessions: tuple[Session, ...]
    says: tuple[str, ...]
    changed: tuple[str, ...] = ()
    earlier: tuple[date, ...] = ()
    """Infusions before this series, from which its first one keeps its distance too."""

    @property
    def ahead(self) -> tuple[Session, ...]:
        """The sessions that are still to come."""
        return tuple(session for session in self.sessions if session.state is State.PLANNED)

    @property
    def place(self) -> Place:
        """The strictest fence that a session to come has passed."""
        return worst(*(session.place for session in self.ahead))

    @property
    def cites(self) -> tuple[Cited, ...]:
        """Where the rhythm and the fences of spacing come from, as shipped."""
        return (*self.schedule.cites, *Spacing.rows())
