"""The calendars in which sessions are placed begin on the clinic's own day, not on that of UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from leeward.clinic.therapy import placing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("America/Denver", datetime(2026, 11, 24, 1, 0, tzinfo=UTC), 23),  # six in the evening there
        ("Pacific/Auckland", datetime(2026, 11, 23, 20, 0, tzinfo=UTC), 24),  # nine in the morning there
        ("UTC", datetime(2026, 11, 23, 23, 59, tzinfo=UTC), 23),
    ],
)
def test_the_first_day_is_the_clinics(settings, person, nurse, zone, now, day):
    settings.TIME_ZONE = zone
    found = placing.calendars(person_id=person.pk, therapist_id=nurse.pk, now=now)
    first = found.patient[0].start.astimezone(ZoneInfo(zone))
    assert (first.day, first.hour) == (day, 0)
    assert found.not_before == now
