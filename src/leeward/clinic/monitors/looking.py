"""Saying what something that was set aside was, and what was done about it."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.dateparse import parse_datetime

from leeward.clinic.monitors.asides import PILES
from leeward.clinic.monitors.models import Looked
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import CHAIRSIDE, Role

LOOKERS: Final = (*CHAIRSIDE, Role.ADMINISTRATOR)


class CannotLook(Exception):
    """It cannot be said of this; the sentence says why."""


@transaction.atomic
def look(*, what: str, sender: str, why: str, until: str, says: str, by: Staff, at: datetime) -> None:
    """Keep what everything of this sender and reason, up to an instant, was; what comes later waits again."""
    if by.works_as not in LOOKERS:
        raise CannotLook("Somebody who works at the chair, or the administrator, looks at what was set aside.")
    moment = parse_datetime(until)
    model, column = PILES[Looked.What(what)]
    rows = model.objects.filter(**{column: sender, "why": why})
    if moment is None or not rows.filter(received_at__lte=moment).exists():
        raise CannotLook("This is not there any more. Load the page again.")
    Looked.objects.create(what=what, sender=sender, why=why, until=moment, says=says.strip(), at=at, by=by)
