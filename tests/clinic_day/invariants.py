"""What must hold after every step of a clinic day, whatever goes wrong; each check knows nothing of how it is met."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from clinic_day import covering, record
from clinic_day.chair import Chair
from clinic_day.disk import Disk
from clinic_day.gateway import AT_LEAST_S, TICK_S, Gateway, Standing
from clinic_day.web import Answer, Form
from clinic_day.world import World
from leeward.clinic.infusions import watchdog
from leeward.devices import intake
from leeward.devices.port import DeviceMessage, Receipt
from leeward.dosing import ledger, ledger_chain
from leeward.infusion import account, journal, late, machine, signals
from leeward.infusion.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AudioPaused,
    Completed,
    Paused,
    RateChanged,
    Resumed,
    Started,
    Stopped,
)
from leeward.infusion.machine import INFUSING, State
from leeward.infusion.record import of as record_of
from leeward.infusion.vitals import Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmKind, Priority

KEPT = "nothing acknowledged is lost"
WATCHED = "no infusion runs unwatched beyond its limit without an alarm"
AT_ONCE = "an alarm waits for no disk"
DELIVERED = "the delivered dose never exceeds the order"
LEDGER = "the ledger balances"
NO_END = "no alarm disappears without its end or an answer in the journal"
PAUSE = "a pause of the sound always ends"
REPLAY = "the journal replayed is the state that is live"
ORDER = "order of arrival and copies change nothing"
GAPS = "every second of an infusion is measured, charted or marked as a gap"
COMMANDS = "nothing is sent to a device but an answer"
ALONE = "one device's fault changes no other chair's alarms"
FORESEEN = "time alone changes nothing before it is foreseen"
ALL = (KEPT, WATCHED, AT_ONCE, DELIVERED, LEDGER, NO_END, PAUSE, REPLAY, ORDER, GAPS, COMMANDS, ALONE, FORESEEN)

LOOK_S = 20.0
ONE_IN = 8  # so many steps that a rule judges by what is new are judged again by all that there is
_MOVES_DRUG = (Started, Resumed, RateChanged, Paused, Stopped, Completed)
CONTINUOUS_S, CUFF_S, SLACK_S = 10.0, 420.0, TICK_S + 6.0
LIMITS_S = (
    (VitalKind.SPO2, CONTINUOUS_S), (VitalKind.HEART_RATE, CONTINUOUS_S), (VitalKind.SYSTOLIC, CUFF_S),
)  # fmt: skip
BELIEVED = {VitalKind.SPO2: (20.0, 100.0), VitalKind.HEART_RATE: (0.0, 300.0), VitalKind.SYSTOLIC: (40.0, 300.0)}
QUIET_S = 120.0
ENDS_S = AT_LEAST_S + 35.0
ROOM = 1e-6


class Broken(AssertionError):
    """An invariant does not hold."""

    def __init__(self, invariant: str, what: str, world: World) -> None:
        self.invariant = invariant
        super().__init__(
            f"{invariant}: {what} (second {world.s:.1f}). Replay it: "
            f".venv/bin/python tests/clinic_day --seed {world.seed}"
        )


class Invariants:
    """Looks on; the processes tell it what they did."""

    def __init__(self, world: World, disk: Disk, gateway: Gateway, web: Any, chairs: dict[UUID, Chair]) -> None:
        self.world, self.disk, self.gateway, self.chairs = world, disk, gateway, chairs
        gateway.watchers.append(self)
        web.watchers.append(self)
        self.checks = 0
        self.answered_yes: set[tuple[str, str]] = set()
        self.kept_events: dict[UUID, set[UUID]] = {infusion_id: set() for infusion_id in chairs}
        self._chance = world.chance("invariants")
        self.last_s: dict[tuple[UUID, VitalKind], float] = {}
        self.said_by: dict[UUID, Any] = {}  # the signals by which a silence that lasts is told
        self.judged: dict[UUID, int] = {}  # how many entries of a journal were looked at
        self.held_ug: dict[Any, int] = {}
        self.moved = 0
        self.below_90: dict[UUID, list[float]] = {}
        self.told: dict[UUID, set[str]] = {}
        self.unended_s: dict[UUID, float] = {}
        self.paused_s: dict[UUID, float] = {}
        self.live: dict[UUID, tuple[journal.Journal, State]] = {}
        self.left_s: float | None = None
        self.down_since_s: float | None = None

    def must(self, holds: bool, invariant: str, what: Callable[[], str]) -> None:
        self.checks += 1
        if not holds:
            raise Broken(invariant, what(), self.world)

    # --- after every step ------------------------------------------------------------------------------------

    def step(self) -> None:
        """Look at every chair: is no more going in than was ordered, and is it watched?"""
        s = self.world.s
        if self.gateway.is_up:
            self.down_since_s = None
        elif self.down_since_s is None:
            self.down_since_s = s
        for infusion_id, chair in self.chairs.items():
            if chair.begun_s is None:
                continue
            pump = chair.pump
            self.checks += 1
            # Its display never shows more than the volume that was set: with the ordered one all is well.
            if pump.vtbi_ml > chair.most_ml:
                self.must(pump.given_ml <= chair.most_ml, DELIVERED, chair.given)
            if chair.ended_s is None and s > chair.silent_s:
                self._may_be_silent(infusion_id, chair)

    def look(self) -> None:
        """Look at all of it anew, and whether everybody left."""
        for infusion_id, chair in self.chairs.items():
            if chair.begun_s is not None:
                self.must(chair.pump.given_ml <= chair.most_ml, DELIVERED, chair.given)
                if chair.ended_s is None and self.disk.states[infusion_id] in INFUSING:
                    self._is_watched(infusion_id, chair)
        everybody_left = all(state in record.CLOSED for state in self.disk.states.values())
        self.left_s = (self.left_s or self.world.s) if everybody_left else None
        self.world.is_over = self.left_s is not None and self.world.s - self.left_s > 2 * AT_LEAST_S
        self.world.after(LOOK_S, self.look)

    def _may_be_silent(self, infusion_id: UUID, chair: Chair) -> None:
        """Look closer where a value may be too old, and not again while the same signals say so."""
        if self.disk.states[infusion_id] not in INFUSING:
            return
        begun_s, last = chair.begun_s or 0.0, self.last_s
        chair.silent_s = SLACK_S + min(
            max(last.get((infusion_id, kind), -1e9), begun_s) + after_s for kind, after_s in LIMITS_S
        )
        if self.world.s <= chair.silent_s:
            return
        standing = self.gateway.beds.get(infusion_id)
        if standing is None or self.said_by.get(infusion_id) is not standing.told:
            self.said_by.pop(infusion_id, None)
            self._is_watched(infusion_id, chair)
            if standing is not None and _is_technical(standing):
                self.said_by[infusion_id] = standing.told

    def _is_watched(self, infusion_id: UUID, chair: Chair) -> None:
        s = self.world.s
        # Where our clock was set back and the monitor's is behind, or its line slow, what came before looks new.
        back = self.world.set_back_s
        looks_new_s = sum(by_s for when, by_s in back if s - when < by_s + 60) if chair.monitor.troubles else 0.0
        for kind, after_s in LIMITS_S:
            last_s = max(self.last_s.get((infusion_id, kind), -1e9), chair.begun_s or 0.0)
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

    # --- what the gateway tells ------------------------------------------------------------------------------

    def heard(self, standing: Standing, message: DeviceMessage) -> None:
        """A message was taken and decided."""
        infusion_id = standing.chair.infusion_id
        for row in message.rows:
            low, high = BELIEVED[row.kind]
            if row.validity is not Validity.VALID or row.value is None or not low <= row.value <= high:
                continue
            old_s, place = (message.received_at - row.at).total_seconds(), (infusion_id, row.kind)
            if old_s < -5.0:
                continue
            self.last_s[place] = max(self.last_s.get(place, -1e9), self.world.s - old_s)
            if old_s <= CONTINUOUS_S and row.kind is VitalKind.SPO2 and standing.state in record.WATCHED:
                self._calls_at_once(standing, row.value)

    def _calls_at_once(self, standing: Standing, value: float) -> None:
        run = self.below_90.setdefault(standing.chair.infusion_id, [])
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

    def answered(self, message: DeviceMessage, answer: Any) -> None:
        """A monitor is about to be answered."""
        is_answer = type(answer) is intake.Answer and (answer.receipt is None or type(answer.receipt) is Receipt)
        self.must(is_answer, COMMANDS, lambda: f"{message.device_id} was sent {answer!r}")
        if answer.receipt is not None:
            key = (message.device_id, message.message_id)
            self.must(key in self.disk.frames, KEPT, lambda: f"{key} was acknowledged and is not on the disk")
            self.answered_yes.add(key)

    def decided(self, standing: Standing) -> None:
        """The alarms of one chair were decided."""
        infusion_id, events, now = standing.chair.infusion_id, standing.events, self.world.now
        keys = {one.condition.key for one in standing.told}
        unended = {key for key in self.told.get(infusion_id, set()) - keys if not _has_ended(events, key)}
        # While nothing can be written the end cannot be either: the next looks write it, once there is room again.
        if not unended or standing.is_unwritten:
            self.unended_s.pop(infusion_id, None)
        else:
            for_s = self.world.s - self.unended_s.setdefault(infusion_id, self.world.s)
            self.must(for_s <= ENDS_S, NO_END, lambda: f"{unended} told no more, and nothing says why")
        self.told[infusion_id] = (keys & standing.heard.calls.keys()) | unended
        until = standing.heard.paused_until(now=now)
        if until is not None:
            self._ends(standing, (until - now).total_seconds())
        if not self._chance.randrange(ONE_IN):
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

    # --- what the web tells ----------------------------------------------------------------------------------

    def form_answered(self, form: Form, answer: Answer) -> None:
        """A form is about to be answered."""
        if answer.became not in ("kept", "noted"):
            return
        if form.verb == "move drug":
            self._balances()
            movements = {sealed.movement.movement_id for sealed in self.disk.ledgers["cabinet"]}
            self.must(form.form_id in movements, KEPT, lambda: f"{form} was acknowledged and is not in the ledger")
            return
        expected = _ids_of(form, answer)
        there = self.disk.records.of(form.infusion_id, self.disk.journals[form.infusion_id]).known.keys()
        self.must(expected <= there, KEPT, lambda: f"{form} was acknowledged and is not in the journal")
        self.kept_events[form.infusion_id] |= expected

    def recorded(self, infusion_id: UUID) -> None:
        """A journal may have grown: it leads to the state that is live, and to no more than was ordered."""
        entries, state = self.disk.journals[infusion_id], self.disk.states[infusion_id]
        known, many = self.disk.records.of(infusion_id, entries), self.judged.get(infusion_id, 0)
        self.must(known.state is state, REPLAY, lambda: f"live {state.value}, folded: {known.state.value}")
        is_whole = known.has_late or not self._chance.randrange(ONE_IN)
        if is_whole:
            self._is_replayed(infusion_id)
        if is_whole or any(type(entry.event) in _MOVES_DRUG for entry in entries[many:]):
            self._is_within(infusion_id, known.happened)
        self.judged[infusion_id] = len(entries)

    def _is_replayed(self, infusion_id: UUID) -> None:
        """The whole journal, looked at anew, says what was folded of it entry by entry."""
        entries, state = self.disk.journals[infusion_id], self.disk.states[infusion_id]
        events = journal.events(entries)
        try:
            again = machine.replay(late.happened(events))
        except machine.CannotHappen as why:
            again, told = None, str(why)
        else:
            told = again.value
        self.must(again is state, REPLAY, lambda: f"live {state.value}, replayed: {told}")
        folded, whole = self.disk.records.of(infusion_id, entries), record_of(entries)
        self.must(folded == whole, REPLAY, lambda: f"{infusion_id}: the folded record is not that of the whole journal")

    def _is_within(self, infusion_id: UUID, happened: tuple[Any, ...]) -> None:
        given = account.delivered(happened, now=self.world.now)
        if given is not None:
            made = self.chairs[infusion_id].preparation
            is_within = given.mg <= made.dose_mg * (1 + ROOM) and given.ml <= made.vtbi_ml * 1.01 + ROOM
            self.must(is_within, DELIVERED, lambda: f"{given.mg:g} mg of {made.dose_mg:g} mg, {given.ml:g} mL")

    def _balances(self) -> None:
        """Add what was moved since the last look, as a plain sum; each place holds something, or nothing."""
        chain = self.disk.ledgers["cabinet"]
        for sealed in chain[self.moved :]:
            one = sealed.movement
            for place, by_ug in ((one.source, -one.amount_ug), (one.target, one.amount_ug)):
                key = (place, one.vial if place is not ledger.Place.PREPARATION else one.preparation)
                held_ug = self.held_ug[key] = self.held_ug.get(key, 0) + by_ug
                is_held = place is ledger.Place.OUTSIDE or held_ug >= 0
                self.must(is_held, LEDGER, lambda key=key, held_ug=held_ug: f"{held_ug} micrograms in {key}")
        self.moved = len(chain)

    # --- after a kill, and at the end of the day --------------------------------------------------------------

    def restarted(self, _process: Any) -> None:
        """A process came back: what was acknowledged is on the disk, and the journals are whole."""
        lost = self.answered_yes - self.disk.frames.keys()
        self.must(not lost, KEPT, lambda: f"{lost} were acknowledged and are lost")
        for infusion_id, expected in self.kept_events.items():
            entries = self.disk.journals[infusion_id]
            missing = expected - {entry.event.event_id for entry in entries}
            self.must(not missing, KEPT, lambda missing=missing: f"{missing} were acknowledged and are lost")
        if not self._chance.randrange(ONE_IN):
            self._reads_back()

    def _reads_back(self) -> None:
        """The lines on the disk, read anew, are the journal; its chain is whole."""
        for infusion_id, entries in self.disk.journals.items():
            again = tuple(journal.from_line(journal.to_line(entry)) for entry in entries)
            is_whole = again == entries and journal.verify(again) is None
            state = self.disk.states[infusion_id]
            self.must(
                is_whole and late.state_after(journal.events(again)) is state,
                REPLAY,
                lambda infusion_id=infusion_id: f"{infusion_id}: broken",
            )

    def end(self) -> None:
        """The power fails at the end of the day; then the records are read."""
        self.disk.lose_power()
        self.restarted(self.gateway)
        self._reads_back()
        for infusion_id in self.chairs:
            self._is_replayed(infusion_id)
            self._is_within(infusion_id, late.happened(journal.events(self.disk.journals[infusion_id])))
        chain = self.disk.ledgers.get("cabinet", ())
        self.must(ledger_chain.verify(chain) is None, LEDGER, lambda: "the chain is broken")
        covering.each_vial(self, chain)
        for chair in self.chairs.values():
            covering.every_second(self, chair)
            covering.any_order(self, chair)


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


def _ids_of(form: Form, answer: Answer) -> set[UUID]:
    if answer.became == "noted":
        return {uuid5(form.form_id, "could not be applied")}
    if form.verb != "row":
        return {form.form_id}
    names = [kind.value for kind in form.fields.get("readings", {})]
    names += [*form.fields.get("scores", {}), *form.fields.get("items", {})]
    return {uuid5(form.form_id, name) for name in names}
