"""Drug in whole micrograms and volumes in whole microlitres: nothing is rounded twice, nothing is a float."""

from fractions import Fraction
from typing import Final

UG_PER_MG: Final = 1000  # plain: micrograms in a milligram
UL_PER_ML: Final = 1000  # plain: microlitres in a millilitre


class CannotMeasure(ValueError):
    """The number is not an amount that a ledger can hold."""


def micrograms(mg: float) -> int:
    """Return milligrams as they are printed (0.1 is one tenth) in whole micrograms; raises CannotMeasure."""
    return _whole(mg, UG_PER_MG, "mg")


def microlitres(ml: float) -> int:
    """Return millilitres as they are printed in whole microlitres; raises CannotMeasure."""
    return _whole(ml, UL_PER_ML, "mL")


def drug_in(volume_ul: int, strength_ug_per_ml: int) -> int:
    """Return the micrograms in a volume of this strength, rounded to the nearest."""
    return _nearest(Fraction(volume_ul * strength_ug_per_ml, UL_PER_ML))


def share(amount_ug: int, *, part_ul: int, whole_ul: int) -> int:
    """Return how much of the drug in a whole volume is in a part of it; all of it when all has gone."""
    if whole_ul <= 0 or part_ul < 0:
        raise CannotMeasure(f"A part of {part_ul} of {whole_ul} microlitres is none: enter the volumes again.")
    return _nearest(Fraction(amount_ug * min(part_ul, whole_ul), whole_ul))


def volume_of(amount_ug: int, strength_ug_per_ml: int) -> int:
    """Return the microlitres that hold an amount of drug of this strength, rounded to the nearest."""
    return _nearest(Fraction(amount_ug * UL_PER_ML, strength_ug_per_ml))


def as_mg(amount_ug: int) -> str:
    """Return micrograms as milligrams, exactly: 465, 0.8, 34.125."""
    return _decimal(amount_ug)


def as_ml(volume_ul: int) -> str:
    """Return microlitres as millilitres, exactly."""
    return _decimal(volume_ul)


def _whole(number: float, factor: int, unit: str) -> int:
    try:
        exact = Fraction(str(number)) * factor
    except ValueError:
        raise CannotMeasure(f"{number} {unit} is not an amount: enter a number.") from None
    if exact < 0:
        raise CannotMeasure(f"{number} {unit} is less than nothing: enter a number from zero up.")
    return _nearest(exact)


def _nearest(exact: Fraction) -> int:
    """Round half up: a half is given to the larger side by everybody alike."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _decimal(thousandths: int) -> str:
    """Write thousandths as a decimal number, without float and without trailing zeros."""
    sign, size = ("−" if thousandths < 0 else ""), abs(thousandths)
    whole, rest = divmod(size, UG_PER_MG)
    tail = f"{rest:03d}".rstrip("0")
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"
