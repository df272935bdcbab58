"""An instant as the chair's pages say it: by the clinic's clock, to the second."""

from datetime import datetime

from django.utils import timezone


def clock(at: datetime) -> str:
    """Say an instant to the second."""
    return f"{timezone.localtime(at):%H:%M:%S}"
