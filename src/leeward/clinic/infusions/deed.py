"""Who does something to which infusion, when, and under which id."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID, uuid5

from leeward.clinic.people.models import Staff

CHAIRSIDE: Final = "chairside"


class Stamp(TypedDict):
    """The fields that every event has."""

    event_id: UUID
    at: datetime
    by: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What all actions share; the form makes `event_id`, so that sending it twice changes nothing."""

    person_id: UUID
    infusion_id: UUID
    event_id: UUID
    by: Staff
    at: datetime
    source: str = CHAIRSIDE
    came_at: datetime | None = None  # when the server heard of it, where that was later

    @property
    def recorded_at(self) -> datetime:
        """Return when it is written down."""
        return self.came_at or self.at

    @property
    def stamp(self) -> Stamp:
        """Return the fields of the event."""
        return Stamp(event_id=self.event_id, at=self.at, by=self.by.key, source=self.source)

    def part(self, name: str) -> Stamp:
        """Return the fields of one of several events that a single form makes."""
        return Stamp(event_id=uuid5(self.event_id, name), at=self.at, by=self.by.key, source=self.source)
