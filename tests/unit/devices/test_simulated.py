"""The simulated monitor follows the pump's record, and its messages are those of a monitor."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import hl7
import numpy as np
import pytest

from leeward.devices.bedside import attend
from leeward.devices.hl7v2 import Acknowledgement, parse
from leeward.devices.mllp_client import CannotSend, Client
from leeward.devices.simulated import Monitor, Wear, instants, messages
from leeward.infusion.account import RateSegment
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind
from leeward.pharmacology.population import one, virtual_patients
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.virtual_patient import VirtualPatient

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_patient() -> VirtualPatient:
    subject = Subject(
        weight_kg=80, age_y=40, resting_systolic_mmhg=125, resting_diastolic_mmhg=78, resting_heart_rate_per_min=70
    )
    population = virtual_patients(subject, 2, seed=1)
    return VirtualPatient(person=one(population, 0), regimen=Regimen(segments=()))


def at_rest(_: datetime) -> Sequence[RateSegment]:
    return ()


class Pump:
    """A record of rates: 1 mg/min from START for so many minutes."""

    def __init__(self, minutes: float, rate_mg_per_min: float = 1.0) -> None:
        self.end, self.rate = START + minutes * MINUTE, rate_mg_per_min

    def __call__(self, now: datetime) -> Sequence[RateSegment]:
        if now <= START:
            return ()
        end = min(now, self.end)
        return (RateSegment(started_at=START, ended_at=end, rate_ml_per_h=60.0, rate_mg_per_min=self.rate),)


def a_monitor(recorded=at_rest, seed: int = 7, **wear: object) -> Monitor:
    return Monitor(a_patient(), recorded, rng=np.random.default_rng(seed), wear=replace(Wear(), **wear))


def shown(monitor: Monitor, kind: VitalKind, at: datetime) -> Reading:
    monitor.measure_pressure()
    return next(r for r in monitor.readings_at(at) if r.kind is kind)


def mean_systolic(recorded, minute: float) -> float:
    monitor = a_monitor(recorded)
    values = [shown(monitor, VitalKind.SYSTOLIC, START + minute * MINUTE).value or 0 for _ in range(60)]
    return float(np.mean(values))


def test_our_parser_and_python_hl7_read_every_message_alike():
    for raw in messages(a_monitor(Pump(40)), instants(START, minutes=6)):
        message = parse(raw, received_at=START + 6 * MINUTE)
        assert (message.mode, message.device_id) == (GenerationMode.DEMO, "simulated-1")
        assert not [problem for problem in message.problems if "ours" not in problem]
        theirs = [row for row in hl7.parse(raw.decode()).segments("OBX") if str(row[2]) == "NM"]
        assert [float(str(row[5])) for row in theirs] == [r.value for r in message.readings]
        assert [str(row[3][0][0]) for row in theirs][:2] == ["147842", "151562"]


def test_the_cuff_measures_every_five_minutes_and_when_asked():
    monitor = a_monitor()
    cuffs = [
        at - START
        for at in instants(START, minutes=12)
        if any(r.kind is VitalKind.SYSTOLIC for r in monitor.readings_at(at))
    ]
    assert cuffs == [0 * MINUTE, 5 * MINUTE, 10 * MINUTE]
    monitor.measure_pressure()
    assert any(r.kind is VitalKind.SYSTOLIC for r in monitor.readings_at(START + 12.5 * MINUTE))


def test_the_same_seed_gives_the_same_bytes():
    first, second = (list(messages(a_monitor(Pump(40)), instants(START, minutes=3))) for _ in range(2))
    assert first == second
    assert first != list(messages(a_monitor(Pump(40), seed=8), instants(START, minutes=3)))


def test_the_patient_responds_to_what_the_pump_gave():
    resting = mean_systolic(at_rest, 40)
    assert mean_systolic(Pump(40), 40) > resting + 2
    assert mean_systolic(Pump(5), 40) < mean_systolic(Pump(40), 40)
    assert abs(mean_systolic(Pump(40), 300) - resting) < 4


def test_a_pause_in_the_record_is_a_pause_in_the_patient():
    def paused(now: datetime) -> Sequence[RateSegment]:
        return (
            RateSegment(started_at=START, ended_at=START + 10 * MINUTE, rate_ml_per_h=60, rate_mg_per_min=1.0),
            RateSegment(started_at=START + 10 * MINUTE, ended_at=now, rate_ml_per_h=0, rate_mg_per_min=0.0),
        )

    assert mean_systolic(paused, 30) == mean_systolic(Pump(10), 30)


def test_artefacts_and_a_lost_probe_come_only_when_asked_for():
    monitor = a_monitor(artefacts_per_h=60.0, probe_off_per_h=60.0)
    readings = [r for at in instants(START, minutes=20) for r in monitor.readings_at(at) if r.kind is VitalKind.SPO2]
    lost = [r for r in readings if r.value is None]
    assert lost
    assert all(r.validity is Validity.INVALID for r in lost)
    assert any(r.value is not None and r.value < 90 for r in readings)
    quiet = a_monitor()
    assert all(r.value for at in instants(START, minutes=20) for r in quiet.readings_at(at))


def test_a_lost_probe_is_an_empty_value_with_status_x():
    monitor = a_monitor(probe_off_per_h=1e9)
    message = parse(monitor.message_at(START), received_at=START)
    assert {r.kind: r.value for r in message.readings}[VitalKind.SPO2] is None
    assert "SpO2 (OBX 4): no value (status X)." in message.problems


class Line(Client):
    """A client without a network: it notes what it is given and fails when told to."""

    def __init__(self, *fails: bool) -> None:
        self.sent: list[bytes] = []
        self.fails = list(fails)

    async def send_one(self, message: bytes) -> Acknowledgement:
        if self.fails and self.fails.pop(0):
            raise CannotSend("Nobody answered.")
        self.sent.append(message)
        return Acknowledgement(code="AA", message_id="", text="")

    async def close(self) -> None:
        self.sent.append(b"hung up")


def test_the_bedside_sends_on_the_clock_and_survives_a_lost_line():
    clock = [START]
    waited: list[float] = []
    heard: list[Acknowledgement] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        clock[0] += timedelta(seconds=seconds)

    line = Line(False, True, False)
    asyncio.run(
        attend(
            a_monitor(), line, now=lambda: clock[0], sleep=sleep, hear=heard.append, is_over=lambda: len(waited) >= 3
        )
    )
    assert waited == [2.0, 2.0, 2.0]
    assert [message[:3] for message in line.sent] == [b"MSH", b"hun", b"MSH"]
    assert len(heard) == 2


@pytest.mark.parametrize("minutes", [0, 1, 2.5])
def test_instants_are_even(minutes):
    seen = list(instants(START, minutes=minutes, every=timedelta(seconds=30)))
    assert seen[0] == START
    assert seen[-1] == START + minutes * MINUTE
