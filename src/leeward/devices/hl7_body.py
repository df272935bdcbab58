"""The lines of a usual HL7 message after its head: gathered first, and then read row by row."""

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from leeward.devices.hl7_remembered import (
    MSH_TIME,
    OBR_TIME,
    ORDER,
    Group,
    Line,
    Memory,
    Observation,
    Patient,
    Place,
    has_orders,
)
from leeward.devices.hl7_rows import time_above
from leeward.devices.hl7_text import SPACE, read_time
from leeward.devices.port import Row
from leeward.devices.vocabulary import Vocabulary
from leeward.infusion.vitals import GenerationMode

MEMORY: Final = "hl7"
_new: Final = tuple.__new__


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


class Unusual(Exception):
    """The careful reader is to read this message."""


@lru_cache(maxsize=8192)
def _written(at: datetime) -> str:
    return at.isoformat()


class Body:
    """The lines after the head: gathered first, for a heading may stand after its rows, and then read row by row."""

    __slots__ = (
        "_devices",
        "_masked",
        "_memory",
        "_observations",
        "_sender",
        "_sent_at",
        "_stem",
        "_times",
        "_told",
        "_whole_stem",
        "location",
        "patient_id",
        "problems",
    )  # fmt: skip

    def __init__(self, told: Told, sender: Sender, message_id: str, sent_at: datetime) -> None:
        self._told, self._sender, self._sent_at = told, sender, sent_at
        self._masked: dict[str, tuple[str, datetime]] = {}
        self._stem = f"{told.peer} {sender.device_id}\x1f"
        self._whole_stem = f"{self._stem}{message_id} "
        memory = told.vocabulary.memory
        self._memory: Memory = memory.get(MEMORY) or memory.setdefault(MEMORY, Memory(told.vocabulary))
        self._observations: list[tuple[Observation, str, datetime | None]] = []
        self.patient_id: str | None = None
        self.location: str | None = None
        self._devices: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self.problems: list[str] = []

    def masked(self, body: str, sent: str) -> str:
        """Return the body with a mark in place of the message's own time, and of its first group's and its orders."""
        self._masked[MSH_TIME] = sent, self._sent_at
        body = body.replace(sent, MSH_TIME)
        start = body.find("OBR|")
        if start < 0:
            return body
        group = body[start : body.find("\r", start)].split("|", 8)
        time = group[7].strip() if len(group) > 7 else ""
        at = read_time(time, self._told.assumed_zone) if time and time != MSH_TIME else None
        # Only at a line's beginning is it a group; the usual one is looked up at once without its orders.
        if has_orders(group) and body[start - 1 : start] in ("", "\r"):
            length = sum(map(len, group[:4])) + 3
            body = f"{body[:start]}OBR|{group[1]}|{ORDER}|{ORDER}{body[start + length :]}"
        if at is None:
            return body
        self._masked[OBR_TIME] = time, at
        return body.replace(time, OBR_TIME)

    def gather(self, body: str) -> None:
        """Look every line up; raises `Unusual` where one is out of the ordinary."""
        known, observations, number = self._memory.young.get, self._observations, 0
        group: datetime | None = None
        for text in body.split("\r"):
            line, aside = known(text), ""
            if line is None or (line.number and line.number != number + 1):
                if not text.strip(SPACE):
                    continue
                line, aside = self._looked_up(text, number + 1)
            if type(line) is Observation:
                number += 1
                if line.says:
                    observations.append((line, aside, group))
                if line.heads:
                    self._note(line, aside)
            elif type(line) is Group:
                group = self._instant(aside or line.time) if line.time else None
            else:
                self._take(line)
        if not number:
            raise Unusual

    def _take(self, line: Line) -> None:
        """Keep the patient's identifier, of which there may be one, and the first place."""
        if type(line) is Patient:
            if self.patient_id not in (None, line.patient_id):
                raise Unusual
            self.patient_id = line.patient_id
        elif type(line) is Place and self.location is None:
            self.location = line.location

    def _looked_up(self, text: str, number: int) -> tuple[Line, str]:
        found = self._memory.look_up(text, number)
        if found is None:
            raise Unusual
        return found

    def _note(self, line: Observation, aside: str) -> None:
        """Keep what a heading says for the rows beneath it."""
        if line.equipment:
            self._devices.setdefault(line.root, line.equipment)
        if line.is_heading:
            self._times[line.heading] = aside or line.time

    def _instant(self, time: str) -> datetime:
        if time in self._masked:
            return self._masked[time][1]
        for mask, (written, _) in self._masked.items():
            time = time.replace(mask, written)
        at = read_time(time, self._told.assumed_zone)
        if at is None:
            raise Unusual
        return at

    def rows(self) -> tuple[Row, ...]:
        """Return the rows, and gather the sentences that go with them."""
        found: list[Row] = []
        mode, device_id, sent_at = self._sender.mode, self._sender.device_id, self._sent_at
        is_real, devices, times = mode is GenerationMode.REAL, self._devices, self._times
        last, written = sent_at, _written(sent_at)
        before: tuple[str, ...] = ()
        inherited, own_before, own_at = "", "", sent_at
        for line, aside, group in self._observations:
            if line.problems:
                self.problems += line.problems
            if line.kind is None:
                continue
            if times and line.above != before:
                before, inherited = line.above, time_above(line.above, times)
            own = aside or line.time or inherited
            if own and own != own_before:
                own_before, own_at = own, self._instant(own)
            at = own_at if own else group or sent_at
            if at is not last:
                last, written = at, _written(at)
            name = f"{self._stem}{line.tail}{written}" if own else f"{self._whole_stem}{line.numbered}{written}"
            device = line.equipment or (devices.get(line.root, device_id) if devices else device_id)
            row_mode = (is_real and line.made) or mode
            # Straight as the tuple that it is: this runs for every value, and a Row's own way takes twice as long.
            found.append(_new(Row, (line.kind, line.value, at, line.source, device, line.validity, row_mode, name)))
        return tuple(found)
