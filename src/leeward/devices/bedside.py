"""The simulated bedside in real time: a virtual patient's monitor that calls the real gateway."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from leeward.devices.hl7_write import Acknowledgement
from leeward.devices.json_client import LineAnswer
from leeward.devices.mllp_client import CannotSend, Client
from leeward.devices.simulated import Monitor
from leeward.devices.ward import PlainMonitor, Said


class Caller(Protocol):
    """Whoever brings one message to the gateway and hears the answer."""

    async def send_one(self, message: bytes, /) -> Acknowledgement | LineAnswer:
        """Return the answer, or raise CannotSend."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


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


async def attend_plain(
    monitor: PlainMonitor,
    client: Caller,
    write: Callable[[Said, str], bytes],
    *,
    every: timedelta,
    now: Callable[[], datetime],
    hear: Callable[[Acknowledgement | LineAnswer | CannotSend], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Send a plain monitor's messages until `is_over` or cancelled; where its line is down, it hangs up."""
    while not is_over():
        at = now()
        messages = monitor.messages_at(at)
        if not monitor.is_connected:
            await client.close()
        for said in messages:
            try:
                hear(await client.send_one(write(said, monitor.device_id)))
            except CannotSend as why:
                hear(why)
                break
        left = every - (now() - at)
        await sleep(max(left.total_seconds(), 0.0))
