"""The chances beside each option, in natural frequencies."""

from leeward.dosing.proposal import Chance
from leeward.pharmacology.prediction import Prediction
from leeward.pharmacology.subject import Subject
from leeward.protocol.dosing import DosingLimits, Forecast

_HUNDRED = 100  # plain: natural frequencies are told out of a hundred


def chances_of(prediction: Prediction, subject: Subject, limits: DosingLimits) -> tuple[Chance, ...]:
    """Return the chances of a high pressure, a steep rise, and dissociation, for one option."""
    limit_mmhg, rise_mmhg = limits.foretold_systolic_mmhg, limits.foretold_rise_mmhg
    above_mmhg = subject.resting_systolic_mmhg + rise_mmhg
    baseline_points = float(prediction.cadss.median[0])
    rise_points = Forecast.dissociation_rise.to("points")
    above_points = baseline_points + rise_points
    return (
        _chance(
            f"a systolic pressure above {limit_mmhg:g} mmHg",
            prediction.chance(systolic_above=limit_mmhg),
            limit_mmhg,
            "mmHg",
        ),
        _chance(
            f"a rise of systolic pressure by more than {rise_mmhg:g} mmHg",
            prediction.chance(systolic_above=above_mmhg),
            above_mmhg,
            "mmHg",
        ),
        _chance(
            f"dissociation more than {rise_points:g} points above baseline (CADSS)",
            prediction.chance(cadss_above=above_points),
            above_points,
            "points",
        ),
    )


def _chance(what: str, share: float, limit: float, unit: str) -> Chance:
    per_100 = round(share * _HUNDRED)
    count = "fewer than 1" if per_100 == 0 else f"about {per_100}"
    return Chance(
        says=f"{count} in 100 virtual patients like this person: {what}", per_100=per_100, limit=limit, unit=unit
    )
