"""docs/reference/instruments.md: the scales with our own labels, how they are scored, and what counts as a change."""

from leeward.cli.reference_pages.collected import tables
from leeward.cli.reference_pages.markdown import bullets, facts, origins, page, paragraph, quantity, table
from leeward.instruments import EVERY
from leeward.instruments.scale import Scale, ScaleItem
from leeward.outcomes import definitions
from leeward.outcomes.definitions import Definition

HOW = """Items stand under our own short labels, never under the official wording: a clinic brings the form it has
the rights to. An item that was left out makes the total unknown; it is never counted as 0."""


def write() -> str:
    """Return the page."""
    meanings = [one for one in vars(definitions).values() if isinstance(one, Definition)]
    return page(
        "Instruments and what counts as a change",
        paragraph(HOW),
        *(_scale(scale) for scale in EVERY),
        "## What counts as a change",
        bullets(f"**{one.name}**: {one.says} Source: {origins(one.cites)}." for one in meanings),
        "On every page of outcomes:",
        paragraph(f"> {definitions.CAUTION.says}"),
        "## Numbers",
        facts(tables("leeward.instruments", "leeward.outcomes")),
    )


def _scale(scale: Scale) -> str:
    who = "scored by a clinician" if scale.by_clinician else "answered by the patient"
    way = "higher is worse" if scale.higher_is_worse else "lower is worse"
    total = f"total {scale.lowest} to {scale.highest}, {way}" if scale.is_scored else "not scored"
    codes = ", ".join(code for code in (scale.loinc_panel, scale.loinc_total) if code)
    head = (
        f"Key `{scale.key}`; {who}; {scale.recall}; {total}."
        + (f" LOINC {codes}." if codes else "")
        + (f" {scale.note}" if scale.note else "")
    )
    parts = (
        f"## {scale.name}",
        paragraph(head),
        table(("item", "our label", "answers"), (_item(item) for item in scale.items)),
        bullets(_marks(scale)),
        paragraph(f"Rights: {scale.rights}"),
        paragraph(f"Sources: {origins(scale.cites)}."),
    )
    return "\n\n".join(part for part in parts if part)


def _item(item: ScaleItem) -> tuple[str, ...]:
    if not item.steps:
        return str(item.number), item.label, f"a number from {item.low} to {item.high}"
    steps = (step if step[:1].isdigit() else f"{n} {step}" for n, step in enumerate(item.steps, item.low))
    counts = "; counts from its other end" if item.is_reversed else ""
    return str(item.number), item.label, "; ".join(steps) + counts


def _marks(scale: Scale) -> list[str]:
    numbers = {cluster.name: ", ".join(map(str, cluster.items)) for cluster in scale.clusters}
    return [
        *(f"Cluster {one.key}, {one.name}: items {numbers[one.name]}." for one in scale.clusters),
        *(f"Flag `{one.key}`: {one.says}" for one in scale.flags),
        *(f"From {quantity(one.start.quantity)}: {one.says}." for one in scale.bands),
        *(["The total is taken over the answered items."] if scale.rests_on_answered else []),
        *(["Items after the first are sub-totals, which may be left out."] if scale.parts else []),
        *(
            f"Items {', '.join(map(str, one.items))} are not asked when item {one.unless} has its lowest answer."
            for one in scale.skips
        ),
    ]
