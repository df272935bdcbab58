"""Reading protocols: the one in force, its parts, the draft and what it would do, the versions."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from leeward.clinic.people.models import Staff
from leeward.clinic.people.summary import Waiting
from leeward.clinic.protocols import standing
from leeward.clinic.protocols.impact import Impact, impacts
from leeward.clinic.protocols.models import DraftChange
from leeward.clinic.protocols.pages import (
    DraftLine,
    FixedRow,
    Part,
    Row,
    detail_of,
    draft_line,
    fixed,
    group_of,
    may_edit,
    part_of,
    parts_of,
    reasons_of,
)
from leeward.clinic.protocols.standing import NoSuchVersion as NoSuchVersion
from leeward.clinic.protocols.standing import in_force as in_force
from leeward.clinic.protocols.standing import judged_by as judged_by
from leeward.clinic.protocols.standing import of_version as of_version
from leeward.clinic.protocols.standing import told as told
from leeward.clinic.protocols.version_pages import VersionLine as VersionLine
from leeward.clinic.protocols.version_pages import VersionPage as VersionPage
from leeward.clinic.protocols.version_pages import version_page as version_page
from leeward.clinic.protocols.version_pages import versions as versions
from leeward.clinic.web.moments import moment
from leeward.protocol.adjustable import EVERY, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class InForcePage:
    """The protocol in force."""

    says: str
    is_signed: bool
    detail: str
    parts: tuple[Part, ...]
    changed: tuple[Row, ...]
    fixed: tuple[FixedRow, ...]
    drafted: int
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """One part of the protocol in force."""

    part: Part
    says: str
    may_edit: bool
    next_part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The draft: every number that it would change."""

    title: str
    standing: str
    lines: tuple[DraftLine, ...]
    refused: str
    digest: str
    may_edit: bool
    may_sign: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactPage:
    """What the draft would do to stored decisions."""

    title: str
    standing: str
    is_empty: bool
    refused: str
    impacts: tuple[Impact, ...]
    may_sign: bool


def draft_of(now: datetime) -> standing.Draft:
    """Return the draft of the next version."""
    return standing.draft(now)


def in_force_page(*, reader: Staff, now: datetime) -> InForcePage:
    """Return the protocol in force, part by part."""
    signature, protocol = standing.signature_at(now), standing.in_force(now)
    parts = parts_of(protocol, reasons_of(signature))
    return InForcePage(
        says=protocol.says,
        is_signed=protocol.is_signed,
        detail=detail_of(signature),
        parts=parts,
        changed=tuple(row for part in parts for row in part.rows if row.clinic),
        fixed=fixed(),
        drafted=len(_lines(standing.draft(now))),
        may_edit=may_edit(reader.works_as),
    )


def part_page(slug: str, *, reader: Staff, now: datetime) -> PartPage:
    """Return one part; raises KeyError."""
    group, protocol = group_of(slug), standing.in_force(now)
    every = tuple(Group)
    following = every[(every.index(group) + 1) % len(every)]
    reasons = reasons_of(standing.signature_at(now))
    return PartPage(
        part=part_of(group, protocol, reasons),
        says=protocol.says,
        may_edit=may_edit(reader.works_as),
        next_part=part_of(following, protocol, reasons),
    )


def draft_page(*, reader: Staff, now: datetime) -> DraftPage:
    """Return the draft against the protocol in force."""
    draft = standing.draft(now)
    lines, editor = _lines(draft), may_edit(reader.works_as)
    is_worth_signing = bool(lines) or not draft.standing.is_signed
    return DraftPage(
        title=f"Draft of version {draft.number}",
        standing=draft.standing.says,
        lines=lines,
        refused=draft.refused,
        digest=draft.digest,
        may_edit=editor,
        may_sign=editor and not draft.refused and is_worth_signing,
        parts=parts_of(draft.standing, {}),
    )


def impact_page(*, reader: Staff, now: datetime) -> ImpactPage:
    """Return which stored decisions would come out otherwise under the draft."""
    draft = standing.draft(now)
    found = impacts(draft.standing, draft.protocol) if draft.protocol and not draft.is_empty else ()
    return ImpactPage(
        title=f"What version {draft.number} would change",
        standing=draft.standing.says,
        is_empty=draft.is_empty,
        refused=draft.refused,
        impacts=found,
        may_sign=may_edit(reader.works_as) and not draft.refused,
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """A protocol that nobody signed, or a draft that waits for its signature."""
    protocol, drafted = standing.in_force(now), DraftChange.objects.exists() and len(_lines(standing.draft(now)))
    if protocol.is_signed and not drafted:
        return ()
    says = f"{drafted} drafted {'change waits' if drafted == 1 else 'changes wait'} for a signature." if drafted else ""
    return (
        Waiting(
            title="Protocol",
            says=says or "The protocol in force is as shipped: no medical director signed it.",
            url_name="protocols:sign",
            url=reverse("protocols:draft" if drafted else "protocols:in_force"),
            tag="to sign",
            tag_kind="ask",
        ),
    )


def _lines(draft: standing.Draft) -> tuple[DraftLine, ...]:
    """Return what the draft changes, in the order of the protocol's parts."""
    changes = {change.name: change for change in draft.changes}
    drafters = {row.name: f"{row.by.name}, {moment(row.at)}" for row in draft.rows}
    lines = []
    for limit in EVERY:
        before, change = draft.standing.thresholds.of(limit.row).quantity, changes.get(limit.name)
        if (change.quantity if change else limit.shipped) != before:
            lines.append(draft_line(limit, before, change, drafters.get(limit.name, "")))
    return tuple(lines)
