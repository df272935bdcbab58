"""The journals as the gateway reads and writes them: what others changed, whole records, and alarms. In one thread."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, models, transaction

from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.alarm_writing import WATCHED_STATES, append_alarms, news
from leeward.clinic.infusions.bedside import WATCHED, Bedside, active_keys
from leeward.clinic.infusions.bedsides import Together
from leeward.clinic.infusions.models import Infusion, JournalEntry, Reading
from leeward.infusion import journal
from leeward.infusion.events import Event
from leeward.infusion.late import happened
from leeward.infusion.machine import State

logger = logging.getLogger(__name__)
AT_ONCE: Final = 100  # journals in one transaction: messages and pages wait for no more than these
# On PostgreSQL a row with a lower number may be seen after one with a higher: so many are looked at again.
LOOKED_BACK: Final = 200


class _Watermark:
    """How far one table was read, by its growing key."""

    def __init__(self, model: type[models.Model]) -> None:
        self._rows = model._default_manager
        self._until = 0
        self._seen: set[int] = set()

    def begin(self) -> None:
        """Take everything that is there for read."""
        self._until = self._rows.aggregate(last=models.Max("pk"))["last"] or 0

    def news(self, *fields: str) -> list[tuple[Any, ...]]:
        """Return what was added since the last time."""
        after = self._until - (LOOKED_BACK if connection.vendor == "postgresql" else 0)
        rows = list(self._rows.filter(pk__gt=after).order_by("pk").values_list("pk", *fields))
        new = [row for row in rows if row[0] > self._until or (self._seen and row[0] not in self._seen)]
        self._seen = {row[0] for row in rows} if connection.vendor == "postgresql" else set()
        self._until = max([self._until, *(row[0] for row in rows)])
        return new


class Journals:
    """What of the records concerns the alarms."""

    def __init__(self) -> None:
        self._entries, self._readings = _Watermark(JournalEntry), _Watermark(Reading)
        self._own: set[UUID] = set()

    def touched(self) -> frozenset[UUID]:
        """Return the infusions that others wrote about since the last time: what we wrote ourselves is no news."""
        entries = self._entries.news("infusion_id", "event_id")
        found = {infusion_id for _, infusion_id, event_id in entries if event_id not in self._own}
        self._own.difference_update(event_id for _, _, event_id in entries)
        return frozenset(found.union(infusion_id for _, infusion_id in self._readings.news("infusion_id")))

    def watched(self) -> tuple[UUID, ...]:
        """Return every infusion that is to be watched; what is written from now on is `touched`."""
        self._entries.begin()
        self._readings.begin()
        return self.standing()

    def standing(self) -> tuple[UUID, ...]:
        """Return every infusion that somebody has to watch now."""
        found = Infusion.objects.filter(state__in=WATCHED_STATES).order_by("created_at")
        return tuple(found.values_list("pk", flat=True))

    @staticmethod
    def read(infusion_ids: Collection[UUID], *, now: datetime) -> tuple[dict[UUID, Bedside | None], dict[UUID, str]]:
        """Return how each stands, None where it is watched no more; and the chairs that cannot be read."""
        found: dict[UUID, Bedside | None] = dict.fromkeys(infusion_ids)
        failed: dict[UUID, str] = {}
        infusions = list(Infusion.objects.filter(pk__in=infusion_ids, state__in=WATCHED_STATES).order_by())
        together = Together(infusions, now=now)
        for infusion in infusions:
            try:
                found[infusion.pk] = together.bedside(infusion)
            except DatabaseError:
                raise
            except Exception:
                # One record that cannot be read must not leave the other chairs without alarms.
                logger.exception("The record of chair %s could not be read", infusion.chair)
                del found[infusion.pk]
                failed[infusion.pk] = infusion.chair
        return found, failed

    def write(self, decided: Mapping[UUID, tuple[Event, ...]], *, now: datetime) -> dict[UUID, bool]:
        """Write what began and what ended in one transaction; return which journals took it.

        All at once; where one journal does not take it so, each on its own.
        """
        try:
            with transaction.atomic():
                append_alarms(decided, now=now)
        except OperationalError:
            raise
        except Exception:
            # What one journal refuses must not keep the other chairs' alarms out of theirs.
            logger.exception("The alarms of %s chairs were not written at once", len(decided))
        else:
            self._own.update(event.event_id for events in decided.values() for event in events)
            return dict.fromkeys(decided, True)
        with transaction.atomic():
            return {infusion_id: self._write(infusion_id, events, now=now) for infusion_id, events in decided.items()}

    def _write(self, infusion_id: UUID, events: tuple[Event, ...], *, now: datetime) -> bool:
        try:
            with transaction.atomic():
                infusion = journaling.locked(person_id=None, infusion_id=infusion_id)
                if State(infusion.state) in WATCHED:  # of what was closed meanwhile nobody is called any more
                    told = happened(journal.events(journaling.load(infusion)))
                    journaling.record(infusion, news(events, active_keys(told)), now=now)
        except DatabaseError:
            raise
        except Exception:
            # What one journal refuses must not keep the other chairs' alarms out of theirs.
            logger.exception("The alarms of infusion %s could not be written", infusion_id)
            return False
        self._own.update(event.event_id for event in events)
        return True
