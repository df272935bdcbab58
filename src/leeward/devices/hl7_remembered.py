"""What each line of an HL7 message says, remembered by its text: monitors send nearly the same lines every second.

What a line says follows from its text, its place among the observations and the device's own table of codes, and from
nothing else, but for the times of its message. So a line is read once, by the careful reader of `hl7_rows`, and then
looked up; the time that it carries is masked, lest every second makes another line. A law holds both readers equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from leeward.devices.hl7_alarms import is_of_alarm
from leeward.devices.hl7_codes import find
from leeward.devices.hl7_rows import (
    headings_above,
    is_misnamed,
    made_up,
    measurement,
    misnamed,
    source_of,
    trimmed,
    unknown,
    written,
)
from leeward.devices.hl7_text import SEGMENT, SPACE, Segment, Separators, run_together
from leeward.devices.vocabulary import Vocabulary
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

USUAL: Final = Separators()
MSH_TIME: Final = "\x01"  # stands for the message's own time, MSH-7
OBR_TIME: Final = "\x02"  # stands for the time of the first group, OBR-7
OTHER_TIME: Final = "\x03"  # stands for a time that goes beside the line
ORDER: Final = "x"
SWALLOWED: Final = ("OBX", "OBR", "PID", "PV1")  # what may stand at a field's end where a line end was left out
MASKS: Final = (MSH_TIME, OBR_TIME, OTHER_TIME)
TIME_FIELD: Final = {"OBX": 14, "OBR": 7}
USED_FIELDS: Final = (2, 3, 4, 5, 6, 8, 11, 18)  # of an OBX, apart from its time
MEMORY_LINES: Final = 32_768  # in each of two generations: 5,000 beds' headings and the values in use, about 30 MB
MAX_LINE: Final = 400  # characters; a longer line is read anew each time


@dataclass(frozen=True, slots=True)
class Observation:
    """An OBX: a reading but for its time, device and message, or a heading, or a sentence why it is not used."""

    number: int
    time: str
    above: tuple[str, ...]
    root: str
    equipment: str
    is_heading: bool
    heading: str
    kind: VitalKind | None
    value: float | None
    validity: Validity
    source: str
    made: GenerationMode | None
    numbered: str  # the end of its name, but for the time, where it belongs to its message
    tail: str  # and where it carries its own time
    problems: tuple[str, ...]
    says: bool = False
    """Is it a reading, or is there a sentence about it?"""
    heads: bool = False
    """Does it say something for the rows beneath it?"""


@dataclass(frozen=True, slots=True)
class Group:
    """An OBR, with its time."""

    time: str
    number: int = 0  # it is no observation; as with the others below


@dataclass(frozen=True, slots=True)
class Patient:
    """A PID, with the patient's identifier."""

    patient_id: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A PV1, with where the patient lies."""

    location: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """A segment that nothing is taken from."""

    number: int = 0


Line: TypeAlias = Observation | Group | Patient | Place | Other
OTHER: Final = Other()


class Memory:
    """The lines that were read by one table of codes; the least used half is forgotten when it grows too large."""

    def __init__(self, own: Vocabulary, *, lines: int = MEMORY_LINES) -> None:
        self._own, self._lines = own, lines
        self.young: dict[str, Line] = {}
        self._old: dict[str, Line] = {}

    def look_up(self, line: str, number: int) -> tuple[Line, str] | None:
        """Return what the line says, and the time that it carries if that was put aside; None if it is not usual.

        `number` counts the observations of the message from 1 and matters to an OBX only.
        """
        line = line.strip(SPACE)
        name = line[:3]
        at = TIME_FIELD.get(name)
        aside = ""
        if at is not None:
            fields = line.split("|")
            time = fields[at].strip() if at < len(fields) else ""
            if time and time not in MASKS:
                aside, fields[at] = time, OTHER_TIME
                line = "|".join(fields)
            if name == "OBR":
                line = _without_orders(fields)
        key = line if name != "OBX" else f"{number} {line}"
        found = self.young.get(key) or self._old.get(key) or self._read(line, number)
        if found is not None and len(key) <= MAX_LINE:
            self._keep(key, found)
            if not aside:
                self._keep(line, found)
        return None if found is None else (found, aside)

    def _keep(self, key: str, found: Line) -> None:
        if len(self.young) >= self._lines:
            self._old, self.young = self.young, {}
        self.young[key] = found

    def _read(self, line: str, number: int) -> Line | None:
        """Read a line as the careful reader does; None where it would have something to say of the line as a whole."""
        fields = tuple(line.strip(SPACE).split("|"))
        if len(fields) < 2 or not SEGMENT.fullmatch(fields[0]) or fields[0] == "MSH":
            return None
        row = Segment(fields[0], fields, USUAL)
        # A masked time is digits too, after which a run-together segment would be looked for.
        if run_together(row) or any(f"{word}|{mask}" in line for word in SWALLOWED for mask in MASKS):
            return None
        if row.name == "OBX" and is_of_alarm(row.component(3), row.component(3, 3).upper()):
            return None  # a device's own alarm is for the careful reader: it stands over several lines
        found = self._told(row, number)
        return None if _is_masked(row) else found

    def _told(self, row: Segment, number: int) -> Line:
        match row.name:
            case "OBX":
                found = self._observation(row, number)
                says, heads = found.kind is not None or bool(found.problems), bool(found.equipment) or found.is_heading
                return replace(found, says=says, heads=heads)
            case "OBR":
                return Group(row.field(7))
            case "PID":
                return Patient(row.component(3))
            case "PV1":
                return Place(" ".join(filter(None, row.components(3))))
        return OTHER

    def _observation(self, row: Segment, number: int) -> Observation:
        metric = find(row.component(3), row.component(3, 3).upper(), self._own)
        place = row.field(4)
        found = Observation(
            number=number,
            time=row.field(14),
            above=headings_above(place),
            root=place.split(".")[0],
            equipment=row.component(18),
            is_heading=bool(row.field(14) and not row.field(5)),
            heading=trimmed(place),
            kind=None,
            value=None,
            validity=Validity.INVALID,
            source="",
            made=None,
            numbered=f"{number}\x1f{written(row)}\x1f",
            tail=f"\x1f{written(row)}\x1f",
            problems=(),
        )
        if metric is None:
            return replace(found, problems=(unknown(row, number),) if row.field(5) else ())
        if is_misnamed(row, metric):
            return replace(found, problems=(misnamed(row, number),))
        value, validity, problem = measurement(row, metric.kind, "", self._own)
        return replace(
            found,
            kind=metric.kind,
            value=value,
            validity=validity,
            source=source_of(row, metric),
            made=made_up(row),
            problems=(f"{metric.kind.label} (OBX {number}): {problem}",) if problem else (),
        )


def _without_orders(fields: list[str]) -> str:
    """Return an OBR without the order numbers: nothing is taken from them, and each message has others."""
    if has_orders(fields):
        fields[2:4] = ORDER, ORDER
    return "|".join(fields)


def has_orders(fields: Sequence[str]) -> bool:
    """Has the OBR fields of order numbers that swallowed no other segment?"""
    told = "".join(fields[1:4])
    return len(fields) > 3 and not ("OBX" in told or "OBR" in told or "PID" in told or "PV1" in told)


def _is_masked(row: Segment) -> bool:
    """Does a time stand where no time is looked for? Then the message's own time is part of what is said."""
    used = USED_FIELDS if row.name == "OBX" else (3,)
    return any(mask in row.field(number) for number in used for mask in MASKS)
