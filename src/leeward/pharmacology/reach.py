"""How far a model reaches: beyond these bounds it refuses, and the refusal names the bound and what to do."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Cited, Facts, Reference, assumed
from leeward.pharmacology.regimen import Regimen, Segment

INTRAVENOUS = "intravenous"


class CannotSimulate(ValueError):
    """No published model reaches this person or this regimen."""


class Session(Facts):
    """What counts as one session when a schedule holds several."""

    gap = assumed("4 h", why="a longer pause begins another session: no infusion here lasts as long")
    rounding = assumed("0.01 mg/kg", why="a dose rounded to the syringe's marks stays the dose that was meant")
    clock = assumed("0.01 min", why="rates are given in mg/h: their minutes carry the rounding of a pump's display")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The lowest and the highest value, both allowed, each with where it comes from."""

    low: Cited
    high: Cited

    def __post_init__(self) -> None:
        if not self.low.to(self.unit) <= self.high.to(self.unit):
            raise ValueError(f"{self.low.quantity} is above {self.high.quantity}: turn the bounds round.")

    @property
    def unit(self) -> str:
        """The unit in which the bounds are told."""
        return self.high.quantity.unit

    def outside(self, values: ArrayLike, *, slack: float = 0.0) -> float | None:
        """Return the first value out of bounds, in `unit`; what is no number is out of bounds."""
        given: NDArray[np.float64] = np.atleast_1d(np.asarray(values, dtype=np.float64))
        inside = (given >= self.low.to(self.unit) - slack) & (given <= self.high.to(self.unit) + slack)
        return None if inside.all() else float(given[~inside][0])

    def __str__(self) -> str:
        unit = {"year": " years"}.get(self.unit, f" {self.unit}")
        low, high = self.low.to(self.unit), self.high.to(self.unit)
        return f"{low:g}{unit}" if low == high else f"{low:g}-{high:g}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """The people and regimens behind the parameters; None where the range was not obtained."""

    weight: Bounds | None = None
    age: Bounds | None = None
    dose: Bounds | None = None
    duration: Bounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The limits of one model: body weight, age, dose of one session by weight, minutes that drug runs, route.

    Inside these bounds but outside `studied` the model extrapolates, and `extrapolates` says so.
    """

    model: str
    weight: Bounds
    age: Bounds
    dose: Bounds
    duration: Bounds
    route: Reference
    routes: tuple[str, ...] = (INTRAVENOUS,)
    studied: Studied = Studied()

    @property
    def rows(self) -> tuple[Cited, ...]:
        """Every bound with its source."""
        studied = (getattr(self.studied, name) for name in Studied.__slots__)
        bounds = (self.weight, self.age, self.dose, self.duration, *(one for one in studied if one is not None))
        return tuple(dict.fromkeys(row for one in bounds for row in (one.low, one.high)))

    def check(
        self,
        *,
        weight_kg: ArrayLike | None = None,
        age_y: ArrayLike | None = None,
        dose_mg_per_kg: ArrayLike | None = None,
        minutes: ArrayLike | None = None,
        route: str = INTRAVENOUS,
    ) -> None:
        """Refuse what lies beyond the model; numbers or arrays, None is not asked.

        Raises CannotSimulate naming the model, the limit, the value and what to do.
        """
        if route not in self.routes:
            raise CannotSimulate(
                f"{self.model} was not made for the {route} route: it knows {', '.join(self.routes)}. "
                "Give the intravenous schedule, or choose another model."
            )
        for what, value, bounds, slack, remedy in self._asked(weight_kg, age_y, dose_mg_per_kg, minutes):
            beyond = None if value is None else bounds.outside(value, slack=slack)
            if beyond is not None:
                unit = {"year": "years"}.get(bounds.unit, bounds.unit)
                raise CannotSimulate(f"{self.model}: {what} of {beyond:.4g} {unit} lies outside {bounds}. {remedy}")

    def check_regimen(
        self, regimen: Regimen, *, weight_kg: ArrayLike, age_y: ArrayLike | None = None, route: str = INTRAVENOUS
    ) -> None:
        """Refuse a schedule of which any session is beyond the model; a pause of hours begins another session."""
        self.check(weight_kg=weight_kg, age_y=age_y, route=route)
        for session in sessions_of(regimen):
            dose = session.total_mg / np.asarray(weight_kg, dtype=np.float64)
            self.check(dose_mg_per_kg=dose, minutes=session.running_minutes)

    def extrapolates(
        self,
        *,
        weight_kg: ArrayLike | None = None,
        age_y: ArrayLike | None = None,
        dose_mg_per_kg: ArrayLike | None = None,
        minutes: ArrayLike | None = None,
    ) -> tuple[str, ...]:
        """Say in sentences where this is inside the limits but beyond the people and regimens that were studied."""
        told = []
        for (what, value, _, slack, _), studied in zip(
            self._asked(weight_kg, age_y, dose_mg_per_kg, minutes),
            (self.studied.weight, self.studied.age, self.studied.dose, self.studied.duration),
            strict=True,
        ):
            beyond = None if value is None or studied is None else studied.outside(value, slack=slack)
            if beyond is not None:
                told.append(f"{self.model} was fitted within {studied}: {what} of {beyond:.4g} is extrapolated.")
        return tuple(told)

    def extrapolates_push(self, regimen: Regimen) -> tuple[str, ...]:
        """Say in a sentence where drug is pushed and the model knows infusions only."""
        shortest = self.duration.low
        if shortest.to("min") == 0 or not any(segment.bolus_mg > 0 for segment in regimen.segments):
            return ()
        return (f"{self.model} knows no push, only {self.duration}: the minutes after one are extrapolated.",)

    def _asked(
        self,
        weight_kg: ArrayLike | None,
        age_y: ArrayLike | None,
        dose_mg_per_kg: ArrayLike | None,
        minutes: ArrayLike | None,
    ) -> Iterator[tuple[str, ArrayLike | None, Bounds, float, str]]:
        other = "choose a model that reaches further (leeward models), or go without a forecast."
        yield "a weight", weight_kg, self.weight, 0.0, f"Weigh again, {other}"
        yield "an age", age_y, self.age, 0.0, f"Check the date of birth, {other}"
        yield "a dose", dose_mg_per_kg, self.dose, Session.rounding.to("mg/kg"), f"Change the dose, {other}"
        yield "a duration", minutes, self.duration, Session.clock.to("min"), f"Change the duration, {other}"


def sessions_of(regimen: Regimen) -> tuple[Regimen, ...]:
    """Split a schedule into its sessions, without the pauses around them; what gives nothing has none."""
    sessions: list[list[Segment]] = []
    pauses: list[Segment] = []
    for segment in regimen.segments:
        if segment.mg == 0:
            pauses.append(segment)
            continue
        waited_min = math.fsum(pause.minutes for pause in pauses)
        if not sessions or waited_min >= Session.gap.to("min"):
            sessions.append([segment])
        else:
            sessions[-1] += [*pauses, segment]
        pauses = []
    return tuple(Regimen(segments=tuple(segments)) for segments in sessions)
