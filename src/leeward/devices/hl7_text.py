"""HL7 version 2 as text: characters, separators, segments, fields and times, and nothing about medicine."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from leeward.devices.port import BadReading

MAX_SEGMENTS: Final = 2000  # a multi-parameter monitor sends about 40
REMEMBERED_TIMES: Final = 8192
TIME_CHARS: Final = 32  # a longer one is no time that a monitor writes, and is not kept in mind
WHOLE_SECOND, OFFSET = len("20260713090030"), len("+0500")
SHOWN: Final = 40  # as many characters of a foreign text as a sentence quotes
SPACE: Final = " \t\r\n\x0b\x1c\x00\ufeff"

CODECS: Final = {
    "ASCII": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "8859/1": "latin-1",
    "8859/2": "iso8859-2",
    "8859/5": "iso8859-5",
    "8859/7": "iso8859-7",
    "8859/9": "iso8859-9",
    "8859/15": "iso8859-15",
    "GB 18030-2000": "gb18030",
}

ESCAPES: Final = "FSRET"  # the letters that stand for the marks, in the order of `Separators.all`
PLAIN = re.compile(r"[\w .,:;/+-]*", re.ASCII)  # nothing in it needs an escape
HEAD = re.compile(rb"[^\r\n]*")
TIME = re.compile(r"(\d{8})(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,6})\d*)?)?([+-]\d{4})?", re.ASCII)
SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Separators:
    """The five marks that a message declares in its first eight characters."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @property
    def all(self) -> tuple[str, ...]:
        """Return the marks in the order of MSH-1 and MSH-2."""
        return (self.field, self.component, self.repetition, self.escape, self.subcomponent)


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of the message; fields are counted as in the standard, from 1, and an absent one is empty."""

    name: str
    fields: tuple[str, ...]
    marks: Separators

    def field(self, number: int) -> str:
        """Return the field as it was sent."""
        return self.fields[number].strip() if number < len(self.fields) else ""

    def components(self, number: int) -> tuple[str, ...]:
        """Return the components of the field's first repetition, unescaped."""
        first = self.field(number).split(self.marks.repetition)[0]
        return tuple(unescape(part.strip(), self.marks) for part in first.split(self.marks.component))

    def component(self, number: int, which: int = 1) -> str:
        """Return one component, counted from 1; an absent one is empty."""
        parts = self.components(number)
        return parts[which - 1] if which <= len(parts) else ""


def quoted(text: str) -> str:
    """Return foreign text fit for a sentence: short, and without control characters."""
    shown = "".join(mark if mark.isprintable() else "?" for mark in text[:SHOWN])
    return f'"{shown}…"' if len(text) > SHOWN else f'"{shown}"'


def decode(raw: bytes) -> tuple[str, str | None]:
    """Return the message's text, and a sentence if its characters are not what MSH-18 says."""
    found = HEAD.match(raw.lstrip(SPACE.encode()))
    head = found[0] if found else b""
    declared = head.split(head[3:4])[17].decode("latin-1") if head[3:4] and head.count(head[3:4]) >= 17 else ""
    codec = CODECS.get(declared.split("~")[0].strip().upper(), "utf-8")
    try:
        return raw.decode(codec), None
    except UnicodeDecodeError:
        wrong = "The message's characters are not the ones that it declares; it was read as Latin-1."
        return raw.decode("latin-1"), wrong


def split(text: str) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Return the segments, and a sentence for every line that is not one."""
    lines = [line for line in re.split(r"[\r\n]+", text.strip(SPACE)) if line.strip(SPACE)]
    if not lines or not lines[0].startswith("MSH"):
        raise BadReading("This is not an HL7 message: it does not begin with MSH.")
    if len(lines) > MAX_SEGMENTS:
        raise BadReading(f"The message has {len(lines)} segments; at most {MAX_SEGMENTS} are read.")
    marks = _separators(lines[0])
    segments, problems = [_header(lines[0], marks)], []
    for number, line in enumerate(lines[1:], 2):
        fields = tuple(line.strip(SPACE).split(marks.field))
        if len(fields) > 1 and SEGMENT.fullmatch(fields[0]):
            segments.append(Segment(fields[0], fields, marks))
        else:
            problems.append(f"Line {number} is not a segment and was not used: {quoted(line)}.")
    for segment in segments:
        problems += run_together(segment)
    return tuple(segments), tuple(problems)


def _separators(first: str) -> Separators:
    marks = first[3:8]
    if len(marks) == 5 and marks[4] == marks[0]:
        marks = marks[:4] + Separators().subcomponent  # old senders declare no subcomponent
    if len(marks) < 5 or len(set(marks)) < 5 or any(mark.isalnum() or mark.isspace() for mark in marks):
        raise BadReading(rf"MSH-1 and MSH-2 do not declare five separators such as |^~\&: {quoted(first[:9])}.")
    return Separators(*marks)


def _header(line: str, marks: Separators) -> Segment:
    """Return MSH with its fields counted as the standard does: MSH-1 is the field separator itself."""
    _, *rest = line.split(marks.field)
    return Segment("MSH", ("MSH", marks.field, *rest), marks)


def run_together(segment: Segment) -> list[str]:
    """Name the segments that were swallowed because the sender left out a line end."""
    inside = [
        field[-3:]
        for field, following in zip(segment.fields[1:], segment.fields[2:], strict=False)
        if field[-3:] in ("OBX", "OBR", "PID", "PV1") and (following.strip().isdigit() or not following)
    ]
    said = (
        f"Segments run together: {', '.join(inside[:5])} stands inside a {segment.name} segment and was not used. "
        "The sender must end each segment with a carriage return."
    )
    return [said] if inside else []


def unescape(text: str, marks: Separators) -> str:
    r"""Return the text with its escapes resolved; an unknown escape stays as it is.

    >>> unescape(r"3 West \T\ North", Separators())
    '3 West & North'
    """
    if marks.escape not in text:
        return text
    sign = re.escape(marks.escape)
    return re.sub(f"{sign}([{''.join(ESCAPES)}]){sign}", lambda found: marks.all[ESCAPES.index(found[1])], text)


def escape(text: str) -> str:
    """Return the text fit for a field between our own separators."""
    if PLAIN.fullmatch(text):
        return text
    letters = dict(zip(Separators().all, ESCAPES, strict=True))
    kept = (f"\\{letters[mark]}\\" if mark in letters else mark for mark in text if mark.isprintable())
    return "".join(kept)


def read_time(text: str, assumed_zone: tzinfo) -> datetime | None:
    """Read `20260713090030.5+0500` into UTC; without a zone it is `assumed_zone`'s. None if it names no minute."""
    # What a sender wrote at any length is not kept in mind.
    read = remembered_time if len(text) <= TIME_CHARS else remembered_time.__wrapped__
    return read(text, assumed_zone)


@lru_cache(maxsize=REMEMBERED_TIMES)
def remembered_time(text: str, assumed_zone: tzinfo) -> datetime | None:
    """Read a time, or remember it: one message names the same time many times, and all beds the same second."""
    whole, dot, rest = text.partition(".")
    if dot and len(whole) == WHOLE_SECOND and len(rest) > OFFSET:
        fraction, offset = rest[:-OFFSET], rest[-OFFSET:]
        if offset[0] in "+-" and len(fraction) <= 6 and fraction.isascii() and fraction.isdecimal():
            second = _second(whole + offset, assumed_zone)
            return None if second is None else second.replace(microsecond=int(fraction.ljust(6, "0")))
    return _read_time(text, assumed_zone)


@lru_cache(maxsize=REMEMBERED_TIMES)
def _second(text: str, assumed_zone: tzinfo) -> datetime | None:
    return _read_time(text, assumed_zone)


def _read_time(text: str, assumed_zone: tzinfo) -> datetime | None:
    found = TIME.fullmatch(text.strip())
    if found is None:
        return None
    day, hour, minute, second, fraction, offset = found.groups()
    try:
        zone = _zone(offset) if offset else assumed_zone
        parts = int(day[:4]), int(day[4:6]), int(day[6:]), int(hour), int(minute), int(second or 0)
        return datetime(*parts, int((fraction or "0").ljust(6, "0")), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(offset: str) -> timezone:
    sign = -1 if offset.startswith("-") else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5])))


def write_time(at: datetime) -> str:
    """Write an instant as HL7 does, to the millisecond, with its zone."""
    day, _, time = at.astimezone(UTC).isoformat(timespec="milliseconds").partition("T")
    return f"{day.replace('-', '')}{time[:12].replace(':', '')}+0000"
