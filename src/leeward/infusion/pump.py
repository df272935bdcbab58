"""What the nurse reads from the pump's display must be what it was meant to be set to (H06)."""

import math

from leeward.protocol.starting import Start
from leeward.truth import NO, Truth, truth


class CannotTrustPump(Exception):
    """The pump shows something else than it was meant to be set to."""


def pump_agrees(*, shown: float, expected: float) -> Truth:
    """Does the figure read back from the pump match the expected one, in the same unit, within the limit?"""
    apart, allowed = abs(shown - expected), Start.pump_agrees.to("1") * expected
    return truth(apart <= allowed or math.isclose(apart, allowed))


def must_show_rate(*, shown_ml_per_h: float, expected_ml_per_h: float) -> None:
    """Raise CannotTrustPump unless the pump shows this rate."""
    _must_show("a rate", shown_ml_per_h, expected_ml_per_h, "mL/h")


def must_show_volume(*, shown_ml: float, expected_ml: float) -> None:
    """Raise CannotTrustPump unless the pump shows this volume to be infused."""
    _must_show("a volume to be infused", shown_ml, expected_ml, "mL")


def _must_show(name: str, shown: float, expected: float, unit: str) -> None:
    if pump_agrees(shown=shown, expected=expected) is NO:
        raise CannotTrustPump(
            f"The pump shows {name} of {shown:g} {unit}; it must be {expected:g} {unit}. "
            "Stop the pump, set it again, and read it back."
        )
