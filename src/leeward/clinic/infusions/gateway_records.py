"""The gateway's hands in the records: all of it in one thread, with one connection, in groups."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection

from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import actions as crises
from leeward.clinic.infusions import interruption, partitions, watchdog
from leeward.clinic.infusions.ballast import Ballast
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.frames import FrameWriter
from leeward.clinic.infusions.gateway_journals import Journals
from leeward.clinic.infusions.pairings import Pairings
from leeward.clinic.infusions.watchdog import ChairCall
from leeward.clinic.monitors.roll import Roll
from leeward.clinic.monitors.setting_aside import set_unreadable_aside
from leeward.devices.port import DeviceMessage, Receipt, Unreadable
from leeward.infusion.events import Event

logger = logging.getLogger(__name__)
WRITER: Final = "gateway"
DAYS_EVERY: Final = timedelta(hours=1)
NOT_WRITTEN: Final = "The readings could not be written: {why}. Send them again."
NOT_THIS_ONE: Final = "This message could not be written: {why}. Send it again."


REASONS: Final = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the disk can only be read",
    "SQLITE_IOERR": "the disk failed",
    "SQLITE_BUSY": "the database is busy",
    "SQLITE_LOCKED": "the database is busy",
    "53100": "the disk is full",
    "55P03": "the database is busy",
}
"""What SQLite's and PostgreSQL's errors mean to whoever sends; their own words stay in the log."""


def _said(why: DatabaseError) -> str:
    """Say in our own words why nothing was kept: a monitor, and whoever reads its screen, hears no database speak."""
    cause = why.__cause__
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    whole = (code, "_".join(code.split("_")[:2]))
    return next((REASONS[one] for one in whole if one in REASONS), "the database does not answer")


class CannotKeep(Exception):
    """Nothing of the batch is on disk; the sentence says why, for the senders and for the log."""

    def __init__(self, why: object) -> None:
        super().__init__(NOT_WRITTEN.format(why=why))
        self.why = str(why)


class DiskFailed(Exception):
    """The disk did not keep what it had said it kept: the file is opened anew, by a new process."""


class Records:
    """What the gateway writes and reads. Use it from one thread."""

    def __init__(self, *, now: Callable[[], datetime], origin: str = WRITER, ballast: Ballast | None = None) -> None:
        self._now, self._frames, self._ballast = now, FrameWriter(origin), ballast
        self._journals, self._origin = Journals(), origin
        self.register = Roll()
        self._has_watched = False
        self._days_made_at: datetime | None = None

    @property
    def pairings(self) -> Pairings:
        """Whose readings each device's are, as of the last batch; may be read from any thread."""
        return self._frames.pairings

    def keep(self, messages: Sequence[DeviceMessage]) -> list[Receipt | str]:
        """Keep the messages in one transaction; raises CannotKeep, or DiskFailed after which nothing may go on.

        Where one message is what the database refuses, the others are kept without it.
        """
        with acting(WRITER):
            if self._ballast is not None and (why := self._ballast.refusal()):
                raise CannotKeep(why)
            try:
                return [*self._frames.keep(messages, now=self._now()).receipts]
            except OperationalError as why:
                self._look_at(why)
                raise CannotKeep(_said(why)) from why
            except Exception:
                logger.exception("A batch of %s messages was not kept at once; each is tried on its own", len(messages))
            return [self._keep_one(message) for message in messages]

    def _keep_one(self, message: DeviceMessage) -> Receipt | str:
        try:
            (receipt,) = self._frames.keep([message], now=self._now()).receipts
        except OperationalError as why:
            self._look_at(why)
            return NOT_WRITTEN.format(why=_said(why))
        except Exception as why:
            # Whatever one message brings to light, its sender hears no and the others are kept.
            logger.exception("Message %s of %s was not kept", message.message_id, message.device_id)
            return NOT_THIS_ONE.format(why=type(why).__name__)
        return receipt

    def _look_at(self, why: DatabaseError) -> None:
        """Log it, make room where the disk is full, call anew where the database went away, stop where a disk lied."""
        logger.warning("The database did not keep a batch: %s", why)
        told = getattr(why.__cause__, "sqlite_errorname", "")
        if told.startswith("SQLITE_IOERR") and "FSYNC" in told:
            raise DiskFailed(f"The disk failed to keep what was written ({told}). The gateway starts again.") from why
        if told == "SQLITE_FULL" and self._ballast is not None:
            self._ballast.release()
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()

    def set_aside(self, what: Unreadable) -> None:
        """Keep what could not be read, for a person to see."""
        with acting(WRITER):
            set_unreadable_aside(what, now=self._now())

    def know(self) -> None:
        """Read who may speak and whose readings theirs are: before the first calls, or it passes as a stranger."""
        self.register.refresh()
        self.pairings.refresh()

    def begin(self, *, is_alone: bool = True) -> tuple[UUID, ...]:
        """Write since when nobody watched, where that was so, and return every infusion that is to be watched.

        Where other gateways are there, they watched.
        """
        with acting(WRITER):
            interruption.record_interruption(now=self._now(), is_restart=is_alone and not self._has_watched)
        self._has_watched = True
        self._make_days()
        self.know()
        return self._journals.watched()

    def watched(self) -> tuple[UUID, ...]:
        """Return every infusion that is to be watched by some gateway."""
        self.pairings.refresh()
        return self._journals.standing()

    def touched(self) -> frozenset[UUID]:
        """Return the infusions that others wrote about, after what the clock of an open crisis brings."""
        with acting(WRITER):
            now = self._now()
            crises.advance(now=now)  # the clock of an open crisis runs while nobody looks at a page
            interruption.record_interruption(now=now, is_restart=False)
        self._make_days()
        self.know()
        return self._journals.touched()

    def _make_days(self) -> None:
        """Make the tables of the coming days' frames, now and then: there is a week's time, and a net."""
        now = self._now()
        if self._days_made_at is None or abs(now - self._days_made_at) > DAYS_EVERY:
            partitions.make_ahead(now=now)
            self._days_made_at = now

    def read(self, infusion_ids: Collection[UUID]) -> tuple[dict[UUID, Bedside | None], dict[UUID, str]]:
        """Return how each infusion stands, and the chairs that cannot be read; any thread may ask."""
        return Journals.read(infusion_ids, now=self._now())

    def write_alarms(self, decided: Mapping[UUID, tuple[Event, ...]]) -> dict[UUID, bool]:
        """Write what began and what ended in one transaction; return which journals took it."""
        with acting(WRITER):
            return self._journals.write(decided, now=self._now())

    def beat(
        self,
        *,
        failed: Sequence[str],
        calls: Sequence[ChairCall],
        troubles: Sequence[str] = (),
        is_alone: bool = True,
    ) -> None:
        """Say that the alarms were decided, but for the chairs that are named, and which chairs call for somebody."""
        now = self._now()
        watchdog.beat(now=now, failed=failed, troubles=troubles)
        watchdog.call(calls, now=now, who=self._origin, is_alone=is_alone)

    def close(self) -> None:
        """Close the thread's connection."""
        if not connection.in_atomic_block:
            connection.close()
