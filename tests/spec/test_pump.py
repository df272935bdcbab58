"""The pump's display is believed within one percent of what it was meant to show, and never beyond."""

import pytest

from leeward.infusion.pump import CannotTrustPump, must_show_rate, must_show_volume, pump_agrees
from leeward.truth import NO, YES


@pytest.mark.hazard("H06 mL/h mistaken at the pump")
@pytest.mark.parametrize(
    ("shown", "agrees"), [(60.0, YES), (60.6, YES), (59.4, YES), (60.7, NO), (59.3, NO), (600.0, NO), (6.0, NO)]
)
def test_the_rate_read_back_agrees_within_one_percent(shown, agrees):
    assert pump_agrees(shown=shown, expected=60.0) is agrees


@pytest.mark.hazard("H06 mg/h against mL/h, minutes against hours")
@pytest.mark.parametrize("shown", [60.0, 0.75, 15.0, 152.0, float("nan")])
def test_a_pump_that_shows_another_rate_is_set_again(shown):
    with pytest.raises(CannotTrustPump, match=r"it must be 150 mL/h\. Stop the pump, set it again"):
        must_show_rate(shown_ml_per_h=shown, expected_ml_per_h=150.0)


@pytest.mark.hazard("H06 mg/h against mL/h, minutes against hours")
def test_a_pump_that_shows_another_volume_is_set_again():
    with pytest.raises(CannotTrustPump, match="a volume to be infused of 10 mL; it must be 100 mL"):
        must_show_volume(shown_ml=10.0, expected_ml=100.0)
