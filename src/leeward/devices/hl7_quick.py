"""The quick reader for HL7 messages of the usual shape; what is not usual is left to the careful one, untouched."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from leeward.devices.hl7_head import NO_NAME, UNNAMED, accept_kind, clock_told, device_of, mode_of
from leeward.devices.hl7_remembered import MASKS, MSH_TIME, USUAL, Group, Line, Memory, Observation, Patient, Place
from leeward.devices.hl7_rows import time_above, trimmed
from leeward.devices.hl7_text import MAX_SEGMENTS, SPACE, Segment, decode, read_time
from leeward.devices.port import BadReading, DeviceMessage, Row
from leeward.devices.vocabulary import Vocabulary
from leeward.infusion.vitals import GenerationMode

HEAD: Final = "MSH|^~\\&|"
HEAD_FIELDS: Final = 11  # up to the mode; a shorter head is read with care
HEADS_REMEMBERED: Final = 20_000
HEAD_CHARS: Final = 400  # a longer one is read with care, and not kept in mind
MAX_PROBLEMS: Final = 100
MEMORY: Final = "hl7"


class Told(NamedTuple):
    """What the caller knows of a message beside its bytes."""

    received_at: datetime
    assumed_zone: tzinfo
    peer: str
    vocabulary: Vocabulary


class Sender(NamedTuple):
    """What the head says of the sender, whatever the time and the message."""

    device_id: str
    mode: GenerationMode
    problems: tuple[str, ...]


class _Unusual(Exception):
    """The careful reader is to read this message; caught in this file."""


def read_usual(raw: bytes, told: Told) -> DeviceMessage | None:
    """Return exactly what the careful reader would, or None where the message is not of the usual shape."""
    text = _text(raw)
    head, _, body = text.partition("\r")
    fields = head.split("|")
    if not text.startswith(HEAD) or len(fields) < HEAD_FIELDS or len(head) > HEAD_CHARS:
        return None
    sender, message_id = _sender(fields[2], fields[3], fields[8], fields[10]), fields[9].strip()
    sent_at = read_time(sent := fields[6].strip(), told.assumed_zone)
    if sender is None or sent_at is None or not message_id or _is_unusual(head, message_id, body):
        return None
    try:
        reader = _Body(told, sender, message_id, (sent, sent_at))
        reader.gather(body.replace(sent, MSH_TIME))
        rows = reader.rows()
    except _Unusual:
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
        "^" in message_id
        or "~" in message_id
        or "\\" in message_id
        or MASKS[0] in body
        or MASKS[1] in body
        # Another segment may have been swallowed by the head.
        or "OBX|" in head
        or "OBR|" in head
        or "PID|" in head
        or "PV1|" in head
        or body.count("\r") > MAX_SEGMENTS - 2
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


@lru_cache(maxsize=8192)
def _written(at: datetime) -> str:
    return at.isoformat()


class _Body:
    """The lines after the head: gathered first, for a heading may stand after its rows, and then read row by row."""

    __slots__ = (
        "_devices", "_memory", "_observations", "_patients", "_places", "_sender", "_sent", "_stem", "_times", "_told",
        "_whole_stem", "problems",
    )  # fmt: skip

    def __init__(self, told: Told, sender: Sender, message_id: str, sent: tuple[str, datetime]) -> None:
        self._told, self._sender, self._sent = told, sender, sent
        self._stem = f"{told.peer} {sender.device_id}\x1f"
        self._whole_stem = f"{self._stem}{message_id} "
        memory = told.vocabulary.memory
        self._memory: Memory = memory.get(MEMORY) or memory.setdefault(MEMORY, Memory(told.vocabulary))
        self._observations: list[tuple[Observation, str, datetime | None]] = []
        self._patients: set[str] = set()
        self._places: list[str] = []
        self._devices: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self.problems: list[str] = []

    @property
    def patient_id(self) -> str:
        """The one patient's identifier, or nothing."""
        return next(iter(self._patients), "")

    @property
    def location(self) -> str:
        """Where the first PV1 says that the patient lies, or nothing."""
        return self._places[0] if self._places else ""

    def gather(self, body: str) -> None:
        """Look every line up; raises `_Unusual` where one is out of the ordinary."""
        known, observations, number = self._memory.young, self._observations, 0
        group: datetime | None = None
        for text in body.split("\r"):
            line, aside = known.get(text), ""
            if line is None or (type(line) is Observation and line.number != number + 1):
                if not text.strip(SPACE):
                    continue
                line, aside = self._looked_up(text, number + 1)
            if type(line) is Observation:
                number += 1
                observations.append((line, aside, group))
                if line.equipment or (line.is_heading and line.time):
                    self._note(line, aside)
            elif type(line) is Group:
                group = self._instant(aside or line.time) if line.time else None
            elif type(line) is Patient:
                self._patients.add(line.patient_id)
            elif type(line) is Place:
                self._places.append(line.location)
        if not observations or len(self._patients) > 1:
            raise _Unusual

    def _looked_up(self, text: str, number: int) -> tuple[Line, str]:
        found = self._memory.look_up(text, number)
        if found is None:
            raise _Unusual
        return found

    def _note(self, line: Observation, aside: str) -> None:
        """Keep what a heading says for the rows beneath it."""
        if line.equipment:
            self._devices.setdefault(line.root, line.equipment)
        if line.is_heading and line.time:
            self._times[trimmed(line.place)] = aside or line.time

    def _instant(self, time: str) -> datetime:
        if time == MSH_TIME:
            return self._sent[1]
        at = read_time(time.replace(MSH_TIME, self._sent[0]), self._told.assumed_zone)
        if at is None:
            raise _Unusual
        return at

    def rows(self) -> tuple[Row, ...]:
        """Return the rows, and gather the sentences that go with them."""
        found: list[Row] = []
        mode, device_id, sent_at = self._sender.mode, self._sender.device_id, self._sent[1]
        is_real, devices, times = mode is GenerationMode.REAL, self._devices, self._times
        for line, aside, group in self._observations:
            if line.problems:
                self.problems += line.problems
            if line.kind is None:
                continue
            own = (aside or line.time) or (time_above(line.place, times) if times else "")
            if own:
                at = self._instant(own)
                name = f"{self._stem}{line.tail}{_written(at)}"
            else:
                at = group or sent_at
                name = f"{self._whole_stem}{line.number}{line.tail}{_written(at)}"
            found.append(
                Row(
                    line.kind,
                    line.value,
                    at,
                    line.source,
                    line.equipment or devices.get(line.root, device_id),
                    line.validity,
                    (is_real and line.made) or mode,
                    name,
                )
            )
        return tuple(found)


def bounded(problems: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences, but no more of them than anybody reads."""
    more = len(problems) - MAX_PROBLEMS
    return tuple(problems) if more <= 0 else (*problems[:MAX_PROBLEMS], f"And {more} more of the kind.")
