"""Recording that a page about a patient was asked for."""

from datetime import datetime, timedelta
from uuid import UUID

from leeward.clinic.audit.models import Read


def record_read(*, actor: str, person_id: UUID, page: str, method: str, status: int, at: datetime) -> None:
    """Write one row; a page whose read cannot be recorded must not be shown, so errors are not caught."""
    Read.objects.create(actor=actor, person_id=person_id, page=page, method=method, status=status, at=at)


def was_just_read(*, actor: str, person_id: UUID, page: str, at: datetime, within: timedelta) -> bool:
    """Was this very page asked for by the same reader so recently that one row tells it?"""
    recent = Read.objects.filter(actor=actor, person_id=person_id, page=page, at__gt=at - within, status=200)
    return recent.exists()
