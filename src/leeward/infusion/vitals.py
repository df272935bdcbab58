"""Readings of vital signs: where each came from, whether it may be used, and how old it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from hashlib import sha1
from typing import Final, TypeAlias
from uuid import UUID, uuid5

from leeward.infusion.body import number, utc
from leeward.protocol.monitoring import MONITORING, Monitoring
from leeward.protocol.vital_kind import NIBP as NIBP
from leeward.protocol.vital_kind import VitalKind as VitalKind

BY_HAND: Final = "by hand"
_CLOCK_TOLERANCE: Final = MONITORING.clock_tolerance
Baseline: TypeAlias = Mapping[VitalKind, float]


class Validity(Enum):
    """What the device says of its own measurement (SDC's words)."""

    VALID = "valid"
    QUESTIONABLE = "questionable"
    CALIBRATING = "calibrating"
    INVALID = "invalid"


class GenerationMode(Enum):
    """Where the number was made: demo and test data can never pass for real."""

    REAL = "real"
    TEST = "test"
    DEMO = "demo"


class Freshness(Enum):
    """Is the last value still news?"""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One measured value, as it came; `at` is when it was measured, `received_at` when we got it."""

    reading_id: UUID
    kind: VitalKind
    value: float | None
    unit: str
    at: datetime
    received_at: datetime
    source: str
    device: str | None = None
    validity: Validity = Validity.VALID
    mode: GenerationMode = GenerationMode.REAL
    artefact_reason: str | None = None

    def __post_init__(self) -> None:
        if not self.at.tzinfo is self.received_at.tzinfo is UTC:  # nearly every reading of every monitor is
            object.__setattr__(self, "at", utc(self.at))
            object.__setattr__(self, "received_at", utc(self.received_at))
        if self.unit != self.kind.unit:
            raise ValueError(f"{self.kind.label} is kept in {self.kind.unit}, not {self.unit}: convert it at the door.")
        if self.value is not None:
            number(self.value)

    @property
    def is_plausible(self) -> bool:
        """Does the value lie inside what a body can show?"""
        return self.value is not None and self.value in self.kind.plausible


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest usable reading of one kind, with its age; `reading` is None when there never was one."""

    reading: Reading | None
    age_s: float | None
    state: Freshness
    is_shown: bool

    @property
    def value(self) -> float | None:
        """The number that a page may show: none once it is too old to be shown at all (H17)."""
        return self.reading.value if self.reading is not None and self.is_shown else None


def name_reading(*, device: str, message: str, place: str) -> UUID:
    """Return the id of a device's reading, so that the same message sent twice gives the same reading (H27)."""
    return named_reading("\x1f".join((device, message, place)))


def named_reading(name: str) -> UUID:
    """Return the id that follows from a reading's whole name: its device, message and place, parted by \\x1f."""
    digest = _OF_DEVICES.copy()  # what uuid5 does, with the first half of it done once: each value of each message asks
    digest.update(name.encode())
    return UUID(bytes=digest.digest()[:16], version=5)  # plain: bytes and version of an id


NAMES_OF_DEVICES: Final = UUID("5b0f7d0e-0d3a-5c53-9a51-1d6a2f9f2b11")
_OF_DEVICES: Final = sha1(NAMES_OF_DEVICES.bytes, usedforsecurity=False)


def is_usable(reading: Reading, *, now: datetime, mode: GenerationMode = GenerationMode.REAL) -> bool:
    """May rules look at it: valid, not marked, of this session's mode, plausible, not from the future when it came?"""
    if reading.validity is not Validity.VALID or reading.artefact_reason is not None or reading.mode is not mode:
        return False
    is_past = reading.at <= reading.received_at and reading.at <= now
    return (is_past or reading.at <= min(now, reading.received_at) + _CLOCK_TOLERANCE) and reading.is_plausible


def in_order(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the readings by the time of measurement, each once: arrival order and resends do not matter.

    Of two copies of one reading the one marked as artefact is kept.
    """
    ordered = sorted(readings, key=lambda r: (r.at, r.reading_id.int, r.artefact_reason is not None))
    return tuple({r.reading_id: r for r in ordered}.values())


def usable(
    readings: Iterable[Reading], kind: VitalKind, *, now: datetime, mode: GenerationMode = GenerationMode.REAL
) -> tuple[Reading, ...]:
    """Return the readings of one kind that rules may look at, oldest first."""
    of_kind = in_order(r for r in readings if r.kind is kind)  # two copies of one reading are of one kind
    return tuple(r for r in of_kind if is_usable(r, now=now, mode=mode))


def latest(
    readings: Iterable[Reading],
    kind: VitalKind,
    now: datetime,
    *,
    mode: GenerationMode = GenerationMode.REAL,
    infusing: bool = True,
    since_end: timedelta = timedelta(0),
    monitoring: Monitoring = MONITORING,
) -> Latest:
    """Return the newest usable reading of a kind; one that comes late never replaces a newer one."""
    known = usable(readings, kind, now=now, mode=mode)
    if not known:
        return Latest(reading=None, age_s=None, state=Freshness.MISSING, is_shown=False)
    age = max(now - known[-1].at, timedelta(0))
    stale_after = monitoring.stale_after(
        kind, infusing=infusing, is_by_hand=known[-1].source == BY_HAND, since_end=since_end
    )
    return Latest(
        reading=known[-1],
        age_s=age.total_seconds(),
        state=Freshness.STALE if age > stale_after else Freshness.FRESH,
        is_shown=age <= stale_after + monitoring.hidden_after,
    )


def baseline_of(
    readings: Sequence[Reading], *, before: datetime, mode: GenerationMode = GenerationMode.REAL
) -> Baseline:
    """Return the patient's own values before the start: the last usable reading of each kind."""
    earlier = [r for r in readings if r.at <= before]
    last = {kind: usable(earlier, kind, now=before, mode=mode) for kind in VitalKind}
    return {kind: rows[-1].value for kind, rows in last.items() if rows and rows[-1].value is not None}


class CannotReadEntry(ValueError):
    """What was typed is not a reading."""


_WORDS: Final = {
    "hr": VitalKind.HEART_RATE,
    "pr": VitalKind.PULSE_RATE,
    "pulse": VitalKind.PULSE_RATE,
    "spo2": VitalKind.SPO2,
    "sat": VitalKind.SPO2,
    "rr": VitalKind.RESPIRATORY_RATE,
    "etco2": VitalKind.ETCO2,
    "temp": VitalKind.TEMPERATURE,
}
_HOW: Final = (
    "Write a pressure as 140/85, or a word and a number: hr 72, pulse 70, spo2 97, rr 14, etco2 38, temp 36.8."
)
_PRESSURE: Final = re.compile(r"(?:bp\s*)?([0-9]+)\s*/\s*([0-9]+)(?:\s*/\s*([0-9]+))?")
_NAMED: Final = re.compile(r"([a-z]+[0-9]?)\s*[:=]?\s*([0-9]+(?:\.[0-9]+)?)\s*%?")
_ONE: Final = re.compile(rf"\s*(?:{_PRESSURE.pattern}|{_NAMED.pattern})(?:\s*;\s*|\s+|$)")


def parse_entry(
    text: str, *, entry_id: UUID, at: datetime, by: str, mode: GenerationMode = GenerationMode.REAL
) -> tuple[Reading, ...]:
    """Read what a person typed, `140/85 hr 72 spo2 97`, or raise `CannotReadEntry`.

    The form makes `entry_id`; the same entry sent twice gives the same readings.
    """
    rows = _entered(text.strip().lower())
    for kind, value in rows:
        if value not in kind.plausible:
            low, high = kind.plausible.low, kind.plausible.high
            raise CannotReadEntry(f"{kind.label} {value:g} {kind.unit} is outside {low:g} to {high:g}. Measure again.")
    found = dict(rows)
    if len(found) < len(rows):
        raise CannotReadEntry("The same vital sign stands there twice. Enter it once.")
    if VitalKind.SYSTOLIC in found and found[VitalKind.DIASTOLIC] >= found[VitalKind.SYSTOLIC]:
        raise CannotReadEntry("The diastolic pressure is not below the systolic one. Check the order: 140/85.")
    return tuple(
        Reading(
            reading_id=uuid5(entry_id, kind.value), kind=kind, value=value, unit=kind.unit,
            at=at, received_at=at, source=BY_HAND, device=by, mode=mode,
        )
        for kind, value in rows
    )  # fmt: skip


def _entered(text: str) -> list[tuple[VitalKind, float]]:
    if "," in text:
        raise CannotReadEntry("Write decimals with a point and separate readings by spaces; a comma can mean both.")
    rows: list[tuple[VitalKind, float]] = []
    position = 0
    while position < len(text):
        match = _ONE.match(text, position)
        if match is None:
            raise CannotReadEntry(f"{text[position:]!r} is not a reading. {_HOW}")
        *pressures, word, plain = match.groups()
        rows += [(kind, float(p)) for kind, p in zip(NIBP, pressures, strict=True) if p is not None]
        if word is not None:
            if word not in _WORDS:
                raise CannotReadEntry(f"{word!r} is not a vital sign. {_HOW}")
            rows.append((_WORDS[word], float(plain)))
        position = match.end()
    if not rows:
        raise CannotReadEntry(f"Nothing was entered. {_HOW}")
    return rows
