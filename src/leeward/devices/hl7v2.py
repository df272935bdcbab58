"""A monitor's HL7 v2 result message (ORU^R01, IHE PCD-01): readings, and a sentence for whatever was not used."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from leeward.devices.hl7_alarms import alarms_of, said
from leeward.devices.hl7_body import Told
from leeward.devices.hl7_head import NO_NAME, UNNAMED, accept_kind, clock_told, device_of, mode_of
from leeward.devices.hl7_quick import bounded, read_usual
from leeward.devices.hl7_rows import Circumstances, Tree, read_row, trimmed
from leeward.devices.hl7_text import Segment, decode, read_time, split
from leeward.devices.hl7_write import Acknowledgement as Acknowledgement
from leeward.devices.hl7_write import acknowledge as acknowledge
from leeward.devices.hl7_write import encode as encode
from leeward.devices.hl7_write import read_acknowledgement as read_acknowledgement
from leeward.devices.port import BadReading as BadReading
from leeward.devices.port import DeviceMessage, Row
from leeward.devices.vocabulary import SHIPPED_ONLY, Vocabulary


def parse(
    raw: bytes,
    *,
    received_at: datetime,
    assumed_zone: tzinfo = UTC,
    peer: str = "",
    vocabulary: Vocabulary = SHIPPED_ONLY,
) -> DeviceMessage:
    """Read one message, without its MLLP frame, or raise `BadReading` with a sentence that can be sent back.

    A value that cannot be used becomes a reading without a value, marked invalid, and a sentence among the
    problems. A time without a zone is `assumed_zone`'s. `peer` is the address of the sender,
    `vocabulary` the device's own table of codes and units, which goes before the shipped ones.
    """
    told = Told(received_at, assumed_zone, peer, vocabulary)
    return read_usual(raw, told) or read_carefully(raw, told)


def read_carefully(raw: bytes, told: Told) -> DeviceMessage:
    """Read a message of any shape; `parse` does so where it is not of the usual one."""
    text, wrong_characters = decode(raw)
    segments, problems = split(text)
    _accept(segments[0], segments)
    circumstances, head_problems = _circumstances(raw, segments[0], told)
    rows, row_problems = _rows(segments, circumstances)
    alarms = alarms_of(segments, told.assumed_zone)
    alarms_told = [said(alarm) for alarm in alarms if alarm.is_present]
    return DeviceMessage(
        message_id=circumstances.message_id,
        device_id=circumstances.device_id,
        peer=told.peer,
        mode=circumstances.mode,
        rows=rows,
        problems=bounded([*filter(None, (wrong_characters, *head_problems)), *problems, *row_problems, *alarms_told]),
        sent_at=circumstances.sent_at,
        received_at=told.received_at,
        patient_id=_patient(segments),
        location=_location(segments),
        alarms=alarms,
    )


def _circumstances(raw: bytes, header: Segment, told: Told) -> tuple[Circumstances, tuple[str | None, ...]]:
    """Return what the head says of all rows, and a sentence for whatever it leaves open."""
    mode, no_mode = mode_of(header)
    device_id, sent_at = device_of(header), read_time(header.field(7), told.assumed_zone)
    circumstances = Circumstances(
        message_id=header.component(10) or hashlib.sha256(raw).hexdigest(),
        device_id=device_id,
        peer=told.peer,
        mode=mode,
        sent_at=sent_at,
        received_at=told.received_at,
        assumed_zone=told.assumed_zone,
        vocabulary=told.vocabulary,
    )
    no_name = None if device_id != UNNAMED else NO_NAME
    return circumstances, (no_mode, no_name, clock_told(sent_at, told.received_at))


def _accept(header: Segment, segments: Sequence[Segment]) -> None:
    """Refuse what is not a result message of one sender."""
    accept_kind(header)
    if any(segment.name == "MSH" for segment in segments[1:]):
        raise BadReading("Two messages stand in one frame; send each in a frame of its own.")
    if not any(segment.name == "OBX" for segment in segments):
        raise BadReading("The message holds no observation (OBX) on a line of its own.")


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
