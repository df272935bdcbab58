"""A hundred beds speak to the real gateway at once: whatever the speed, nothing that it said yes to may be missing."""

import pytest
from benchmarks.load_contestants import gateway
from benchmarks.load_report import line
from benchmarks.load_round import play
from benchmarks.load_work import Work

WORK = Work(beds=100, seconds=6, warm_up_s=1)
MEMORY_MB, GROWTH_MB = 400, 60  # of the whole process, and in the five seconds


@pytest.mark.parametrize("wire", ["hl7", "json"])
def test_what_a_hundred_beds_were_acknowledged_is_in_the_records_and_every_fall_was_decided(tmp_path, wire):
    folder = tmp_path / "round"
    folder.mkdir()
    found = play(gateway(wire), WORK, folder)
    print(line(found))

    assert (found.unanswered, found.refused, found.strange) == (0, 0, 0)
    assert (found.lost, found.wrong, found.twice) == (0, 0, 0)
    assert (found.falls, found.undecided) == (len(WORK.falls()), 0)
    assert found.broken_journals == 0
    assert found.memory_mb < MEMORY_MB
    assert found.grew_mb < GROWTH_MB
