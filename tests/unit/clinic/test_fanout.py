"""Telling many watchers: once a second at most, never a slow one's turn, and nobody who came back misses anything."""

from uuid import UUID

import pytest

from leeward.clinic.web.fanout import QUEUE_LENGTH, CannotWatch, Fanout, Version

ONE, OTHER = (UUID(int=number) for number in (1, 2))


def heard(watcher):
    """What waits for a watcher: the events, by name and data."""
    found = []
    while not watcher.queue.empty():
        frame = watcher.queue.get_nowait()
        lines = dict(line.split(": ", 1) for line in frame.decode().strip().splitlines()) if frame else {"event": None}
        found.append((lines["event"], lines.get("data")))
    return found


def number(watcher):
    """The id of the last event that waits."""
    frame = None
    while not watcher.queue.empty():
        frame = watcher.queue.get_nowait()
    return frame.decode().splitlines()[0].removeprefix("id: ")


@pytest.fixture
def fanout():
    return Fanout(epoch="now", most=3)


def test_who_watches_one_hears_of_one_and_who_watches_the_room_hears_of_all(fanout):
    one, room = fanout.join(ONE), fanout.join(None)
    assert heard(one) == heard(room) == [("look", "again")]
    fanout.tell({ONE: Version(3, 9), OTHER: Version(1, 0)}, now_s=0.0)
    assert heard(one) == [("changed", f"{ONE} 3 9")]
    assert heard(room) == [("changed", f"{ONE} 3 9"), ("changed", f"{OTHER} 1 0")]


def test_an_infusion_is_told_once_a_second_with_what_came_last(fanout):
    one = fanout.join(ONE)
    heard(one)
    fanout.tell({ONE: Version(1, 1)}, now_s=10.0)
    fanout.tell({ONE: Version(1, 2)}, now_s=10.3)
    fanout.tell({ONE: Version(2, 3)}, now_s=10.9)
    assert heard(one) == [("changed", f"{ONE} 1 1")]
    fanout.tell({}, now_s=11.0)
    assert heard(one) == [("changed", f"{ONE} 2 3")]


def test_a_slow_reader_is_dropped_and_the_others_hear_on(fanout):
    slow, quick = fanout.join(ONE), fanout.join(ONE)
    for beat in range(QUEUE_LENGTH + 1):
        fanout.beat("10:00:00")
        assert heard(quick)[-1] == ("beat", "10:00:00"), beat
    assert slow.is_dropped
    assert fanout.dropped == 1
    assert heard(slow) == [(None, None)]


def test_whoever_comes_back_looks_again_unless_nothing_happened(fanout):
    watcher = fanout.join(ONE)
    heard(watcher)
    fanout.tell({ONE: Version(1, 1)}, now_s=0.0)
    last = number(watcher)
    fanout.leave(watcher)
    back = fanout.join(ONE, last_event_id=last)
    assert heard(back) == []
    fanout.leave(back)
    fanout.tell({ONE: Version(1, 2)}, now_s=5.0)
    assert heard(fanout.join(ONE, last_event_id=last)) == [("look", "again")]


@pytest.mark.parametrize("told", ["", "now.x", "before.1", "now.99", "now.-1", "now.²"])
def test_an_id_that_says_nothing_means_look_again(fanout, told):
    fanout.tell({ONE: Version(1, 1)}, now_s=0.0)
    assert heard(fanout.join(ONE, last_event_id=told)) == [("look", "again")]
    assert heard(fanout.join(None, last_event_id=told)) == [("look", "again")]


def test_more_than_there_is_room_for_are_refused_with_a_sentence_until_one_leaves(fanout):
    first, *_ = (fanout.join(ONE), fanout.join(OTHER), fanout.join(None))
    with pytest.raises(CannotWatch, match="asks by itself"):
        fanout.join(ONE)
    fanout.leave(first)
    fanout.join(ONE)
    assert len(fanout) == 3


def test_a_session_that_ended_hears_the_end_and_no_more(fanout):
    gone, stays = fanout.join(ONE, session_key="a"), fanout.join(ONE, session_key="b")
    assert fanout.end(frozenset({"a"})) == 1
    fanout.beat("10:00:00")
    assert heard(gone) == [(None, None)]
    assert heard(stays) == [("look", "again"), ("beat", "10:00:00")]


def test_nothing_is_kept_of_whoever_left(fanout):
    watchers = [fanout.join(ONE), fanout.join(None)]
    for watcher in watchers:
        fanout.leave(watcher)
        fanout.leave(watcher)
    assert len(fanout) == 0
    assert not fanout._by_infusion
    assert fanout.sessions == frozenset()
