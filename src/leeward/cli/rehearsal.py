"""One infusion rehearsed in simulated time: a virtual patient, a simulated monitor, and the clinic's own rules.

The monitor's messages are encoded as HL7 and read back by the gateway's parser; readings, alarms, journal and
discharge are the clinic's functions. Whatever a person would say or do is done here by a simulated nurse, and says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from numpy.random import Generator

from leeward.assessment import Chart as PatientChart
from leeward.cli.simulated_chair import MINUTE, MODE, NURSE, Chair
from leeward.cli.simulated_nurse import answer, ask_gate, score, score_on_time, send_home, tend
from leeward.devices.simulated import Monitor, Wear
from leeward.dosing import Preparation
from leeward.infusion import events as happened
from leeward.infusion.account import Delivered, RateSegment, delivered
from leeward.infusion.alarms import as_events, changes, watch
from leeward.infusion.discharge import HomeGate
from leeward.infusion.gate import Gate
from leeward.infusion.journal import Entry
from leeward.infusion.time_out import Known, time_out
from leeward.infusion.vitals import Reading, VitalKind, baseline_of, parse_entry
from leeward.pharmacology import VirtualPatient
from leeward.protocol import Protocol
from leeward.truth import UNKNOWN, YES

TICK: Final = timedelta(seconds=10)
PAST: Final = timedelta(minutes=10)  # of readings that the alarm rules look at
BEFORE: Final = timedelta(minutes=12)
LONGEST: Final = timedelta(hours=8)


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


def rehearse(
    preparation: Preparation,
    patient: VirtualPatient,
    chart: PatientChart,
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
    chair = Chair(
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


def _segments(chair: Chair, now: datetime) -> Sequence[RateSegment]:
    given = delivered(chair.events, now=now)
    return given.segments if given else ()


def _check_in(chair: Chair, at: datetime) -> Gate:
    """Take the resting readings and pass the time-out, or say why it does not open."""
    while chair.now < at:
        chair.listen()
        chair.now += MINUTE
    chair.now = at
    _chart_temperature(chair)
    for key in ("cadss-6", "moaa-s", "distress"):
        score(chair, key, 5 if key == "moaa-s" else 0)
    limits = chair.protocol.starting
    checks = {item.key: YES for item in limits.items}
    known = {key: Known(truth=YES, why="In the rehearsal it is met.") for key in checks}
    known["escort"] = Known(truth=YES if chair.escort else UNKNOWN, why="")
    gate = time_out(checks, chair.readings, limits, now=chair.now, known=known, mode=MODE)
    between = tuple(VitalKind(item.key) for item in gate.items if item.truth is UNKNOWN and item.key not in checks)
    if between and gate.is_open is UNKNOWN:
        says = ", ".join(kind.label.lower() for kind in between)
        note = f"Between go and no-go, repeated and accepted by the simulated prescriber: {says}."
        chair.record(happened.NoteWritten(**chair.stamp("note"), text=note))
        gate = time_out(checks, chair.readings, limits, now=chair.now, known=known, accepted=between, mode=MODE)
    if gate.is_open is not YES:
        raise CannotRehearse(" ".join(gate.blocks))
    chair.baseline = baseline_of(chair.readings, before=chair.now, mode=MODE)
    passed = tuple((item.key, item.truth.value) for item in gate.items)
    chair.record(happened.TimeOutPassed(**chair.stamp("time-out"), checks=passed))
    return gate


def _chart_temperature(chair: Chair) -> None:
    measured = chair.chart.current("temperature")
    if measured is not None:
        entry_id = uuid5(chair.key, "temperature")
        said = f"temp {measured.to('Cel'):.1f}"
        chair.readings.extend(parse_entry(said, entry_id=entry_id, at=chair.now, by=NURSE, mode=MODE))


def _start(chair: Chair) -> None:
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


def _attend(chair: Chair, patient: VirtualPatient, start: datetime, tick: Callable[[float, float], None]) -> HomeGate:
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
            ended = tend(chair)
        if _on_the_minute(chair.now - start):
            minutes = (chair.now - start) / MINUTE
            score_on_time(chair, patient, minutes)
            tick(minutes, max(about, minutes))
            if ended is not None:
                gate = ask_gate(chair, ended)
        if gate is None and chair.now - start > LONGEST:
            gate = ask_gate(chair, chair.now)
    if gate.may_leave is YES and chair.escort:
        send_home(chair, gate)
    return gate


def _on_the_minute(since: timedelta) -> bool:
    return since % MINUTE < TICK


def _watch(chair: Chair, *, running: bool) -> None:
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
        answer(chair, raised, running=running)
    chair.active = {condition.key: condition.priority for condition in conditions}
    chair.calm_since = None if conditions else chair.calm_since or chair.now
