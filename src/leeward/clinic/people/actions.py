"""Writing people: staff, patients, allergies."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from leeward.clinic.people.models import AllergyRecord, Person, Staff
from leeward.clinic.people.roles import Role


class CannotSaveIdentity(Exception):
    """What was entered about a person contradicts another record."""


class CannotKeepStaff(Exception):
    """The account cannot be made or changed as asked."""


@transaction.atomic
def add_staff(*, username: str, name: str, role: Role, password: str | None) -> Staff:
    """Give somebody an account; None for the password: nobody can sign in with it yet. Raises CannotKeepStaff."""
    if Staff.objects.filter(username=username).exists():
        raise CannotKeepStaff(
            f"There is an account {username} already. Give it a new password, or choose another name."
        )
    return Staff.objects.create_user(username, password, name=name, role=role)


@transaction.atomic
def set_password(*, username: str, password: str) -> None:
    """Give an account a new password; raises CannotKeepStaff where there is no such account."""
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise CannotKeepStaff(f"There is no account {username}. Add it first, with its role.")
    staff.set_password(password)
    staff.save(update_fields=["password"])


@transaction.atomic
def let_in(*, username: str, is_active: bool) -> None:
    """Close an account, or open it again: who is signed in under a closed one is out at the next request."""
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise CannotKeepStaff(f"There is no account {username}.")
    staff.is_active = is_active
    staff.save(update_fields=["is_active"])


@transaction.atomic
def add_person(
    *,
    family_name: str,
    given_names: str,
    born: date | None,
    at: datetime,
    sex: Person.Sex = Person.Sex.UNKNOWN,
    title: str = "",
    phone: str = "",
    email: str = "",
    record_number: str = "",
    language: str = settings.LANGUAGE_CODE,
    zone: str = "",
    is_synthetic: bool = False,
) -> UUID:
    """Open a record for a person and return its id."""
    _refuse_taken(record_number, person_id=None)
    person = Person.objects.create(
        family_name=family_name.strip(),
        given_names=given_names.strip(),
        born=born,
        sex=sex,
        title=title,
        phone=phone,
        email=email,
        record_number=record_number,
        language=language,
        zone=zone,
        is_synthetic=is_synthetic,
        created_at=at,
    )
    return person.pk


@transaction.atomic
def correct_identity(
    *,
    person_id: UUID,
    family_name: str,
    given_names: str,
    title: str,
    born: date | None,
    sex: Person.Sex,
    phone: str,
    email: str,
    record_number: str,
    language: str | None = None,
    zone: str | None = None,
) -> None:
    """Correct who a person is and how to reach them (None: as it was); what stood there before stays in the audit."""
    person = Person.objects.select_for_update().get(pk=person_id)
    _refuse_taken(record_number, person_id=person_id)
    person.family_name, person.given_names, person.title = family_name.strip(), given_names.strip(), title
    person.born, person.sex = born, sex
    person.phone, person.email, person.record_number = phone, email, record_number
    person.language = person.language if language is None else language
    person.zone = person.zone if zone is None else zone
    person.save()


@transaction.atomic
def record_allergies(*, person_id: UUID, substances: Sequence[str], by: Staff, at: datetime, source: str = "") -> None:
    """Record the answer about allergies: names, or an empty sequence for none known; no source: it was asked here."""
    told = [name.strip() for name in substances if name.strip()]
    AllergyRecord.objects.create(person_id=person_id, substances=told, source=source, by=by, at=at)


def _refuse_taken(record_number: str, *, person_id: UUID | None) -> None:
    """A record number belongs to one person."""
    others = Person.objects.exclude(pk=person_id) if person_id else Person.objects.all()
    if record_number and others.filter(record_number=record_number).exists():
        raise CannotSaveIdentity(f"Record number {record_number} belongs to another person. Look them up by it first.")
