"""How many messages came of each device, counted after each batch and written down now and then."""

import logging
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import DatabaseError

from leeward.clinic.monitors.setting_aside import count
from leeward.devices.heard import Heard, Hearing
from leeward.devices.port import DeviceMessage

logger = logging.getLogger(__name__)
AT_ONCE: Final = 500  # devices after one batch: the next batch waits for no more
EVERY: Final = timedelta(seconds=10)  # what a page of devices calls heard is older than this anyhow
A_SECOND: Final = 200  # devices, on the whole: where thousands send, each is written down less often


class FrameTally:
    """What is told between `begin` and `committed` counts once its batch is on disk: one rolled back is tried again."""

    def __init__(self) -> None:
        self._hearing, self._written_at, self._every = Hearing(), datetime.min.replace(tzinfo=UTC), EVERY
        self._told: list[tuple[DeviceMessage, str]] = []
        self._to_write: deque[Heard] = deque()

    def begin(self) -> None:
        """Begin a batch."""
        self._told = []

    def kept(self, message: DeviceMessage) -> None:
        """Note a message that enters a record."""
        self._told.append((message, ""))

    def refused(self, message: DeviceMessage, why_not: str) -> None:
        """Note a message that was set aside."""
        self._told.append((message, why_not))

    def committed(self, now: datetime) -> None:
        """Count what was noted, and write down what is due; the messages stand, whether or not this does."""
        for message, why_not in self._told:
            if why_not:
                self._hearing.refused(message, why_not)
            else:
                self._hearing.kept(message)
        if not self._to_write and not timedelta(0) <= now - self._written_at < self._every:
            self._written_at = now
            self._to_write.extend(self._hearing.take())
            self._every = max(EVERY, timedelta(seconds=len(self._to_write) / A_SECOND))
        if not self._to_write:
            return
        try:
            count([self._to_write.popleft() for _ in range(min(len(self._to_write), AT_ONCE))])
        except DatabaseError:
            logger.exception("How many messages came of each device was not written down")
