"""How long is said in the words of an alarm."""

from datetime import timedelta

import pytest

from leeward.infusion.condition import lasting


@pytest.mark.parametrize(
    ("seconds", "says"), [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (80, "1 min 20 s"), (3600, "60 min")]
)
def test_how_long_is_said_in_minutes_and_seconds(seconds, says):
    assert lasting(timedelta(seconds=seconds)) == says
