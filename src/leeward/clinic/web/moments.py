"""Instants as the staff's pages write them: 23-Nov-2026 10:41."""

from datetime import datetime, tzinfo

from django.utils import timezone


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """Return an instant by the clinic's clock, or by the clock of another zone."""
    return f"{timezone.localtime(at, zone):%d-%b-%Y %H:%M}"
