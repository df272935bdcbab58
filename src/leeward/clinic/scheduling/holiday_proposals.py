"""Holidays of the clinic's country and state, proposed as closed days; a person takes each one or not."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import holidays
from django.conf import settings

from leeward.clinic.scheduling.models import ClinicDay

AHEAD: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A holiday of which nobody said yet whether the clinic is closed."""

    day: date
    name: str


def proposed(on: date) -> tuple[Proposed, ...]:
    """Return the public holidays of the next half year about which nothing was told."""
    told = set(ClinicDay.objects.filter(day__range=(on, on + AHEAD)).values_list("day", flat=True))
    return tuple(
        Proposed(day=day, name=name)
        for day, name in sorted(_holidays(on).items())
        if on <= day <= on + AHEAD and day not in told
    )


def of_where() -> str:
    """Say whose holidays they are."""
    return f"{settings.COUNTRY}, {settings.STATE}" if settings.STATE else settings.COUNTRY


def _holidays(on: date) -> dict[date, str]:
    """Return the holidays; none where the calendar does not know the country or the state."""
    years = {on.year, (on + AHEAD).year}
    try:
        return dict(holidays.country_holidays(settings.COUNTRY, subdiv=settings.STATE or None, years=years))
    except NotImplementedError:
        return {}
