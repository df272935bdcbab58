"""The gateway in the simulation: the product's intake, alarms and journal, around simulated time and disk."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.deciding import NAME, Deciding
from clinic_day.disk import CannotWrite, Disk
from clinic_day.standing import Standing, wanted
from clinic_day.world import World
from leeward.clinic.infusions import watchdog
from leeward.devices.intake import Answer, Batch, Intake
from leeward.devices.port import DeviceMessage, Receipt
from leeward.infusion.events import MonitoringInterrupted, TimeOutPassed
from leeward.infusion.vitals import GenerationMode

WINDOW = timedelta(minutes=10)  # the product's, at the bedside
RESTART_S = (0.5, 45.0)


class Gateway(Deciding):
    """Hears monitors, decides at once, keeps in batches, and answers when it is kept."""

    def __init__(self, world: World, disk: Disk, chairs: dict[UUID, Chair]) -> None:
        super().__init__(world, disk, chairs)
        self._chance = world.chance("gateway")
        self.intake: Intake[Any] = Intake()
        world.processes[NAME] = self

    # --- life and death --------------------------------------------------------------------------------------

    def die(self) -> None:
        """Nothing of the memory is left; somebody starts it again."""
        self.is_up, self.beds = False, {}
        self.epoch += 1
        self.world.after(self._chance.uniform(*RESTART_S), self.start)

    def start(self) -> None:
        if self.is_up:
            return
        self.intake, self.is_up = Intake(), True
        self.look_soon()
        told = watchdog.cache.get(watchdog.KEY)
        for infusion_id, state in list(self.disk.states.items()):
            if state in record.WATCHED:
                self._load(infusion_id)
                if told is not None:
                    self._write_interruption(infusion_id, since=told["at"])
        for watcher in self.watchers:
            watcher.restarted(self)
        self._tick(self.epoch)

    def _load(self, infusion_id: UUID) -> Standing:
        standing = self.beds[infusion_id] = Standing(self.chairs[infusion_id])
        self._refresh(standing)
        frames = self.disk.messages_of(infusion_id)
        standing.bed.take_readings(wanted(frames, since=self.world.now - WINDOW))
        return standing

    def _write_interruption(self, infusion_id: UUID, *, since: datetime) -> None:
        """Write since when nobody watched, as `interruption` does."""
        now, standing = self.world.now, self.beds[infusion_id]
        ready = next((event.at for event in standing.events if type(event) is TimeOutPassed), since)
        since = max(since, ready)
        if since >= now:
            return
        event = MonitoringInterrupted(
            event_id=uuid5(infusion_id, f"not watched since {since.isoformat()}"), at=now, by=NAME, source=NAME,
            since=since, reason="the gateway was started again",
        )  # fmt: skip
        self._record(standing, (event,))

    # --- messages --------------------------------------------------------------------------------------------

    def hear(self, message: DeviceMessage, line: Any) -> None:
        """A message arrives: decide first, keep then, answer last."""
        if not self.is_up:
            return
        answer = self.intake.offer(message, line, now_s=self.world.s)
        if answer is not None:
            line.answered(message, answer)
            return
        self.world.effect(NAME, "after it was heard")
        standing = self._of(message)
        if standing is not None:
            if standing.bed.take(message):
                self._decide(standing)
            for watcher in self.watchers:
                watcher.heard(standing, message)
        self.world.effect(NAME, "after it was decided")
        self._ask_for_batch()

    def _of(self, message: DeviceMessage) -> Standing | None:
        infusion_id = self.disk.pairings.get(message.device_id)
        if infusion_id is None or message.mode is not GenerationMode.REAL:
            return None
        return self.beds.get(infusion_id)

    def _ask_for_batch(self) -> None:
        wait_s = self.intake.due_in_s(now_s=self.world.s)
        if wait_s is not None:
            self.world.after(max(wait_s, 0.0) + 1e-6, self._flush, self.epoch)

    def _flush(self, epoch: int) -> None:
        if epoch != self.epoch or not self.is_up:
            return
        batch = self.intake.due(now_s=self.world.s)
        if batch is None:
            return
        changes, receipts = self._rows_of(batch)
        try:
            self.disk.commit(NAME, changes)
        except CannotWrite as why:
            self._could_not_write()
            answers = self.intake.failed(batch, str(why), now_s=self.world.s)
        else:
            answers = self.intake.kept(batch, receipts)
        self._answer(batch, answers)
        self._ask_for_batch()

    def _rows_of(self, batch: Batch) -> tuple[list[Any], list[Receipt]]:
        frames, pairings = self.disk.frames, self.disk.pairings
        changes, receipts, fresh = [], [], set()
        for message in batch.messages:
            key = (message.device_id, message.message_id)
            is_new = key not in frames and key not in fresh
            if is_new:
                fresh.add(key)
                is_ours = message.mode is GenerationMode.REAL
                changes.append((frames, key, (pairings.get(message.device_id) if is_ours else None, message)))
            many = len(message.rows)
            receipts.append(Receipt(message_id=message.message_id, new=many * is_new, repeated=many * (not is_new)))
        return changes, receipts

    def _answer(self, batch: Batch, answers: Iterable[Answer]) -> None:
        for place, answer in zip(batch.places, answers, strict=True):
            self.world.effect(NAME, "between two answers")
            for watcher in self.watchers:
                watcher.answered(place.message, answer)
            answer.ticket.answered(place.message, answer)
