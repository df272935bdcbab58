"""A number with its unit as people read and type it: 50 years, 36.5 °C, 120 a minute."""

from typing import Final

from leeward.units import Quantity

WORDS: Final = {
    "Cel": "°C", "times ULN": "× upper limit", "/min": "a minute", "kg/m2": "kg/m²", "year": "years", "month": "months",
}  # fmt: skip
UNITS: Final = {word: unit for unit, word in WORDS.items()}
COUNTED: Final = frozenset({"year", "month"})


def unit_word(unit: str) -> str:
    """Write a unit as people read it."""
    return WORDS.get(unit, unit)


def unit_typed(word: str) -> str:
    """Return the unit that somebody typed, in words or as the record has it."""
    return UNITS.get(word, word)


def written(quantity: Quantity) -> str:
    """Write a number with its unit.

    >>> written(Quantity(50, "year")), written(Quantity(1, "year")), written(Quantity(36.5, "Cel"))
    ('50 years', '1 year', '36.5 °C')
    """
    word = quantity.unit if quantity.number == 1 and quantity.unit in COUNTED else unit_word(quantity.unit)
    return f"{quantity.number:g} {word}"
