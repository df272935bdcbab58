"""The gateway in the simulation: the product's intake, alarms and journal, around simulated time and disk."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.disk import CannotWrite, Disk
from clinic_day.world import START, World
from leeward.clinic.infusions import watchdog
from leeward.devices.intake import Answer, Batch, Intake
from leeward.devices.port import DeviceMessage, Receipt
from leeward.infusion import condition, journal, signals
from leeward.infusion.bed import Bed
from leeward.infusion.events import Completed, MonitoringInterrupted, ReadingCharted, Stopped, TimeOutPassed
from leeward.infusion.following import Following
from leeward.infusion.machine import INFUSING, State
from leeward.infusion.record import Record
from leeward.infusion.vitals import NIBP, GenerationMode
from leeward.protocol.alarms import LIMITS

NAME = "gateway"
WINDOW = timedelta(minutes=10)  # the product's, at the bedside
TICK_S = 5.0  # the product's is 1 s: what time alone brings is looked at less often, to have more days in a minute
TOLD_AGAIN_S = 30.0
AT_LEAST_S = 60.0  # so often a chair is looked at although nothing came and nothing is due
RESTART_S = (0.5, 45.0)
WRITES_LATE = timedelta(seconds=TICK_S + 5)
ONE_IN = 16  # so many looks although nothing is due are whole: what time alone brings must have been foreseen
_ENDS = (Stopped, Completed)


class Standing:
    """What the gateway holds of one infusion in memory."""

    def __init__(self, chair: Chair) -> None:
        self.chair = chair
        self.bed: Bed
        self.entries: journal.Journal = ()
        self.events: tuple[Any, ...] = ()
        self.state = State.PLANNED
        self.active: dict[str, Any] = {}
        self.heard = signals.Heard()
        self.is_unwritten = False  # the last change of the alarms is not in the journal yet
        self.aimed: tuple[Any, ...] = ()
        self.since: datetime | None = None
        self.conditions: tuple[condition.Condition, ...] = ()
        self.told: tuple[signals.Signal, ...] = ()
        self.decided_s = self.told_s = -1e9
        self.decided_at = self.due = START
        self.told_keys: tuple[str, ...] = ()
        self.told_entries: journal.Journal = ()
        self.charted: set[UUID] = set()

    def fold(self, known: Record) -> None:
        """Take what the journal says: only what is new, where nothing that was charted late may have moved the rest."""
        old, entries = self.entries, known.entries
        is_longer = bool(old) and len(entries) > len(old) and entries[len(old) - 1] is old[-1]
        if is_longer and not known.has_late:
            fresh = known.happened[len(self.events) :]
        else:
            fresh, self.active, self.heard = known.happened, {}, signals.Heard()
        self.entries, self.events, self.state = entries, known.happened, known.state
        record.note_active(self.active, fresh)
        self.heard.take_all(fresh)
        if any(type(event) in _ENDS for event in fresh):
            self.since = next(event.at for event in self.events if type(event) in _ENDS)

    def fresh_readings(self) -> list[Any]:
        """Return what was charted by hand since somebody last asked."""
        fresh = [e for e in self.events if type(e) is ReadingCharted and e.event_id not in self.charted]
        self.charted |= {e.event_id for e in fresh}
        return [record.charted(event, GenerationMode.REAL) for event in fresh]


def _wanted(frames: list[DeviceMessage], *, since: datetime) -> list[Any]:
    """Return what the product reads anew: the last minutes, every cuff reading, and the last of each kind."""
    last = {row.kind: row.at for message in frames for row in message.rows}
    return [
        reading
        for message in frames
        if message.received_at >= since or any(r.kind in NIBP or last[r.kind] == r.at for r in message.rows)
        for reading in message.readings
        if reading.at >= since or reading.kind in NIBP or last[reading.kind] == reading.at
    ]


class Gateway:
    """Hears monitors, decides at once, keeps in batches, and answers when it is kept."""

    def __init__(self, world: World, disk: Disk, chairs: dict[UUID, Chair]) -> None:
        self.world, self.disk, self.chairs = world, disk, chairs
        self._chance, self._looks = world.chance("gateway"), world.chance("looks")
        self.epoch, self.is_up = 0, False
        self.beds: dict[UUID, Standing] = {}
        self.intake: Intake[Any] = Intake()
        self._seen_commits = -1
        self.unwritable: list[tuple[datetime, datetime]] = []
        self.watchers: list[Any] = []  # whoever looks whether what must hold does
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
        self.intake, self.is_up, self._seen_commits = Intake(), True, -1
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
        frames = [message for belongs_to, message in self.disk.frames.values() if belongs_to == infusion_id]
        standing.bed.take_readings(_wanted(frames, since=self.world.now - WINDOW))
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

    # --- alarms ----------------------------------------------------------------------------------------------

    def _tick(self, epoch: int) -> None:
        if epoch != self.epoch or not self.is_up:
            return
        if self._seen_commits != self.disk.commits:
            self._seen_commits = self.disk.commits
            for infusion_id, state in self.disk.states.items():
                if state in record.WATCHED and infusion_id not in self.beds:
                    self._load(infusion_id)
        told = watchdog.cache.get(watchdog.KEY)
        is_hung = told is not None and self.world.now - told["at"] > watchdog.LATE_AFTER
        for standing in list(self.beds.values()):
            if is_hung and standing.state in record.WATCHED:
                self._write_interruption(standing.chair.infusion_id, since=told["at"])
            if standing.state in record.WATCHED:
                self._look(standing)
        watchdog.beat(now=self.world.now, failed=())
        self.world.after(TICK_S, self._tick, epoch)

    def _look(self, standing: Standing) -> None:
        """Decide where time alone may have changed what stands or the web wrote something; else tell once a minute."""
        now = self.world.now
        if standing.due <= now:  # what came since may have moved it
            standing.due = standing.bed.due or now
        is_new = self.disk.journals[standing.chair.infusion_id] is not standing.entries
        if is_new or standing.due <= now or now < standing.decided_at:
            self._decide(standing)
        elif self.world.s - standing.decided_s >= AT_LEAST_S:
            standing.decided_s = self.world.s
            if self._looks.randrange(ONE_IN):
                self._tell(standing)
            else:
                self._decide_early(standing)

    def _decide_early(self, standing: Standing) -> None:
        """Look although nothing is due: nothing may have changed."""
        before = {one.key: one.priority for one in standing.conditions}
        self._decide(standing)
        for watcher in self.watchers:
            watcher.foreseen(standing, before)

    def _refresh(self, standing: Standing) -> None:
        """See what the web wrote into the journal."""
        infusion_id = standing.chair.infusion_id
        entries = self.disk.journals[infusion_id]
        if entries is standing.entries:
            return
        standing.fold(self.disk.records.of(infusion_id, entries))
        baseline, running = standing.chair.baseline, standing.state in INFUSING
        aimed = (baseline, running, standing.since)
        if not standing.aimed:
            following = Following(LIMITS, baseline, running=running, ended_at=standing.since, active=standing.active)
            standing.bed = Bed(following)
        elif aimed != standing.aimed:
            standing.bed.aim(LIMITS, baseline, running=running, ended_at=standing.since)
        standing.aimed = aimed
        fresh = standing.fresh_readings()
        if fresh:
            standing.bed.take_readings(fresh)

    def _decide(self, standing: Standing) -> None:
        """Say which conditions stand; what began and what ended goes into the journal, now or at the next look."""
        self._refresh(standing)
        now = self.world.now
        standing.decided_s, standing.decided_at = self.world.s, now
        if standing.state in record.WATCHED:
            standing.conditions = standing.bed.conditions(now)
            standing.due = standing.bed.due or now
        else:
            standing.conditions = ()
        standing.is_unwritten = False
        changed = condition.changes(standing.active, standing.conditions)
        if changed.raised or changed.cleared:
            self._record(standing, condition.as_events(changed, infusion_id=standing.chair.infusion_id, at=now))
        self._tell(standing)

    def _tell(self, standing: Standing) -> None:
        """Say how what stands is told: anew where it or the journal changed, and else every half minute."""
        keys = tuple(one.key for one in standing.conditions)
        same = keys == standing.told_keys and standing.entries is standing.told_entries
        if same and self.world.s - standing.told_s < TOLD_AGAIN_S:
            return
        before, standing.told = standing.told, signals.told(standing.conditions, standing.heard, now=self.world.now)
        standing.told_keys, standing.told_entries, standing.told_s = keys, standing.entries, self.world.s
        if self.world.is_told:
            self._say(standing, {one.condition.key for one in before})
        for watcher in self.watchers:
            watcher.decided(standing)

    def _record(self, standing: Standing, events: tuple[Any, ...]) -> None:
        infusion_id = standing.chair.infusion_id
        disk = self.disk
        after = record.appended(disk.records.of(infusion_id, disk.journals[infusion_id]), events)
        try:
            disk.commit(NAME, [(disk.journals, infusion_id, after.entries), (disk.states, infusion_id, after.state)])
            disk.records.keep(infusion_id, after)
        except CannotWrite as why:
            standing.is_unwritten = True
            self._could_not_write()
            self.world.say(NAME, f"chair {standing.chair.number}: {why}")
        self._refresh(standing)

    def is_quiet(self, standing: Standing) -> bool:
        """Is the sound of the chair paused?"""
        return standing.heard.paused_until(now=self.world.now) is not None

    def _say(self, standing: Standing, before: set[str]) -> None:
        keys = {one.condition.key for one in standing.told}
        if keys != before:
            self.world.say(NAME, f"chair {standing.chair.number} tells {', '.join(sorted(keys)) or 'nothing'}")

    def _could_not_write(self) -> None:
        now = self.world.now
        self.unwritable.append((now - WRITES_LATE, now + WRITES_LATE))
