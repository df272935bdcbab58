"""A monitor's message as python-hl7 reads it: the fields of which Leeward makes readings, and what they then mean."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import hl7
from hl7.util import unescape

from leeward.devices.hl7_codes import find, to_ours, unit_of
from leeward.devices.hl7_rows import NUMBER, STATUSES
from leeward.devices.hl7_text import read_time
from leeward.infusion.vitals import VitalKind


class Observed(NamedTuple):
    """The fields of one OBX."""

    form: str
    code: str
    name: str
    system: str
    place: str
    value: str
    units: tuple[str, ...]
    parts: tuple[str, ...]
    flags: str
    status: str
    at: str
    equipment: str


class Fields(NamedTuple):
    """The fields of one message."""

    message_id: str
    device_id: str
    sent: str
    mode: str
    patient_id: str
    observed: tuple[Observed, ...]


class NotAccepted(ValueError):
    """Read so, it is no message of results."""


def fields(text: str) -> Fields:
    """Parse and take out the same fields as Leeward does; this is what is timed."""
    message = hl7.parse(text)
    head = message[0]
    people = [segment for segment in message if str(segment[0]) == "PID"]
    observed = tuple(
        Observed(
            _whole(row, 2), _part(row, 3), _part(row, 3, 2), _part(row, 3, 3), _whole(row, 4), _whole(row, 5),
            _parts(row, 6), _parts(row, 5),
            _whole(row, 8), _whole(row, 11), _whole(row, 14), _part(row, 18),
        )
        for row in message if str(row[0]) == "OBX"
    )  # fmt: skip
    return Fields(
        _part(head, 10),
        _part(head, 3, 2) or _part(head, 3) or _part(head, 4),
        _whole(head, 7),
        _part(head, 11),
        _part(people[0], 3) if people else "",
        observed,
    )


def check(text: str, found: Fields) -> Fields:
    """Raise `NotAccepted` where python-hl7 sees no whole message of results: it knows one kind of line end only."""
    message = hl7.parse(text)
    strange = [segment for segment in message if len(str(segment[0])) != len("MSH") or "\n" in str(segment)]
    if strange or not found.observed:
        raise NotAccepted(f"{len(strange)} lines are no segments, {len(found.observed)} are observations.")
    return found


def meaning(found: Fields) -> list[tuple[VitalKind, str, float | None]]:
    """Return the quantity, place and value of each observation that the shipped tables know."""
    return [
        (metric.kind, row.place, _value(row, metric.kind))
        for row in found.observed
        if (metric := find(row.code, row.system.upper())) is not None
        and not (metric.names and row.name.upper().startswith("MDC_") and row.name.upper() not in metric.names)
    ]


def sent_at(found: Fields) -> datetime | None:
    """Return when the message was sent; without a zone it is UTC."""
    return read_time(found.sent, UTC)


def _value(row: Observed, kind: VitalKind) -> float | None:
    unit = unit_of(*row.units)
    written = row.value
    if row.form == "SN" and row.parts[:1] in ((), ("",), ("=",)):
        written = "".join(row.parts[1:2])
    if row.status.upper() in STATUSES or unit is None or not NUMBER.fullmatch(written):
        return None
    value = to_ours(float(written), unit, kind.unit)
    return value if value is not None and value in kind.plausible else None


def _part(segment: Any, field: int, component: int = 1) -> str:
    parts = _parts(segment, field)
    text = parts[component - 1] if component <= len(parts) else ""
    return str(unescape(segment, text)) if segment.esc in text else text


def _parts(segment: Any, field: int) -> tuple[str, ...]:
    """Return the components of the first repetition; a field without any is its own."""
    if field >= len(segment) or not len(segment[field]):
        return ()
    first = segment[field][0]
    return (first.strip(),) if isinstance(first, str) else tuple(str(part).strip() for part in first)


def _whole(segment: Any, field: int) -> str:
    return str(segment[field]).strip() if field < len(segment) else ""
