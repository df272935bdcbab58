"""Laws of a crisis, whatever happens in whatever order."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.outcomes.crisis import CLOCK, PATIENT, CannotStep, Deed, Stage, Step, Urgency, follow, opened, replay
from leeward.outcomes.crisis_clock import deadline, due
from leeward.outcomes.on_call import Duty, gaps, on_duty

pytestmark = pytest.mark.hazard("H34 Suicidality missed")

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RANKS = st.sets(st.integers(1, 4))
MOVE = st.tuples(
    st.sampled_from([*Deed, "look"]),
    st.integers(0, 90),
    st.sampled_from([CLOCK, PATIENT, "noor", "priya"]),
    st.sampled_from(list(Urgency)),
    RANKS,
)
# Chance alone would hardly ever find the way to the end.
WAY = [
    (deed, 1, "priya", Urgency.RAISED, frozenset({1}))
    for deed in (Deed.ACKNOWLEDGED, Deed.REACHED, Deed.ASSESSED, Deed.PLANNED)
]
END = [(Deed.CLOSED, 1, "priya", Urgency.RAISED, frozenset({1}))]
MOVES = st.lists(st.one_of(MOVE.map(lambda move: [move]), st.just(WAY), st.just(END)), max_size=15).map(
    lambda parts: [move for part in parts for move in part]
)


def _lived(moves, ranks, urgency):
    """Live through the moves, each some minutes after the last; yield what was, the step, and what is."""
    crisis = opened(Step(deed=Deed.ANSWERED, at=AT, by=PATIENT, urgency=urgency), ranks=ranks)
    at = AT
    for deed, minutes, by, graver, present in moves:
        at += timedelta(minutes=minutes)
        if deed == "look":
            step = due(crisis, ranks=present, now=at)
        else:
            urgency = graver if deed is Deed.ANSWERED else None
            step = Step(deed=deed, at=at, by=by, urgency=urgency, rank=min(present, default=None))
        if step is None:
            continue
        with suppress(CannotStep):
            after = follow(crisis, step)
            yield crisis, step, after
            crisis = after


@given(MOVES, RANKS, st.sampled_from(list(Urgency)))
def test_only_a_persons_recorded_step_takes_a_crisis_off_the_open_list(moves, ranks, urgency):
    for before, step, after in _lived(moves, ranks, urgency):
        if not after.is_open and before.is_open:
            assert step.deed is Deed.CLOSED
            assert step.by not in {CLOCK, PATIENT, *before.entered_by}
            assert before.assessed_by
            assert before.is_planned or before.handed_to


@given(MOVES, RANKS, st.sampled_from(list(Urgency)))
def test_the_clock_never_runs_backwards_and_never_tells_fewer_people(moves, ranks, urgency):
    for before, step, after in _lived(moves, ranks, urgency):
        assert after.last_at >= before.last_at
        assert after.clock_from >= before.clock_from
        assert after.urgency.rank <= before.urgency.rank
        if step.deed is Deed.ESCALATED:
            assert after.rank is None or (before.rank is not None and after.rank > before.rank)


@given(MOVES, RANKS, st.sampled_from(list(Urgency)))
def test_the_recorded_steps_lead_to_the_same_crisis_again(moves, ranks, urgency):
    lived = list(_lived(moves, ranks, urgency))
    first = Step(deed=Deed.ANSWERED, at=AT, by=PATIENT, urgency=urgency)
    again = replay([first, *(step for _, step, _ in lived)], ranks=ranks)
    assert not lived or again == lived[-1][2]


@given(MOVES, RANKS, RANKS, st.sampled_from(list(Urgency)), st.integers(0, 500))
def test_looking_twice_at_one_instant_escalates_once(moves, ranks, present, urgency, minutes):
    lived = list(_lived(moves, ranks, urgency))
    if not lived:
        return
    crisis = lived[-1][2]
    now = crisis.last_at + timedelta(minutes=minutes)
    step = due(crisis, ranks=present, now=now)
    if step is not None:
        assert due(follow(crisis, step), ranks=present, now=now) is None


@given(MOVES, RANKS, st.sampled_from(list(Urgency)))
def test_while_nobody_is_known_to_be_with_the_patient_a_clock_runs(moves, ranks, urgency):
    for _, _, after in _lived(moves, ranks, urgency):
        assert (deadline(after) is not None) == (after.stage in {Stage.WAITING, Stage.ACKNOWLEDGED})


DUTIES = st.lists(
    st.tuples(st.integers(-5, 30), st.integers(1, 12), st.integers(1, 3)).map(
        lambda told: Duty(
            name="A", phone="1", rank=told[2], start=AT + timedelta(hours=told[0]),
            end=AT + timedelta(hours=told[0] + told[1]),
        )
    ),
    max_size=8,
)  # fmt: skip


@given(DUTIES, st.integers(0, 23))
def test_an_hour_is_in_a_gap_or_somebody_is_on_call_never_both(duties, hour):
    now = AT + timedelta(hours=hour)
    bare = gaps(duties, start=AT, end=AT + timedelta(hours=24))
    assert any(gap.start <= now < gap.end for gap in bare) == (not on_duty(duties, now=now))
