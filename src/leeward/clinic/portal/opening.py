"""Making a link, taking it back and opening it, the same for every kind of link that a patient is given."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from leeward.clinic.people.models import Person, Staff
from leeward.clinic.portal import limits, links
from leeward.clinic.portal.doors import INTAKE, Door
from leeward.clinic.portal.links import Known, Standing, hash_of
from leeward.clinic.portal.models import EventKind

REPLACED: Final = frozenset({Standing.GIVEN, Standing.LOCKED})


class CannotInvite(Exception):
    """No link can be made for this person now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What came of a try to open a link: `device` is the secret of a device that may go on, `refused` says why not.

    A wrong date and a link that there is not give the same answer: `refused` is None, and `is_locked` counts alike.
    """

    link_id: UUID | None = None
    device: str = ""
    refused: Standing | None = None
    is_locked: bool = False


@transaction.atomic
def make_link(
    *, person_id: UUID, link_id: UUID, by: Staff, at: datetime, door: Door = INTAKE, keeps_opened: bool = False,
    token: str = "", **more: Any,
) -> str:  # fmt: skip
    """Make a link and return its secret, which is kept nowhere; earlier links of this kind are taken back.

    With `keeps_opened` only those that nobody uses are: what a message brings closes no page that a patient is at.
    `token` is the secret where it has to be made anew (portal.carried), `more` are further fields of its row. Raises
    CannotInvite without a date of birth, and where this very link was made before.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.born is None:
        raise CannotInvite("Enter the date of birth under “Identity and contact” first: the patient opens with it.")
    if door.links.objects.filter(pk=link_id).exists():
        raise CannotInvite("This link was made and shown before. Make another one if it was lost.")
    for known in links.of_person(person_id, door.links):
        stands = known.standing(at)
        if stands in REPLACED or (stands is Standing.OPENED and not keeps_opened):
            happened(known, EventKind.REVOKED, by=by, at=at, why="a newer link was made")
    token = token or secrets.token_urlsafe(32)
    door.links.objects.create(
        id=link_id, person=person, token_hash=hash_of(token), expires_at=at + limits.HOLDS_FOR, at=at, by=by, **more
    )
    return token


@transaction.atomic
def revoke(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime, door: Door = INTAKE) -> None:
    """Take a link back; one that was sent, or was taken back before, stays as it is."""
    known = links.known(door.links.objects.get(pk=link_id, person_id=person_id))
    if known.standing(at) not in {Standing.SUBMITTED, Standing.REVOKED}:
        happened(known, EventKind.REVOKED, by=by, at=at, why="taken back by hand")


@transaction.atomic
def open_by_token(*, token: str, born: date, device: str, at: datetime, door: Door = INTAKE) -> Opening:
    """Try to open a link with a date of birth; `device` is the secret this device was given before, if any."""
    known = links.by_token(token, door.links)
    if known is None:
        return Opening(is_locked=limits.wrong_for_no_link(hash_of(token)) > limits.MOST_WRONG)
    return _open(known, born=born, device=device, at=at)


@transaction.atomic
def open_again(*, link_id: UUID, born: date, device: str, at: datetime, door: Door = INTAKE) -> Opening:
    """Go on with a link on the device on which it was opened, after a rest."""
    known = links.by_id(link_id, door.links)
    return Opening() if known is None else _open(known, born=born, device=device, at=at)


def happened(known: Known, kind: EventKind, *, at: datetime, by: Staff | None = None, **more: Any) -> None:
    """Write down what happened to a link."""
    known.link.events.create(kind=kind, told=more, at=at, by=by)


def _open(known: Known, *, born: date, device: str, at: datetime) -> Opening:
    standing = known.standing(at)
    if known.wrong >= limits.MOST_WRONG:
        return Opening(is_locked=True)
    if known.link.person.born != born:
        happened(known, EventKind.WRONG_BIRTH, at=at)
        return Opening()
    if standing is Standing.OPENED and not known.is_device(device):
        happened(known, EventKind.REFUSED, at=at, why="another device")
        return Opening(refused=Standing.OPENED)
    if standing is Standing.OPENED:
        happened(known, EventKind.AGAIN, at=at)
        return Opening(link_id=known.link.pk, device=device)
    if standing is not Standing.GIVEN:
        happened(known, EventKind.REFUSED, at=at, why=standing.value)
        return Opening(refused=standing)
    device = secrets.token_urlsafe(32)
    happened(known, EventKind.OPENED, at=at, device=hash_of(device))
    return Opening(link_id=known.link.pk, device=device)
