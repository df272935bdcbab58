"""The head of an HL7 message (MSH): who speaks, when, and whether the numbers are a patient's."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from leeward.devices.hl7_text import Segment, quoted
from leeward.devices.port import BadReading
from leeward.infusion.vitals import GenerationMode
from leeward.protocol.monitoring import MONITORING

TOLERANCE: Final = MONITORING.clock_tolerance
CLOCK_STEPS: Final = {
    TOLERANCE: f"{TOLERANCE.total_seconds():g} s",
    timedelta(minutes=1): "a minute",
    timedelta(hours=1): "an hour",
    timedelta(days=1): "a day",
}
UNNAMED: Final = "unnamed device"
NO_NAME: Final = "The message does not name its device (MSH-3)."

MODES: Final[Mapping[str, GenerationMode]] = {
    "P": GenerationMode.REAL,
    "T": GenerationMode.TEST,
    "D": GenerationMode.DEMO,
}
REFUSED: Final[Mapping[str, str]] = {
    "ORU^R40": "an alarm: the bedside monitor stays the alarm device, and Leeward raises its own from the readings",
    "ADT": "admission data: a person binds a monitor to a patient here, never a message",
    "RGV": "an order for a pump: Leeward takes no part in programming one",
}


def accept_kind(header: Segment) -> None:
    """Refuse what is not a message of results."""
    family, trigger = header.component(9).upper(), header.component(9, 2).upper()
    why = REFUSED.get(f"{family}^{trigger}") or REFUSED.get(family)
    if why:
        raise BadReading(f"{family}^{trigger} is not taken: it is {why}.")
    if (family, trigger) != ("ORU", "R01"):
        raise BadReading(f"Only results (ORU^R01) are taken; MSH-9 of this message is {quoted(header.field(9))}.")


def device_of(header: Segment) -> str:
    """Return the name by which the device goes."""
    return header.component(3, 2) or header.component(3) or header.component(4) or UNNAMED


def mode_of(header: Segment) -> tuple[GenerationMode, str | None]:
    """MSH-11 says whether the numbers are a patient's; a sender that does not say is not believed to be real."""
    letter = header.component(11).upper()
    if letter in MODES:
        return MODES[letter], None
    return GenerationMode.TEST, (
        f"MSH-11 is {quoted(letter)} and not P, T or D: the readings are kept as test data. "
        "Set the sender to P for patients."
    )


def clock_told(sent_at: datetime | None, received_at: datetime) -> str | None:
    """Return a sentence when the device's clock and ours differ by more than they may."""
    if sent_at is None:
        return "The message does not say when it was sent (MSH-7)."
    ahead = sent_at - received_at
    if -TOLERANCE <= ahead <= TOLERANCE:
        return None
    # In steps, so that the same trouble is the same sentence from one message to the next.
    passed = [words for span, words in CLOCK_STEPS.items() if abs(ahead) > span]
    way = "ahead of" if ahead > timedelta(0) else "behind"
    return f"The message's time is more than {passed[-1]} {way} ours: its clock is wrong, or it came late."
