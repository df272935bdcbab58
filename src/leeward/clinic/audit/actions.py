"""Recording that a page about a patient was asked for."""

from datetime import datetime
from uuid import UUID

from leeward.clinic.audit.models import Read


def record_read(*, actor: str, person_id: UUID, page: str, method: str, status: int, at: datetime) -> None:
    """Write one row; a page whose read cannot be recorded must not be shown, so errors are not caught."""
    Read.objects.create(actor=actor, person_id=person_id, page=page, method=method, status=status, at=at)
