"""What must hold of the alarms and the gates, whatever arrives in whatever order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import BASELINE, T0, a_check, a_score, a_start, an_end, at
from leeward.infusion.alarms import changes, watch
from leeward.infusion.discharge import discharge
from leeward.infusion.time_out import time_out
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading, Validity, VitalKind, in_order, latest
from leeward.protocol.alarm_limit import AlarmKind
from leeward.protocol.alarms import LIMITS
from leeward.protocol.discharge import ITEMS
from leeward.protocol.starting import ITEMS as START_ITEMS
from leeward.truth import UNKNOWN, YES, Truth

LIMITS_BY_KEY = {limit.key: limit for limit in LIMITS}


@st.composite
def some_reading(draw):
    kind = draw(st.sampled_from(VitalKind))
    when = T0 + timedelta(seconds=draw(st.integers(0, 300)))
    return Reading(
        reading_id=draw(st.uuids()),
        kind=kind,
        value=draw(st.none() | st.floats(0, 320)),
        unit=kind.unit,
        at=when,
        received_at=when + timedelta(seconds=draw(st.integers(0, 60))),
        source=draw(st.sampled_from(["device", BY_HAND])),
        device="mon-1",
        validity=draw(st.sampled_from([Validity.VALID, Validity.VALID, *Validity])),
        mode=draw(st.sampled_from([GenerationMode.REAL, GenerationMode.REAL, *GenerationMode])),
        artefact_reason=draw(st.sampled_from([None, None, "moved"])),
    )


windows = st.lists(some_reading(), max_size=40, unique_by=lambda r: r.reading_id)
instants = st.integers(0, 400).map(lambda s: at(s=s))


def look(readings, now, **own):
    return watch(readings, BASELINE, LIMITS, now=now, running=True, **own)


@pytest.mark.hazard("H27 duplicate or out-of-order samples")
@given(windows, instants, st.data())
def test_order_of_arrival_and_duplicates_change_nothing(readings, now, data):
    again = data.draw(st.lists(st.sampled_from(readings), max_size=5)) if readings else []
    mixed = data.draw(st.permutations([*readings, *again]))
    assert look(mixed, now) == look(readings, now)
    for kind in VitalKind:
        assert latest(mixed, kind, now) == latest(readings, kind, now)


@pytest.mark.hazard("H28 artefact accepted as physiology")
@given(windows, instants)
def test_what_must_not_be_used_never_makes_a_physiological_alarm(readings, now):
    spoiled = [replace(r, artefact_reason="moved") for r in readings]
    demo = [replace(r, mode=GenerationMode.DEMO) for r in readings]
    invalid = [replace(r, validity=Validity.QUESTIONABLE) for r in readings]
    for unusable in (spoiled, demo, invalid):
        assert all(one.kind is AlarmKind.TECHNICAL for one in look(unusable, now))


@pytest.mark.hazard("H28 artefact accepted as physiology")
@given(windows, instants)
def test_of_two_copies_the_marked_one_is_kept(readings, now):
    marked = [replace(r, artefact_reason="moved") for r in readings]
    assert look([*readings, *marked], now) == look(marked, now)
    assert all(r.artefact_reason for r in in_order([*marked, *readings]))


@given(windows, instants)
def test_each_condition_stands_once_the_most_urgent_first_and_speaks(readings, now):
    found = look(readings, now)
    assert len({one.key for one in found}) == len(found)
    ranks = [one.priority.rank for one in found]
    assert ranks == sorted(ranks)
    assert all(one.says.endswith(".") and one.since <= now for one in found)
    groups = [LIMITS_BY_KEY[one.key].group for one in found if one.key in LIMITS_BY_KEY]
    assert len(set(groups)) == len(groups)


@given(windows, instants)
def test_what_began_and_what_ended_lead_from_one_look_to_the_next(readings, now):
    before = {one.key: one.priority for one in look(readings[::2], now)}
    after = look(readings, now)
    changed = changes(before, after)
    assert (before.keys() | {one.key for one in changed.raised}) - set(changed.cleared) == {one.key for one in after}


@pytest.mark.hazard("H17 stale vitals shown as live")
@given(windows, instants, st.integers(0, 600))
def test_a_number_that_is_too_old_is_never_shown(readings, now, more):
    for kind in (VitalKind.SPO2, VitalKind.HEART_RATE):
        last = latest(readings, kind, now + timedelta(seconds=more))
        assert last.value is None or last.age_s <= 60


@pytest.mark.hazard("H17 stale vitals shown as live")
@given(windows)
def test_ten_minutes_of_silence_are_never_quiet(readings):
    found = {one.key.rpartition("-")[0] or one.key for one in look(readings, at(20))}
    told = {key.removesuffix("-never").removesuffix("-no") for key in found}
    # A device that fell silent as a whole is told once, as urgently.
    assert ({"nibp"} if "disconnected" in told else {"spo2", "heart_rate", "nibp"}) <= told


truths = st.sampled_from(Truth)


@pytest.mark.hazard("H31 early discharge")
@given(
    st.fixed_dictionaries({item.key: truths for item in ITEMS}),
    st.fixed_dictionaries({key: st.none() | st.integers(0, 10) for key in ("moaa-s", "aldrete", "padss", "distress")}),
    windows,
    truths,
)
def test_a_gate_with_anything_unknown_never_lets_anyone_leave(answers, scores, readings, needs_longer):
    events = [*a_start(), an_end(at(40))]
    events += [a_score(key, total, at(200)) for key, total in scores.items()]
    events += [a_check(key, truth, at(200)) for key, truth in answers.items()]
    gate = discharge(readings, events, baseline=BASELINE, now=at(210), needs_longer=needs_longer)
    unknown = [item for item in gate.items if item.truth is UNKNOWN]
    assert not (unknown and gate.may_leave is YES)
    assert (gate.may_leave is YES) == (gate.blocks == ())


@pytest.mark.hazard("H31 early discharge")
@given(st.sampled_from([item.key for item in ITEMS]), truths)
def test_one_more_unknown_never_opens_the_gate(key, before):
    events = [*a_start(), an_end(at(40)), *(a_check(item.key, YES, at(190)) for item in ITEMS)]
    known = discharge([], [*events, a_check(key, before, at(200))], baseline={}, now=at(210), needs_longer=YES)
    less = discharge([], [*events, a_check(key, UNKNOWN, at(200))], baseline={}, now=at(210), needs_longer=YES)
    assert len(less.blocks) >= len(known.blocks)


@given(st.dictionaries(st.sampled_from([item.key for item in START_ITEMS]), truths), windows, instants)
def test_nobody_starts_with_anything_unknown(checks, readings, now):
    gate = time_out(checks, readings, now=now)
    assert (gate.is_open is YES) == all(item.truth is YES for item in gate.items)
    assert (gate.is_open is YES) == (gate.blocks == ())


def test_the_ids_of_the_limits_are_unique():
    assert len(LIMITS_BY_KEY) == len(LIMITS)
