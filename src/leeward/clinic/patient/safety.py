"""The safety instructions: the sheet of the last infusion, and when to call at any time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.clinic.aftercare.leaflet import Leaflet, leaflet
from leeward.clinic.infusions.models import Infusion


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPage:
    """The sheet; None before the first infusion has ended."""

    leaflet: Leaflet | None


def safety_page(person_id: UUID, *, now: datetime) -> SafetyPage:
    """Return the sheet of the newest infusion that has ended."""
    rows = Infusion.objects.filter(person_id=person_id).order_by("-number").values_list("pk", flat=True)
    sheets = (leaflet(person_id=person_id, infusion_id=each, now=now) for each in rows)
    return SafetyPage(leaflet=next((each for each in sheets if each is not None), None))
