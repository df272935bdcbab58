"""On which days an infusion can be given: closed days, weekdays, and how many chairs and nurses there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORKING: Final = frozenset(range(5))  # plain: Monday to Friday
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What the clinic told of its days; `places` is how many more infusions chairs and staff allow on a day.

    A day that `places` does not name has none: nobody said that there is a chair. None says that nobody told of any.
    """

    closed: Mapping[date, str] = field(default_factory=dict)
    weekdays: frozenset[int] = WORKING
    places: Mapping[date, int] | None = None

    def why_not(self, day: date) -> str:
        """Return why no infusion can be given on this day, in words that end a sentence; empty where one can."""
        if day in self.closed:
            return f"the clinic is closed ({self.closed[day] or 'no reason told'})"
        if day.weekday() not in self.weekdays:
            return f"no infusions are given on a {WEEKDAYS[day.weekday()]}"
        if self.places is not None and self.places.get(day, 0) < 1:
            return "no chair or nurse is free"
        return ""


def written(day: date) -> str:
    """Write a day as pages do, with its weekday.

    >>> written(date(2026, 11, 23))
    'Mon 23-Nov-2026'
    """
    return f"{WEEKDAYS[day.weekday()]} {day:%d-%b-%Y}"
