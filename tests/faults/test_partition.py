"""The network is cut between tablet and server, or between monitor and gateway, also half-open: days in simulated time.

What a biomedical engineer may read from it: what a nurse charted without network is in the record afterwards, once and
at its own instant, whatever was lost or came twice on the way. A monitor that hears no answer sends again and is kept
once; while nothing comes from it the chair says so.
"""

from collections import Counter

import pytest

from clinic_day.day import Day, Faults
from leeward.infusion.late import is_late

pytestmark = [
    pytest.mark.hazard("H24 network drop in mid-infusion"),
    pytest.mark.hazard("H27 duplicate and out-of-order samples"),
]

SEEDS = range(20_261_000, 20_261_030)
LINES = ("line down", "line half open", "line loses", "line reorders", "line delays")
CUT = Faults(monitors=LINES, per_monitor=4, kills=0, disk=False, wall=False)


@pytest.fixture(scope="module")
def days():
    """Days on which nothing but the network fails."""
    return [Day(seed, CUT).run() for seed in SEEDS]


def test_every_kind_of_cut_happened(days):
    happened = sum((day.world.happened for day in days), Counter())
    wanted = {*LINES, "tablet offline", "charted without network", "request or answer lost", "queue sent twice"}
    assert not wanted - happened.keys()
    print({name: happened[name] for name in sorted(wanted)})


def test_what_was_charted_without_network_is_with_the_server_when_the_network_is_back(days):
    charted = 0
    for day in days:
        for nurse in day.nurses:
            assert nurse.tablet.queue == nurse.second.queue == []
        charted += len(day.disk.late)
        for form_id, answer in day.disk.late.items():
            assert answer.became in ("kept", "noted"), (form_id, answer)
    assert charted > 10


def test_nothing_that_was_charted_stands_twice(days):
    for day in days:
        for entries in day.disk.journals.values():
            ids = [entry.event.event_id for entry in entries]
            assert len(ids) == len(set(ids))


def test_what_came_late_stands_at_the_instant_at_which_it_was_done(days):
    late = [
        (entry, day.world)
        for day in days
        for entries in day.disk.journals.values()
        for entry in entries
        if is_late(entry.event)
    ]
    assert late
    for entry, world in late:
        assert entry.event.at <= world.now


def test_a_monitor_that_hears_no_answer_is_kept_once(days):
    for day in days:
        names = [(message.device_id, message.message_id) for _, message in day.disk.frames.values()]
        assert len(names) == len(set(names))
        assert day.invariants.answered_yes <= day.disk.frames.keys()
