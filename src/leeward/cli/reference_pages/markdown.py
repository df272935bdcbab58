"""How the reference pages are written: tables, wrapped paragraphs, and a number with its source."""

from collections.abc import Iterable, Sequence
from textwrap import fill

from leeward.evidence import Cited, Facts, Reference, Status
from leeward.units import Quantity

WIDTH = 120
WORDS = ("week", "month", "year")
GENERATED = "<!-- Generated from the code by `./run reference`. Change the code, not this page. -->"
LEGEND = (
    "With each number stands how it came to us: *read* in the source, read on a *secondary* page, *recalled* and to be "
    "confirmed, *derived* by arithmetic, or *assumed* because no source gives it."
)
SHORT = {
    Status.READ: "read",
    Status.SECONDARY: "secondary",
    Status.RECALLED: "recalled",
    Status.DERIVED: "derived",
    Status.ASSUMED: "assumed",
}


def page(title: str, *parts: str) -> str:
    """Put a page together: its title, the note that it is generated, and its parts with a blank line between them."""
    return "\n\n".join((f"# {title}", GENERATED, *(part.strip("\n") for part in parts if part.strip()))) + "\n"


def paragraph(text: str, *, indent: str = "") -> str:
    """Wrap a paragraph for those who read the page as plain text."""
    return fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def bullets(texts: Iterable[str]) -> str:
    """Return a list, each entry wrapped under its own mark."""
    return "\n".join(paragraph(text, indent="- ") for text in texts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; empty for no rows."""
    body = [_row(row) for row in rows]
    return "\n".join([_row(heads), _row(["---"] * len(heads)), *body]) if body else ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def code(words: Iterable[str]) -> str:
    """Return names as the code spells them, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def quantity(value: Quantity) -> str:
    """Return a quantity as a clinician writes it; a bare number has no unit."""
    number = f"{value.number:g}"
    if value.unit in WORDS:
        return f"{number} {value.unit}{'' if value.number == 1 else 's'}"
    unit = {"1": "", "Cel": " °C"}.get(value.unit, f" {value.unit}")
    return number + unit


def key_of(one: Cited | Reference) -> str:
    """Return the link to the bibliography, or the word assumption."""
    return f"[{one.source.key}](sources.md#{one.source.key})" if one.source else "assumption"


def origin(one: Cited | Reference) -> str:
    """Return where it comes from, at which place, and with what status."""
    if one.source is None:
        return f"*assumed*: {one.at}"
    return f"{key_of(one)}, {one.at} (*{SHORT[one.status]}*)"


def origins(cites: Iterable[Cited | Reference]) -> str:
    """Return several sources as one line; a number is printed before its source."""
    told = (f"{quantity(one.quantity)}: {origin(one)}" if isinstance(one, Cited) else origin(one) for one in cites)
    return "; ".join(one.removesuffix(".") for one in dict.fromkeys(told))


def row_name(one: Cited) -> str:
    """Return `Table.row`, the end of the number's stable name."""
    return ".".join(one.name.split(".")[-2:])


def facts(tables: Iterable[type[Facts]], *, level: int = 3) -> str:
    """Return tables of numbers, each under its own name and sentence."""
    parts = []
    for one in tables:
        parts.append(f"{'#' * level} {one.__name__}")
        if one.__doc__:
            parts.append(paragraph(one.__doc__))
        parts.append(
            table(
                ("number", "value", "where it comes from"),
                ((f"`{row_name(row)}`", quantity(row.quantity), origin(row)) for row in one.rows()),
            )
        )
    return "\n\n".join(parts)
