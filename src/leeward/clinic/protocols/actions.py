"""Drafting and signing: each keeps who, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols import standing
from leeward.clinic.protocols.models import DraftChange, ProtocolVersion, Signature
from leeward.protocol.adjustable import CannotAdjust, find, refuse
from leeward.protocol.tuned import content
from leeward.units import Quantity


class CannotSign(Exception):
    """Why the draft is not signed, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A number for one row and why; None goes back to the shipped number."""

    quantity: Quantity | None
    reason: str


@transaction.atomic
def draft_changes(*, told: Mapping[str, Told], by: Staff, at: datetime) -> None:
    """Draft numbers for the next version, all of them or none; raises CannotAdjust with what is wrong."""
    _only_a_director(by)
    based_on = standing.in_force(at).version
    rows = [_row(name, each, based_on=based_on, by=by, at=at) for name, each in told.items()]
    DraftChange.objects.bulk_create(rows)
    refused = standing.draft(at).refused
    if refused:
        raise CannotAdjust(refused)


@transaction.atomic
def draft_anew(*, by: Staff, at: datetime) -> None:
    """Take back everything that was drafted: the draft is the protocol in force again."""
    _only_a_director(by)
    DraftChange.objects.create(based_on=standing.in_force(at).version, name="", by=by, at=at)


@transaction.atomic
def sign(*, seen: str, typed_name: str, second_factor: bool, by: Staff, at: datetime) -> int:
    """Sign the draft as it was shown; it is in force at once. Returns the version's number, or raises CannotSign."""
    _only_a_director(by)
    draft = standing.draft(at)
    _refuse_earlier(at)
    _refuse(draft, seen=seen, typed_name=typed_name, by=by)
    version = ProtocolVersion.objects.create(
        number=draft.number,
        changes=content(draft.changes),
        digest=draft.digest,
        drafted_by=draft.rows[-1].by if draft.rows else by,
        at=at,
    )
    Signature.objects.create(
        version=version,
        typed_name=typed_name.strip(),
        digest=seen,
        second_factor=second_factor,
        at=at,
        by=by,
    )
    return version.number


def _refuse(draft: standing.Draft, *, seen: str, typed_name: str, by: Staff) -> None:
    """Raise CannotSign where the draft is not what was read, holds nothing, or the name is another's."""
    if draft.refused:
        raise CannotSign(draft.refused)
    if draft.is_empty and draft.standing.is_signed:
        raise CannotSign("Nothing is drafted: the protocol in force is signed already.")
    if seen != draft.digest:
        raise CannotSign("The draft has changed since you opened this page. Read it again, then sign.")
    if _plain(typed_name) != _plain(by.name):
        raise CannotSign(f"Type your own name as it stands in your account, “{by.name}”: it is your signature.")


def _refuse_earlier(at: datetime) -> None:
    """Raise CannotSign where the clock stands before the last signature: a version would come into force never."""
    latest = Signature.objects.order_by("-at").first()
    if latest is not None and at <= latest.at:
        raise CannotSign(
            f"This computer's clock is not after the last signature ({latest.at:%d-%b-%Y %H:%M} UTC). Set the clock."
        )


def _only_a_director(by: Staff) -> None:
    if by.works_as is not Role.MEDICAL_DIRECTOR:
        raise CannotSign(f"Only a medical director changes or signs the protocol; {by.name} is not one.")


def _row(name: str, told: Told, *, based_on: int, by: Staff, at: datetime) -> DraftChange:
    limit = find(name)
    if not told.reason.strip():
        raise CannotAdjust(f"{limit.says}: say why it is set to another number.")
    if told.quantity is not None:
        refuse(limit, told.quantity)
    return DraftChange(
        based_on=based_on,
        name=name,
        number=None if told.quantity is None else told.quantity.to(limit.unit),
        unit="" if told.quantity is None else limit.unit,
        reason=told.reason.strip(),
        by=by,
        at=at,
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
