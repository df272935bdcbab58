"""That sessions of psychotherapy took place, as marks beside the scores: never what was said in them."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from leeward.clinic.scheduling import standing
from leeward.clinic.therapy.models import SessionHeld
from leeward.clinic.therapy.pages import held_sessions
from leeward.course.therapy import TRAUMA_FOCUSED
from leeward.outcomes import Mark, MarkKind


def marks(person_id: UUID) -> Iterator[Mark]:
    """Yield a mark for each session that was held."""
    for at, says, _ in held_sessions(person_id):
        yield Mark(at=at, kind=MarkKind.THERAPY, says=says.partition(",")[0])


def trauma_focused(person_id: UUID) -> Iterator[datetime]:
    """Yield when each session of a trauma-focused therapy that was held began."""
    kinds = [each.key for each in TRAUMA_FOCUSED]
    rows = SessionHeld.objects.filter(session__plan__person_id=person_id, kind__in=kinds)
    for row in rows.select_related("session"):
        yield standing.one(row.session.booking_id, person_id=person_id).starts_at
