"""That sessions of psychotherapy took place, as marks beside the scores: never what was said in them."""

from collections.abc import Iterator
from uuid import UUID

from leeward.clinic.therapy.pages import held_sessions
from leeward.outcomes import Mark, MarkKind


def marks(person_id: UUID) -> Iterator[Mark]:
    """Yield a mark for each session that was held."""
    for at, says, _ in held_sessions(person_id):
        yield Mark(at=at, kind=MarkKind.THERAPY, says=says.partition(",")[0])
