"""What holds a person's next infusion, told by the apps above: neither ordered nor started before it is resolved."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from leeward.clinic.plans.standing import CannotPlan


def holds(person_id: UUID, *, now: datetime) -> tuple[str, ...]:
    """Return what holds the infusion of today, in sentences."""
    return tuple(says for name in settings.INFUSION_HOLDS for says in import_string(name)(person_id, now=now))


def refuse_held(person_id: UUID, *, at: datetime) -> None:
    """Raise CannotPlan where something holds the next infusion."""
    found = holds(person_id, now=at)
    if found:
        raise CannotPlan(f"{' '.join(found)} See Long-term safety.")
