"""Every number in force, with its source, how it came to us and when that was last looked into; and those without."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Final

from leeward.clinic.protocols import standing
from leeward.clinic.protocols.number_words import called
from leeward.evidence import Cited, Status
from leeward.evidence.checked import DOSSIER, last_checked
from leeward.evidence.collected import room_of, tables, title_of
from leeward.protocol.thresholds import Thresholds
from leeward.protocol.unit_words import written

STATUS_KINDS: Final = {
    Status.READ: "ok",
    Status.DERIVED: "quiet",
    Status.SECONDARY: "quiet",
    Status.RECALLED: "warn",
    Status.ASSUMED: "warn",
}
ROOMS: Final = {
    "protocol": "Limits of the protocol",
    "assessment": "Assessment and consent",
    "medicines": "Medicines",
    "pharmacology": "Models of how the drug moves and acts",
    "dosing": "Dose and preparation",
    "infusion": "Infusion",
    "instruments": "Questionnaires",
    "outcomes": "Outcomes",
    "course": "Course",
    "fhir": "Records from elsewhere",
    "devices": "Monitors and pumps",
    "trials": "Trials",
}
SET_HERE: Final = "clinic"
EVERY: Final = "all"
MOST_UNFOLDED: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """One number: what it is, its value in force, who says so, and how well we know it."""

    says: str
    value: str
    shipped: str  # what the clinic's own number replaced; empty where the shipped one stands
    source: str
    grade: str
    at: str
    status: str
    status_kind: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One table of numbers, under what it is about."""

    title: str
    lines: tuple[NumberLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPart:
    """The tables of one room that were asked for."""

    key: str
    title: str
    count: int
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """One room: how many numbers it holds, and how many came to us in each way."""

    key: str
    title: str
    count: int
    statuses: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list to choose from."""

    key: str
    says: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """The numbers that were asked for, and the whole counted by room."""

    says: str
    judged_by: str
    rooms: tuple[RoomLine, ...]
    room_choices: tuple[Choice, ...]
    status_choices: tuple[Choice, ...]
    set_here: tuple[NumberLine, ...]
    is_filtered: bool
    parts: tuple[RoomPart, ...]
    shown: int

    @property
    def is_long(self) -> bool:
        """Are these so many that only the names of the tables stand open?"""
        return self.shown > MOST_UNFOLDED


@dataclass(frozen=True, slots=True)
class _Number:
    room: str
    chapter: str
    shipped: Cited


def evidence_page(*, room: str, status: str, now: datetime) -> EvidencePage:
    """Return the page; an unknown room or status filters nothing."""
    protocol = standing.in_force(now)
    limits = protocol.thresholds
    known_rooms = tuple(dict.fromkeys(one.room for one in _numbers()))
    chosen_room = room if room in (*known_rooms, EVERY, SET_HERE) else ""
    wanted = next((one for one in Status if one.name.lower() == status), None)
    is_filtered = bool(chosen_room or wanted)
    found = [
        one for one in _numbers()
        if _is_of(one, chosen_room, limits) and (wanted is None or limits.of(one.shipped).status is wanted)
    ]  # fmt: skip
    return EvidencePage(
        says=_counted(limits),
        judged_by=protocol.says,
        rooms=tuple(_room(key, limits) for key in known_rooms),
        room_choices=_room_choices(known_rooms, chosen_room),
        status_choices=_status_choices(wanted),
        set_here=_set_here(limits),
        is_filtered=is_filtered,
        parts=_parts(found, limits) if is_filtered else (),
        shown=len(found) if is_filtered else 0,
    )


def assumptions_page(*, now: datetime) -> EvidencePage:
    """Return the numbers that no source gives, room by room, each with why it was taken."""
    return evidence_page(room="", status=Status.ASSUMED.name.lower(), now=now)


@cache
def _numbers() -> tuple[_Number, ...]:
    order = {key: place for place, key in enumerate(ROOMS)}
    found = [
        _Number(room=room_of(table), chapter=title_of(table), shipped=row) for table in tables() for row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: order.get(one.room, len(order))))


def _is_of(one: _Number, room: str, limits: Thresholds) -> bool:
    if room == SET_HERE:
        return _is_set(one.shipped, limits)
    return room in ("", EVERY, one.room)


def _is_set(shipped: Cited, limits: Thresholds) -> bool:
    return any(name == shipped.name for name, _ in limits.changed)


def _set_here(limits: Thresholds) -> tuple[NumberLine, ...]:
    return tuple(_line(one.shipped, limits) for one in _numbers() if _is_set(one.shipped, limits))


def _parts(found: Iterable[_Number], limits: Thresholds) -> tuple[RoomPart, ...]:
    parts = []
    for room, inside in groupby(found, key=lambda one: one.room):
        chapters = tuple(
            Chapter(title=title, lines=tuple(_line(one.shipped, limits) for one in lines))
            for title, lines in groupby(inside, key=lambda one: one.chapter)
        )
        count = sum(len(chapter.lines) for chapter in chapters)
        parts.append(RoomPart(key=room, title=ROOMS.get(room, room.capitalize()), count=count, chapters=chapters))
    return tuple(parts)


def _line(shipped: Cited, limits: Thresholds) -> NumberLine:
    row = limits.of(shipped)
    is_set = _is_set(shipped, limits)
    source = row.source
    people = f", {source.n} people" if source is not None and source.n else ""
    return NumberLine(
        says=called(shipped),
        value=_written(row),
        shipped=_written(shipped) if is_set else "",
        source=str(source) if source is not None else ("" if is_set else "No source."),
        grade=f"{source.design.value}{people}" if source is not None else "",
        at=_told(shipped) if is_set else row.at,
        status=row.status.value,
        status_kind=STATUS_KINDS[row.status],
        checked=last_checked(row),
    )


def _told(shipped: Cited) -> str:
    """Where the number that the clinic replaced comes from, by the source's title."""
    where = f"{shipped.source}, {shipped.at}" if shipped.source is not None else shipped.at
    return f"Set by this clinic. The shipped number: {where}"


def _written(row: Cited) -> str:
    return written(row.quantity).removesuffix(" 1")


def _counted(limits: Thresholds) -> str:
    counts = Counter(limits.of(one.shipped).status for one in _numbers())
    told = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
    return f"{sum(counts.values())} numbers: {told}. Sources were last looked into for the dossier of {DOSSIER}."


def _room(key: str, limits: Thresholds) -> RoomLine:
    inside = [limits.of(one.shipped) for one in _numbers() if one.room == key]
    counts = Counter(row.status for row in inside)
    return RoomLine(
        key=key,
        title=ROOMS.get(key, key.capitalize()),
        count=len(inside),
        statuses=tuple((STATUS_KINDS[status], status.value, counts[status]) for status in Status if counts[status]),
    )


def _room_choices(known: tuple[str, ...], chosen: str) -> tuple[Choice, ...]:
    named = [("", "Choose"), (EVERY, "Every number"), (SET_HERE, "Set by this clinic")]
    named += [(key, ROOMS.get(key, key.capitalize())) for key in known]
    return tuple(Choice(key=key, says=says, is_chosen=key == chosen) for key, says in named)


def _status_choices(wanted: Status | None) -> tuple[Choice, ...]:
    named = [("", "However it came to us", wanted is None)]
    named += [(one.name.lower(), one.value.capitalize(), one is wanted) for one in Status]
    return tuple(Choice(key=key, says=says, is_chosen=chosen) for key, says, chosen in named)
