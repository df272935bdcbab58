"""One observation row (OBX) of a monitor's message: a reading, or the reason why its value was not used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from leeward.devices.hl7_alarms import is_of_alarm
from leeward.devices.hl7_codes import find, to_ours, unit_of
from leeward.devices.hl7_text import Segment, quoted, read_time
from leeward.devices.port import Row
from leeward.devices.vocabulary import SHIPPED_ONLY, Metric, Vocabulary
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

NUMBER = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)

# OBX-11: why a sender says that a value does not count. OBX-8, in IHE's words: how far it counts.
STATUSES: Final = {"D": "deleted", "N": "not asked for", "W": "wrong", "I": "pending", "O": "without a result"}
FLAGS: Final[Mapping[str, Validity]] = {
    "INV": Validity.INVALID,
    "NAV": Validity.INVALID,
    "CAL": Validity.CALIBRATING,
    "QUES": Validity.QUESTIONABLE,
}
MODE_FLAGS: Final = {"DEMO": GenerationMode.DEMO, "TEST": GenerationMode.TEST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the rows of one message share."""

    message_id: str
    device_id: str
    peer: str
    mode: GenerationMode
    sent_at: datetime | None
    received_at: datetime
    assumed_zone: tzinfo
    vocabulary: Vocabulary = SHIPPED_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What headings (rows without a value) say for the rows beneath them: equipment by device, time by place."""

    devices: Mapping[str, str]
    times: Mapping[str, str]


def headings_above(place: str) -> tuple[str, ...]:
    """Return where the headings above a place stand, the nearest first.

    >>> headings_above("1.3.1.150021")
    ('1.3.1', '1.3', '1')
    """
    path = place.split(".")
    return tuple(".".join(path[:length]) for length in range(len(path) - 1, 0, -1))


def time_above(headings: tuple[str, ...], times: Mapping[str, str]) -> str:
    """Return the time of the nearest heading that has one, or nothing."""
    for heading in headings:
        if heading in times:
            return times[heading]
    return ""


def trimmed(place: str) -> str:
    """Return a heading's place without the zeros that fill it up: 1.3.0.0 is 1.3."""
    return re.sub(r"(?:\.0)+$", "", place)


class _NotUsed(Exception):
    """Why a value does not count; caught in this file."""


def read_row(
    row: Segment, number: int, group: Segment | None, tree: Tree, circumstances: Circumstances
) -> tuple[Row | None, list[str]]:
    """Return the row's reading, if it is of a quantity that we use, and what the reader must be told."""
    metric = find(row.component(3), row.component(3, 3).upper(), circumstances.vocabulary)
    if metric is None:
        # A heading of the device tree carries no value and needs no word; an alarm's facets are told as the alarm.
        is_told = not row.field(5) or is_of_alarm(row.component(3), row.component(3, 3).upper())
        return None, [] if is_told else [unknown(row, number)]
    if is_misnamed(row, metric):
        return None, [misnamed(row, number)]
    at, untimed = _time(row, group, tree, circumstances)
    value, validity, problem = measurement(row, metric.kind, untimed, circumstances.vocabulary)
    problems = [problem] if problem else []
    if at is None:
        problems.append("no time was sent; the time of receipt was taken.")
    found = Row(
        kind=metric.kind,
        value=value,
        at=at or circumstances.received_at,
        source=source_of(row, metric),
        device=row.component(18) or tree.devices.get(row.field(4).split(".")[0], circumstances.device_id),
        validity=validity,
        mode=(circumstances.mode is GenerationMode.REAL and made_up(row)) or circumstances.mode,
        name=_name(row, number, at, circumstances, is_own_time=bool(_own_time(row, tree))),
    )
    return found, [f"{metric.kind.label} (OBX {number}): {problem}" for problem in problems]


def _name(row: Segment, number: int, at: datetime | None, circumstances: Circumstances, *, is_own_time: bool) -> str:
    """Name the reading so that a resent message gives the same one.

    A measurement that carries its own time is the same in whichever message it comes: monitors repeat the last cuff
    reading in each. Any other belongs to its message; its content takes part in the name all the same, for a sender
    that starts its counter again repeats message ids. The time of receipt does not: it differs between two copies.
    """
    device = f"{circumstances.peer} {circumstances.device_id}"
    message = "" if is_own_time else f"{circumstances.message_id} {number}"
    return "\x1f".join((device, message, written(row), at.isoformat() if at else ""))


def written(row: Segment) -> str:
    """Return what a row says of itself, as it was sent: part of its reading's name."""
    return "\x1f".join(row.field(number) for number in (3, 4, 5, 6, 8, 11))


def source_of(row: Segment, metric: Metric) -> str:
    """Return where the value was measured, for a person to read."""
    return f"monitor: {metric.site} {row.field(4)[:40]}".rstrip()


def unknown(row: Segment, number: int) -> str:
    """Say that no table knows the row's code."""
    return f"Not used: code {_code(row)} (OBX {number})."


def misnamed(row: Segment, number: int) -> str:
    """Say that the row's code and name contradict one another."""
    return f"Not used: code {_code(row)} (OBX {number}): the code and the name do not belong together."


def measurement(
    row: Segment, kind: VitalKind, untimed: str, own: Vocabulary
) -> tuple[float | None, Validity, str | None]:
    """Return the value, how far it counts, and the sentence that is due if it does not count in full."""
    try:
        value = _value(row, kind, own)
    except _NotUsed as why:
        return None, Validity.INVALID, str(why)
    if untimed:
        return None, Validity.INVALID, untimed
    validity = _validity(row)
    return value, validity, None if validity is Validity.VALID else f"the monitor calls its value {validity.value}."


def _code(row: Segment) -> str:
    return quoted("^".join(row.components(3)[:2])).strip('"')


def is_misnamed(row: Segment, metric: Metric) -> bool:
    """Is a name of the nomenclature given that is not this code's? (Vendors' own labels are let pass.)"""
    name = row.component(3, 2).upper()
    return bool(metric.names) and name.startswith("MDC_") and name not in metric.names


def _own_time(row: Segment, tree: Tree) -> str:
    """Return the time of this very measurement as it was written, by its row or its heading."""
    return row.field(14) or time_above(headings_above(row.field(4)), tree.times)


def _time(row: Segment, group: Segment | None, tree: Tree, circumstances: Circumstances) -> tuple[datetime | None, str]:
    """Take the row's own time, else its heading's, its group's, its message's: a cuff reading is older than those."""
    nearest = _own_time(row, tree) or (group.field(7) if group else "")
    if not nearest:
        return circumstances.sent_at, ""
    at = read_time(nearest, circumstances.assumed_zone)
    wrong = "" if at else f"its time {quoted(nearest)} cannot be read, so its age is not known."
    return at or circumstances.sent_at, wrong


def _value(row: Segment, kind: VitalKind, own: Vocabulary) -> float:
    """Return the value in our unit, or raise `_NotUsed`."""
    written, status = row.field(5), row.field(11).upper()
    if status in STATUSES:
        raise _NotUsed(f"the monitor calls the value {STATUSES[status]} (status {status}).")
    if not written:
        raise _NotUsed(f"no value (status {status or 'not given'}).")
    if row.field(2) == "SN" and row.component(5) in ("", "="):
        written = row.component(5, 2)
    if not NUMBER.fullmatch(written):
        raise _NotUsed(f"{quoted(written)} is not a number.")
    unit = unit_of(*row.components(6), own=own.units) if row.field(6) else None
    if unit is None:
        raise _NotUsed(f"the unit {quoted(row.field(6))} is not known." if row.field(6) else "no unit was sent.")
    value = to_ours(float(written), unit, kind.unit)
    if value is None:
        raise _NotUsed(f"it was sent in {unit}; {kind.unit} was expected.")
    if value not in kind.plausible:
        raise _NotUsed(f"{written} {unit} lies outside {kind.plausible} {kind.unit}; it is no measurement.")
    return value


def _validity(row: Segment) -> Validity:
    """Take the monitor's own word; a number sent with the status `cannot be obtained` is doubted, not dropped."""
    flags = row.field(8).upper().split(row.marks.repetition)
    stated = [validity for flag, validity in FLAGS.items() if flag in flags]
    if stated:
        return stated[0]
    return Validity.QUESTIONABLE if row.field(11).upper() == "X" else Validity.VALID


def made_up(row: Segment) -> GenerationMode | None:
    """A row may be marked as made up inside a real message; never the other way round."""
    flags = row.field(8).upper().split(row.marks.repetition)
    return next((made for flag, made in MODE_FLAGS.items() if flag in flags), None)
