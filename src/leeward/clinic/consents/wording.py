"""The text that is signed: put together from its file, read back into blocks, and its hash."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from leeward.assessment.harms import FeltByVein, FeltWithNasalSpray, Found
from leeward.evidence import Cited, Reference, Status, bibliography
from leeward.evidence.sources import BORGOGNA_2024, FDA_2023, KETALAR_US, SPRAVATO_US, VA_DOD_2023

TEXT: Final = Path(__file__).parent / "texts" / "ketamine_ptsd_en.toml"
YOUR_RECORD: Final = "[your record]"
BOX: Final = "[ ] "
OWN_HEADING: Final = "From this clinic"
OWN_POINT: Final = ("own", "I have read what this clinic adds.")
SOURCES_HEADING: Final = "Where these statements come from"
ALSO_CITED: Final = (
    Reference(FDA_2023, "alert of 10 October 2023"),
    Reference(VA_DOD_2023, "synopsis", Status.SECONDARY),
    Reference(BORGOGNA_2024, "pooled estimate at 24 hours"),
    Reference(KETALAR_US, "warnings: liver, urinary tract, dependence, pregnancy"),
    Reference(SPRAVATO_US, "driving; pregnancy; observation"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of the text: a title, a heading, a paragraph, a list or a point to agree to."""

    kind: str  # title, heading, paragraph, items, point, record
    says: str = ""
    items: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """The text as Leeward ships it, without what a clinic adds and without anything about a person."""

    id: str
    language: str
    language_name: str
    text: str


@cache
def shipped() -> Shipped:
    """Return the shipped text with its numbers filled in."""
    kept = tomllib.loads(TEXT.read_text(encoding="utf-8"))
    parts = [f"# {kept['title']}", kept["intro"].strip(), *map(_section, kept["section"]), _sources()]
    return Shipped(
        id=kept["id"], language=kept["language"], language_name=kept["language_name"], text="\n\n".join(parts) + "\n"
    )


def with_own(own: str) -> str:
    """Return the whole text with the clinic's own paragraph before the sources; nothing is added where it is empty."""
    text = shipped().text
    if not own.strip():
        return text
    key, says = OWN_POINT
    section = f"## {OWN_HEADING}\n\n{_tame(own)}\n\n{BOX}{key}: {says}\n\n"
    return text.replace(f"## {SOURCES_HEADING}", f"{section}## {SOURCES_HEADING}")


def for_person(text: str, about: tuple[str, ...]) -> str:
    """Return the text as this person reads it, with what their record says of other treatments."""
    lines = about or ("You have tried all of these.",)
    return text.replace(YOUR_RECORD, "\n".join(f"- {line}" for line in lines))


def digest(text: str) -> str:
    """Return the SHA-256 of the exact text."""
    return sha256(text.encode()).hexdigest()


def blocks(text: str) -> tuple[Block, ...]:
    """Read a text into what a page shows, in its order."""
    return tuple(_block(part) for part in text.strip().split("\n\n") if part.strip())


def points(text: str) -> tuple[Block, ...]:
    """Return the points that have to be agreed to, each with its key."""
    return tuple(block for block in blocks(text) if block.kind == "point")


def _section(section: dict[str, Any]) -> str:
    body = section["body"].strip().format_map(_numbers())
    boxes = [f"{BOX}{point['key']}: {point['says']}" for point in section.get("point", ())]
    return "\n\n".join((f"## {section['heading']}", _apart(body), *boxes))


def _apart(body: str) -> str:
    """Let a list begin a part of its own."""
    lines: list[str] = []
    for line in body.splitlines():
        if line.startswith("- ") and lines and lines[-1] and not lines[-1].startswith("- "):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _tame(own: str) -> str:
    """Keep a clinic's words from being read as headings, boxes or the place of a person's record."""
    told = (line.strip() for line in own.replace(YOUR_RECORD, "").strip().splitlines())
    return _apart("\n".join(line.lstrip("#").replace(BOX.strip(), "").strip() for line in told))


def _numbers() -> dict[str, str]:
    by_vein = {_short(row): row for row in (*FeltByVein.rows(), *Found.rows())}
    spray = {f"spray_{_short(row)}": row for row in FeltWithNasalSpray.rows()}
    return {name: _written(row) for name, row in (by_vein | spray).items()}


def _written(row: Cited) -> str:
    """Write people out of a hundred in whole people, everything else as it stands."""
    return f"{row.quantity.number:.0f}" if row.quantity.unit == "%" else f"{row.quantity.number:g}"


def _short(row: Cited) -> str:
    return row.name.rpartition(".")[2]


def _sources() -> str:
    rows: Iterator[Cited] = (row for table in (Found, FeltByVein, FeltWithNasalSpray) for row in table.rows())
    lines = "\n".join(f"- {source}" for source in bibliography((*rows, *ALSO_CITED)))
    return f"## {SOURCES_HEADING}\n\n{lines}"


def _block(part: str) -> Block:
    if part.startswith("# "):
        return Block(kind="title", says=part.removeprefix("# "))
    if part.startswith("## "):
        return Block(kind="heading", says=part.removeprefix("## "))
    if part.startswith(BOX):
        key, _, says = part.removeprefix(BOX).partition(": ")
        return Block(kind="point", key=key, says=says)
    if part == YOUR_RECORD:
        return Block(kind="record", says="Here stands what this person's own record says of these treatments.")
    if part.startswith("- "):
        return Block(kind="items", items=tuple(line.removeprefix("- ") for line in part.splitlines()))
    return Block(kind="paragraph", says=part)
