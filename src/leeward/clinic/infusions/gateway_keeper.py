"""Keeps what devices sent: a batch in one transaction, and a sentence of ours for whatever the database says."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import DatabaseError, OperationalError, connection

from leeward.clinic.audit.actor import acting
from leeward.clinic.infusions.ballast import Ballast
from leeward.clinic.infusions.frames import FrameWriter
from leeward.clinic.infusions.pairings import Pairings
from leeward.devices.port import DeviceMessage, Receipt

logger = logging.getLogger(__name__)
WRITER: Final = "gateway"
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


class FrameKeeper:
    """Whoever keeps frames under one name. Use it from one thread."""

    def __init__(self, *, now: Callable[[], datetime], origin: str = WRITER, ballast: Ballast | None = None) -> None:
        self._now, self._frames, self._ballast = now, FrameWriter(origin), ballast

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
