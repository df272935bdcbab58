"""What a clinic may set, how far, and what it may not: the section of the protocol's page."""

from leeward.cli.reference_pages.markdown import paragraph, table
from leeward.protocol.adjustable import FIXED, Adjustable, Group, of_group, source_of

LEGEND = """A medical director may move these numbers inside their hard range, on the clinic's own pages; the shipped
number is one point of the range. Where the shipped number ends the range it can only be tightened."""


def movable() -> str:
    """Return the section."""
    return "\n\n".join(
        (
            "## What a clinic may set",
            paragraph(LEGEND),
            *(part for group in Group for part in (f"### {group.value}", _group(group))),
            "## What a clinic does not set, and why",
            table(("rows", "why"), ((f"`{name}`", why) for name, why in FIXED.items())),
        )
    )


def _group(group: Group) -> str:
    heads = ("limit", "shipped", "may be", "stricter is", "ends of the range")
    return table(heads, (_row(limit) for limit in of_group(group)))


def _row(limit: Adjustable) -> tuple[str, ...]:
    low, high = limit.low.to(limit.unit), limit.high.to(limit.unit)
    ends = (end for end in (limit.low, limit.high) if end.name != limit.name)
    return (
        limit.says,
        f"{limit.shipped}",
        f"{low:g} to {high:g}",
        limit.stricter.value,
        "; ".join(f"{end.quantity}: {source_of(end)}" for end in ends),
    )
