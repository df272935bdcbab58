"""What is due to be written: each minute the worker asks the apps above, named in settings, and plans what they say."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from leeward.clinic.messaging import actions, sending, standing
from leeward.clinic.messaging.models import Channel, Kind

logger = logging.getLogger(__name__)
LOST_AFTER: Final = timedelta(minutes=2)  # what should have gone by then fell out of the queue: a worker died
LOOKED_BACK: Final = timedelta(days=60)  # what has been due for longer than any message lives
AT_ONCE: Final = 200
AWAY: Final = (OperationalError, InterfaceError)  # the database does not answer; any other fault is of one row


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to write to somebody: the same `about` is planned once, however often it is said."""

    person_id: UUID
    kind: Kind
    about: str
    due_at: datetime
    expires_at: datetime
    opens: str = ""  # a path without a secret; empty: settings.MESSAGE_LINKS makes one when it is sent
    visit_at: datetime | None = None
    channel: Channel | None = None  # None: the one that the person agreed to


Source = Callable[..., Iterable[Due]]  # (*, now) -> what is due, now or soon


def ask_all(*, now: datetime) -> int:
    """Ask every source and plan what it says; return how many messages are new.

    One that fails stops no other, nor does one person; only a database that is away stops all.
    """
    new = 0
    for name in settings.MESSAGE_SOURCES:
        try:
            for each in import_string(name)(now=now):
                new += _planned(each, now)
        except AWAY:
            raise
        except Exception:
            logger.exception("%s could not say what is due", name)
    return new


def _planned(each: Due, now: datetime) -> int:
    try:
        return actions.plan(
            person_id=each.person_id, kind=each.kind, about=each.about, due_at=each.due_at,
            expires_at=each.expires_at, opens=each.opens, visit_at=each.visit_at, channel=each.channel, at=now,
        ).is_new  # fmt: skip
    except actions.CannotPlan as why:
        logger.warning("A message was not planned: %s", why)
    except AWAY:
        raise
    except Exception:  # such as an IntegrityError, where another worker planned it a moment ago
        logger.exception("A message about %s could not be planned", each.kind)
    return 0


def sweep(*, now: datetime) -> int:
    """Hand over what should have gone and is no longer in the queue; return how many were looked at."""
    lost = standing.unsettled().filter(due_at__lte=now - LOST_AFTER, due_at__gt=now - LOOKED_BACK)
    ids = list(lost.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    for message_id in ids:
        try:
            sending.hand_over(message_id, now=now)
        except AWAY:
            raise
        except Exception:
            logger.exception("A message that fell out of the queue could not be handed over")
    return len(ids)
