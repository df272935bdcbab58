"""Laws of what comes late: one history whatever the order of coming, and what the server saw always stands."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import T0, a_start, an_event
from leeward.infusion import journal, record
from leeward.infusion.account import delivered
from leeward.infusion.events import Completed, InfusingConfirmed, NoteWritten, Paused, RateChanged, Resumed, Stopped
from leeward.infusion.late import LATE, happened, is_late, state_after, why_not
from leeward.infusion.machine import MOVES, CannotHappen, State, follow, replay, step

MOVE = st.sampled_from((Paused, Resumed, RateChanged, Stopped, Completed, InfusingConfirmed, NoteWritten))
FIELDS = {
    Paused: {"reason": "asks"}, Resumed: {"rate_ml_per_h": 60.0}, Stopped: {"reason": "asks"}, Completed: {},
    RateChanged: {"rate_ml_per_h": 30.0, "reason": "asks"}, InfusingConfirmed: {}, NoteWritten: {"text": "calm"},
}  # fmt: skip
START = a_start()


def made(number: int, kind: type, minute: int, source: str):
    when = T0 + timedelta(minutes=minute)
    return an_event(kind, when, event_id=UUID(int=number), source=source, by="nurse", **FIELDS[kind])


@st.composite
def histories(draw):
    """What the server saw, which always fits, and what comes late."""
    seen, late = list(START), []
    for number, (kind, minute) in enumerate(sorted(draw(st.lists(st.tuples(MOVE, st.integers(0, 30)), max_size=5)),
                                                   key=lambda row: row[1])):  # fmt: skip
        event = made(10_000_000 + number, kind, minute, "chairside")
        try:
            follow(seen, event)
        except CannotHappen:
            continue
        seen.append(event)
    for number, (kind, minute) in enumerate(draw(st.lists(st.tuples(MOVE, st.integers(0, 30)), max_size=6))):
        late.append(made(20_000_000 + number, kind, minute, LATE))
    return seen, late


@given(histories(), st.randoms(use_true_random=False))
@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_one_history_whatever_the_order_of_coming(told, chance):
    seen, late = told
    other = list(late)
    chance.shuffle(other)
    assert happened((*seen, *late)) == happened((*seen, *other))
    assert delivered(happened((*seen, *late)), now=T0 + timedelta(hours=1)) == delivered(
        happened((*seen, *other)), now=T0 + timedelta(hours=1)
    )


@given(histories())
def test_what_the_server_saw_stands_and_the_whole_is_possible(told):
    seen, late = told
    counts = happened((*seen, *late))
    assert [event for event in counts if not is_late(event)] == seen
    assert [event.at for event in counts] == sorted(event.at for event in counts)
    assert reduce(step, counts, State.PLANNED) is state_after((*seen, *late))


@given(histories())
def test_of_the_late_moves_as_many_count_as_can(told):
    seen, late = told
    counts = happened((*seen, *late))
    dropped = [event for event in late if type(event) in MOVES and event not in counts]
    for event in dropped:  # none of them fits beside those that count
        tried = sorted((*counts, event), key=lambda each: (each.at, is_late(each), str(each.event_id) * is_late(each)))
        with pytest.raises(CannotHappen):
            reduce(step, [each for each in tried if type(each) in MOVES or not is_late(each)], State.PLANNED)


@given(histories())
def test_what_did_not_count_can_be_left_out_and_all_that_counted_still_counts(told):
    seen, late = told
    counts = happened((*seen, *late))
    kept = [event for event in late if event in counts]
    assert happened((*seen, *kept)) == counts


@given(histories())
def test_each_late_event_that_does_not_count_has_a_sentence_that_says_why(told):
    seen, late = told
    counts = happened((*seen, *late))
    for event in late:
        if event not in counts:
            assert why_not((*seen, *late), event).endswith(".")


@given(histories())
def test_without_late_events_nothing_changes(told):
    seen, _ = told
    assert happened(seen) == tuple(seen)
    assert state_after(seen) is replay(seen)


def test_a_late_pause_shortens_what_went_in_and_a_resume_goes_on():
    paused = made(1, Paused, 10, LATE)
    resumed = made(2, Resumed, 20, LATE)
    now = T0 + timedelta(minutes=30)
    assert delivered(happened(START), now=now).mg == pytest.approx(30)
    assert delivered(happened((*START, paused)), now=now).mg == pytest.approx(10)
    assert delivered(happened((*START, resumed, paused)), now=now).mg == pytest.approx(20)


def whole_look(entries, event):
    """Return the history with one more event by a look at the whole journal; None where it is refused."""
    recorded = tuple(entry.event for entry in entries)
    counts = happened((*recorded, event))
    try:
        if is_late(event):
            return counts if event in counts else None
        follow(happened(recorded), event)
    except CannotHappen:
        return None
    return counts


@given(histories(), st.randoms(use_true_random=False))
@pytest.mark.hazard("H25 server crash or restart")
def test_a_record_folded_entry_by_entry_is_that_of_the_whole_journal(told, chance):
    seen, late = told
    events, known = list(seen), record.Record()
    for event in late:
        events.insert(chance.randint(len(START), len(events)), event)
    for event in events:
        expected = whole_look(known.entries, event)
        try:
            known = known.after(event)
        except CannotHappen:
            assert expected is None
            continue
        assert known.happened == expected
        assert known == record.of(known.entries)
        assert known.state is state_after(journal.events(known.entries))
        assert known.entries == journal.append(known.entries[:-1], event)
        assert known.knows(event)
        assert known.after(event) is known


def test_a_record_refuses_another_event_under_a_known_id():
    known = record.of(journal.append((), START[0]))
    other = replace(made(1, NoteWritten, 0, "chairside"), event_id=START[0].event_id)
    for asks in (known.knows, known.after):
        with pytest.raises(journal.CannotAppend):
            asks(other)
