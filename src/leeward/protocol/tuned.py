"""A protocol with a clinic's own numbers: the shipped tree, with rows replaced by their name throughout."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from leeward.evidence import Cited
from leeward.protocol.adjustable import BY_NAME, Change, checked, find
from leeward.protocol.fences import dosing_under
from leeward.protocol.protocol import Protocol
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.units import Quantity


def tuned(
    standard: Protocol,
    changes: Iterable[Change],
    *,
    name: str | None = None,
    version: int | None = None,
    signed_by: str | None = None,
    signed_on: date | None = None,
) -> Protocol:
    """Return the protocol with the clinic's numbers in every part; raises CannotAdjust with all that is wrong.

    Without changes every part is the shipped one. What equals the shipped number is no change.
    """
    limits = checked(_real(changes))
    return _with(standard, limits, name=name, version=version, signed_by=signed_by, signed_on=signed_on)


def kept(
    standard: Protocol, changes: Iterable[Change], *, name: str, version: int, signed_by: str, signed_on: date
) -> Protocol:
    """Return a version as it was signed: its numbers stand, even where a later Leeward would allow them no more."""
    limits = Thresholds(changed=tuple((change.name, change.quantity) for change in _real(changes)))
    return _with(standard, limits, name=name, version=version, signed_by=signed_by, signed_on=signed_on)


def _with(
    standard: Protocol,
    limits: Thresholds,
    *,
    name: str | None,
    version: int | None,
    signed_by: str | None,
    signed_on: date | None,
) -> Protocol:
    """Put the numbers in place throughout the tree; the order in which they were told says nothing."""
    limits = Thresholds(changed=tuple(sorted(limits.changed, key=lambda one: one[0])))
    parts: dict[str, Any] = {
        part: replaced(getattr(standard, part), limits)
        for part in ("starting", "alarms", "score_limits", "monitoring", "discharge")
    }
    return replace(
        standard,
        **parts,
        name=name or standard.name,
        version=standard.version if version is None else version,
        dosing=dosing_under(limits) if limits.changed else standard.dosing,
        thresholds=limits if limits.changed else SHIPPED,
        signed_by=signed_by,
        signed_on=signed_on,
    )


def replaced(tree: Any, limits: Thresholds) -> Any:
    """Return the records with every cited number that the clinic set in place of the shipped one."""
    if isinstance(tree, Cited):
        return limits.of(tree)
    if isinstance(tree, tuple):
        return tuple(replaced(each, limits) for each in tree)
    if is_dataclass(tree) and not isinstance(tree, type):
        # What a record works out from its own numbers is worked out anew from the new ones.
        parts = {each.name: replaced(getattr(tree, each.name), limits) for each in fields(tree) if each.init}
        return replace(tree, **parts)
    return tree


def content(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return what is signed, in one spelling: every row that the clinic set, its number, its unit and the reason."""
    ordered = sorted(_real(changes), key=lambda change: change.name)
    return [
        {
            "name": change.name,
            "number": change.quantity.to(BY_NAME[change.name].unit) if change.name in BY_NAME else None,
            "unit": BY_NAME[change.name].unit if change.name in BY_NAME else change.quantity.unit,
            "reason": change.reason,
        }
        for change in ordered
    ]


def digest(stored: list[dict[str, Any]], *, version: int) -> str:
    """Return the SHA-256 of exactly what is signed: the version's number, its rows and its reasons."""
    told = {"version": version, "changes": stored}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def changes_from(stored: Iterable[dict[str, Any]]) -> tuple[Change, ...]:
    """Read stored rows back."""
    return tuple(
        Change(name=row["name"], quantity=Quantity(row["number"], row["unit"]), reason=row["reason"]) for row in stored
    )


def differences(before: Protocol, after: Protocol) -> tuple[str, ...]:
    """Say in sentences what changes from one version to another, in the order of the protocol's parts."""
    told = []
    for limit in BY_NAME.values():
        old, new = before.thresholds.of(limit.row).quantity, after.thresholds.of(limit.row).quantity
        if old != new:
            told.append(f"{limit.says}: from {old} to {new}, {_way(limit.name, old, new)}.")
    return tuple(told)


def _way(name: str, old: Quantity, new: Quantity) -> str:
    limit = find(name)
    stricter = new.number < old.number if limit.loosest is limit.high else new.number > old.number
    says = "stricter" if stricter else "looser"
    if new == limit.shipped:
        return f"{says}, back to the shipped number"
    return says if limit.shipped in (old, new) else f"{says}; shipped {limit.shipped}"


def _real(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Leave out what equals the shipped number."""
    return tuple(
        change for change in changes if change.name not in BY_NAME or change.quantity != BY_NAME[change.name].shipped
    )
