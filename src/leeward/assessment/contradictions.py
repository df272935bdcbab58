"""What cannot be: two numbers that rule each other out, an age that nobody reaches."""

from datetime import date

from leeward.protocol.assessing import Plausible
from leeward.units import Quantity


def pressures(systolic: Quantity, diastolic: Quantity) -> str:
    """Say why these two cannot be of one reading; empty where they can."""
    if diastolic.to("mmHg") < systolic.to("mmHg"):
        return ""
    return f"{diastolic} is not below the systolic pressure, {systolic}. Were the two exchanged? Check both."


def birth(born: date, *, on: date) -> str:
    """Say why nobody alive on that day was born then; empty where somebody may have been."""
    oldest = Plausible.oldest.to("year")
    if on.year - born.year <= oldest:
        return ""
    return f"{born} is more than {oldest:g} years before {on}. Check the year."
