"""docs/reference/medicines.md: the table of interactions, as a pharmacist would want to go through it."""

from leeward.cli.reference_pages.collected import tables
from leeward.cli.reference_pages.markdown import LEGEND, SHORT, facts, key_of, page, paragraph, table
from leeward.medicines import INTERACTIONS, Interaction, Severity

HOW = """The table lies in `src/leeward/medicines/interactions.csv`. A name is recognized as generic, brand, or slip
of spelling, and a slip is shown as one; what nobody can place is handed to a pharmacist and stops the assessment.
Two or more medicines that add to sedation, or two or more that raise blood pressure, weigh one step more than each
alone; such a count asks for a person and never bars by itself. Severities are those for ketamine into a vein; where
a mouth differs, it is said, because enzyme inhibitors and inducers matter by mouth and hardly by vein."""


def write() -> str:
    """Return the page."""
    return page(
        "Medicines and ketamine",
        paragraph(f"{len(INTERACTIONS)} medicines. {HOW}"),
        paragraph(LEGEND),
        *(_chapter(severity) for severity in Severity),
        "## How names are matched and counts weighed",
        facts(tables("leeward.medicines")),
    )


def _chapter(severity: Severity) -> str:
    rows = [one for one in INTERACTIONS if one.severity is severity]
    heads = ("medicine", "class", "what happens", "advice", "source")
    return f"## {severity.value.capitalize()} ({len(rows)})\n\n" + table(heads, map(_cells, rows))


def _cells(one: Interaction) -> tuple[str, ...]:
    brands = f" ({', '.join(one.brands)})" if one.brands else ""
    counts = "".join(f"; counts as {effect.value}" for effect in one.counts_as)
    mouth = "" if one.severity_by_mouth is one.severity else f" By mouth: {one.severity_by_mouth.value}."
    mechanism = "" if one.mechanism in ("", "-") else f" Mechanism: {one.mechanism}."
    return (
        f"**{one.generic}**{brands}",
        f"{one.klass}{counts}",
        f"{one.effect}.{mechanism}{mouth}",
        one.advice,
        f"{', '.join(key_of(cite) for cite in one.cites) or one.source_key} (*{SHORT[one.status]}*)",
    )
