"""Codes of boxes: what a scanner types."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.dosing.gs1 import CannotScan, scanned

GROUP = "\x1d"


@pytest.mark.parametrize(
    ("code", "lot", "expires_on"),
    [
        ("(01)00342023137104(17)301231(10)XK77", "XK77", date(2030, 12, 31)),
        ("(10)XK77(17)300200", "XK77", date(2030, 2, 28)),
        ("(17)281200", "", date(2028, 12, 31)),
        ("0100342023137104173012311 0XK77".replace(" ", ""), "XK77", date(2030, 12, 31)),
        (f"]d2010034202313710421S1{GROUP}1730123110XK77", "XK77", date(2030, 12, 31)),
        (f"10XK77{GROUP}17301231", "XK77", date(2030, 12, 31)),
    ],
)
def test_lot_and_expiry_are_read(code, lot, expires_on):
    read = scanned(code)
    assert (read.lot, read.expires_on) == (lot, expires_on)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "not a GS1 code"),
        ("A1", "not a GS1 code"),
        ("(01)00342023137101(17)301231(10)XK77", "check digit"),
        ("(01)0034202313710(10)XK77", "check digit"),
        ("(17)301331(10)XK77", "no day"),
        ("(17)3012(10)XK77", "no day"),
    ],
)
def test_what_cannot_be_read_is_refused(code, says):
    with pytest.raises(CannotScan, match=says):
        scanned(code)


@given(code=st.text(max_size=60))
def test_no_text_breaks_the_reader(code):
    try:
        read = scanned(code)
    except CannotScan:
        return
    assert read.lot or read.product or read.expires_on
