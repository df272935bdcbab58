"""docs/reference/sources.md and assumptions.md: the bibliography, and the public list of what has none."""

from collections import Counter
from itertools import groupby
from pathlib import Path

from leeward.cli.reference_pages.collected import PACKAGE, all_sources, names_in, source_files, tables
from leeward.cli.reference_pages.markdown import SHORT, page, paragraph, quantity, row_name, table
from leeward.evidence import Source, Status
from leeward.medicines import INTERACTIONS

GAPS = """Every number that no source gives, with the reason for which it was taken. A number stands here until a
source for it is read; a clinic's medical director has to review each one. The list is made from the code: nothing
can be assumed without standing on it."""
STATUSES = """How each source's numbers came to us is counted beside it. *Read* means that the figure was read in
the source itself, often in its abstract only; *secondary* on a page about it; *recalled* from memory, to be
confirmed."""


def assumptions() -> str:
    """Return the page of assumptions, by module."""
    rows = [row for one in tables() for row in one.rows()]
    assumed = [row for row in rows if row.status is Status.ASSUMED]
    parts = []
    for module, group in groupby(assumed, key=lambda row: row.name.rsplit(".", 2)[0]):
        cells = [(f"`{row_name(row)}`", quantity(row.quantity), row.at) for row in group]
        parts.append(f"## {module} ({len(cells)})\n\n" + table(("number", "value", "why it was taken"), cells))
    counts = Counter(row.status for row in rows)
    share = ", ".join(f"{counts[status]} {status.value}" for status in Status)
    return page(
        "Assumptions: the list of gaps",
        paragraph(GAPS),
        paragraph(f"Of {len(rows)} numbers: {share}."),
        *parts,
    )


def sources() -> str:
    """Return the bibliography, with where each entry is used."""
    used = {path: names_in(path) for path in source_files() if path.name != "sources.py"}
    entries = [_entry(name, source, used) for name, source in all_sources().items()]
    return page(
        "Sources",
        paragraph(f"{len(entries)} sources. {STATUSES}"),
        *entries,
    )


def _entry(name: str, source: Source, used: dict[Path, set[str]]) -> str:
    people = f"{source.n} people" if source.n else ""
    about = "; ".join(part for part in (source.design.value, source.population, people) if part)
    modules = [f"`{path.relative_to(PACKAGE)}`" for path, names in used.items() if name in names]
    where = f"Used in {', '.join(modules)}." if modules else "Not used by any number or rule yet."
    return f"### {source.key}\n\n" + paragraph(f"{source} *{about}.* {where} {_counted(source)}")


def _counted(source: Source) -> str:
    numbers = Counter(row.status for one in tables() for row in one.rows() if row.source is source)
    medicines = sum(any(cite.source is source for cite in one.cites) for one in INTERACTIONS)
    told = ", ".join(f"{numbers[status]} {SHORT[status]}" for status in Status if numbers[status])
    rows = f"Rows of the medicines table: {medicines}." if medicines else ""
    return (f"Numbers: {told}. " if told else "") + rows
