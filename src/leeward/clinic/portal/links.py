"""Where a link stands, from what happened to it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from secrets import compare_digest
from typing import Any
from uuid import UUID

from leeward.clinic.portal.limits import MOST_WRONG
from leeward.clinic.portal.models import EventKind, IntakeLink, LinkEvent


class Standing(Enum):
    """Where one link stands; the first that holds, from the top, is told."""

    SUBMITTED = "sent"
    REVOKED = "taken back"
    LOCKED = "locked"
    EXPIRED = "expired"
    OPENED = "opened"
    GIVEN = "given out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One link with what happened to it."""

    link: Any  # a row of `models.Link`, of a person
    events: tuple[LinkEvent, ...]

    def event(self, kind: EventKind) -> LinkEvent | None:
        """Return the last thing of a kind that happened."""
        return next((each for each in reversed(self.events) if each.kind == kind), None)

    @property
    def wrong(self) -> int:
        """How many wrong dates of birth were entered since the link was opened last."""
        return _wrong_in_a_row(self.events)

    def standing(self, now: datetime) -> Standing:
        """Where it stands now."""
        if self.event(EventKind.SUBMITTED):
            return Standing.SUBMITTED
        if self.event(EventKind.REVOKED):
            return Standing.REVOKED
        if self.wrong >= MOST_WRONG:
            return Standing.LOCKED
        if now >= self.link.expires_at:
            return Standing.EXPIRED
        return Standing.OPENED if self.event(EventKind.OPENED) else Standing.GIVEN

    def is_device(self, device: str) -> bool:
        """Is this the device on which the link was opened first?"""
        opened = self.event(EventKind.OPENED)
        return opened is not None and compare_digest(str(opened.told["device"]), hash_of(device))


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a link's or a device's secret; the secrets have 256 bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_token(token: str, table: type[Any] = IntakeLink) -> Known | None:
    """Return the link that belongs to a token; None for none."""
    row = table.objects.filter(token_hash=hash_of(token)).first()
    return None if row is None else known(row)


def by_id(link_id: UUID, table: type[Any] = IntakeLink) -> Known | None:
    """Return a link; None for none."""
    row = table.objects.filter(pk=link_id).first()
    return None if row is None else known(row)


def of_person(person_id: UUID, table: type[Any] = IntakeLink) -> tuple[Known, ...]:
    """Return every link of a person, the newest first."""
    return tuple(map(known, table.objects.filter(person_id=person_id).select_related("by").prefetch_related("events")))


def known(row: Any) -> Known:
    """Return a link with what happened to it, in the order in which it did, whatever the clock said."""
    # Sorted here and not by the database: events that were fetched with their link are not fetched again.
    return Known(link=row, events=tuple(sorted(row.events.all(), key=lambda each: each.pk)))


def _wrong_in_a_row(events: Sequence[LinkEvent]) -> int:
    count = 0
    for event in events:
        if event.kind == EventKind.WRONG_BIRTH:
            count += 1
        elif event.kind in {EventKind.OPENED, EventKind.AGAIN}:
            count = 0
    return count
