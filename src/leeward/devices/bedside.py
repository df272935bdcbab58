"""The simulated bedside in real time: a virtual patient's monitor that calls the real gateway."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from leeward.devices.hl7_write import Acknowledgement
from leeward.devices.mllp_client import CannotSend, Client
from leeward.devices.simulated import Monitor


async def attend(
    monitor: Monitor,
    client: Client,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    hear: Callable[[Acknowledgement], None] | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Send the monitor's message every few seconds until `is_over` or cancelled.

    What cannot be sent is lost, as with a real monitor: the gap is the gateway's to see. The pump's record is read
    in a thread, so that it may come from a database.
    """
    while not is_over():
        at = now()
        message = await asyncio.to_thread(monitor.message_at, at)
        try:
            answer = await client.send_one(message)
        except CannotSend:
            await client.close()
        else:
            if hear is not None:
                hear(answer)
        left = monitor.wear.every - (now() - at)
        await sleep(max(left.total_seconds(), 0.0))
