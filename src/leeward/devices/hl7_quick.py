"""The quick reader for HL7 messages of the usual shape; what is not usual is left to the careful one, untouched."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from leeward.devices.hl7_body import Body, Sender, Told, Unusual
from leeward.devices.hl7_head import NO_NAME, UNNAMED, accept_kind, clock_told, device_of, mode_of
from leeward.devices.hl7_remembered import MASKS, USUAL
from leeward.devices.hl7_text import MAX_SEGMENTS, SPACE, Segment, decode, read_time
from leeward.devices.port import BadReading, DeviceMessage

HEAD: Final = "MSH|^~\\&|"
HEAD_FIELDS: Final = 11  # up to the mode; a shorter head is read with care
HEADS_REMEMBERED: Final = 20_000
HEAD_CHARS: Final = 400  # a longer one is read with care, and not kept in mind
MAX_PROBLEMS: Final = 100


def read_usual(raw: bytes, told: Told) -> DeviceMessage | None:
    """Return exactly what the careful reader would, or None where the message is not of the usual shape."""
    text = _text(raw)
    head, _, body = text.partition("\r")
    fields = head.split("|", HEAD_FIELDS)
    if not text.startswith(HEAD) or len(fields) < HEAD_FIELDS or len(head) > HEAD_CHARS:
        return None
    sender, message_id = _sender(fields[2], fields[3], fields[8], fields[10]), fields[9].strip()
    sent_at = read_time(sent := fields[6].strip(), told.assumed_zone)
    if sender is None or sent_at is None or not message_id or _is_unusual(head, message_id, body):
        return None
    try:
        reader = Body(told, sender, message_id, sent_at)
        reader.gather(reader.masked(body, sent))
        rows = reader.rows()
    except Unusual:
        return None
    clock = clock_told(sent_at, told.received_at)
    problems = (*sender.problems, *((clock,) if clock else ()), *reader.problems)
    return DeviceMessage(
        message_id=message_id,
        device_id=sender.device_id,
        mode=sender.mode,
        rows=rows,
        problems=bounded(problems) if problems else (),
        sent_at=sent_at,
        received_at=told.received_at,
        peer=told.peer,
        patient_id=reader.patient_id or None,
        location=reader.location or None,
    )


def _text(raw: bytes) -> str:
    """Return the message's text with one kind of line end, or nothing where its characters are in doubt."""
    if raw.isascii():
        text = str(raw, "ascii")  # every codec that a head may name reads these alike
    else:
        text, wrong = decode(raw)
        if wrong:
            return ""
    text = text.strip(SPACE)
    return text.replace("\n", "\r") if "\n" in text else text


def _is_unusual(head: str, message_id: str, body: str) -> bool:
    return (
        (not message_id.isalnum() and ("^" in message_id or "~" in message_id or "\\" in message_id))
        or MASKS[0] in body
        or MASKS[1] in body
        or MASKS[2] in body
        # Another segment may have been swallowed by the head.
        or "OBX|" in head
        or "OBR|" in head
        or "PID|" in head
        or "PV1|" in head
        or (len(body) > MAX_SEGMENTS and body.count("\r") > MAX_SEGMENTS - 2)
    )


@lru_cache(maxsize=HEADS_REMEMBERED)
def _sender(application: str, facility: str, kind: str, mode: str) -> Sender | None:
    """Return what the fields MSH-3, 4, 9 and 11 say; None where the message is to be refused, with care."""
    header = Segment("MSH", ("MSH", "|", "", application, facility, "", "", "", "", kind, "", mode), USUAL)
    try:
        accept_kind(header)
    except BadReading:
        return None
    (generation, no_mode), device_id = mode_of(header), device_of(header)
    said = (no_mode, None if device_id != UNNAMED else NO_NAME)
    return Sender(device_id, generation, tuple(sentence for sentence in said if sentence))


def bounded(problems: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences, but no more of them than anybody reads."""
    more = len(problems) - MAX_PROBLEMS
    return tuple(problems) if more <= 0 else (*problems[:MAX_PROBLEMS], f"And {more} more of the kind.")
