"""A monitor's HL7 v2 result message (ORU^R01, IHE PCD-01): readings, and a sentence for whatever was not used."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from leeward.devices.hl7_rows import Circumstances, Tree, read_row, trimmed
from leeward.devices.hl7_text import Segment, decode, quoted, read_time, split
from leeward.devices.hl7_write import Acknowledgement as Acknowledgement
from leeward.devices.hl7_write import acknowledge as acknowledge
from leeward.devices.hl7_write import encode as encode
from leeward.devices.hl7_write import read_acknowledgement as read_acknowledgement
from leeward.devices.port import BadReading as BadReading
from leeward.devices.port import DeviceMessage, Row
from leeward.infusion.vitals import GenerationMode
from leeward.protocol.monitoring import MONITORING

CLOCK_STEPS: Final = {
    MONITORING.clock_tolerance: f"{MONITORING.clock_tolerance.total_seconds():g} s",
    timedelta(minutes=1): "a minute",
    timedelta(hours=1): "an hour",
    timedelta(days=1): "a day",
}
MAX_PROBLEMS: Final = 100
UNNAMED: Final = "unnamed device"

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


def parse(raw: bytes, *, received_at: datetime, assumed_zone: tzinfo = UTC, peer: str = "") -> DeviceMessage:
    """Read one message, without its MLLP frame, or raise `BadReading` with a sentence that can be sent back.

    A value that cannot be used becomes a reading without a value, marked invalid, and a sentence among the
    problems. A time without a zone is `assumed_zone`'s. `peer` is the address of the sender.
    """
    text, wrong_characters = decode(raw)
    segments, problems = split(text)
    header = segments[0]
    _accept(header, segments)
    mode, no_mode = _mode(header)
    sent_at = read_time(header.field(7), assumed_zone)
    device_id = header.component(3, 2) or header.component(3) or header.component(4) or UNNAMED
    circumstances = Circumstances(
        message_id=header.component(10) or hashlib.sha256(raw).hexdigest(),
        device_id=device_id,
        peer=peer,
        mode=mode,
        sent_at=sent_at,
        received_at=received_at,
        assumed_zone=assumed_zone,
    )
    rows, row_problems = _rows(segments, circumstances)
    said = (
        wrong_characters,
        no_mode,
        None if device_id != UNNAMED else "The message does not name its device (MSH-3).",
        _clock(sent_at, received_at),
        *problems,
        *row_problems,
    )
    return DeviceMessage(
        message_id=circumstances.message_id,
        device_id=device_id,
        peer=peer,
        mode=mode,
        rows=rows,
        problems=_bounded([sentence for sentence in said if sentence]),
        sent_at=sent_at,
        received_at=received_at,
        patient_id=_patient(segments),
        location=_location(segments),
    )


def _accept(header: Segment, segments: Sequence[Segment]) -> None:
    """Refuse what is not a result message of one sender."""
    family, trigger = header.component(9).upper(), header.component(9, 2).upper()
    why = REFUSED.get(f"{family}^{trigger}") or REFUSED.get(family)
    if why:
        raise BadReading(f"{family}^{trigger} is not taken: it is {why}.")
    if (family, trigger) != ("ORU", "R01"):
        raise BadReading(f"Only results (ORU^R01) are taken; MSH-9 of this message is {quoted(header.field(9))}.")
    if any(segment.name == "MSH" for segment in segments[1:]):
        raise BadReading("Two messages stand in one frame; send each in a frame of its own.")
    if not any(segment.name == "OBX" for segment in segments):
        raise BadReading("The message holds no observation (OBX) on a line of its own.")


def _mode(header: Segment) -> tuple[GenerationMode, str | None]:
    """MSH-11 says whether the numbers are a patient's; a sender that does not say is not believed to be real."""
    letter = header.component(11).upper()
    if letter in MODES:
        return MODES[letter], None
    return GenerationMode.TEST, (
        f"MSH-11 is {quoted(letter)} and not P, T or D: the readings are kept as test data. "
        "Set the sender to P for patients."
    )


def _clock(sent_at: datetime | None, received_at: datetime) -> str | None:
    if sent_at is None:
        return "The message does not say when it was sent (MSH-7)."
    ahead = sent_at - received_at
    # In steps, so that the same trouble is the same sentence from one message to the next.
    passed = [words for span, words in CLOCK_STEPS.items() if abs(ahead) > span]
    way = "ahead of" if ahead > timedelta(0) else "behind"
    return (
        f"The message's time is more than {passed[-1]} {way} ours: its clock is wrong, or it came late."
        if passed
        else None
    )


def _patient(segments: Sequence[Segment]) -> str | None:
    """Return the one patient's identifier as the sender knows it; two patients in one message are refused."""
    ids = {segment.component(3) for segment in segments if segment.name == "PID"}
    if len(ids) > 1:
        raise BadReading("The message holds results of more than one patient; send one message for each.")
    return ids.pop() or None if ids else None


def _location(segments: Sequence[Segment]) -> str | None:
    places = [" ".join(filter(None, segment.components(3))) for segment in segments if segment.name == "PV1"]
    return places[0] or None if places else None


def _rows(segments: Sequence[Segment], circumstances: Circumstances) -> tuple[tuple[Row, ...], list[str]]:
    """Read the observations in their order, each under the OBR before it."""
    rows: list[Row] = []
    problems: list[str] = []
    tree = _tree(segments)
    group: Segment | None = None
    number = 0
    for segment in segments:
        if segment.name == "OBR":
            group = segment
        elif segment.name == "OBX":
            number += 1
            row, said = read_row(segment, number, group, tree, circumstances)
            rows += [row] if row else []
            problems += said
    return tuple(rows), problems


def _tree(segments: Sequence[Segment]) -> Tree:
    """Gather what headings say for the rows beneath them in the device tree (OBX-4)."""
    devices: dict[str, str] = {}
    times: dict[str, str] = {}
    for segment in segments:
        if segment.name == "OBX":
            if segment.component(18):
                devices.setdefault(segment.field(4).split(".")[0], segment.component(18))
            if segment.field(14) and not segment.field(5):
                times[trimmed(segment.field(4))] = segment.field(14)
    return Tree(devices=devices, times=times)


def _bounded(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - MAX_PROBLEMS
    return tuple(problems) if more <= 0 else (*problems[:MAX_PROBLEMS], f"And {more} more of the kind.")
