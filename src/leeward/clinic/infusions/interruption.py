"""The time in which nobody took readings or decided alarms, written into every journal that it touched (H25)."""

import logging
from datetime import datetime
from typing import Final
from uuid import uuid5

from django.core.cache import cache
from django.db import DatabaseError, transaction

from leeward.clinic.infusions import bedside, journaling, watchdog
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.infusion.events import MonitoringInterrupted, TimeOutPassed

logger = logging.getLogger(__name__)
WRITER: Final = "gateway"
RESTARTED: Final = "the gateway was started again"
HUNG: Final = "the gateway did not answer"


def record_interruption(*, now: datetime, is_restart: bool) -> int:
    """Write down since when nobody watched, where somebody did before; return in how many journals.

    A start always interrupts; a gateway that runs has interrupted where its last beat is older than pages accept.
    """
    told = cache.get(watchdog.KEY)
    if told is None or now <= told["at"] or not (is_restart or now - told["at"] > watchdog.LATE_AFTER):
        return 0
    reason = RESTARTED if is_restart else HUNG
    watched = Infusion.objects.filter(state__in=[state.value for state in bedside.WATCHED])
    return sum(_told(infusion, since=told["at"], now=now, reason=reason) for infusion in watched)


def _told(infusion: Infusion, *, since: datetime, now: datetime, reason: str) -> bool:
    try:
        return _record(infusion, since=since, now=now, reason=reason)
    except DatabaseError:
        raise
    except Exception:
        # One record that cannot be read must not leave the other chairs untold.
        logger.exception("The interruption at chair %s could not be written down", infusion.chair)
        return False


@transaction.atomic
def _record(infusion: Infusion, *, since: datetime, now: datetime, reason: str) -> bool:
    ready = JournalEntry.objects.filter(infusion=infusion, kind=TimeOutPassed.__name__).order_by("seq").first()
    since = max(since, ready.at) if ready else since
    if since >= now:
        return False
    # The id follows from the facts: a gateway that falls between this and its first beat tells it once.
    event = MonitoringInterrupted(
        event_id=uuid5(infusion.pk, f"not watched since {since.isoformat()}"),
        at=now,
        by=WRITER,
        source=WRITER,
        since=since,
        reason=reason,
    )
    journaling.record(infusion, (event,), now=now)
    return True
