"""A regimen says what the pump gives, pauses included."""

import pytest

from leeward.pharmacology import CannotInfuse, Regimen, Segment

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_an_infusion_gives_its_dose_evenly():
    assert STANDARD.total_mg == pytest.approx(35)
    assert STANDARD.edges_min == (0.0, 40.0)
    assert STANDARD.given_mg(10) == pytest.approx(8.75)
    assert STANDARD.rate_at(39.9) == pytest.approx(0.875)
    assert STANDARD.rate_at(40) == 0


def test_a_pause_lengthens_it_and_gives_nothing():
    paused = STANDARD.until(20).then(Segment.pause(10)).then(Regimen.infusion(dose_mg=17.5, minutes=20))
    assert paused.edges_min == (0.0, 20.0, 30.0, 50.0)
    assert paused.total_mg == pytest.approx(35)
    assert (paused.minutes, paused.running_minutes) == (50.0, 40.0)
    assert paused.rate_at(25) == 0


def test_recorded_stretches_have_pauses_in_their_gaps():
    recorded = Regimen.recorded([(0, 10, 1.0), (15, 20, 0.5)])
    assert [segment.rate_mg_per_min for segment in recorded.segments] == [1.0, 0.0, 0.5]
    assert recorded.total_mg == pytest.approx(12.5)


def test_overlapping_stretches_are_refused():
    with pytest.raises(CannotInfuse, match="overlaps the one that ends at 10"):
        Regimen.recorded([(0, 10, 1.0), (9, 20, 0.5)])


@pytest.mark.parametrize(("rate", "minutes"), [(-1, 10), (float("nan"), 10), (1, 0), (1, -5), (1, float("inf"))])
def test_what_no_pump_could_give_is_refused(rate, minutes):
    with pytest.raises(CannotInfuse):
        Segment(rate_mg_per_min=rate, minutes=minutes)


@pytest.mark.parametrize("minutes", [0, -40, float("nan")])
def test_an_infusion_over_no_time_is_refused(minutes):
    with pytest.raises(CannotInfuse, match="write more than 0"):
        Regimen.infusion(dose_mg=35, minutes=minutes)
