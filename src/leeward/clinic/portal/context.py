"""What the patients' pages name besides the clinic: its telephone."""

from django.conf import settings
from django.http import HttpRequest


def phone(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - Django's signature
    """Return the clinic's telephone; empty where none is set."""
    return {"clinic_phone": settings.CLINIC_PHONE}
