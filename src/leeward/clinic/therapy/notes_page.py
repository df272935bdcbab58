"""The notes of one session, unsealed for their therapist and for whom the patient named."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from leeward.clinic.people.models import Staff
from leeward.clinic.therapy import reading
from leeward.clinic.therapy.models import TherapyNote
from leeward.clinic.therapy.pages import kind_of, session_of
from leeward.clinic.therapy.sealing import CannotUnseal, unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """One note, opened."""

    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPage:
    """The notes of one session, for who may read them."""

    title: str
    notes: tuple[NoteLine, ...]
    is_own: bool


class NotNamed(Exception):
    """This member of staff may not read these notes."""


def notes_page(person_id: UUID, session_id: UUID, *, by: Staff) -> NotesPage:
    """Return the notes of a session; raises NotNamed, and TherapySession.DoesNotExist."""
    session = session_of(person_id, session_id)
    author_id = session.plan.therapist_id
    if author_id is None or not reading.may_read(by, person_id=person_id, author_id=author_id):
        raise NotNamed
    return NotesPage(
        title=f"Notes: {kind_of(session.plan)}, session {session.number}",
        notes=tuple(_note(row) for row in session.notes.all()),
        is_own=author_id == by.pk,
    )


def _note(row: TherapyNote) -> NoteLine:
    try:
        text = unseal(row.sealed)
    except CannotUnseal as why:
        text = str(why)
    return NoteLine(at=f"{timezone.localtime(row.at):%d-%b-%Y %H:%M}", text=text)
