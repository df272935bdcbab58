"""On the review: how each part of the work-up stands, and what would change the outcome."""

from dataclasses import dataclass
from typing import Final

from leeward.assessment.workup import Standing, WorkupLine
from leeward.clinic.assessments.case import Case, Control, where

STANDINGS: Final = {
    Standing.MISSING: ("ask", "missing"),
    Standing.STALE: ("warn", "too old"),
    Standing.FRESH: ("ok", "fresh"),
    Standing.NOT_NEEDED: ("quiet", "not needed"),
}
MOST_TOLD: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkupRow:
    """One part of the work-up: how it stands, until when or why, and where it is charted."""

    label: str
    tag_kind: str
    tag: str
    reason: str
    is_open: bool
    control: Control | None


def workup_rows(case: Case) -> tuple[WorkupRow, ...]:
    """Return every part of the work-up, in the order in which it is done."""
    return tuple(_row(case, line) for line in case.eligibility.workup)


def would_change(case: Case) -> tuple[str, ...]:
    """Return what would change the outcome; where very much is unknown, the findings say it one by one."""
    told = case.eligibility.would_change
    if len(told) > MOST_TOLD:
        return (f"{len(told)} things, each named among the findings above: every one of them is needed.",)
    return told


def _row(case: Case, line: WorkupLine) -> WorkupRow:
    kind, tag = STANDINGS[line.standing]
    return WorkupRow(
        label=line.item.label,
        tag_kind=kind,
        tag=tag,
        reason=line.reason,
        is_open=line.is_open,
        control=where(case, line.open_keys[0], says="Chart it") if line.open_keys else None,
    )
