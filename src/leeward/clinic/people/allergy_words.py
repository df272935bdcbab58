"""A person's allergies in words: what stands, who recorded it, when, and where it comes from."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from leeward.clinic.people.models import AllergyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergies:
    """The three states: names, none known, not yet asked."""

    state: str  # "some", "none", "not asked"
    says: str


def latest_allergies(person_id: UUID) -> AllergyRecord | None:
    """Return the answer that holds; None where nobody asked."""
    return AllergyRecord.objects.filter(person_id=person_id).select_related("by").first()


def allergies_in_words(record: AllergyRecord | None) -> Allergies:
    """Say what stands; that none is known is told with who said so, and when."""
    if record is None:
        return Allergies(state="not asked", says="Not yet asked")
    if record.substances:
        return Allergies(state="some", says=", ".join(record.substances))
    how = f"{record.source}, charted" if record.source else "asked"
    return Allergies(state="none", says=f"No known allergies ({how} {_day(record)})")


def told_by(record: AllergyRecord) -> str:
    """Say who recorded it, when, and where it comes from if it was not asked here."""
    return ", ".join(part for part in (record.by.name, _day(record), record.source) if part)


def _day(record: AllergyRecord) -> str:
    return f"{timezone.localdate(record.at):%d-%b-%Y}"
