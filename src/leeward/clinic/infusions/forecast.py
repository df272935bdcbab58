"""What is foretold of one infusion, from the rates as they really ran; kept for as long as no rate changes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from leeward.clinic.infusions.bedside import CLOSED, Bedside
from leeward.clinic.plans.models import Order
from leeward.clinic.plans.subjects import ForecastBasis, basis_of
from leeward.infusion.foreseen import Curve
from leeward.infusion.rates import as_ordered_from
from leeward.pharmacology import Band, CannotSimulate, Population, Regimen, follow, virtual_patients
from leeward.pharmacology.population import ARTERIAL, VENOUS

PEOPLE: Final = 1000
EVERY_MIN: Final = 2
NO_PLAN: Final = "No prediction: this infusion has no plan that names its virtual patients."
BEHIND: Final = (
    f"plasma by {VENOUS.key}, effects by {' and '.join(model.key for model in ARTERIAL)}, half of the people each"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The curves of an infusion in minutes from its start, and what to think of them; or why there are none."""

    says: str
    doubts: tuple[str, ...] = ()
    concentration: Curve | None = None
    systolic: Curve | None = None
    cadss: Curve | None = None


def foreseen(bedside: Bedside, *, last_minute: float) -> Foreseen:
    """Return the forecast of the infusion as ordered before its start, and as it really ran after it."""
    basis = basis_for(bedside)
    if basis is None:
        return Foreseen(says=NO_PLAN)
    regimen = as_ordered_from(bedside.events, now=bedside.now)
    if regimen is None and bedside.state in CLOSED:
        return Foreseen(says="Nothing was given.")
    if regimen is None:
        regimen = Regimen.infusion(dose_mg=bedside.order.dose_mg, minutes=bedside.order.minutes)
    return _foreseen(basis, regimen, int(last_minute))


def basis_for(bedside: Bedside) -> ForecastBasis | None:
    """Return whose virtual patients the order names; None for an infusion without an order."""
    order_id = bedside.infusion.order_id
    try:
        return basis_of(order_id) if order_id is not None else None
    except (Order.DoesNotExist, KeyError, TypeError):  # written by another version, or not a plan of ours
        return None


@lru_cache(maxsize=32)
def people(basis: ForecastBasis) -> Population:
    """Return the first of the plan's own virtual patients; raises CannotSimulate."""
    return virtual_patients(basis.subject, min(PEOPLE, basis.virtual_patients), seed=basis.seed)


def told(basis: ForecastBasis) -> str:
    """Say what a band is."""
    number = min(PEOPLE, basis.virtual_patients)
    return f"predicted: band of 9 in 10 of {number:,} virtual patients like this one, from the rates as they ran"


def curve_of(minutes: tuple[float, ...], band: Band) -> Curve:
    """Return a band as plain numbers, to a tenth."""
    low, median, high = (
        tuple(round(float(value), 1) for value in values) for values in (band.low, band.median, band.high)
    )
    return Curve(minutes=minutes, median=median, low=low, high=high)


@lru_cache(maxsize=64)
def _foreseen(basis: ForecastBasis, regimen: Regimen, last_minute: int) -> Foreseen:
    minutes = tuple(float(minute) for minute in range(0, last_minute + 1, EVERY_MIN))
    try:
        found = follow(people(basis), regimen, minutes)
    except CannotSimulate as why:
        return Foreseen(says=f"No prediction: {why}")
    return Foreseen(
        says=told(basis),
        doubts=(f"Models: {BEHIND}.", *found.doubts),
        concentration=curve_of(minutes, found.venous_ketamine),
        systolic=curve_of(minutes, found.systolic),
        cadss=curve_of(minutes, found.cadss),
    )
