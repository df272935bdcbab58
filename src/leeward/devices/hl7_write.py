"""What we write in HL7 v2: a simulated monitor's results, and the answer to whoever sends us theirs."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from leeward.devices.hl7_codes import BREATHS, WRITTEN, WRITTEN_UNITS
from leeward.devices.hl7_head import device_of
from leeward.devices.hl7_text import HEAD, SPACE, Segment, decode, escape, split, write_time
from leeward.devices.port import BadReading
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind

PROFILE: Final = "PCD_DEC_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"
LETTERS: Final[Mapping[GenerationMode, str]] = {
    GenerationMode.REAL: "P",
    GenerationMode.TEST: "T",
    GenerationMode.DEMO: "D",
}
# Device, module and channel of each quantity: the cuff's three values hang together, and so do the finger's two.
CHANNELS: Final[Mapping[VitalKind, str]] = {
    VitalKind.HEART_RATE: "1.1.1",
    VitalKind.RESPIRATORY_RATE: "1.1.2",
    VitalKind.SPO2: "1.2.1",
    VitalKind.PULSE_RATE: "1.2.1",
    VitalKind.SYSTOLIC: "1.3.1",
    VitalKind.DIASTOLIC: "1.3.1",
    VitalKind.MEAN_ARTERIAL_PRESSURE: "1.3.1",
    VitalKind.ETCO2: "1.4.1",
    VitalKind.TEMPERATURE: "1.5.1",
}
FLAGS: Final[Mapping[Validity, str]] = {
    Validity.VALID: "",
    Validity.QUESTIONABLE: "QUES",
    Validity.CALIBRATING: "CAL",
    Validity.INVALID: "INV",
}
REMEMBERED_SENDERS: Final = 8192
HEAD_BYTES: Final = 400  # a longer head is not kept in mind
USUAL_START: Final = b"MSH|^~\\&|"
PLAIN_ID: Final = re.compile(rb"[A-Za-z0-9_.:-]{1,199}")
MAX_ANSWER: Final = 200  # MSA-3 was short in every version; some senders cut or refuse a longer one


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The receiver's answer: AA kept, AE not kept but send it again, AR never to be sent again like this."""

    code: str
    message_id: str
    text: str


def encode(
    readings: Sequence[Reading],
    *,
    message_id: str,
    device_id: str,
    sent_at: datetime,
    mode: GenerationMode,
    patient_id: str = "",
) -> bytes:
    """Write the readings as one IHE PCD-01 message, each with its own time in OBX-14."""
    device, sent = escape(device_id), write_time(sent_at)
    sender = f"MSH|^~\\&|Leeward^{device}^L||||{sent}||ORU^R01^ORU_R01|{escape(message_id)}|{LETTERS[mode]}|2.6"
    lines = [
        f"{sender}|||NE|AL||UNICODE UTF-8|||{PROFILE}",
        f"PID|||{escape(patient_id)}",
        f"OBR|1|||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||{sent}",
        f"OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||{device}^L",
        *(_row(number, reading) for number, reading in enumerate(readings, 2)),
    ]
    return "".join(f"{line}\r" for line in lines).encode()


def _row(number: int, reading: Reading) -> str:
    code, name = WRITTEN[reading.kind]
    value = "" if reading.value is None else f"{reading.value:.4f}".rstrip("0").rstrip(".")
    status = "R" if value else "X"
    unit = BREATHS if reading.kind is VitalKind.RESPIRATORY_RATE else WRITTEN_UNITS[reading.unit]
    return (
        f"OBX|{number}|NM|{code}^{name}^MDC|{CHANNELS[reading.kind]}.{code}|{value}|{unit}||"
        f"{FLAGS[reading.validity]}|||{status}|||{write_time(reading.at)}"
    )


def acknowledge(raw: bytes, code: str, text: str = "", *, at: datetime) -> bytes:
    """Answer a message; whatever the bytes are, there is an answer, if need be one without the message's id."""
    head = usual_head(raw)
    message_id, (to, kind, mode) = _usual_reply(head) or _reply(header_of(raw))
    ours = hashlib.sha256(code.encode() + (head or raw)).hexdigest()[:20]
    told = f"MSH|^~\\&|Leeward||{to}||{_written(at)}||{kind}|{ours}|{mode}||||||UNICODE UTF-8"
    said = escape(text[:MAX_ANSWER]) if text else ""
    return f"{told}\rMSA|{code}|{message_id}|{said}\r".encode("utf-8", "replace")


@lru_cache(maxsize=8)  # all of one commit are answered at one instant
def _written(at: datetime) -> str:
    return write_time(at)


def usual_head(raw: bytes) -> bytes:
    """Return the message's first line where it begins as most do, is short, and plain; else nothing."""
    end = raw.find(b"\r", 0, HEAD_BYTES + 1)
    head = raw[:end] if end > 0 else b""
    return head if head.startswith(USUAL_START) and head.isascii() and b"\n" not in head else b""


def _usual_reply(head: bytes) -> tuple[str, tuple[str, str, str]] | None:
    """Return the message's id and how to address its sender, where its head is a usual one."""
    fields = head.split(b"|", 12)
    if len(fields) <= 11 or not PLAIN_ID.fullmatch(fields[9]):
        return None
    return fields[9].decode("ascii"), _remembered_reply(fields[2], fields[8], fields[10], fields[11])


@lru_cache(maxsize=REMEMBERED_SENDERS)
def _remembered_reply(sender: bytes, kind: bytes, mode: bytes, version: bytes) -> tuple[str, str, str]:
    return _reply(header_of(b"MSH|^~\\&|%b||||||%b||%b|%b" % (sender, kind, mode, version)))[1]


def _reply(header: Segment | None) -> tuple[str, tuple[str, str, str]]:
    parts = ((10, 1), (9, 2), (3, 1), (11, 1), (12, 1))
    told = tuple(escape(header.component(*part)) for part in parts) if header else ("",) * len(parts)
    message_id, trigger, sender, mode, version = told
    kind = f"ACK^{trigger}" if trigger else "ACK"
    return message_id, (sender, kind, f"{mode or 'P'}|{version or '2.6'}")


def header_of(raw: bytes) -> Segment | None:
    """Return the message's first segment, by itself; None where it is not an MSH with separators."""
    found = HEAD.match(raw.lstrip(SPACE.encode()))
    try:
        segments, _ = split(decode(found[0] if found else b"")[0])
    except BadReading:
        return None
    return segments[0]


def sender_of(raw: bytes) -> str | None:
    """Return the name of the device that sent the message; None where it has no readable head."""
    fields = usual_head(raw).split(b"|", 4)
    if len(fields) > 4:
        return _remembered_sender(fields[2], fields[3])
    header = header_of(raw)
    return None if header is None else device_of(header)


@lru_cache(maxsize=REMEMBERED_SENDERS)
def _remembered_sender(application: bytes, facility: bytes) -> str | None:
    header = header_of(b"MSH|^~\\&|%b|%b|" % (application, facility))
    return None if header is None else device_of(header)


def message_id_of(raw: bytes) -> str:
    """Return the message's own id (MSH-10), or nothing where there is none."""
    header = header_of(raw)
    return header.component(10) if header else ""


def read_acknowledgement(raw: bytes) -> Acknowledgement:
    """Read the other side's answer, or raise `BadReading`."""
    segments, _ = split(decode(raw)[0])
    for segment in segments:
        if segment.name == "MSA":
            return Acknowledgement(
                code=segment.component(1), message_id=segment.component(2), text=segment.component(3)
            )
    raise BadReading("The answer holds no MSA segment.")
