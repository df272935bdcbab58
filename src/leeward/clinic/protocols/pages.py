"""The protocol's pages as records of words: parts, rows, drafts, versions."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.models import Signature
from leeward.clinic.web.moments import moment
from leeward.evidence import Cited, Status
from leeward.protocol import Protocol
from leeward.protocol.adjustable import FIXED, Adjustable, Change, Group, of_group, plain_name, source_of
from leeward.protocol.unit_words import written
from leeward.units import Quantity

STATUS_KINDS: Final = {Status.READ: "ok", Status.RECALLED: "warn", Status.ASSUMED: "warn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One limit: what ships, what the clinic set, how far it may go, and who says so."""

    says: str
    shipped: str
    clinic: str
    reason: str
    may_be: str
    source: str
    status: str
    status_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the protocol, with its rows."""

    slug: str
    title: str
    url: str
    rows: tuple[Row, ...]
    says: str

    @property
    def changed(self) -> int:
        """How many of its numbers the clinic set."""
        return sum(bool(row.clinic) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedRow:
    """What a clinic does not set, and why."""

    says: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One number that the draft would change."""

    says: str
    before: str
    after: str
    tag_kind: str
    tag: str
    reason: str
    by: str
    url: str


def part_of(group: Group, protocol: Protocol, reasons: dict[str, str]) -> Part:
    """Return one part with every number in force."""
    rows = tuple(row_of(limit, protocol, reasons) for limit in of_group(group))
    changed = sum(bool(row.clinic) for row in rows)
    says = f"{len(rows)} limits, " + (f"{changed} set by this clinic" if changed else "all as shipped")
    return Part(
        slug=group.slug,
        title=group.value,
        url=reverse("protocols:part", args=[group.slug]),
        rows=rows,
        says=says,
    )


def row_of(limit: Adjustable, protocol: Protocol, reasons: dict[str, str]) -> Row:
    """Return one limit as a row."""
    in_force = protocol.thresholds.of(limit.row).quantity
    return Row(
        says=limit.says,
        shipped=written(limit.shipped),
        clinic=written(in_force) if in_force != limit.shipped else "",
        reason=reasons.get(limit.name, ""),
        may_be=range_of(limit),
        source=limit.row.at if limit.row.source is None else source_of(limit.row),
        status=limit.row.status.value,
        status_kind=STATUS_KINDS.get(limit.row.status, "quiet"),
    )


def range_of(limit: Adjustable) -> str:
    """Say how far the number may be moved, in which unit."""
    low, high = limit.low.to(limit.unit), Quantity(limit.high.to(limit.unit), limit.unit)
    held = ", only tightened" if limit.is_held_by_source else ""
    return f"{low:g} to {written(high)}{held}"


def why_range(limit: Adjustable) -> tuple[str, ...]:
    """Say where each end of the range comes from, the shipped number's own end aside."""
    ends = ((limit.low, "not below"), (limit.high, "not above"))
    return tuple(f"{word} {written(end.quantity)}: {_why(end)}" for end, word in ends if end.name != limit.name)


def _why(end: Cited) -> str:
    return source_of(end).removeprefix("assumed: ")


def group_of(slug: str) -> Group:
    """Return the part of this address; raises KeyError."""
    return {group.slug: group for group in Group}[slug]


def fixed() -> tuple[FixedRow, ...]:
    """Return what a clinic does not set, and why."""
    return tuple(FixedRow(says=_fixed_name(key), why=why) for key, why in FIXED.items())


def _fixed_name(key: str) -> str:
    parts = key.split(".")
    if len(parts) > 2:
        return plain_name(f"leeward.protocol.{key}")
    if len(parts) > 1:
        return f"{parts[0].replace('_', ' ')}, {parts[1].lower()}".capitalize()
    return parts[0].replace("_", " ").capitalize()


def may_edit(role: Role) -> bool:
    """May this role draft and sign?"""
    return may(role, "protocols:edit", "POST")


def draft_line(limit: Adjustable, before: Quantity, change: Change | None, by: str) -> DraftLine:
    """Return one difference between the protocol in force and the draft."""
    after = change.quantity if change else limit.shipped
    lower = after.number < before.number
    stricter = lower is (limit.loosest is limit.high)
    return DraftLine(
        says=limit.says,
        before=written(before),
        after=written(after) + (" (as shipped)" if after == limit.shipped else ""),
        tag_kind="ok" if stricter else "warn",
        tag="stricter" if stricter else "looser",
        reason=change.reason if change else "Back to the shipped number.",
        by=by,
        url=reverse("protocols:edit", args=[limit.group.slug]),
    )


def parts_of(protocol: Protocol, reasons: dict[str, str]) -> tuple[Part, ...]:
    """Return the whole protocol, part by part."""
    return tuple(part_of(group, protocol, reasons) for group in Group)


def reasons_of(signature: Signature | None) -> dict[str, str]:
    """Return why each number was set."""
    return {row["name"]: row["reason"] for row in signature.version.changes} if signature else {}


def detail_of(signature: Signature | None) -> str:
    """Say who signed, when and how."""
    if signature is None:
        return "This is what Leeward ships. A medical director reads it, sets what this clinic wants, and signs."
    factor = " with a second factor" if signature.second_factor else ""
    return f"Signed by {signature.typed_name}, {moment(signature.at)}{factor}."
