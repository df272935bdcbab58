"""What must hold of every infusion, whatever happens in whatever order."""

import string
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leeward.infusion import journal as journals
from leeward.infusion.account import delivered
from leeward.infusion.body import Answers, Checks
from leeward.infusion.events import (
    BY_KIND,
    EVERY,
    CannotRead,
    Completed,
    Event,
    NoteWritten,
    Paused,
    RateChanged,
    Resumed,
    Started,
    Stopped,
    TimeOutPassed,
    from_body,
    kind_of,
    to_body,
)
from leeward.infusion.machine import CHARTING, TRANSITIONS, CannotHappen, State, follow, replay, step
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import Truth

T0 = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

texts = st.text(max_size=20)
rates = st.floats(0.1, 999, allow_nan=False)
OF_TYPE: Mapping[object, st.SearchStrategy[object]] = {
    str: texts,
    str | None: st.none() | texts,
    int | None: st.none() | st.integers(-10, 100),
    float: rates,
    float | None: st.none() | rates,
    UUID: st.uuids(),
    UUID | None: st.none() | st.uuids(),
    datetime: st.timedeltas(timedelta(days=-9999), timedelta(days=9999)).map(lambda since: T0 + since),
    Truth: st.sampled_from(Truth),
    VitalKind: st.sampled_from(VitalKind),
    Priority: st.sampled_from(Priority),
    AlarmKind: st.sampled_from(AlarmKind),
    Checks: st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    Answers: st.lists(st.none() | st.integers(0, 4), max_size=6).map(tuple),
}


def some(kind: type[Event]) -> st.SearchStrategy[Event]:
    return st.builds(kind, **{field.name: OF_TYPE[field.type] for field in fields(kind)})


some_event = st.sampled_from(EVERY).flatmap(some)


@given(st.sampled_from(State), some_event)
def test_every_pair_of_state_and_event_is_in_the_table_or_refused(state, event):
    kind = type(event)
    if kind in TRANSITIONS[state]:
        assert kind not in CHARTING[state]
        assert step(state, event) is TRANSITIONS[state][kind]
    elif kind in CHARTING[state]:
        assert step(state, event) is state
    else:
        with pytest.raises(CannotHappen, match=state.value):
            step(state, event)


@given(some_event)
def test_an_event_is_read_back_exactly_as_it_was_written(event):
    again = from_body(kind_of(event), to_body(event))
    assert again == event
    assert type(again) is type(event)
    assert journals.canonical(to_body(again)) == journals.canonical(to_body(event))


@given(some_event, st.data())
def test_an_event_with_a_field_too_few_or_too_many_is_not_read(event, data):
    body = to_body(event)
    name = data.draw(st.sampled_from(sorted(body)))
    with pytest.raises(CannotRead):
        from_body(kind_of(event), {key: value for key, value in body.items() if key != name})
    with pytest.raises(CannotRead):
        from_body(kind_of(event), {**body, "more": 1})


def a_journal(events):
    journal: journals.Journal = ()
    for event in events:
        journal = journals.append(journal, event)
    return journal


journals_of_some = st.lists(some_event, min_size=1, max_size=5, unique_by=lambda event: event.event_id).map(a_journal)


@pytest.mark.hazard("H36 audit tampering")
@given(journals_of_some, st.data())
def test_any_single_byte_changed_in_any_entry_is_found(journal, data):
    assert journals.verify(journal) is None
    place = data.draw(st.integers(0, len(journal) - 1))
    line = bytearray(journals.to_line(journal[place]))
    at = data.draw(st.integers(0, len(line) - 1))
    line[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != line[at]))
    try:
        changed = journals.from_line(bytes(line))
    except CannotRead:
        return
    assert journals.verify((*journal[:place], changed, *journal[place + 1 :])) == place + 1


@given(journals_of_some, st.data())
def test_an_entry_taken_out_put_in_or_moved_is_found_and_a_cut_end_shows_in_the_head(journal, data):
    place = data.draw(st.integers(0, len(journal) - 1))
    without = (*journal[:place], *journal[place + 1 :])
    assert journals.verify(without) is not None or journals.head(without) != journals.head(journal)
    assert journals.verify((*journal[: place + 1], journal[place], *journal[place + 1 :])) == place + 2
    other = data.draw(st.integers(0, len(journal) - 1).filter(lambda n: n != place) if len(journal) > 1 else st.none())
    if other is not None:
        moved = list(journal)
        moved[place], moved[other] = moved[other], moved[place]
        assert journals.verify(moved) is not None


@given(journals_of_some)
def test_a_journal_written_to_lines_and_read_back_is_the_same(journal):
    assert tuple(journals.from_line(journals.to_line(entry)) for entry in journal) == journal


@pytest.mark.hazard("H27 duplicate or out-of-order samples")
@given(journals_of_some, st.data())
def test_an_event_sent_twice_stands_once_and_another_under_its_id_is_refused(journal, data):
    again = data.draw(st.sampled_from(journal)).event
    assert journals.append(journal, again) == journal
    other = data.draw(some_event)
    changed = replace(other, event_id=again.event_id)
    assume(changed != again or type(changed) is not type(again))
    with pytest.raises(journals.CannotAppend):
        journals.append(journal, changed)


# --- a whole infusion, event by event ---------------------------------------------------------------------------

minutes = st.floats(0, 30).map(lambda m: timedelta(minutes=m))


def walks(draw):
    """Draw a course of events that the table allows, with times that never go back."""
    dose_mg = draw(st.floats(5, 100))
    concentration = draw(st.floats(0.1, 2))
    common = {"by": "nurse", "source": "person"}
    at, number = T0, 0

    def make(kind, **own):
        nonlocal number
        number += 1
        return kind(event_id=UUID(int=number), at=at, **common, **own)

    events: list[Event] = [
        make(TimeOutPassed, checks=()),
        make(
            Started,
            rate_ml_per_h=draw(rates),
            concentration_mg_per_ml=concentration,
            dose_mg=dose_mg,
            weight_kg=draw(st.floats(40, 200)),
            vtbi_ml=draw(st.floats(1, 500)),
        ),
    ]
    own = {
        Paused: lambda: {"reason": "r"},
        Resumed: lambda: {"rate_ml_per_h": draw(rates)},
        RateChanged: lambda: {"rate_ml_per_h": draw(rates), "reason": "r"},
        Stopped: lambda: {"reason": "r"},
        Completed: lambda: {"delivered_ml": None},
    }
    for _ in range(draw(st.integers(0, 8))):
        at += draw(minutes)
        possible = [kind for kind in TRANSITIONS[replay(events)] if kind in own]
        if possible:
            kind = draw(st.sampled_from(sorted(possible, key=lambda k: k.__name__)))
            events.append(make(kind, **own[kind]()))
    return events


some_walk = st.composite(walks)()


@given(some_walk, minutes, minutes)
def test_what_went_in_never_exceeds_the_order_and_never_shrinks(events, first, more):
    earlier, later = delivered(events, now=T0 + first), delivered(events, now=T0 + first + more)
    assert 0 <= earlier.ml <= later.ml <= later.ordered_ml
    assert earlier.mg <= later.mg <= later.ordered_mg
    assert later.remaining_mg >= 0


@given(some_walk, minutes, minutes, st.permutations(range(4)))
def test_even_wrongly_dated_records_never_give_more_than_ordered_or_less_than_before(events, first, more, order):
    shuffled = [replace(e, at=T0 + timedelta(minutes=order[n % len(order)] * 3)) for n, e in enumerate(events)]
    earlier, later = delivered(shuffled, now=T0 + first), delivered(shuffled, now=T0 + first + more)
    if earlier is not None:
        assert earlier.ml <= later.ml <= later.ordered_ml


@given(some_walk, minutes)
def test_the_segments_add_up_to_what_went_in(events, after):
    account = delivered(events, now=T0 + after)
    assert sum(s.ml for s in account.segments) == pytest.approx(account.ml, abs=1e-3)
    assert sum(s.rate_mg_per_min * s.minutes for s in account.segments) == pytest.approx(account.mg, abs=1e-3)
    assert all(a.ended_at == b.started_at for a, b in zip(account.segments, account.segments[1:], strict=False))


@pytest.mark.hazard("H30 pause or stop not recorded")
@given(some_walk, minutes, minutes)
def test_nothing_goes_in_during_a_pause_or_after_the_end(events, wait, more):
    at = events[-1].at + timedelta(seconds=1)
    if replay(events) is State.RUNNING:
        events = [*events, Paused(event_id=UUID(int=99), at=at, by="nurse", source="person", reason="r")]
    assert delivered(events, now=at + wait).ml == delivered(events, now=at + wait + more).ml


@given(some_walk)
def test_the_state_is_the_fold_of_the_journal(events):
    journal = a_journal(events)
    state = State.PLANNED
    for entry in journal:
        state = step(state, entry.event)
    assert replay(journals.events(journal)) is state


class AnInfusion(RuleBasedStateMachine):
    """Machine, journal and account together, under whatever a clinic does to them."""

    def __init__(self):
        super().__init__()
        self.journal: journals.Journal = ()
        self.now = T0
        self.number = 0
        self.most_ml = 0.0

    @property
    def state(self):
        return replay(journals.events(self.journal))

    def try_to(self, kind, **own):
        self.number += 1
        event = kind(event_id=UUID(int=self.number), at=self.now, by="nurse", source="person", **own)
        before = self.state
        try:
            state = follow(journals.events(self.journal), event)
        except CannotHappen:
            assert kind not in TRANSITIONS[before]
            return
        self.journal = journals.append(self.journal, event)
        assert self.state is state

    @initialize()
    def plan(self):
        assert self.state is State.PLANNED

    @rule(by=minutes)
    def wait(self, by):
        self.now += by

    @rule()
    def pass_the_time_out(self):
        self.try_to(TimeOutPassed, checks=())

    @rule(rate=rates, dose=st.floats(5, 100), vtbi=st.floats(5, 200))
    def start(self, rate, dose, vtbi):
        self.try_to(
            Started, rate_ml_per_h=rate, concentration_mg_per_ml=1.0, dose_mg=dose, weight_kg=80.0, vtbi_ml=vtbi
        )

    @rule()
    def pause(self):
        self.try_to(Paused, reason="r")

    @rule(rate=rates)
    def resume(self, rate):
        self.try_to(Resumed, rate_ml_per_h=rate)

    @rule(rate=rates)
    def change_the_rate(self, rate):
        self.try_to(RateChanged, rate_ml_per_h=rate, reason="r")

    @rule()
    def stop(self):
        self.try_to(Stopped, reason="r")

    @rule()
    def complete(self):
        self.try_to(Completed)

    @rule(text=st.text(string.printable, max_size=10))
    def write_a_note(self, text):
        self.try_to(NoteWritten, text=text)

    @precondition(lambda self: self.journal)
    @rule(data=st.data())
    def send_again(self, data):
        before = self.journal
        self.journal = journals.append(self.journal, data.draw(st.sampled_from(before)).event)
        assert self.journal == before

    @precondition(lambda self: self.journal)
    @rule()
    def crash_and_read_back(self):
        lines = [journals.to_line(entry) for entry in self.journal]
        self.journal = tuple(journals.from_line(line) for line in lines)

    @invariant()
    def the_journal_is_whole(self):
        assert journals.verify(self.journal) is None

    @invariant()
    def the_account_holds(self):
        account = delivered(journals.events(self.journal), now=self.now)
        assert (account is None) == (self.state in (State.PLANNED, State.READY, State.CANCELLED))
        if account is not None:
            assert self.most_ml <= account.ml <= account.ordered_ml
            assert account.mg <= account.ordered_mg
            assert (account.ended_at is not None) == (self.state in (State.RECOVERING, State.DISCHARGED))
            self.most_ml = account.ml


TestAnInfusion = AnInfusion.TestCase
TestAnInfusion.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_every_event_is_known_under_its_own_name_and_no_field_hides_a_default_id():
    assert list(BY_KIND) == [kind.__name__ for kind in EVERY]
    for kind in EVERY:
        required = {field.name for field in fields(kind) if field.default is MISSING}
        assert {"event_id", "at", "by", "source"} <= required
