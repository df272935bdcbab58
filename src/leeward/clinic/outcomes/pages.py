"""What the pages of outcomes show: frozen words and drawings."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString

from leeward.clinic.outcomes.baseline_page import BaselinePage
from leeward.clinic.outcomes.notes import AssumptionLine, Mark, SourceLine
from leeward.clinic.outcomes.telling import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningLine:
    """A warning that stands, and the page on which it ends."""

    says: str
    do: str
    when: str
    url: str
    is_imminent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry in the list of all."""

    name: str
    when: str
    total: str
    tag: str
    tag_kind: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """Did it help: what was scored, what changed, and what is missing."""

    warnings: tuple[WarningLine, ...]
    standings: tuple[Standing, ...]
    plot: SafeString
    caution: str
    caution_marks: tuple[Mark, ...]
    baseline: BaselinePage
    entries: tuple[EntryLine, ...]
    sources: tuple[SourceLine, ...]
    assumptions: tuple[AssumptionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One item and what was answered."""

    item: str
    step: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLine:
    """What was added to an entry."""

    kind: str
    says: str
    by: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One questionnaire as it was entered, its score, and what it asks for."""

    entry_id: UUID
    name: str
    recall: str
    total: str
    of: str
    band: str
    missing: str
    when: str
    source: str
    by: str
    flags: tuple[str, ...]
    warning: WarningLine | None
    warning_leads_on: bool
    can_answer: bool
    is_mistake: bool
    answers: tuple[AnswerLine, ...]
    exposures: tuple[str, ...]
    wording: str
    remarks: tuple[RemarkLine, ...]
    note: str
