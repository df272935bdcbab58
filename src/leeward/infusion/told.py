"""What is typed at the time-out, held against the record: who it is, when they ate, who takes them home, the pump."""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from leeward.infusion.events import EscortNamed, Event, FastingTold, PumpReadBack, RecheckAccepted
from leeward.infusion.pump import pump_agrees
from leeward.protocol.monitoring import span
from leeward.protocol.starting import Fasting, Start
from leeward.truth import NO, UNKNOWN, YES, Truth, truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one item of the time-out, and where from."""

    truth: Truth
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One fasting time: what was told, what the protocol asks, and how much is missing."""

    what: str
    since: timedelta
    wanted: timedelta

    @property
    def missing_min(self) -> int:
        """Whole minutes that are still missing, rounded up; zero when it is met."""
        return max(0, math.ceil((self.wanted - self.since) / timedelta(minutes=1)))


_E = TypeVar("_E", bound=Event)


def last(events: Iterable[Event], kind: type[_E]) -> _E | None:
    """Return the last event of a kind."""
    return next((event for event in reversed(tuple(events)) if isinstance(event, kind)), None)


def same_person(*, name: str, born: date, names: Iterable[str], born_on_record: date | None) -> Truth:
    """Do both identifiers agree? Every part of every name on record must be said; capitals and accents do not count."""
    if born_on_record is None:
        return UNKNOWN
    said, on_record = _words(name), {word for each in names for word in _words(each)}
    if not on_record:
        return UNKNOWN
    return truth(born == born_on_record and on_record <= said)


def fasting_hours(told: FastingTold, *, now: datetime) -> tuple[Hours, ...]:
    """Return the fasting times as they stand at `now`."""
    is_heavy = told.was_heavy is not NO  # not known is taken for the longer time
    meal = Fasting.heavy_meal if is_heavy else Fasting.light_meal
    food = "a fatty or large meal" if is_heavy else "a light meal"
    return (
        Hours(what=food, since=now - told.last_food_at, wanted=span(meal)),
        Hours(what="clear fluid", since=now - told.last_fluid_at, wanted=span(Fasting.clear_fluid)),
    )


def fasting(told: FastingTold | None, *, now: datetime, accepted: RecheckAccepted | None) -> Known:
    """Are the fasting times met? Short by less than an hour takes the prescriber; more is not met."""
    if told is None:
        return Known(truth=UNKNOWN, why="Ask when they last ate and drank.")
    hours = fasting_hours(told, now=now)
    said = "; ".join(_said(each) for each in hours)
    short = max(each.missing_min for each in hours)
    if not short:
        return Known(truth=YES, why=f"{said}.")
    if short >= Fasting.short_by.to("min"):
        return Known(truth=NO, why=f"{said}. Wait, or another day.")
    stands = accepted is not None and accepted.at >= told.at and short <= accepted.furthest
    if stands and accepted is not None:
        return Known(truth=YES, why=f"{said}. Accepted by {accepted.by}: {accepted.reason}.")
    return Known(truth=UNKNOWN, why=f"{said}. Short by less than an hour: wait, or the prescriber accepts it.")


def escort(named: EscortNamed | None) -> Known:
    """Is somebody named, with a number?"""
    if named is None:
        return Known(truth=UNKNOWN, why="Nobody is named for today.")
    return Known(truth=YES, why=f"{named.escort}, {named.phone}: told to {named.by}.")


def pump(shown: PumpReadBack | None, *, rate_ml_per_h: float, vtbi_ml: float) -> Known:
    """Does the pump's display show what was ordered, within 1 %?"""
    if shown is None:
        return Known(truth=UNKNOWN, why="Set the pump, then type what its display shows.")
    pairs = (
        (shown.shown_ml_per_h, rate_ml_per_h, "mL/h"),
        (shown.shown_vtbi_ml, vtbi_ml, "mL"),
    )
    wrong = [
        f"{found:g} {unit} instead of {wanted:g} {unit}"
        for found, wanted, unit in pairs
        if pump_agrees(shown=found, expected=wanted) is not YES
    ]
    if wrong:
        return Known(truth=NO, why=f"The pump shows {' and '.join(wrong)}: set it again, and read it back.")
    within = Start.pump_agrees.to("%")
    return Known(
        truth=YES,
        why=f"It shows {shown.shown_ml_per_h:g} mL/h and {shown.shown_vtbi_ml:g} mL: as ordered, within {within:g} %.",
    )


def _said(hours: Hours) -> str:
    whole = int(hours.since / timedelta(minutes=1))
    passed, wanted = divmod(whole, _HOUR_MIN), int(hours.wanted / timedelta(hours=1))
    text = f"{passed[0]} h {passed[1]} min since {hours.what}, {wanted} h wanted"
    return f"{text}: {hours.missing_min} min missing" if hours.missing_min else text


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word for word in "".join(s if s.isalnum() else " " for s in letters).split() if word}


_HOUR_MIN = 60  # plain: minutes in an hour
