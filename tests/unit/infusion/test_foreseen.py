"""A forecast held against what was measured."""

from leeward.infusion.foreseen import Curve, strays

BAND = Curve(
    minutes=(0.0, 10.0, 20.0), median=(120.0, 130.0, 140.0), low=(110.0, 120.0, 130.0), high=(130.0, 140.0, 150.0)
)


def test_between_its_minutes_a_curve_is_a_straight_line_and_beyond_them_nothing():
    assert BAND.at(5) == (115.0, 125.0, 135.0)
    assert BAND.at(0) == (110.0, 120.0, 130.0)
    assert BAND.at(20) == (130.0, 140.0, 150.0)
    assert BAND.at(21) is None
    assert BAND.at(-1) is None
    assert BAND.highest() == (20.0, 130.0, 140.0, 150.0)


def test_two_readings_on_one_side_of_the_band_say_that_the_forecast_fails_this_patient():
    says = strays(BAND, [(0, 120), (5, 150), (10, 168)], name="systolic", unit="mmHg")
    assert says == (
        "The last 2 systolic readings (150, 168 mmHg) lie above the predicted band: the forecast does not "
        "describe this patient. Go by what is measured."
    )
    assert "below" in strays(BAND, [(5, 90), (10, 95)], name="systolic", unit="mmHg")


def test_one_reading_or_one_on_each_side_says_nothing():
    assert strays(BAND, [(10, 168)], name="systolic", unit="mmHg") == ""
    assert strays(BAND, [(5, 168), (10, 90)], name="systolic", unit="mmHg") == ""
    assert strays(BAND, [(5, 168), (10, 130)], name="systolic", unit="mmHg") == ""
    assert strays(BAND, [(-8, 168), (-2, 170)], name="systolic", unit="mmHg") == ""  # before the start: no band there
