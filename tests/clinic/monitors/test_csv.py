"""Recordings as CSV: others' files enter a simulated record, once, and no real one."""

from datetime import timedelta
from pathlib import Path

import pytest

from leeward.clinic.infusions.models import Reading

pytestmark = pytest.mark.django_db
VITALS = Path(__file__).parents[4] / "shared/data/vitals"


def send(post, text, at):
    return post("csv?start=" + at.strftime("%Y-%m-%dT%H:%M:%SZ"), text, content_type="text/csv")


def test_a_recording_enters_the_simulated_record_once(paired, post, at):
    text = "Time [s],HR,SpO2,PVC\n0,71,97,0\n1,72,0,0\n"
    first, again = send(post, text, at), send(post, text, at)
    assert (first.status_code, again.status_code) == (201, 200)
    assert "2 rows: 2 kept with 4 readings" in first.json()["issue"][0]["diagnostics"]
    assert "column pvc" in first.json()["issue"][1]["diagnostics"]
    assert Reading.objects.count() == 4
    assert set(Reading.objects.values_list("mode", flat=True)) == {"demo"}


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
def test_no_recording_enters_a_real_record(paired, post, at):
    paired.mode = "real"
    paired.save()
    answer = send(post, "Time [s],HR\n0,71\n", at)
    assert answer.status_code == 202
    assert "never mixed" in answer.json()["issue"][1]["diagnostics"]
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("query", "text", "status", "says"),
    [
        ("", "Time [s],HR\n0,71\n", 400, "with the zone"),
        ("?start=2026-11-23T09:00:00", "Time [s],HR\n0,71\n", 400, "with the zone"),
        ("?start=2026-99-99T09:00:00Z", "Time [s],HR\n0,71\n", 400, "with the zone"),
        ("?start=2026-11-23T09:00:00Z", "HR\n71\n", 422, "Line 1"),
        ("?start=2026-11-23T09:00:00Z", "Time [s],HR\n0,x\n", 422, "Line 2"),
        ("?start=2026-11-23T09:00:00Z", "Time [s],HR\n", 422, "send 1 to 1000"),
        ("?start=2026-11-23T09:00:00Z", b"\xff", 400, "UTF-8"),
    ],
)
def test_what_is_no_recording_is_refused_with_its_line(paired, post, query, text, status, says):
    answer = post("csv" + query, text, content_type="text/csv")
    assert answer.status_code == status
    assert says in answer.json()["issue"][0]["diagnostics"]


@pytest.mark.skipif(not VITALS.is_dir(), reason="the shared recordings are not on this machine")
@pytest.mark.parametrize("name", ["bidmc_01_1Hz_8min_Numerics.csv", "mimic_s00001_1min_min0000-0599.csv"])
def test_recordings_that_others_made_enter_a_simulated_record(paired, post, at, name):
    lines = (VITALS / name).read_text().splitlines()[:61]
    answer = send(post, "\n".join(lines), at - timedelta(minutes=9))
    assert answer.status_code == 201
    assert "60 rows" in answer.json()["issue"][0]["diagnostics"]
    assert Reading.objects.filter(value__isnull=False).exists()
