"""What the pages of aftercare show."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.clinic.aftercare.leaflet import Leaflet


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One link that was given out."""

    link_id: UUID
    made: str
    says: str
    tag: str
    tag_kind: str
    may_revoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOutPage:
    """Handing out the instructions of one infusion."""

    infusion_id: UUID
    title: str
    leaflet: Leaflet | None
    links: tuple[LinkLine, ...]
    starts_from: dict[str, object]
    clinic_phone: str
    is_home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One check-in: what was answered, what of it needs somebody, and what was done."""

    check_in_id: UUID
    title: str
    by: str
    answers: tuple[tuple[str, str], ...]
    says: str
    concerns: tuple[tuple[str, str, bool], ...]
    followed: str
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOf:
    """What was agreed for the day after, and everything that was heard."""

    agreed: str
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPage:
    """The call after one infusion."""

    infusion_id: UUID
    title: str
    agreed: str
    phone: str
    tag: str
    tag_kind: str
    heard: tuple[Heard, ...]
    is_open: bool
    may_close: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call in a list."""

    name: str
    says: str
    phone: str
    tag: str
    tag_kind: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGroup:
    """Calls that stand alike."""

    title: str
    says: str
    lines: tuple[CallLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHome:
    """The patient's page on the telephone."""

    leaflet: Leaflet | None
    answers_from: str
    may_answer: bool
    answered: str
    expires_at: datetime
