"""What the pages of crises show: frozen words."""

from dataclasses import dataclass
from uuid import UUID

from leeward.clinic.crises.crisis_text import CrisisText


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallLine:
    """Somebody who can be phoned now."""

    name: str
    phone: str
    tel: str
    rank: int
    until: str
    is_turn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NowBanner:
    """What stands on every page while nobody has acknowledged; who may not know the patient reads no name."""

    seen: str  # changes when the words change: the page asks with it, and hears nothing while it is the same
    title: str
    name: str
    url: str
    clock: str
    is_overdue: bool
    tell: tuple[OnCallLine, ...]
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One item and what was answered."""

    item: str
    answer: str
    points: str
    is_positive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGroup:
    """One positive answer: from which instrument, by whom, and every item of it."""

    instrument: str
    says: str
    when: str
    by: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One recorded step."""

    when: str
    what: str
    by: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPart:
    """The part that is asked for again by itself: where the crisis stands, its clock, and whom to phone."""

    seen: str
    stage: str
    tag: str
    tag_kind: str
    clock: str
    is_overdue: bool
    holder: str
    on_call: tuple[OnCallLine, ...]
    is_everybodys: bool
    is_open: bool
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisPage:
    """One crisis: what was answered, who is to be told, what to do next, and every step."""

    crisis_id: UUID
    opened: str
    urgency: str
    standing: StandingPart
    todo: tuple[str, ...]
    patient_phone: str
    patient_tel: str
    answers: tuple[AnswerGroup, ...]
    steps: tuple[StepLine, ...]
    possible: frozenset[str]
    missing: tuple[str, ...]
    may_close: bool
    why_not_close: str
    screen_url: str
    text: CrisisText
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisLine:
    """One crisis in a list."""

    name: str
    url: str
    opened: str
    says: str
    tag: str
    tag_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty in the rota."""

    on_call_id: int
    name: str
    phone: str
    rank: int
    start: str
    end: str
    is_now: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPage:
    """Who is on call, when nobody is, and what that means for items asked from afar."""

    now: tuple[OnCallLine, ...]
    gaps: tuple[str, ...]
    looked_ahead: str
    duties: tuple[DutyLine, ...]
    remote_says: str
    remote_allowed: bool
    may_set: bool
    open_crises: int
    sources: tuple[str, ...]
