"""What serious thing followed the last infusion, and whether a prescriber has looked into it since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leeward.infusion.adverse import AdverseEventNoted
from leeward.truth import NO, UNKNOWN, YES, Truth

HAPPENED: Final = "A serious adverse event, new psychosis or mania followed the last infusion: review it first."
NOT_TOLD: Final = "Whether anything serious followed the last infusion is not told: chart it first."
GRAVE_TERMS: Final = ("psychosis", "psychotic", "mania", "manic")  # serious, however it was graded


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A prescriber saw the person and wrote that infusions may go on."""

    at: datetime
    by: str
    says: str


def how_serious(event: AdverseEventNoted) -> Truth:
    """Is this one serious? New psychosis and mania always are."""
    named = event.term.lower()
    return YES if any(term in named for term in GRAVE_TERMS) else event.serious


def unreviewed(serious: Truth, *, is_reviewed: bool) -> tuple[str, ...]:
    """Say what stands in the way of another infusion; a review answers what is not known as well."""
    if serious is NO or is_reviewed:
        return ()
    return (NOT_TOLD if serious is UNKNOWN else HAPPENED,)


def is_since(reviewed_at: datetime | None, *, told_at: datetime | None) -> bool:
    """Does a review answer what was told at `told_at`? One from before it does not; instants are compared."""
    return reviewed_at is not None and told_at is not None and reviewed_at >= told_at
