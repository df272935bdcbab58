"""A time point is told to its patient in their own language, whatever the clock calls it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from leeward.clinic.outcomes.due_page import time_point
from leeward.clinic.patient.time_points import told
from leeward.outcomes import due
from leeward.outcomes.measures import Moment

ZONE = ZoneInfo("America/Denver")
FIRST = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kept", "spanish"),
    [
        ("At the baseline", "Antes de empezar su tratamiento"),
        ("The day after infusion 2", "El día después de la infusión 2"),
        ("Weekly after infusion 3 (1)", "Semana 1 después de la infusión 3"),
        ("After the holiday, as agreed", "After the holiday, as agreed"),
    ],
)
def test_a_time_point_is_told_in_spanish_and_typed_words_stay(kept, spanish):
    with override("es"):
        assert told(kept) == spanish


def test_every_time_point_of_the_clock_has_words_of_its_own_for_the_patient():
    measures = due([FIRST, FIRST + timedelta(days=3)], [], now=FIRST + timedelta(days=4), zone=ZONE)
    assert {each.moment for each in measures} == set(Moment)
    with override("es"):
        assert not [kept for kept in map(time_point, measures) if told(kept) == kept]
