"""A monitor in a test's hand: it calls the real gateway, sends each second, and its cable can be pulled."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Self
from uuid import uuid4

from leeward.devices.hl7_write import encode
from leeward.devices.mllp_client import Client
from leeward.infusion.vitals import GenerationMode, Reading, VitalKind

EACH_S = 1.0
MODE = GenerationMode.DEMO


class HandHeldMonitor:
    """Sends heart rate and breaths each second from a thread of its own; SpO2 came off a while before."""

    def __init__(self, port: int, device: str, *, spo2_off_for_s: float) -> None:
        self.port, self.device, self.spo2_off_for_s = port, device, spo2_off_for_s
        self.pulled = threading.Event()
        self.over = threading.Event()
        self.answers: list[str] = []
        self.thread = threading.Thread(target=lambda: asyncio.run(self._send()), daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.over.set()
        self.thread.join(20)

    def pull_the_cable(self) -> None:
        self.pulled.set()

    def plug_in_again(self) -> None:
        self.pulled.clear()

    async def _send(self) -> None:
        client = Client("127.0.0.1", self.port, attempts=2)
        off_at = datetime.now(UTC) - timedelta(seconds=self.spo2_off_for_s)
        await self._tell(client, {VitalKind.SPO2: 97.0}, at=off_at)
        for number in count():
            if self.over.is_set():
                break
            if self.pulled.is_set():
                await client.close()
            else:
                shown = {VitalKind.HEART_RATE: 70.0 + number % 5, VitalKind.RESPIRATORY_RATE: 13.0 + number % 3}
                await self._tell(client, shown, at=datetime.now(UTC))
            await asyncio.sleep(EACH_S)
        await client.close()

    async def _tell(self, client: Client, shown: dict[VitalKind, float], *, at: datetime) -> None:
        readings = [
            Reading(
                reading_id=uuid4(), kind=kind, value=value, unit=kind.unit, at=at, received_at=at, source="monitor",
                device=self.device, mode=MODE,
            )
            for kind, value in shown.items()
        ]  # fmt: skip
        raw = encode(readings, message_id=str(uuid4()), device_id=self.device, sent_at=datetime.now(UTC), mode=MODE)
        self.answers.append((await client.send_one(raw)).code)
