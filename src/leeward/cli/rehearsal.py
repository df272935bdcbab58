"""One infusion rehearsed in simulated time: a virtual patient, a simulated monitor, and the clinic's own rules.

The monitor's messages are encoded as HL7 and read back by the gateway's parser; readings, alarms, journal and
discharge are the clinic's functions. Whatever a person would say or do is done here by a simulated nurse, and says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypedDict
from uuid import UUID, uuid5

from numpy.random import Generator

from leeward.assessment import Chart
from leeward.assessment.rule import older_than
from leeward.devices import hl7v2
from leeward.devices.simulated import Monitor, Wear
from leeward.dosing import Preparation
from leeward.evidence import Facts, assumed
from leeward.infusion import events as happened
from leeward.infusion.account import Delivered, RateSegment, delivered
from leeward.infusion.alarms import Condition, as_events, changes, watch
from leeward.infusion.discharge import HomeGate, discharge
from leeward.infusion.events import Event
from leeward.infusion.gate import Gate
from leeward.infusion.journal import Entry, append
from leeward.infusion.journal import events as events_of
from leeward.infusion.machine import follow
from leeward.infusion.time_out import time_out
from leeward.infusion.vitals import Baseline, GenerationMode, Reading, VitalKind, baseline_of, parse_entry
from leeward.pharmacology import Regimen, VirtualPatient
from leeward.protocol import Protocol
from leeward.protocol.alarm_limit import Proposal
from leeward.truth import UNKNOWN, YES, Truth

NURSE: Final = "simulated nurse"
MINUTE: Final = timedelta(minutes=1)
TICK: Final = timedelta(seconds=10)
CALM_FOR: Final = timedelta(minutes=5)
PAST: Final = timedelta(minutes=10)  # of readings that the alarm rules look at
BEFORE: Final = timedelta(minutes=12)
LONGEST: Final = timedelta(hours=8)
MODE: Final = GenerationMode.DEMO


class Stamp(TypedDict):
    """The fields that every event has."""

    event_id: UUID
    at: datetime
    by: str
    source: str


class LongerStay(Facts):
    """Whom the discharge gate keeps longer."""

    age = assumed("70 year", why="Dossier 4.6: 120 min after the end from age 70, with Child-Pugh B or sleep apnea.")


class CannotRehearse(Exception):
    """The rehearsal ended before the start; the sentence says what was not met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What the rehearsal left behind; every reading and every entry is simulated."""

    journal: tuple[Entry, ...]
    readings: tuple[Reading, ...]
    time_out: Gate
    home: HomeGate
    delivered: Delivered
    messages: int


@dataclass(slots=True)
class _Chair:
    """The one mutable thing: the journal and readings as they grow, and the simulated clock."""

    preparation: Preparation
    monitor: Monitor
    protocol: Protocol
    chart: Chart
    escort: str | None
    key: UUID
    now: datetime
    journal: tuple[Entry, ...] = ()
    readings: list[Reading] = field(default_factory=list)
    active: tuple[str, ...] = ()
    calm_since: datetime | None = None
    baseline: Baseline = field(default_factory=dict)
    messages: int = 0

    @property
    def events(self) -> Sequence[Event]:
        return events_of(self.journal)

    def stamp(self, what: str) -> Stamp:
        name = uuid5(self.key, f"{what}\x1f{self.now.isoformat()}\x1f{len(self.journal)}")
        return Stamp(event_id=name, at=self.now, by=NURSE, source="rehearsal")

    def record(self, *events: Event) -> None:
        for event in events:
            follow(self.events, event)
            self.journal = append(self.journal, event)

    def listen(self) -> None:
        raw = self.monitor.message_at(self.now)
        self.readings.extend(hl7v2.parse(raw, received_at=self.now).readings)
        self.messages += 1


def rehearse(
    preparation: Preparation,
    patient: VirtualPatient,
    chart: Chart,
    protocol: Protocol,
    *,
    escort: str | None,
    at: datetime,
    key: UUID,
    rng: Generator,
    tick: Callable[[float, float], None],
) -> Rehearsed:
    """Infuse, recover and, when the gate opens, discharge; `tick(minutes, of about)` is told the progress.

    Raises CannotRehearse where the time-out does not open.
    """
    chair = _Chair(
        preparation=preparation,
        monitor=Monitor(patient, lambda now: _segments(chair, now), rng=rng, wear=Wear(every=TICK)),
        protocol=protocol,
        chart=chart,
        escort=escort,
        key=key,
        now=at - BEFORE,
    )
    opened = _check_in(chair, at)
    _start(chair)
    home = _attend(chair, patient, at, tick)
    given = delivered(chair.events, now=chair.now)
    assert given is not None  # noqa: S101 - it was started above
    return Rehearsed(
        journal=chair.journal,
        readings=tuple(chair.readings),
        time_out=opened,
        home=home,
        delivered=given,
        messages=chair.messages,
    )


def longer_stay(chart: Chart) -> Truth:
    """Does the chart ask for the longer stay after the end?"""
    return older_than(chart, LongerStay.age) | chart.liver_impairment | chart.sleep_apnea


def _segments(chair: _Chair, now: datetime) -> Sequence[RateSegment]:
    given = delivered(chair.events, now=now)
    return given.segments if given else ()


def _check_in(chair: _Chair, at: datetime) -> Gate:
    """Take the resting readings and pass the time-out, or say why it does not open."""
    while chair.now < at:
        chair.listen()
        chair.now += MINUTE
    chair.now = at
    _chart_temperature(chair)
    for key in ("cadss-6", "moaa-s", "distress"):
        _score(chair, key, 5 if key == "moaa-s" else 0)
    checks = {item.key: YES for item in chair.protocol.starting.items}
    checks["escort"] = YES if chair.escort else UNKNOWN
    gate = time_out(checks, chair.readings, chair.protocol.starting, now=chair.now, mode=MODE)
    between = tuple(VitalKind(item.key) for item in gate.items if item.truth is UNKNOWN and item.key not in checks)
    if between and gate.is_open is UNKNOWN:
        says = ", ".join(kind.label.lower() for kind in between)
        note = f"Between go and no-go, repeated and accepted by the simulated prescriber: {says}."
        chair.record(happened.NoteWritten(**chair.stamp("note"), text=note))
        gate = time_out(checks, chair.readings, chair.protocol.starting, now=chair.now, accepted=between, mode=MODE)
    if gate.is_open is not YES:
        raise CannotRehearse(" ".join(gate.blocks))
    chair.baseline = baseline_of(chair.readings, before=chair.now, mode=MODE)
    passed = tuple((item.key, item.truth.value) for item in gate.items)
    chair.record(happened.TimeOutPassed(**chair.stamp("time-out"), checks=passed))
    return gate


def _chart_temperature(chair: _Chair) -> None:
    measured = chair.chart.current("temperature")
    if measured is not None:
        entry_id = uuid5(chair.key, "temperature")
        said = f"temp {measured.to('Cel'):.1f}"
        chair.readings.extend(parse_entry(said, entry_id=entry_id, at=chair.now, by=NURSE, mode=MODE))


def _start(chair: _Chair) -> None:
    prepared = chair.preparation
    chair.record(
        happened.Started(
            **chair.stamp("start"),
            rate_ml_per_h=prepared.rate_ml_per_h,
            concentration_mg_per_ml=prepared.concentration_mg_per_ml,
            dose_mg=prepared.dose_mg,
            weight_kg=prepared.weight_kg,
            vtbi_ml=prepared.vtbi_ml,
        )
    )


def _attend(chair: _Chair, patient: VirtualPatient, start: datetime, tick: Callable[[float, float], None]) -> HomeGate:
    """Go through the hours in steps, as monitor and nurse would, until the patient may leave or nobody stays longer."""
    about = chair.preparation.minutes + 90
    ended: datetime | None = None
    gate: HomeGate | None = None
    while gate is None or (gate.may_leave is not YES and chair.now - start < LONGEST):
        chair.now += TICK
        chair.listen()
        running = ended is None
        _watch(chair, running=running)
        if running:
            ended = _tend(chair)
        if _on_the_minute(chair.now - start):
            minutes = (chair.now - start) / MINUTE
            _score_on_time(chair, patient, minutes)
            tick(minutes, max(about, minutes))
            if ended is not None:
                gate = _ask_gate(chair, ended)
        if gate is None and chair.now - start > LONGEST:
            gate = _ask_gate(chair, chair.now)
    if gate.may_leave is YES and chair.escort:
        _discharge(chair, gate)
    return gate


def _on_the_minute(since: timedelta) -> bool:
    return since % MINUTE < TICK


def _watch(chair: _Chair, *, running: bool) -> None:
    """Look at the readings, and write down what began and what ended; the simulated nurse answers each alarm."""
    recent = [reading for reading in chair.readings if reading.at > chair.now - PAST]
    conditions = watch(
        recent,
        chair.baseline,
        chair.protocol.alarms,
        now=chair.now,
        running=running,
        mode=MODE,
        active=chair.active,
    )
    changed = changes(chair.active, conditions)
    chair.record(*as_events(changed, infusion_id=chair.key, at=chair.now))
    for raised in changed.raised:
        _answer(chair, raised, running=running)
    chair.active = tuple(condition.key for condition in conditions)
    chair.calm_since = None if conditions else chair.calm_since or chair.now


def _answer(chair: _Chair, raised: Condition, *, running: bool) -> None:
    proposed = {Proposal.STOP: "stopped", Proposal.PAUSE: "paused"}.get(raised.proposes) if raised.proposes else None
    did = proposed if running and proposed else "looked, repeated the pressure"
    chair.monitor.measure_pressure()
    acknowledged = happened.AlarmAcknowledged(
        **chair.stamp(f"ack {raised.key}"),
        alarm_key=raised.key,
        action=did,
    )
    chair.record(acknowledged)


def _tend(chair: _Chair) -> datetime | None:
    """Pause, stop, resume or end as the acknowledged alarms and the volume ask; return the end, once there is one."""
    last = next((e for e in reversed(chair.events) if isinstance(e, happened.AlarmAcknowledged)), None)
    asked = last.action if last is not None and last.at == chair.now else ""
    paused = isinstance(_last_move(chair.events), happened.Paused)
    if asked == "stopped":
        chair.record(happened.Stopped(**chair.stamp("stop"), reason="stop rule"))
        return chair.now
    if asked == "paused" and not paused:
        chair.record(happened.Paused(**chair.stamp("pause"), reason="stop rule"))
    elif paused and chair.calm_since is not None and chair.now - chair.calm_since >= CALM_FOR:
        rate = chair.preparation.rate_ml_per_h
        chair.record(happened.Resumed(**chair.stamp("resume"), rate_ml_per_h=rate))
    given = delivered(chair.events, now=chair.now)
    if given is not None and given.is_all:
        chair.record(happened.Completed(**chair.stamp("complete"), delivered_ml=round(given.ml, 1)))
        return chair.now
    return None


def _last_move(recorded: Sequence[Event]) -> Event | None:
    moves = happened.Started | happened.Paused | happened.Resumed
    return next((event for event in reversed(recorded) if isinstance(event, moves)), None)


def _score_on_time(chair: _Chair, patient: VirtualPatient, minutes: float) -> None:
    """Score dissociation and sedation at the protocol's times, as the virtual patient would."""
    whole = round(minutes)
    if whole % 10 == 0:
        _score(chair, "moaa-s", 5)
        _score(chair, "distress", 1)
    if whole % 20 == 0:
        given = delivered(chair.events, now=chair.now)
        full = patient.given(_regimen(given)).cadss_at(minutes) if given else 0
        _score(chair, "cadss-6", round(full * 6 / 23))  # six of the scale's 23 items, taken as even


def _regimen(given: Delivered) -> Regimen:
    start = given.started_at
    return Regimen.recorded(
        ((s.started_at - start) / MINUTE, (s.ended_at - start) / MINUTE, s.rate_mg_per_min)
        for s in given.segments
        if s.ended_at > s.started_at
    )


def _score(chair: _Chair, key: str, total: int) -> None:
    scored = happened.ScaleScored(**chair.stamp(f"score {key}"), scale_key=key, total=total)
    chair.record(scored)


def _ask_gate(chair: _Chair, ended: datetime) -> HomeGate:
    """Answer the items of the discharge list as a nurse would with a well patient, and ask the gate."""
    if not any(isinstance(e, happened.ItemChecked) and e.at >= ended for e in chair.events):
        for item in chair.protocol.discharge.items:
            met = UNKNOWN if item.key == "escort" and not chair.escort else YES
            stamped = chair.stamp(f"item {item.key}")
            chair.record(happened.ItemChecked(**stamped, item=item.key, truth=met))
        for key, total in (("aldrete", 10), ("padss", 10)):
            _score(chair, key, total)
    return discharge(
        chair.readings,
        chair.events,
        chair.protocol.discharge,
        baseline=chair.baseline,
        now=chair.now,
        needs_longer=longer_stay(chair.chart),
        mode=MODE,
    )


def _discharge(chair: _Chair, gate: HomeGate) -> None:
    checks = tuple((item.key, item.truth.value) for item in gate.items)
    chair.record(
        happened.Discharged(
            **chair.stamp("discharge"),
            escort=chair.escort or "",
            escort_phone="not called in a rehearsal",
            checks=checks,
        )
    )
