"""Recorded vital signs, with the traps that real files have."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leeward.devices.port import BadReading
from leeward.devices.replay import replay
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VITALS = Path(__file__).parents[4] / "shared/data/vitals"


def read(text: str):
    return list(replay(text, started_at=START, device_id="file"))


def test_spaces_zeros_and_blanks_are_what_they_are():
    first, second = read("Time [s], HR, SpO2, PVC, NBPSys[mmHg]\n0, 94, 0, 1, 120\n1,95,97,0,\n")
    assert [(r.kind, r.value, r.validity) for r in first.readings] == [
        (VitalKind.HEART_RATE, 94.0, Validity.VALID),
        (VitalKind.SPO2, None, Validity.INVALID),
        (VitalKind.SYSTOLIC, 120.0, Validity.VALID),
    ]
    assert first.problems == ("Not used: column pvc.",)
    assert [r.kind for r in second.readings] == [VitalKind.HEART_RATE, VitalKind.SPO2]
    assert {r.at for r in second.readings} == {START + timedelta(seconds=1)}
    assert {r.mode for r in first.readings} == {GenerationMode.TEST}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Line 1: the first column"),
        ("HR,SpO2\n1,2\n", "Line 1: the first column"),
        ("minute,foo\n1,2\n", "Line 1: no column"),
        ("minute,HR\n0,70\n1,none\n", 'Line 3: "none" is not a number'),
        ("minute,HR\nnan,70\n", 'Line 2: "nan"'),
    ],
)
def test_what_cannot_be_read_is_named_by_line(text, says):
    with pytest.raises(BadReading, match=says):
        read(text)


@pytest.mark.skipif(not VITALS.is_dir(), reason="the shared recordings are not on this machine")
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("bidmc_01_1Hz_8min_Numerics.csv", 481),
        ("bidmc_26_1Hz_8min_Numerics.csv", 481),
        ("mimic_s00001_1min_min0000-0599.csv", 600),
    ],
)
def test_recordings_that_others_made_are_read(name, rows):
    messages = read((VITALS / name).read_text())
    assert len(messages) == rows
    values = [r for m in messages for r in m.readings if r.value is not None]
    assert len(values) > rows
    assert all(r.value in r.kind.plausible for r in values)
