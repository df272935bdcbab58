"""Who may read a therapist's notes: the therapist, and whom the patient named; no role opens them."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.therapy.models import NoteReader

# Whom a patient may name. Who runs the clinic reads no notes: neither director nor administrator.
NAMEABLE: Final = (Role.THERAPIST, Role.PRESCRIBER, Role.NURSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftReader:
    """Somebody whom the patient named to read the notes of a therapist who is no therapist here any more."""

    author_id: int
    author: str
    reader_id: int
    reader: str
    says: str


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
    return tuple(row for row in _newest(person_id) if row.author_id == author_id)


def left_readers(person_id: UUID) -> tuple[LeftReader, ...]:
    """Return whom the patient named for notes of therapists who left, whom nobody but the director can take back."""
    return tuple(
        LeftReader(
            author_id=row.author_id, author=row.author.name, reader_id=row.reader_id, reader=row.reader.name,
            says=row.says,
        )
        for row in _newest(person_id) if has_left(row.author)
    )  # fmt: skip


def has_left(author: Staff) -> bool:
    """Did this therapist leave, or go over to other work?"""
    return not author.is_active or author.works_as is not Role.THERAPIST


def _newest(person_id: UUID) -> tuple[NoteReader, ...]:
    newest: dict[tuple[int, int], NoteReader] = {}
    for row in NoteReader.objects.filter(person_id=person_id).select_related("author", "reader", "by"):
        newest[row.author_id, row.reader_id] = row
    return tuple(row for row in newest.values() if row.may_read)
