"""A sink that takes one message at a time, given the shape of one that answers by a call: a task for each message."""

import asyncio
import logging
from typing import Final

from leeward.devices.port import CannotTake, DeviceMessage, Sink
from leeward.devices.wire_answers import Waiting

logger = logging.getLogger(__name__)
NOT_KEPT: Final = "The reading could not be kept; send it again."


class TaskEach:
    """Offers the messages to the sink, and waits for each."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, message: DeviceMessage, waiting: Waiting) -> None:
        """Hand the message on; whoever gives up waiting lets it drop."""
        task = asyncio.get_running_loop().create_task(self._take(message, waiting))
        waiting.drop = task.cancel
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self, message: DeviceMessage, waiting: Waiting) -> None:
        try:
            receipt = await self._sink.take(message)
        except CannotTake as why:
            waiting.told(why)
        except asyncio.CancelledError:
            waiting.lost()
            raise
        except Exception:
            # Whatever is wrong with our storage, the device must hear no, and the other beds go on.
            logger.exception("Message %s of %s was not kept", message.message_id, message.device_id)
            waiting.told(CannotTake(NOT_KEPT))
        else:
            waiting.told(receipt)

    async def close(self) -> None:
        """Wait for what is still being kept."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
