"""Where the forecast stops: outside these bounds nothing is foretold, and the refusal names the bound."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from leeward.evidence import Facts, assumed, cite
from leeward.evidence.sources import FAVA_2018
from leeward.pharmacology.reach import CannotSimulate as CannotSimulate
from leeward.pharmacology.reach import Session, sessions_of
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject


class Validity(Facts):
    """The reach of the published models, and of the trials behind them."""

    lightest = assumed("40 kg", why="the models' volunteers weighed about 70 kg; checked by arithmetic from 40 kg")
    heaviest = assumed("160 kg", why="no intravenous data in obesity were found; checked by arithmetic to 160 kg")
    lowest_dose = cite("0.1 mg/kg", FAVA_2018, at="lowest dose of the dose-ranging trial")
    highest_dose = cite("1.0 mg/kg", FAVA_2018, at="highest dose of the dose-ranging trial")
    shortest = assumed("20 min", why="shortest infusion of the arterial volunteers; a push is another matter")
    longest = assumed("100 min", why="longest infusion for which the models were compared")
    straight_to = assumed("250 ng/mL", why="above this the rise of pressure is thought to level off; two groups only")
    rounding = Session.rounding
    youngest = assumed("18 year", why="no model here was fitted to children; those that were are left out")
    oldest = assumed("100 year", why="nobody above 86 is known to be in any model; above 100 a slip is likelier")


def check_subject(subject: Subject) -> None:
    """Refuse a person whom no model describes."""
    low, high = Validity.lightest.to("kg"), Validity.heaviest.to("kg")
    if not low <= subject.weight_kg <= high:
        raise CannotSimulate(
            f"A weight of {subject.weight_kg:g} kg lies outside {low:g}-{high:g} kg, where the models were checked. "
            "Weigh again, or plan without a forecast."
        )
    if not subject.age_y >= Validity.youngest.to("year"):
        raise CannotSimulate(
            f"An age of {subject.age_y:g} years: the models are for adults of 18 or more. Plan without a forecast."
        )
    if subject.age_y > Validity.oldest.to("year"):
        raise CannotSimulate(
            f"An age of {subject.age_y:g} years is above {Validity.oldest.to('year'):g}: check the date of birth."
        )
    resting = (subject.resting_systolic_mmhg, subject.resting_diastolic_mmhg, subject.resting_heart_rate_per_min)
    if not all(value > 0 and math.isfinite(value) for value in resting) or not resting[0] > resting[1]:
        raise CannotSimulate(
            "The resting blood pressure and heart rate must be above 0, systolic above diastolic. Measure again."
        )
    if subject.session < 1 or subject.session != int(subject.session):
        raise CannotSimulate(f"Session {subject.session}: count infusions in whole numbers; the first is session 1.")


def check_plan(subject: Subject, regimen: Regimen) -> None:
    """Refuse a plan beyond the trials' doses and durations, faster than both together allow, or of several sessions."""
    if not sessions_of(regimen):
        raise CannotSimulate("This plan gives nothing. Write a dose.")
    for bound in passed(regimen, weight_kg=subject.weight_kg):
        raise CannotSimulate(f"{bound.says} {bound.remedy}")


def check_given(subject: Subject, given: Regimen) -> None:
    """Refuse to foretell from what was given, where that is more, longer or faster than trials gave; less is no fault.

    An infusion may have stopped early.
    """
    for bound in passed(given, weight_kg=subject.weight_kg, stopped=True):
        raise CannotSimulate(f"{bound.says} There the forecast stops. Check the doses and minutes that were recorded.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A bound of what trials gave that a schedule passes, and what a planner would do about it, in a sentence each."""

    says: str
    remedy: str


def passed(regimen: Regimen, *, weight_kg: float, stopped: bool = False) -> Iterator[Passed]:
    """Yield every bound of what trials gave that a schedule passes; one that `stopped` early may fall short of them."""
    sessions = len(sessions_of(regimen))
    if sessions > 1:
        yield Passed(says=f"This schedule holds {sessions} sessions.", remedy="Foretell each by itself.")
    dose, slack = regimen.total_mg / weight_kg, Validity.rounding.to("mg/kg")
    low, high = Validity.lowest_dose.to("mg/kg"), Validity.highest_dose.to("mg/kg")
    if dose > high + slack or (dose < low - slack and not stopped):
        says = f"A dose of {dose:.3g} mg/kg lies outside {low:g}-{high:g} mg/kg, which trials gave."
        yield Passed(says=says, remedy="Change the dose.")
    minutes = round(regimen.running_minutes, 2)
    shortest, longest = Validity.shortest.to("min"), Validity.longest.to("min")
    if minutes > longest or (minutes < shortest and not stopped):
        says = f"An infusion of {minutes:g} min lies outside {shortest:g}-{longest:g} min."
        yield Passed(says=says, remedy="Change the duration.")
    fast = _too_fast(regimen, weight_kg=weight_kg)
    if fast is not None:
        yield Passed(says=fast, remedy="Give it over more minutes.")


def _too_fast(regimen: Regimen, *, weight_kg: float) -> str | None:
    """Say in a sentence where drug runs faster than the highest dose over the shortest time; None where it does not.

    Without this a push, with a trickle behind it for the length, would pass for an infusion.
    """
    pushed_mg = max((segment.bolus_mg for segment in regimen.segments), default=0.0)
    if pushed_mg > 0:
        return f"A push of {pushed_mg:.3g} mg is no infusion, and trials gave infusions."
    highest = Validity.highest_dose.to("mg/kg") + Validity.rounding.to("mg/kg")
    most = highest / (Validity.shortest.to("min") - Session.clock.to("min"))
    rate = max((segment.rate_mg_per_min for segment in regimen.segments), default=0.0) / weight_kg
    if rate <= most:
        return None
    bound = f"{Validity.highest_dose.quantity} over {Validity.shortest.quantity}"
    return f"A rate of {rate:.3g} mg/kg/min is faster than {bound}, the bounds of what was studied."
