"""Followed reading by reading it is what `watch` says of the whole: in every order, at every instant."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from bedside import BASELINE, T0, a_reading
from leeward.evidence import Cited, Status
from leeward.infusion.alarms import watch
from leeward.infusion.following import Following
from leeward.infusion.vitals import BY_HAND, GenerationMode, Validity, VitalKind
from leeward.protocol.alarms import LIMITS
from leeward.units import Quantity

NEAR = {
    VitalKind.SPO2: [97, 96, 95, 93, 91, 89, 88, 79, 50],
    VitalKind.HEART_RATE: [70, 72, 109, 112, 121, 145, 48, 44, 0],
    VitalKind.PULSE_RATE: [70, 71, 121, 44],
    VitalKind.RESPIRATORY_RATE: [14, 13, 9, 7, 0, 26],
    VitalKind.ETCO2: [38, 37, 24, 4, 60],
    VitalKind.SYSTOLIC: [120, 125, 152, 165, 185, 201, 85],
    VitalKind.DIASTOLIC: [78, 80, 104, 112],
    VitalKind.TEMPERATURE: [36.8],
}
CONTINUOUS = [VitalKind.SPO2, VitalKind.HEART_RATE, VitalKind.PULSE_RATE, VitalKind.RESPIRATORY_RATE]
seconds = st.sampled_from([0, 0, 1, 1, 1, 2, 3, 5, 8, 12, 30])
odd = st.fixed_dictionaries(
    {},
    optional={
        "value": st.sampled_from([None, -999.0, 384.5]),
        "validity": st.sampled_from(Validity),
        "mode": st.sampled_from(GenerationMode),
        "source": st.just(BY_HAND),
        "device": st.sampled_from(["mon-2", "mon-2", None]),
        "artefact_reason": st.just("moved"),
        "late_s": st.sampled_from([1, 4, 7, 20, 90, 200]),
        "ahead_s": st.sampled_from([2, 6, 60, 3600]),
    },
)


@st.composite
def one_reading(draw, now, number):
    kind = draw(st.sampled_from([*CONTINUOUS, *NEAR]))
    own = draw(odd) if draw(st.integers(0, 5)) == 0 else {}
    late, ahead = timedelta(seconds=own.pop("late_s", 0)), timedelta(seconds=own.pop("ahead_s", 0))
    value = own.pop("value", float(draw(st.sampled_from(NEAR[kind]))))
    when = now - late + ahead
    return a_reading(kind, value, when, reading_id=UUID(int=number * 7919 % 10007), received_at=now, **own)


@st.composite
def frames(draw, longest=45):
    """What comes, in the order of arrival: frames of some kinds, runs of the same, gaps, and oddities."""
    found, now = [], T0
    for number in range(draw(st.integers(1, longest))):
        now += timedelta(seconds=draw(seconds))
        found.append(draw(one_reading(now, number + 1)))
        for repeat in range(draw(st.sampled_from([0, 0, 0, 0, 4, 20]))):
            now += timedelta(seconds=draw(st.sampled_from([1, 1, 4])))
            before = found[-1]
            late = before.received_at - before.at
            found.append(
                replace(before, reading_id=UUID(int=20_000 + number * 100 + repeat), at=now - late, received_at=now)
            )
    return found


def same(readings, following, now, **own):
    expected = watch(readings, own.pop("baseline", BASELINE), LIMITS, now=now, running=True, **own)
    found = following.conditions(now)
    if found != expected:
        note(f"at {now}:\n" + "\n".join(map(str, found)) + "\nbut\n" + "\n".join(map(str, expected)))
    assert found == expected


@pytest.mark.hazard("H21 lost alarm")
@given(frames(), st.integers(0, 700))
def test_at_every_arrival_and_long_after_it_says_what_watch_says(readings, later):
    following = Following(LIMITS, BASELINE, running=True)
    for place, reading in enumerate(readings):
        following.take(reading)
        same(readings[: place + 1], following, reading.received_at)
    for more in (0, later / 50, later):
        same(readings, following, readings[-1].received_at + timedelta(seconds=more))


@pytest.mark.hazard("H27 duplicate or out-of-order samples")
@given(frames(longest=25), st.data(), st.integers(-60, 700))
def test_in_whatever_order_and_however_often_they_come(readings, data, later):
    again = data.draw(st.lists(st.sampled_from(readings), max_size=5))
    marked = [
        replace(one, artefact_reason="seen later") for one in data.draw(st.lists(st.sampled_from(readings), max_size=4))
    ]
    marked = [one for one in marked if not any(r.reading_id == one.reading_id and r.artefact_reason for r in readings)]
    mixed = data.draw(st.permutations([*readings, *again, *marked]))
    following = Following(LIMITS, BASELINE, running=True)
    following.take_all(mixed)
    now = max(one.received_at for one in readings) + timedelta(seconds=later)
    same(mixed, following, now)


STRICTER = tuple(
    replace(limit, limit=Cited(Quantity(limit.value + 2, limit.vital.unit), None, "a test", Status.ASSUMED, "own"))
    for limit in LIMITS
)


@pytest.mark.hazard("H21 lost alarm")
@given(frames(longest=20), frames(longest=10), st.booleans(), st.sampled_from([None, -10, -70]))
def test_other_limits_another_baseline_and_the_end_count_from_the_moment_they_are_told(first, then, running, ended_min):
    """As if they had counted from the beginning, as far back as readings are kept."""
    following = Following(LIMITS, BASELINE, running=True)
    following.take_all(first)
    now = first[-1].received_at
    ended_at = now + timedelta(minutes=ended_min) if ended_min is not None else None
    own = {VitalKind.SYSTOLIC: 110.0, VitalKind.DIASTOLIC: 70.0}
    following.aim(STRICTER, own, running=running, ended_at=ended_at)
    shift = now - T0
    later = [
        replace(
            one, reading_id=UUID(int=one.reading_id.int + 10**6), at=one.at + shift, received_at=one.received_at + shift
        )
        for one in then
    ]
    following.take_all(later)
    now = later[-1].received_at
    since_end = now - ended_at if ended_at is not None else timedelta(0)
    expected = watch([*first, *later], own, STRICTER, now=now, running=running, since_end=since_end)
    assert following.conditions(now) == expected


@given(frames(longest=25), st.sampled_from([limit.key for limit in LIMITS]))
def test_what_stood_before_the_first_reading_stands_until_it_is_over(readings, key):
    following = Following(LIMITS, BASELINE, running=True, active=(key,))
    following.take_all(readings)
    now = readings[-1].received_at
    same(readings, following, now, active=(key,))


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_a_reading_that_was_marked_before_it_came_counts_as_artefact():
    low = a_reading(VitalKind.SPO2, 70.0, T0)
    following = Following(LIMITS, BASELINE, running=True)
    following.mark(low.reading_id, "moved")
    following.take(low)
    assert following.conditions(T0) == watch(
        [replace(low, artefact_reason="moved")], BASELINE, LIMITS, now=T0, running=True
    )


@pytest.mark.hazard("H28 artefact accepted as physiology")
@given(frames(longest=25), st.data(), st.sampled_from([0, 1, 12, 70, 200]))
def test_what_a_person_marks_after_it_came_counts_as_artefact_and_is_known_when_it_is_sent_again(sent, data, later):
    following = Following(LIMITS, BASELINE, running=True)
    following.take_all(sent)
    ids = {one.reading_id for one in data.draw(st.lists(st.sampled_from(sent), min_size=1, max_size=6))}
    for reading_id in sorted(ids):
        following.mark(reading_id, "moved")
    told = [
        replace(one, artefact_reason="moved") if one.reading_id in ids and one.artefact_reason is None else one
        for one in sent
    ]
    now = sent[-1].received_at + timedelta(seconds=later)
    same(told, following, now)
    following.take_all([one for one in sent if one.reading_id in ids])
    same(told, following, now)


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_a_devices_silence_is_told_of_its_last_reading_as_a_person_marked_it():
    sent = [a_reading(VitalKind.SPO2, 97.0, T0), a_reading(VitalKind.HEART_RATE, 70.0, T0 + timedelta(seconds=1))]
    following = Following(LIMITS, BASELINE, running=True)
    following.take_all(sent)
    following.mark(sent[1].reading_id, "moved")
    now = T0 + timedelta(seconds=70)
    (silent,) = [one for one in following.conditions(now) if one.key == "disconnected"]
    assert silent.reading is not None
    assert silent.reading.artefact_reason == "moved"
    same([sent[0], replace(sent[1], artefact_reason="moved")], following, now)


def test_without_a_baseline_it_says_so_as_watch_does():
    reading = a_reading(VitalKind.SPO2, 97.0, T0)
    following = Following(LIMITS, {}, running=True)
    following.take(reading)
    expected = watch([reading], {}, LIMITS, now=T0, running=True)
    assert following.conditions(T0) == expected
    assert [one for one in expected if one.key.startswith("no-baseline")]


@given(frames(), st.sampled_from(GenerationMode))
def test_what_is_followed_in_another_mode_counts_that_modes_readings(sent, mode):
    following, came = Following(LIMITS, BASELINE, running=True, mode=mode), []
    for reading in sent:
        following.take(reading)
        came.append(reading)
        same(came, following, reading.received_at, mode=mode)


@given(frames(longest=12))
def test_what_cannot_be_used_is_kept_once_however_often_it_comes(sent):
    following = Following(LIMITS, BASELINE, running=True)
    for reading in (*sent, *sent):
        following.take(reading)
    ids = [one.reading_id for one in following.unusable]
    assert len(ids) == len(set(ids))
