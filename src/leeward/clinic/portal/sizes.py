"""Height and weight as a patient tells them, in words: never a measurement."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from leeward.assessment import MEASURES

CM_A_FOOT: Final = 30.48
CM_AN_INCH: Final = 2.54
KG_A_POUND: Final = 0.45359237
BY_KEY: Final = {measure.key: measure for measure in MEASURES}


class CannotBe(ValueError):
    """What was told is no height or weight of an adult."""


def height_says(told: Mapping[str, Any]) -> str:
    """Return the height in words, nothing where none was told; raises CannotBe."""
    cm, feet, inches = told.get("cm"), told.get("feet"), told.get("inches")
    if cm is not None and feet is not None:
        raise CannotBe(_("You entered centimeters and feet. Keep one of the two."))
    if cm is not None:
        return f"{_plausible('height', cm, _('centimeters')):g} cm"
    if feet is None:
        if inches is not None:
            raise CannotBe(_("Enter the feet too, or use centimeters."))
        return ""
    total = feet * CM_A_FOOT + (inches or 0) * CM_AN_INCH
    _plausible("height", total, _("feet and inches"))
    return f"{feet:g} ft {inches or 0:g} in ({total:.0f} cm)"


def weight_says(told: Mapping[str, Any]) -> str:
    """Return the weight in words, nothing where none was told; raises CannotBe."""
    lb, kg = told.get("lb"), told.get("kg")
    if lb is not None and kg is not None:
        raise CannotBe(_("You entered pounds and kilograms. Keep one of the two."))
    if lb is not None:
        return f"{lb:g} lb ({_plausible('weight', lb * KG_A_POUND, _('pounds')):.1f} kg)"
    return "" if kg is None else f"{_plausible('weight', kg, _('kilograms')):g} kg"


def _plausible(key: str, number: float, unit: str) -> float:
    measure = BY_KEY[key]
    if not measure.low.to(measure.unit) <= number <= measure.high.to(measure.unit):
        raise CannotBe(_("This cannot be right in %(unit)s. Check the number.") % {"unit": unit})
    return number
