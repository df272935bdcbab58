"""Alarms in the simulated gateway: what stands is decided at once and at ticks, told, and written into the journal."""

import math
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.disk import CannotWrite, Disk
from clinic_day.standing import Standing
from clinic_day.world import START, World
from leeward.clinic.infusions import watchdog
from leeward.infusion import condition, signals
from leeward.infusion.bed import Bed
from leeward.infusion.deadline import NEVER
from leeward.infusion.following import Following
from leeward.infusion.machine import INFUSING
from leeward.protocol.alarms import LIMITS

NAME = "gateway"
TICK_S = 5.0  # the product's is 1 s: what time alone brings is looked at less often, to have more days in a minute
TOLD_AGAIN_S = 30.0
AT_LEAST_S = 60.0  # so often a chair is looked at although nothing came and nothing is due
WRITES_LATE = timedelta(seconds=TICK_S + 5)
ONE_IN = 16  # so many looks although nothing is due are whole: what time alone brings must have been foreseen


class Deciding:
    """The half of the gateway that decides; the other half hears, keeps and answers."""

    def __init__(self, world: World, disk: Disk, chairs: dict[UUID, Chair]) -> None:
        self.world, self.disk, self.chairs = world, disk, chairs
        self._looks = world.chance("looks")
        self.epoch, self.is_up = 0, False
        self.beds: dict[UUID, Standing] = {}
        self.look_soon()
        self.unwritable: list[tuple[datetime, datetime]] = []
        self.watchers: list[Any] = []  # whoever looks whether what must hold does

    def _load(self, infusion_id: UUID) -> Standing:
        raise NotImplementedError

    def _write_interruption(self, infusion_id: UUID, *, since: datetime) -> None:
        raise NotImplementedError

    def look_soon(self) -> None:
        """Look at every chair at the next tick."""
        self._seen_recorded, self._rests_until, self._rests_until_s, self._decided_at = -1, START, 0.0, START

    def _tick(self, epoch: int) -> None:
        if epoch != self.epoch or not self.is_up:
            return
        now = self.world.now
        told = watchdog.cache.get(watchdog.KEY)
        hung_since = told["at"] if told is not None and now - told["at"] > watchdog.LATE_AFTER else None
        if hung_since is not None or self._may_change(now):
            self._look_at_all(now, hung_since)
        watchdog.beat(now=now, failed=())
        self.world.after(TICK_S, self._tick, epoch)

    def _may_change(self, now: datetime) -> bool:
        """Was anything recorded, is any chair due by either clock, or was the wall's set back?"""
        is_due = now >= self._rests_until or self.world.s >= self._rests_until_s
        return is_due or self.disk.recorded != self._seen_recorded or now < self._decided_at

    def _look_at_all(self, now: datetime, hung_since: datetime | None) -> None:
        if self._seen_recorded != self.disk.recorded:
            self._seen_recorded = self.disk.recorded
            for infusion_id, state in self.disk.states.items():
                if state in record.WATCHED and infusion_id not in self.beds:
                    self._load(infusion_id)
        for standing in list(self.beds.values()):
            if hung_since is not None and standing.state in record.WATCHED:
                self._write_interruption(standing.chair.infusion_id, since=hung_since)
            if standing.state in record.WATCHED:
                self._look(standing, now)
        watched = [standing for standing in self.beds.values() if standing.state in record.WATCHED]
        self._rests_until = min((standing.due for standing in watched), default=NEVER)
        self._rests_until_s = min((standing.decided_s for standing in watched), default=math.inf) + AT_LEAST_S
        self._decided_at = max((standing.decided_at for standing in watched), default=START)

    def _look(self, standing: Standing, now: datetime) -> None:
        """Decide where time alone may have changed what stands or the web wrote something; else tell once a minute."""
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
        self._rests_until, self._decided_at = min(self._rests_until, standing.due), max(self._decided_at, now)
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
