"""Writing referrals: a request comes in; a member of staff accepts, declines or asks back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from leeward.clinic.people.actions import add_person
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.referrals.models import Decision, Referral


class CannotDecide(Exception):
    """The request cannot be decided in this way."""


@transaction.atomic
def request_consultation(
    *,
    family_name: str,
    given_names: str,
    born: date,
    phone: str,
    email: str,
    reason: str,
    preferred_times: str,
    heard: str,
    consent_to_contact: bool,
    at: datetime,
    is_synthetic: bool = False,
) -> UUID:
    """Keep a request for a consultation and return its id."""
    referral = Referral.objects.create(
        family_name=family_name.strip(),
        given_names=given_names.strip(),
        born=born,
        phone=phone,
        email=email,
        reason=reason,
        preferred_times=preferred_times,
        heard=heard,
        consent_to_contact=consent_to_contact,
        at=at,
        is_synthetic=is_synthetic,
    )
    return referral.pk


@transaction.atomic
def accept(*, referral_id: UUID, by: Staff, at: datetime, note: str = "", same_as: UUID | None = None) -> UUID:
    """Accept: a record is opened, or the one of `same_as` is taken; return the person's id."""
    referral = _open_referral(referral_id)
    if same_as and not Person.objects.filter(pk=same_as).exists():
        raise CannotDecide("The record that was chosen is not there any more. Look the person up and choose again.")
    person_id = same_as or add_person(
        family_name=referral.family_name,
        given_names=referral.given_names,
        born=referral.born,
        phone=referral.phone,
        email=referral.email,
        is_synthetic=referral.is_synthetic,
        at=at,
    )
    Decision.objects.create(
        referral=referral, kind=Decision.Kind.ACCEPTED, note=note, person_id=person_id, by=by, at=at
    )
    return person_id


@transaction.atomic
def decline(*, referral_id: UUID, note: str, by: Staff, at: datetime) -> None:
    """Decline, and say why."""
    _decide(referral_id, kind=Decision.Kind.DECLINED, note=note, by=by, at=at)


@transaction.atomic
def ask_back(*, referral_id: UUID, note: str, by: Staff, at: datetime) -> None:
    """Note what has to be asked before deciding."""
    _decide(referral_id, kind=Decision.Kind.ASKED_BACK, note=note, by=by, at=at)


def _decide(referral_id: UUID, *, kind: Decision.Kind, note: str, by: Staff, at: datetime) -> None:
    if not note.strip():
        raise CannotDecide("Say why, in a few words: the person will be told, and the next reader will ask.")
    Decision.objects.create(referral=_open_referral(referral_id), kind=kind, note=note.strip(), by=by, at=at)


def _open_referral(referral_id: UUID) -> Referral:
    """The request, if it may still be decided."""
    referral = Referral.objects.select_for_update().get(pk=referral_id)
    if referral.decisions.filter(kind=Decision.Kind.ACCEPTED).exists():
        raise CannotDecide("This request was accepted already: a record is open. Go on from the person's page.")
    return referral
