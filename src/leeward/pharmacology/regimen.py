"""What the pump is told to give: rates and minutes, pauses and pushes among them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from leeward.units import Quantity


class CannotInfuse(ValueError):
    """The rates or minutes describe nothing that a pump could give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch at one rate, in mg of ketamine base; rate 0 is a pause. `bolus_mg` is pushed where it starts."""

    rate_mg_per_min: float
    minutes: float
    bolus_mg: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.rate_mg_per_min) and self.rate_mg_per_min >= 0):
            raise CannotInfuse(f"A rate of {self.rate_mg_per_min} mg/min cannot be given; write 0 or more.")
        if not (math.isfinite(self.bolus_mg) and self.bolus_mg >= 0):
            raise CannotInfuse(f"A push of {self.bolus_mg} mg cannot be given; write 0 or more.")
        if not math.isfinite(self.minutes) or self.minutes < 0 or (self.minutes == 0 and self.bolus_mg == 0):
            raise CannotInfuse(f"A stretch of {self.minutes} min cannot be given; write more than 0.")

    @classmethod
    def pause(cls, minutes: float) -> "Segment":
        """Return a stretch in which nothing runs."""
        return cls(rate_mg_per_min=0.0, minutes=minutes)

    @classmethod
    def push(cls, mg: float) -> "Segment":
        """Return a bolus: everything at once, in no time."""
        return cls(rate_mg_per_min=0.0, minutes=0.0, bolus_mg=mg)

    @property
    def mg(self) -> float:
        """Ketamine base given in this stretch."""
        return self.rate_mg_per_min * self.minutes + self.bolus_mg


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """Stretches one after another, from minute 0; after the last, nothing runs.

    >>> Regimen.infusion(dose_mg=35, minutes=40).then(Segment.pause(20)).edges_min
    (0.0, 40.0, 60.0)
    """

    segments: tuple[Segment, ...]

    @classmethod
    def infusion(cls, *, dose_mg: float, minutes: float) -> "Regimen":
        """Give the dose evenly over the minutes."""
        if not minutes > 0:
            raise CannotInfuse(f"An infusion over {minutes} min cannot be given; write more than 0.")
        return cls(segments=(Segment(rate_mg_per_min=dose_mg / minutes, minutes=minutes),))

    @classmethod
    def recorded(cls, stretches: Iterable[tuple[float, float, float]]) -> "Regimen":
        """Build from recorded (start_min, end_min, rate_mg_per_min), in order of time; the gaps are pauses.

        Raises CannotInfuse when a stretch starts before the last one ended.
        """
        segments: list[Segment] = []
        reached = 0.0
        for start, end, rate in stretches:
            if start < reached:
                raise CannotInfuse(f"The stretch from minute {start:g} overlaps the one that ends at {reached:g}.")
            if start > reached:
                segments.append(Segment.pause(start - reached))
            segments.append(Segment(rate_mg_per_min=rate, minutes=end - start))
            reached = end
        return cls(segments=tuple(segments))

    @classmethod
    def sessions(cls, sessions: Iterable[tuple[float, "Regimen"]]) -> "Regimen":
        """Build a course from (day, regimen) in order of time, days counted from 0; nothing runs between.

        Raises CannotInfuse when a session starts before the last one ended.

        >>> one = Regimen.infusion(dose_mg=35, minutes=40)
        >>> Regimen.sessions([(0, one), (2, one)]).edges_min
        (0.0, 40.0, 2880.0, 2920.0)
        """
        segments: list[Segment] = []
        reached = 0.0
        for day, regimen in sessions:
            if not math.isfinite(day):
                raise CannotInfuse(f"A session cannot start on day {day}; write days counted from 0.")
            start = Quantity(day, "d").to("min")
            if start < reached:
                raise CannotInfuse(f"The session on day {day:g} starts before the one before it has ended.")
            if start > reached:
                segments.append(Segment.pause(start - reached))
            segments.extend(regimen.segments)
            reached = start + regimen.minutes
        return cls(segments=tuple(segments))

    @property
    def total_mg(self) -> float:
        """Ketamine base given in all."""
        return math.fsum(segment.mg for segment in self.segments)

    @property
    def edges_min(self) -> tuple[float, ...]:
        """The minutes at which the rate changes, from 0 to the end."""
        return tuple(accumulate((segment.minutes for segment in self.segments), initial=0.0))

    @property
    def minutes(self) -> float:
        """From the start to the end of the last stretch, pauses included."""
        return self.edges_min[-1]

    @property
    def running_minutes(self) -> float:
        """The minutes in which drug ran, pauses left out."""
        return math.fsum(segment.minutes for segment in self.segments if segment.rate_mg_per_min > 0)

    def then(self, what: "Segment | Regimen") -> "Regimen":
        """Return this regimen followed by another stretch or regimen."""
        more = (what,) if isinstance(what, Segment) else what.segments
        return Regimen(segments=self.segments + more)

    def until(self, minute: float) -> "Regimen":
        """Return what had been given by that minute, a push at that very minute included: a stop.

        Raises CannotInfuse for a minute that is no number.
        """
        if math.isnan(minute):
            raise CannotInfuse("Nothing can be stopped at a minute that is no number; write the minute of the stop.")
        kept: list[Segment] = []
        for segment, start in zip(self.segments, self.edges_min, strict=False):
            length = min(segment.minutes, minute - start)
            if length > 0 or (length == 0 and segment.bolus_mg > 0):
                rate = segment.rate_mg_per_min if length > 0 else 0.0
                kept.append(replace(segment, rate_mg_per_min=rate, minutes=length))
        return Regimen(segments=tuple(kept))

    def between(self, start: float, end: float) -> "Regimen":
        """Return what is given from `start` to `end`, counted from `start`: a push at `start` counts, at `end` not."""
        kept: list[Segment] = []
        for segment, began in zip(self.segments, self.edges_min, strict=False):
            length = min(began + segment.minutes, end) - max(began, start)
            push = segment.bolus_mg if start <= began < end else 0.0
            if length > 0 or (length == 0 and push > 0):
                kept.append(replace(segment, minutes=length, bolus_mg=push))
        return Regimen(segments=tuple(kept))

    @property
    def stretches(self) -> tuple[tuple[float, float, float], ...]:
        """(start in minutes, mg per min from then on, mg pushed then), the end of the last stretch included."""
        starts = zip(self.segments, self.edges_min, strict=False)
        running = tuple((start, segment.rate_mg_per_min, segment.bolus_mg) for segment, start in starts)
        return (*running, (self.minutes, 0.0, 0.0))

    def given_mg(self, minute: float) -> float:
        """Ketamine base given by that minute."""
        return self.until(minute).total_mg

    def rate_at(self, minute: float) -> float:
        """The rate in mg/min that runs from that minute on; 0 before the start and after the end."""
        for segment, start in zip(self.segments, self.edges_min, strict=False):
            if start <= minute < start + segment.minutes:
                return segment.rate_mg_per_min
        return 0.0
