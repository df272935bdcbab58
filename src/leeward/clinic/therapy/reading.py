"""Who may read a therapist's notes: the therapist, and whom the patient named; no role opens them."""

from typing import Final
from uuid import UUID

from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.therapy.models import NoteReader

# Whom a patient may name. Who runs the clinic reads no notes: neither director nor administrator.
NAMEABLE: Final = (Role.THERAPIST, Role.PRESCRIBER, Role.NURSE)


def may_read(reader: Staff, *, person_id: UUID, author_id: int) -> bool:
    """May this member of staff read the notes that the author wrote of this patient?"""
    if reader.pk == author_id:
        return True
    if reader.works_as not in NAMEABLE:
        return False
    named = NoteReader.objects.filter(person_id=person_id, author_id=author_id, reader=reader).last()
    return named is not None and named.may_read


def readers(person_id: UUID, *, author_id: int) -> tuple[NoteReader, ...]:
    """Return whom the patient named and did not take back, the newest row of each."""
    newest: dict[int, NoteReader] = {}
    for row in NoteReader.objects.filter(person_id=person_id, author_id=author_id).select_related("reader", "by"):
        newest[row.reader_id] = row
    return tuple(row for row in newest.values() if row.may_read)
