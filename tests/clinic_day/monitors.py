"""Patients with a monitor on: what their bodies do, what the device makes of it, and what its line does to that."""

import math
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from random import Random

from msgspec.structs import replace

from clinic_day.world import World
from leeward.devices.port import DeviceMessage, Row
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

REAL = GenerationMode.REAL
ANSWER_S = 5.0  # then the monitor takes its message for lost
KEPT = 40  # messages that it keeps for a line that is down; older ones are gone, as a real one's are
CUFF_S = 300.0
FLOOD = 60  # at once: more than may wait of one device
SENTINELS = (-999.0, 384.5, 511.0, -99.9)
TROUBLES = (
    "sensor off", "unplugged", "flat line", "impossible values", "artefact", "device clock set", "flood",
    "everything twice", "demo data", "line down", "line half open", "line loses", "line reorders", "line delays",
)  # fmt: skip


class Body:
    """What a patient does: it wanders a little, and now and then it leaves its limits for a while."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.heart_rate, self.spo2, self.systolic = 72.0 + chance.random() * 10, 97.0, 122.0 + chance.random() * 12
        self.episodes: list[tuple[float, float, VitalKind, float]] = []

    def have_episodes(self, until_s: float) -> None:
        """Draw what will happen to this patient."""
        for kind, value, lasts_s in (
            (VitalKind.SPO2, 78.0, 40.0), (VitalKind.SPO2, 88.0, 70.0), (VitalKind.HEART_RATE, 148.0, 60.0),
            (VitalKind.SYSTOLIC, 186.0, 400.0), (VitalKind.HEART_RATE, 41.0, 45.0),
        ):  # fmt: skip
            if self._chance.random() < 0.25:
                begins = self._chance.uniform(0, until_s)
                self.episodes.append((begins, begins + lasts_s, kind, value))

    def values(self, s: float) -> dict[VitalKind, float]:
        """Return what is so now."""
        draw = self._chance.random
        self.heart_rate += (draw() - 0.5) * 3 + (76.0 - self.heart_rate) * 0.05
        self.spo2 = min(100.0, 97.2 + (draw() - 0.5) * 2.4)
        self.systolic += (draw() - 0.5) * 4 + (131.0 - self.systolic) * 0.1
        found = {VitalKind.HEART_RATE: float(round(self.heart_rate)), VitalKind.SPO2: float(round(self.spo2))}
        found[VitalKind.SYSTOLIC] = float(round(self.systolic))
        if self.episodes:
            found |= {kind: value for begins, ends, kind, value in self.episodes if begins <= s < ends}
        return found


class Monitor:
    """One device and its line. It sends, waits for an answer, and sends again what was not answered."""

    def __init__(self, world: World, device: str, body: Body, hear: Callable[[DeviceMessage, "Monitor"], None]) -> None:
        self._world, self.device, self.body, self._hear = world, device, body, hear
        self._chance, self._line = world.chance(f"monitor {device}"), world.chance(f"line {device}")
        self.every_s = 7.0 + self._chance.random() * 2
        self.offset_s = self._chance.uniform(-0.5, 0.5)
        self.troubles: list[tuple[float, float, str]] = []
        self._wrong: set[str] = set()
        self._wrong_until_s = 0.0
        self.is_on = False
        self._number = 0
        self._cuff_s = -CUFF_S
        self._waiting: deque[tuple[DeviceMessage, float]] = deque(maxlen=KEPT)
        self._frozen: dict[VitalKind, float] | None = None
        self.heard: list[object] = []

    def have_troubles(self, kinds: tuple[str, ...], *, many: int, until_s: float) -> None:
        """Draw what will go wrong with it, and when."""
        for _ in range(many):
            begins = self._chance.uniform(30, until_s)
            self.troubles.append((begins, begins + self._chance.uniform(15, 240), self._chance.choice(kinds)))
        for begins, ends, what in self.troubles:
            self._world.after(begins, self._world.fault, what, self.device)
            if what == "device clock set":
                by_s = self._chance.choice((-3600, -90, -12, 12, 90, 3600))
                self._world.after(begins, self._set_clock, by_s)
                self._world.after(ends, self._set_clock, -by_s)

    def _set_clock(self, by_s: float) -> None:
        self.offset_s += by_s

    def turn_on(self) -> None:
        if not self.is_on:
            self.is_on = True
            self._beat()

    def now_wrong(self) -> set[str]:
        s = self._world.s
        if s >= self._wrong_until_s:
            self._wrong = {what for begins, ends, what in self.troubles if begins <= s < ends}
            later = [when for begins, ends, _ in self.troubles for when in (begins, ends) if when > s]
            self._wrong_until_s = min(later, default=math.inf)
        return self._wrong

    # --- sending ---------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        if not self.is_on:
            return
        wrong = self.now_wrong() if self.troubles else ()
        if "unplugged" not in wrong:
            message = self._message(wrong)
            for _ in range(FLOOD if "flood" in wrong and self._chance.random() < 0.2 else 1):
                self._send(message, wrong)
                if "flood" in wrong:
                    message = self._message(wrong)
            if "everything twice" in wrong:
                self._send(message, wrong)
        if self._waiting and self._waiting[0][1] + ANSWER_S < self._world.s:
            self._send_again(wrong)
        self._world.after(self.every_s, self._beat)

    def _message(self, wrong: set[str] | tuple[()]) -> DeviceMessage:
        world = self._world
        now = world.now
        at = now + timedelta(seconds=self.offset_s)
        values = self.body.values(world.s)
        if world.s - self._cuff_s >= CUFF_S:
            self._cuff_s = world.s
        else:
            del values[VitalKind.SYSTOLIC]
        validity, mode = Validity.VALID, REAL
        if wrong:
            values, validity, mode = self._made_wrong(values, wrong)
        self._number += 1
        name = f"{self.device}\x1f{self._number}\x1f"
        rows = tuple([
            Row(kind, value if validity is Validity.VALID else None, at, "monitor", self.device, validity, mode,
                name + kind.value)
            for kind, value in values.items()
        ])  # fmt: skip
        return DeviceMessage(
            message_id=f"{self.device}-{self._number}", device_id=self.device, mode=mode, rows=rows, problems=(),
            sent_at=at, received_at=now, peer=self.device,
        )  # fmt: skip

    def _made_wrong(
        self, values: dict[VitalKind, float], wrong: set[str] | tuple[()]
    ) -> tuple[dict[VitalKind, float], Validity, GenerationMode]:
        if "flat line" in wrong:
            self._frozen = self._frozen or dict(values)
            values = {kind: self._frozen.get(kind, value) for kind, value in values.items()}
        else:
            self._frozen = None
        if "impossible values" in wrong:
            values = {kind: self._chance.choice(SENTINELS) for kind in values}
        if "artefact" in wrong and self._chance.random() < 0.4:
            values = {kind: value - 14.0 if kind is VitalKind.SPO2 else value for kind, value in values.items()}
        validity = Validity.INVALID if "sensor off" in wrong else Validity.VALID
        return values, validity, GenerationMode.DEMO if "demo data" in wrong else REAL

    def _send(self, message: DeviceMessage, wrong: set[str] | tuple[()], *, again: bool = False) -> None:
        if not again:
            self._waiting.append((message, self._world.s))
        if not wrong:
            self._arrive(message)
            return
        draw = self._line.random
        if "line down" in wrong or ("line loses" in wrong and draw() < 0.4):
            return
        if "line delays" in wrong or ("line reorders" in wrong and draw() < 0.6):
            self._world.after(draw() * 25.0, self._arrive, message)
            return
        self._arrive(message)

    def _arrive(self, message: DeviceMessage) -> None:
        """Let it come in, however late: the gateway stamps when it came."""
        now = self._world.now
        self._hear(message if message.received_at == now else replace(message, received_at=now), self)

    def _send_again(self, wrong: set[str] | tuple[()]) -> None:
        s = self._world.s
        late = [message for message, sent_s in self._waiting if sent_s + ANSWER_S < s]
        waiting = {message.message_id: sent_s for message, sent_s in self._waiting}
        for message in late[:10]:
            waiting[message.message_id] = s
        self._waiting = deque(((m, waiting[m.message_id]) for m, _ in self._waiting), maxlen=KEPT)
        for message in late[:10]:
            self._send(message, wrong, again=True)

    def answered(self, message: DeviceMessage, answer: object) -> None:
        """Hear what the gateway says; a yes takes the message out of what waits."""
        self.heard.append(type(answer))
        if self.troubles and "line half open" in self.now_wrong():
            return  # what the gateway says is lost on the way
        if getattr(answer, "receipt", None) is not None:
            waiting = self._waiting
            if waiting and waiting[0][0].message_id == message.message_id:
                waiting.popleft()
            else:
                self._waiting = deque(
                    (each for each in waiting if each[0].message_id != message.message_id), maxlen=KEPT
                )
