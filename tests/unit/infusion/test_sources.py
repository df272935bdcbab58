"""Two devices at one chair: told where they bring the same vital sign, and not where one brings it twice."""

from datetime import timedelta

import pytest

from bedside import T0, a_reading
from leeward.infusion.sources import doubled, in_words
from leeward.infusion.vitals import BY_HAND, VitalKind

NOW = T0 + timedelta(minutes=5)
RATE, SPO2 = VitalKind.HEART_RATE, VitalKind.SPO2


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_one_vital_sign_from_two_devices_is_told_with_both_names():
    readings = [
        a_reading(RATE, 70.0, NOW, device="mon-2"),
        a_reading(RATE, 88.0, NOW, device="mon-1"),
        a_reading(SPO2, 97.0, NOW, device="mon-1"),
    ]
    assert doubled(readings, now=NOW) == ((RATE, ("mon-1", "mon-2")),)
    assert in_words(readings, now=NOW)[0].startswith("Heart rate: sent by mon-1 and by mon-2.")


def test_two_sites_of_one_device_a_hand_and_what_was_long_ago_are_no_conflict():
    readings = [
        a_reading(RATE, 70.0, NOW, device="mon-1"),
        a_reading(RATE, 71.0, NOW, device="mon-1", source="monitor: SpO2 probe"),
        a_reading(RATE, 72.0, NOW, device="nurse", source=BY_HAND),
        a_reading(RATE, 60.0, NOW - timedelta(minutes=3), device="mon-2"),
    ]
    assert in_words(readings, now=NOW) == ()
