"""Is every infusion watched: silence is told, danger is told at once, no alarm disappears, every pause ends."""

from typing import Any
from uuid import UUID

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.deciding import AT_LEAST_S, TICK_S
from clinic_day.laws import AT_ONCE, FORESEEN, NO_END, PAUSE, REPLAY, ROOM, WATCHED, Looker
from clinic_day.standing import Standing
from leeward.clinic.infusions import watchdog
from leeward.devices.port import DeviceMessage
from leeward.infusion import signals
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised, AudioPaused
from leeward.infusion.machine import INFUSING
from leeward.infusion.vitals import Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmKind, Priority

ONE_IN = 8  # so many steps that a rule judges by what is new are judged again by all that there is
LONG_AGO_S = -1e9
CONTINUOUS_S, CUFF_S, SLACK_S = 10.0, 420.0, TICK_S + 6.0
LIMITS_S = (
    (VitalKind.SPO2, CONTINUOUS_S), (VitalKind.HEART_RATE, CONTINUOUS_S), (VitalKind.SYSTOLIC, CUFF_S),
)  # fmt: skip
BELIEVED = {VitalKind.SPO2: (20.0, 100.0), VitalKind.HEART_RATE: (0.0, 300.0), VitalKind.SYSTOLIC: (40.0, 300.0)}
QUIET_S = 120.0
ENDS_S = AT_LEAST_S + 35.0


class Seen:
    """What the looker remembers of one chair."""

    def __init__(self) -> None:
        self.last_s: dict[VitalKind, float] = {}  # when a believable value of each kind was measured
        self.said_by: Any = None  # the signals by which a silence that lasts is told
        self.below_90: list[float] = []
        self.told: set[str] = set()
        self.unended_s: float | None = None


class Watching(Looker):
    """Hears what the gateway heard and decided; knows nothing of how."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.paused_s: dict[UUID, float] = {}
        self.down_since_s: float | None = None
        for chair in self.chairs.values():
            chair.seen = Seen()

    def _may_be_silent(self, infusion_id: UUID, chair: Chair) -> None:
        """Look closer where a value may be too old, and not again while the same signals say so."""
        if self.disk.states[infusion_id] not in INFUSING:
            return
        begun_s, seen = chair.begun_s or 0.0, chair.seen
        chair.silent_s = SLACK_S + min(
            max(seen.last_s.get(kind, LONG_AGO_S), begun_s) + after_s for kind, after_s in LIMITS_S
        )
        if self.world.s <= chair.silent_s:
            return
        standing = self.gateway.beds.get(infusion_id)
        if standing is None or seen.said_by is not standing.told:
            seen.said_by = None
            self._is_watched(infusion_id, chair)
            if standing is not None and _is_technical(standing):
                seen.said_by = standing.told

    def _is_watched(self, infusion_id: UUID, chair: Chair) -> None:
        s = self.world.s
        # Where our clock was set back and the monitor's is behind, or its line slow, what came before looks new.
        back = self.world.set_back_s
        looks_new_s = sum(by_s for when, by_s in back if s - when < by_s + 60) if chair.monitor.troubles else 0.0
        for kind, after_s in LIMITS_S:
            last_s = max(chair.seen.last_s.get(kind, LONG_AGO_S), chair.begun_s or 0.0)
            since_s = sum(by_s for when, by_s in back if when >= last_s)  # by our clock it is younger by so much
            if s - last_s > after_s + SLACK_S + max(looks_new_s, min(since_s, after_s)):
                self.must(
                    self._is_said(infusion_id), WATCHED,
                    lambda kind=kind, gone_s=s - last_s: f"no {kind.label} for {gone_s:.0f} s, and nothing says so",
                )  # fmt: skip

    def _is_said(self, infusion_id: UUID) -> bool:
        """Does the chair's page say that something is wrong with the watching?"""
        if watchdog.trouble(now=self.world.now):
            return True
        if self.down_since_s is not None:
            return self.world.s - self.down_since_s < watchdog.LATE_AFTER.total_seconds() + 10.0
        standing = self.gateway.beds.get(infusion_id)
        return standing is not None and _is_technical(standing)

    def heard(self, standing: Standing, message: DeviceMessage) -> None:
        """A message was taken and decided."""
        seen: Seen = standing.chair.seen
        for row in message.rows:
            low, high = BELIEVED[row.kind]
            if row.validity is not Validity.VALID or row.value is None or not low <= row.value <= high:
                continue
            old_s = (message.received_at - row.at).total_seconds()
            if old_s < -5.0:
                continue
            seen.last_s[row.kind] = max(seen.last_s.get(row.kind, LONG_AGO_S), self.world.s - old_s)
            if old_s <= CONTINUOUS_S and row.kind is VitalKind.SPO2 and standing.state in record.WATCHED:
                self._calls_at_once(standing, row.value)

    def _calls_at_once(self, standing: Standing, value: float) -> None:
        run = standing.chair.seen.below_90
        if value >= 90.0:
            run.clear()
            return
        run.append(self.world.s)
        keys = {one.key for one in standing.conditions}
        if value <= 80.0:
            self.must("spo2-desaturation" in keys, AT_ONCE, lambda: f"SpO2 {value:g} % is not told: {keys}")
        elif run[-1] - run[0] >= 30.0 and len(run) > 3:
            is_told = bool(keys & {"spo2-red", "spo2-desaturation"})
            self.must(is_told, AT_ONCE, lambda: f"SpO2 {value:g} % for {run[-1] - run[0]:.0f} s is not told: {keys}")

    def decided(self, standing: Standing) -> None:
        """The alarms of one chair were decided."""
        seen, events, now = standing.chair.seen, standing.events, self.world.now
        keys = {one.condition.key for one in standing.told}
        unended = {key for key in seen.told - keys if not _has_ended(events, key)}
        # While nothing can be written the end cannot be either: the next looks write it, once there is room again.
        if not unended or standing.is_unwritten:
            seen.unended_s = None
        else:
            seen.unended_s = self.world.s if seen.unended_s is None else seen.unended_s
            for_s = self.world.s - seen.unended_s
            self.must(for_s <= ENDS_S, NO_END, lambda: f"{unended} told no more, and nothing says why")
        seen.told = (keys & standing.heard.calls.keys()) | unended
        until = standing.heard.paused_until(now=now)
        if until is not None:
            self._ends(standing, (until - now).total_seconds())
        if self.at_random(ONE_IN):
            again = signals.signals(standing.conditions, events, now=now)
            self.must(again == standing.told, REPLAY, lambda: f"told {standing.told}, by the whole journal {again}")
            self.must(until == signals.audio_paused_until(events, now=now), REPLAY, lambda: f"paused until {until}")

    def foreseen(self, standing: Standing, before: Any) -> None:
        """A chair was looked at although nothing came and nothing was due."""
        found = {one.key: one.priority for one in standing.conditions}
        self.must(found == before, FORESEEN, lambda: f"chair {standing.chair.number}: {before} became {found}")

    def _ends(self, standing: Standing, left_s: float) -> None:
        pauses = [event for event in standing.events if type(event) is AudioPaused]
        began_s = self.paused_s.setdefault(pauses[-1].event_id, self.world.s)
        back_s = sum(by_s for when, by_s in self.world.set_back_s if when >= began_s)
        self.must(left_s <= QUIET_S + ROOM, PAUSE, lambda: f"it lasts another {left_s:g} s")
        for_s = self.world.s - began_s
        self.must(for_s <= QUIET_S + back_s + ROOM, PAUSE, lambda: f"the sound has been paused for {for_s:.0f} s")


def _is_technical(standing: Standing) -> bool:
    """Is it told that something is wrong with the watching?"""
    return any(one.condition.kind is AlarmKind.TECHNICAL and one.ended_at is None for one in standing.told)


def _has_ended(events: tuple[Any, ...], key: str) -> bool:
    """Does the journal say that the alarm ended, and where it was urgent that somebody answered?"""
    raised = ended = answered = False
    is_urgent = False
    for event in events:
        kind = type(event)
        if kind is AlarmRaised and event.alarm_key == key:
            raised, ended, answered = True, False, False
            is_urgent = event.priority is Priority.HIGH
        elif kind is AlarmCleared and event.alarm_key == key:
            ended = True
        elif kind is AlarmAcknowledged and event.alarm_key == key:
            answered = True
    return raised and ended and (answered or not is_urgent)
