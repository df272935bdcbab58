"""What the pages of devices show: frozen words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.clinic.monitors.models import Looked


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One device in the list."""

    name: str
    url: str
    what: str
    protocol: str
    mode: str
    mode_kind: str
    heard: str
    heard_kind: str
    heard_says: str
    chair: str
    clock: str
    is_clock_off: bool
    kept: int
    refused: int
    waiting: int
    checked: str
    is_checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceList:
    """Every device, and what came from senders that are none."""

    devices: tuple[DeviceLine, ...]
    retired: tuple[tuple[str, str, str], ...]
    """Name, address of its page, and why it went."""
    strangers: str
    waiting: int
    may_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One line of the checklist and its latest word."""

    key: str
    number: int
    says: str
    tag: str
    tag_kind: str
    signed: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code and what it means."""

    code: str
    system: str
    kind: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """What came of one day."""

    day: str
    kept: int
    refused: int
    unreadable: int
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePage:
    """One device: what it is, how it proves itself, its checklist, its own table, and how it has been."""

    device_id: UUID
    line: DeviceLine
    serial: str
    addresses: tuple[str, ...]
    certificate: str
    needs_secret: bool
    secret: str
    registered: str
    retired: str
    checklist: tuple[CheckRow, ...]
    left: int
    mode_key: str
    codes: tuple[CodeRow, ...]
    units: tuple[tuple[str, str], ...]
    days: tuple[DayRow, ...]
    problem: str
    fhir: bool
    csv: bool
    may_set: bool
    may_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideGroup:
    """What was set aside of one sender for one reason."""

    what: Looked.What
    sender: str
    why: str
    rows: int
    new: int
    first: str
    last: str
    until: datetime
    head: str
    is_head_hidden: bool
    looked: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AsidePage:
    """What was set aside, by sender and reason."""

    groups: tuple[AsideGroup, ...]
    more: int
    senders: tuple[str, ...]
    sender: str
    only_new: bool
    counted: str
    rows_an_hour: int
    may_look: bool
