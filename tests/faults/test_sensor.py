"""What sensors and monitors do on a bad day, as a biomedical engineer would list it, and what is told of it.

A finger probe that falls off, a patient who moves, a line that stands still, numbers that no body has: none of them
makes an alarm about the patient out of nothing, and none of them silences one or passes for a patient who is well.
"""

from datetime import timedelta

import pytest

from bedside import BASELINE, T0
from leeward.devices.port import DeviceMessage, Row
from leeward.infusion.bed import Bed
from leeward.infusion.following import Following
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmKind
from leeward.protocol.alarms import LIMITS

pytestmark = [pytest.mark.hazard("H17 stale vitals shown as live"), pytest.mark.hazard("H28 artefact as physiology")]

SENTINELS = [-999.0, -99.9, -100.0, 384.5, 511.0, 6553.5, 1e9]
PROBES = (VitalKind.SPO2, VitalKind.HEART_RATE)
CALM = {VitalKind.SPO2: 97.0, VitalKind.HEART_RATE: 72.0}
SECONDS_CALM = 60


class Chair:
    """A bed that hears one message a second, and is looked at as often."""

    def __init__(self, *, running=True):
        self.bed = Bed(Following(LIMITS, BASELINE, running=running))
        self.second = 0
        self.told: list[set[str]] = []
        self.about_patient: set[str] = set()
        self.hear(SECONDS_CALM, lambda n: CALM | {VitalKind.HEART_RATE: 70.0 + n % 4})

    def hear(self, seconds, values, **own):
        """Let the monitor send what `values` says for each second."""
        for n in range(seconds):
            now = T0 + timedelta(seconds=self.second)
            shown = values(n)
            if shown is not None:
                self.bed.take(message(shown, now, self.second, **own))
            found = self.bed.conditions(now)
            self.told.append({one.key for one in found})
            self.about_patient |= {one.key for one in found if one.kind is AlarmKind.PHYSIOLOGICAL}
            self.second += 1


def message(values, at, number, *, validity=Validity.VALID, mode=GenerationMode.REAL):
    rows = tuple(
        Row(kind, value, at, "monitor", "mon-1", validity, mode, f"{number} {kind.value}")
        for kind, value in values.items()
    )
    return DeviceMessage(
        message_id=str(number), device_id="mon-1", mode=mode, rows=rows, problems=(), sent_at=at, received_at=at
    )


def test_a_probe_that_falls_off_is_told_within_its_limit_and_is_no_desaturation():
    chair = Chair()
    chair.hear(30, lambda _: dict.fromkeys(PROBES), validity=Validity.INVALID)
    assert "spo2-no-signal" in chair.told[SECONDS_CALM + 11]
    assert not chair.about_patient


def test_a_probe_that_is_put_on_again_ends_its_own_alarm():
    chair = Chair()
    chair.hear(30, lambda _: dict.fromkeys(PROBES), validity=Validity.INVALID)
    chair.hear(20, lambda n: CALM | {VitalKind.HEART_RATE: 70.0 + n % 4})
    assert not {key for key in chair.told[-1] if key.startswith(("spo2", "heart"))}


@pytest.mark.parametrize("sentinel", SENTINELS)
@pytest.mark.parametrize("kind", PROBES)
def test_a_number_that_no_body_has_is_never_an_alarm_about_the_patient(kind, sentinel):
    chair = Chair()
    chair.hear(40, lambda _: CALM | {kind: sentinel})
    assert not chair.about_patient
    assert {f"{kind.value}-no-signal", f"{kind.value}-stale"} & chair.told[-1]


@pytest.mark.parametrize("lasts_s", [1, 3, 8, 14])
def test_a_patient_who_moves_for_less_than_the_delay_raises_nothing_red(lasts_s):
    chair = Chair()
    chair.hear(lasts_s, lambda _: CALM | {VitalKind.SPO2: 85.0})
    chair.hear(30, lambda n: CALM | {VitalKind.HEART_RATE: 70.0 + n % 4})
    assert "spo2-red" not in chair.about_patient


def test_an_artefact_on_top_of_a_true_fall_does_not_end_it():
    chair = Chair()
    chair.hear(40, lambda _: CALM | {VitalKind.SPO2: 86.0})
    assert "spo2-red" in chair.told[-1]
    chair.hear(20, lambda n: CALM | {VitalKind.SPO2: 86.0 if n % 4 else 99.0})
    assert "spo2-red" in chair.told[-1]


def test_a_flat_line_is_told_within_two_minutes_and_a_bit():
    chair = Chair()
    chair.hear(140, lambda _: CALM)
    assert "frozen" in chair.told[-1]
    assert not chair.about_patient


def test_numbers_that_stand_still_at_a_bad_value_are_still_bad():
    chair = Chair()
    chair.hear(200, lambda _: CALM | {VitalKind.SPO2: 78.0})
    assert {"spo2-desaturation", "frozen"} <= chair.told[-1]


def test_silence_is_never_all_well():
    chair = Chair()
    chair.hear(90, lambda _: None)
    assert all(told & {"disconnected", "spo2-stale"} for told in chair.told[SECONDS_CALM + 11 :])


@pytest.mark.parametrize("mode", [GenerationMode.DEMO, GenerationMode.TEST])
def test_data_that_are_not_real_neither_count_nor_hide_that_nothing_real_comes(mode):
    chair = Chair()
    chair.hear(30, lambda _: CALM | {VitalKind.SPO2: 70.0}, mode=mode)
    assert "wrong-mode" in chair.told[-1]
    assert not chair.about_patient
    assert {"spo2-no-signal", "spo2-stale", "disconnected"} & chair.told[-1]


@pytest.mark.parametrize("trouble", [
    lambda _: dict.fromkeys(PROBES, -999.0), lambda _: None, lambda _: CALM | {VitalKind.HEART_RATE: 384.5},
])  # fmt: skip
def test_after_any_trouble_a_true_fall_calls_at_once(trouble):
    chair = Chair()
    chair.hear(45, trouble)
    chair.hear(1, lambda _: CALM | {VitalKind.SPO2: 78.0})
    assert "spo2-desaturation" in chair.told[-1]
