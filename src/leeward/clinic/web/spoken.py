"""What the core says to patients, and days and hours, in the language of the page: msgids are the English sentences."""

from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leeward.assessment.day_instructions import Instruction
from leeward.infusion import going_home

SPANISH: Final = "es"


def spoken(instruction: Instruction) -> str:
    """Return an instruction in the reader's language, its days and hours written that language's way."""
    if not instruction.told:
        return _(instruction.says)
    if get_language() != SPANISH:
        return instruction.says
    return _(instruction.told) % {name: _written(value) for name, value in instruction.places}


def moment(at: datetime) -> str:
    """Return an instant: "10:40 on Tuesday 24 November", or "10:40 del martes 24 de noviembre"."""
    return f"{at:%H:%M} del {day(at)}" if get_language() == SPANISH else going_home.by_the_clock(at)


def day(at: date) -> str:
    """Return a day: "Tuesday 24 November", or "martes 24 de noviembre"."""
    return date_format(at, r"l j \d\e F") if get_language() == SPANISH else going_home.day_of(at)


def _written(value: date | float) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else f"{value:g}"
