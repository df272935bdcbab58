"""When an alarm begins, when it ends, and what it says: as tables."""

from datetime import timedelta

import pytest

from bedside import BASELINE, T0, a_reading, a_score, an_event, at, each_second
from leeward.infusion.alarms import CannotChangeLimit, change_limit, in_force, watch, watch_scores
from leeward.infusion.events import LimitChanged
from leeward.infusion.vitals import BY_HAND, GenerationMode, Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.alarms import LIMITS

KINDS = {
    "sys": VitalKind.SYSTOLIC,
    "dia": VitalKind.DIASTOLIC,
    "mean": VitalKind.MEAN_ARTERIAL_PRESSURE,
    "hr": VitalKind.HEART_RATE,
    "spo2": VitalKind.SPO2,
    "rr": VitalKind.RESPIRATORY_RATE,
    "etco2": VitalKind.ETCO2,
}


def physiological(readings, now, *, baseline=BASELINE, **own):
    found = watch(readings, baseline, LIMITS, now=now, running=True, **own)
    return [one for one in found if one.kind is AlarmKind.PHYSIOLOGICAL]


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


# Own baseline 122/78, heart rate 70. One value, held for so many seconds.
BOUNDARIES = """
    vital | value | seconds | alarm                    | priority | proposes
    spo2  | 95    | 40      | -                        |          |
    spo2  | 94    | 29      | -                        |          |
    spo2  | 94    | 30      | spo2-advisory            | low      |
    spo2  | 92    | 14      | -                        |          |
    spo2  | 92    | 15      | spo2-amber               | medium   | pause
    spo2  | 90    | 15      | spo2-amber               | medium   | pause
    spo2  | 89    | 14      | -                        |          |
    spo2  | 89    | 15      | spo2-red                 | high     | stop
    spo2  | 81    | 14      | -                        |          |
    spo2  | 80    | 0       | spo2-desaturation        | high     | stop
    hr    | 110   | 40      | -                        |          |
    hr    | 111   | 30      | heart-rate-high-advisory | low      |
    hr    | 119   | 29      | -                        |          |
    hr    | 120   | 9       | -                        |          |
    hr    | 120   | 10      | heart-rate-high-amber    | medium   | pause
    hr    | 140   | 9       | -                        |          |
    hr    | 140   | 10      | heart-rate-high-red      | high     | stop
    hr    | 50    | 40      | -                        |          |
    hr    | 49    | 10      | heart-rate-low-advisory  | low      |
    hr    | 44    | 10      | heart-rate-low-red       | high     | stop
    sys   | 141   | 0       | -                        |          |
    sys   | 142   | 0       | systolic-rise-advisory   | low      |
    sys   | 161   | 0       | systolic-amber           | medium   |
    sys   | 162   | 0       | systolic-amber           | medium   |
    sys   | 179   | 0       | systolic-amber           | medium   |
    sys   | 180   | 0       | systolic-red             | high     | stop
    sys   | 200   | 0       | systolic-emergency       | high     | stop
    sys   | 90    | 0       | -                        |          |
    sys   | 89    | 0       | systolic-low             | high     | stop
    dia   | 99    | 0       | -                        |          |
    dia   | 100   | 0       | diastolic-amber          | medium   |
    dia   | 110   | 0       | diastolic-red            | high     | stop
    mean  | 60    | 0       | -                        |          |
    mean  | 59    | 0       | mean-low                 | high     | stop
    mean  | 121   | 0       | mean-high                | medium   |
    rr    | 10    | 20      | -                        |          |
    rr    | 9     | 15      | breathing-amber          | medium   | pause
    rr    | 7     | 15      | breathing-red            | high     | stop
    rr    | 25    | 15      | breathing-high           | medium   |
    etco2 | 24    | 15      | etco2-low                | high     | stop
    etco2 | 6     | 15      | etco2-low                | high     | stop
    etco2 | 5     | 14      | -                        |          |
    etco2 | 5     | 15      | etco2-absent             | high     | stop
    rr    | 1     | 14      | -                        |          |
    rr    | 0     | 0       | apnoea                   | high     | stop
    etco2 | 56    | 15      | etco2-high               | high     |
"""


@pytest.mark.parametrize("row", rows(BOUNDARIES), ids=" ".join)
def test_a_value_held_for_a_time_raises_exactly_one_alarm(row):
    vital, value, seconds, alarm, priority, proposes = row
    readings = each_second(KINDS[vital], [float(value)] * (int(seconds) + 1), T0)
    found = [(one.key, one.priority.value, one.proposes or "") for one in physiological(readings, at(s=int(seconds)))]
    assert found == ([] if alarm == "-" else [(alarm, priority, proposes)])


def test_the_rise_from_the_own_baseline_alarms_where_the_fixed_limits_do_not():
    low = {VitalKind.SYSTOLIC: 100.0, VitalKind.DIASTOLIC: 60.0}
    readings = [a_reading(KINDS["sys"], 140, T0), a_reading(KINDS["dia"], 85, T0)]
    found = physiological(readings, T0, baseline=low)
    assert [one.key for one in found] == ["diastolic-rise", "systolic-rise"]
    assert found[1].says == "Systolic pressure 140 mmHg is +40 mmHg from the own baseline of 100 (limit +40)."


def test_a_second_pressure_beyond_the_amber_limit_proposes_a_pause():
    one = [a_reading(KINDS["sys"], 165, T0)]
    two = [*one, a_reading(KINDS["sys"], 166, at(2))]
    assert [c.proposes for c in physiological(one, T0)] == [None]
    assert [c.proposes for c in physiological(two, at(2))] == ["pause"]


# The limit looks at the median of 5 s, which is back two seconds after the values are: 2 s and then 10 s.
REARM = """
    then | for | still
    90   | 60  | yes
    91   | 60  | yes
    92   | 11  | yes
    92   | 12  | no
    94   | 11  | yes
    97   | 12  | no
"""


@pytest.mark.hazard("H22 alarm flood")
@pytest.mark.parametrize("row", rows(REARM), ids=" ".join)
def test_a_red_saturation_ends_only_two_above_the_limit_for_ten_seconds(row):
    value, seconds, still = row
    readings = each_second(KINDS["spo2"], [88.0] * 16 + [float(value)] * (int(seconds) + 1), T0)
    keys = [one.key for one in physiological(readings, readings[-1].at)]
    assert ("spo2-red" in keys) is (still == "yes")


def test_in_the_band_it_says_that_it_is_not_back_yet():
    readings = each_second(KINDS["spo2"], [88.0] * 16 + [91.0] * 3, T0)
    (found,) = physiological(readings, readings[-1].at)
    assert found.says == "SpO2 91 %: it was below 90 % and is not yet back to 92 % for long enough."
    assert found.since == T0
    assert found.proposes is None


def test_a_condition_that_began_before_the_window_is_not_forgotten():
    readings = each_second(KINDS["spo2"], [91.0] * 20, T0)
    assert [one.key for one in physiological(readings, at(s=19))] == ["spo2-amber"]
    assert [one.key for one in physiological(readings, at(s=19), active={"spo2-red"})] == ["spo2-red"]


@pytest.mark.hazard("H22 alarm flood")
def test_bursts_of_artefact_shorter_than_the_delay_raise_nothing():
    burst = [97.0] * 20 + [85.0] * 12 + [97.0] * 8
    readings = each_second(KINDS["spo2"], burst * 8, T0)
    heard = {
        one.key
        for n in range(0, len(readings), 3)
        for one in physiological(readings[max(0, n - 300) : n + 1], readings[n].at)
        if one.priority is not Priority.LOW
    }
    assert heard == set()


@pytest.mark.hazard("H22 alarm flood")
def test_of_limits_that_say_the_same_only_the_most_urgent_is_told():
    readings = each_second(KINDS["spo2"], [78.0] * 60, T0)
    assert [one.key for one in physiological(readings, at(s=59))] == ["spo2-desaturation"]


UNUSABLE = [
    {"validity": Validity.QUESTIONABLE},
    {"validity": Validity.CALIBRATING},
    {"validity": Validity.INVALID},
    {"mode": GenerationMode.DEMO},
    {"mode": GenerationMode.TEST},
    {"artefact_reason": "probe off"},
]


@pytest.mark.hazard("H28 artefact accepted as physiology")
@pytest.mark.parametrize("own", UNUSABLE, ids=str)
def test_what_cannot_be_used_raises_no_physiological_alarm_and_does_not_pass_in_silence(own):
    readings = each_second(KINDS["spo2"], [70.0] * 30, T0, **own)
    found = watch(readings, BASELINE, LIMITS, now=at(s=29), running=True)
    assert [one for one in found if one.kind is AlarmKind.PHYSIOLOGICAL] == []
    assert "spo2-no-signal" in [one.key for one in found]


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_an_implausible_value_asks_for_another_measurement():
    readings = [a_reading(KINDS["sys"], 120, T0), a_reading(KINDS["sys"], 320, at(5))]
    found = {one.key: one for one in watch(readings, BASELINE, LIMITS, now=at(5), running=True)}
    assert found["nibp-no-signal"].says == (
        "Blood pressure: 320 mmHg is not plausible. Check the sensor and measure again."
    )


def test_a_demo_session_listens_to_demo_data():
    readings = each_second(KINDS["spo2"], [70.0] * 5, T0, mode=GenerationMode.DEMO)
    assert [one.key for one in physiological(readings, at(s=4), mode=GenerationMode.DEMO)] == ["spo2-desaturation"]


# What was last heard of the sensor, and so many seconds later.
SILENCE = """
    vital | seconds | running | key         | priority
    spo2  | 10      | yes     | -           |
    spo2  | 11      | yes     | spo2-stale  | medium
    spo2  | 60      | yes     | spo2-stale  | medium
    spo2  | 61      | yes     | spo2-stale  | high
    spo2  | 61      | no      | spo2-stale  | medium
    hr    | 11      | yes     | heart_rate-stale | medium
    sys   | 420     | yes     | -           |
    sys   | 421     | yes     | nibp-stale  | high
    sys   | 1020    | no      | -           |
    sys   | 1021    | no      | nibp-stale  | medium
    etco2 | 15      | yes     | -           |
    etco2 | 16      | yes     | etco2-stale | high
    rr    | 11      | yes     | respiratory_rate-stale | medium
"""
SENSOR = {"spo2": "spo2", "hr": "heart_rate", "sys": "nibp", "etco2": "etco2", "rr": "respiratory_rate"}


@pytest.mark.hazard("H29 missed NIBP")
@pytest.mark.hazard("H17 stale vitals shown as live")
@pytest.mark.parametrize("row", rows(SILENCE), ids=" ".join)
def test_silence_is_told(row):
    vital, seconds, running, key, priority = row
    own = {"sys": 120.0, "spo2": 97.0, "hr": 70.0, "etco2": 38.0, "rr": 14.0}[vital]
    readings = [a_reading(KINDS[vital], own, T0)]
    found = watch(readings, BASELINE, LIMITS, now=at(s=int(seconds)), running=running == "yes")
    mine = [(one.key, one.priority.value) for one in found if one.key.startswith(SENSOR[vital])]
    assert mine == ([] if key == "-" else [(key, priority)])


def test_a_sensor_that_was_never_seen_is_told_before_the_start_and_louder_after():
    before = {one.key: one.priority for one in watch([], {}, LIMITS, now=T0, running=False)}
    after = {one.key: one.priority for one in watch([], {}, LIMITS, now=T0, running=True)}
    names = {"spo2-never-seen", "heart_rate-never-seen", "nibp-never-seen"}
    assert before == dict.fromkeys(names, Priority.MEDIUM)
    assert after == dict.fromkeys(names, Priority.HIGH) | {"no-baseline": Priority.MEDIUM}


def test_the_pulse_stands_in_for_a_heart_rate_that_no_longer_comes():
    readings = each_second(VitalKind.PULSE_RATE, [145.0] * 12, at(1))
    readings += each_second(VitalKind.HEART_RATE, [70.0] * 12, T0)
    found = watch(readings, BASELINE, LIMITS, now=at(1, s=11), running=True)
    assert "heart-rate-high-red" in [one.key for one in found]
    assert "heart_rate-stale" not in [one.key for one in found]


@pytest.mark.hazard("H17 stale vitals shown as live")
def test_a_value_charted_by_hand_does_not_silence_the_missing_sensor():
    readings = [a_reading(VitalKind.SPO2, 97, at(s=30), source=BY_HAND)]
    assert "spo2-never-seen" in [one.key for one in watch(readings, BASELINE, LIMITS, now=at(s=31), running=True)]


def test_a_value_charted_by_hand_alarms_without_delay():
    readings = [a_reading(VitalKind.RESPIRATORY_RATE, 7, T0, source=BY_HAND)]
    assert [one.key for one in physiological(readings, T0)] == ["breathing-red"]


def test_readings_from_the_future_are_not_used_and_are_told():
    readings = [a_reading(VitalKind.SPO2, 70, at(s=6))]
    found = {one.key: one for one in watch(readings, BASELINE, LIMITS, now=T0, running=True)}
    assert "spo2-desaturation" not in found
    assert found["clock-ahead"].says == ("The clock of mon-1 is 6 s ahead. Its readings are not used; set the clock.")


# Saturation second by second, as the probe gave it: what a nurse would want to be called for, and what not.
COURSES = """
    what the probe gives                                   | alarm
    97 for 60, 88 for 3, 97 for 30                         | -
    97 for 60, 88 for 14, 97 for 30                        | -
    97 for 60, 88 and 97 in turn for 40                    | -
    97 for 60, 88 for 18                                   | spo2-red
    97 for 60, 88 for 8, 97 for 1, 88 for 10               | spo2-red
    97 for 60, 80 for 1                                    | spo2-desaturation
    97 for 60, 88 for 18, 97 for 11                        | spo2-red
    97 for 60, 88 for 18, 97 for 13                        | -
"""


def course(text):
    values = []
    for part in text.split(", "):
        told, _, seconds = part.partition(" for ")
        turns = [float(value) for value in told.removesuffix(" in turn").split(" and ")]
        values += [turns[n % len(turns)] for n in range(int(seconds))]
    return values


@pytest.mark.hazard("H22 alarm flood")
@pytest.mark.hazard("H28 artefact accepted as physiology")
@pytest.mark.parametrize("row", rows(COURSES), ids=" ".join)
def test_a_course_of_saturation_calls_or_does_not(row):
    readings = each_second(KINDS["spo2"], course(row[0]), T0)
    found = [one.key for one in physiological(readings, readings[-1].at) if one.priority is not Priority.LOW]
    assert found == ([] if row[1] == "-" else [row[1]])


# Each limit and what it looks at: what must call at once looks at every value.
LOOKS = """
    limit                    | looks at | delay
    spo2-desaturation        | RAW      | 0
    spo2-red                 | MEDIAN   | 15
    spo2-amber               | MEDIAN   | 15
    heart-rate-high-red      | MEDIAN   | 10
    heart-rate-low-red       | MEDIAN   | 10
    systolic-red             | RAW      | 0
    systolic-low             | RAW      | 0
    diastolic-red            | RAW      | 0
    apnoea                   | RAW      | 0
    breathing-red            | RAW      | 15
    etco2-absent             | RAW      | 15
"""


@pytest.mark.parametrize("row", rows(LOOKS), ids=" ".join)
def test_what_a_limit_looks_at_and_how_long_it_waits(row):
    limit = next(limit for limit in LIMITS if limit.key == row[0])
    assert (limit.looks_at.name, limit.delay.to("s")) == (row[1], float(row[2]))


# One value and the next: what asks for another measurement.
LEAPS = """
    vital | from | to  | seconds | asks
    sys   | 120  | 170 | 300     | -
    sys   | 120  | 171 | 300     | systolic-leap
    sys   | 165  | 110 | 300     | systolic-leap
    sys   | 120  | 171 | 400     | -
    dia   | 80   | 116 | 300     | diastolic-leap
    spo2  | 97   | 87  | 1       | -
    spo2  | 97   | 86  | 1       | spo2-leap
    spo2  | 97   | 86  | 6       | -
    hr    | 70   | 111 | 5       | heart_rate-leap
"""


@pytest.mark.hazard("H28 artefact accepted as physiology")
@pytest.mark.parametrize("row", rows(LEAPS), ids=" ".join)
def test_a_leap_asks_for_another_measurement(row):
    vital, before, after, seconds, asks = row
    readings = [a_reading(KINDS[vital], float(before), T0), a_reading(KINDS[vital], float(after), at(s=int(seconds)))]
    found = watch(readings, BASELINE, LIMITS, now=readings[-1].at, running=True)
    leaps = [one for one in found if one.key.endswith("-leap")]
    assert [one.key for one in leaps] == ([] if asks == "-" else [asks])
    assert all((one.priority is Priority.LOW and "again" in one.says) or "sensor" in one.says for one in leaps)


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_a_leap_neither_silences_nor_ends_anything():
    up = [a_reading(KINDS["sys"], 120, T0), a_reading(KINDS["sys"], 190, at(5))]
    assert "systolic-red" in [one.key for one in physiological(up, at(5))]
    down = [*up, a_reading(KINDS["sys"], 130, at(7))]
    assert "systolic-red" in [one.key for one in physiological(down, at(7), active={"systolic-red"})]
    agreed = [*down, a_reading(KINDS["sys"], 132, at(9))]
    assert physiological(agreed, at(9), active={"systolic-red"}) == []


# What a device does as a whole. Heart rate and saturation each second until it happens.
DEVICES = """
    what                  | seconds | key           | priority
    falls silent          | 10      | -             |
    falls silent          | 11      | disconnected  | medium
    falls silent          | 61      | disconnected  | high
    clock 5 s behind      | 0       | -             |
    clock 6 s behind      | 0       | clock-behind  | medium
    clock 1800 s behind   | 0       | clock-behind  | medium
    clock set back 30 s   | 0       | clock-jump    | medium
    stands still 119 s    | 0       | -             |
    stands still 125 s    | 0       | frozen        | medium
"""
ABOUT_DEVICES = {"disconnected", "clock-behind", "clock-jump", "frozen"}


def device(what):
    """Two values a second apart that move, and then what happens."""
    lag = timedelta(seconds=int(what.split()[1])) if what.startswith("clock") and "set" not in what else timedelta(0)
    rows = []
    length = int(what.split()[2]) if what.startswith("stands") else 40
    for second in range(length):
        moves = 0 if what.startswith("stands") else second % 3
        back = timedelta(seconds=30) if "set back" in what and second > 30 else timedelta(0)
        for kind, value in ((KINDS["hr"], 70.0 + moves), (KINDS["spo2"], 97.0 - moves)):
            when = at(s=second)
            rows.append(a_reading(kind, value, when - lag - back, received_at=when))
    return rows


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.hazard("H17 stale vitals shown as live")
@pytest.mark.parametrize("row", rows(DEVICES), ids=" ".join)
def test_what_is_wrong_with_a_device_as_a_whole_is_told(row):
    what, seconds, key, priority = row
    readings = device(what)
    now = readings[-1].received_at + timedelta(seconds=int(seconds))
    found = watch(readings, BASELINE, LIMITS, now=now, running=True)
    mine = [(one.key, one.priority.value) for one in found if one.key in ABOUT_DEVICES]
    assert mine == ([] if key == "-" else [(key, priority)])


@pytest.mark.hazard("H22 alarm flood")
def test_the_silence_of_a_whole_device_is_told_once():
    readings = device("falls silent")
    found = watch(readings, BASELINE, LIMITS, now=readings[-1].at + timedelta(seconds=20), running=True)
    assert [one.key for one in found if one.key.endswith("-stale")] == []
    assert next(one for one in found if one.key == "disconnected").says == (
        "Nothing from mon-1 for 20 s: cable, network or power. Look at the patient and at the monitor."
    )


@pytest.mark.hazard("H19 clock skew")
def test_what_came_from_the_future_is_never_news_later():
    """A clock half an hour ahead: its readings must not pass for fresh half an hour later, with the probe off."""
    ahead = [a_reading(KINDS["spo2"], 97, at(30, s=n), received_at=at(s=n)) for n in range(30)]
    found = [one.key for one in watch(ahead, BASELINE, LIMITS, now=at(30, s=20), running=True)]
    assert "spo2-no-signal" in found


SCORES = """
    scale    | total | alarm              | priority | proposes
    moaa-s   | 5     | -                  |          |
    moaa-s   | 4     | sedation-advisory  | low      |
    moaa-s   | 3     | sedation-amber     | medium   | pause
    moaa-s   | 2     | sedation-red       | high     | stop
    moaa-s   | 0     | sedation-red       | high     | stop
    distress | 3     | -                  |          |
    distress | 4     | distress-advisory  | low      |
    distress | 7     | distress-amber     | medium   | pause
    distress | 9     | distress-red       | high     | stop
"""


@pytest.mark.parametrize("row", rows(SCORES), ids=" ".join)
def test_a_bedside_score_raises_its_alarm(row):
    scale, total, alarm, priority, proposes = row
    found = watch_scores([a_score(scale, int(total), T0)])
    assert [(c.key, c.priority.value, c.proposes or "") for c in found] == (
        [] if alarm == "-" else [(alarm, priority, proposes)]
    )


def test_the_last_score_counts_even_when_it_was_recorded_first():
    assert watch_scores([a_score("moaa-s", 5, at(10)), a_score("moaa-s", 2, at(5))]) == ()
    assert watch_scores([a_score("moaa-s", None, at(10))]) == ()


def changed(key, value, unit, reason="athlete"):
    return an_event(LimitChanged, T0, alarm_key=key, value=value, unit=unit, reason=reason)


@pytest.mark.hazard("H23 alarm limits left loose")
def test_a_changed_limit_holds_for_this_infusion_only():
    mine = in_force(LIMITS, [changed("heart-rate-low-advisory", 46, "/min")])
    readings = each_second(VitalKind.HEART_RATE, [48.0] * 12, T0)
    keys = lambda limits: [  # noqa: E731
        c.key for c in watch(readings, BASELINE, limits, now=at(s=11), running=True) if "heart-rate" in c.key
    ]
    assert (keys(LIMITS), keys(mine), keys(in_force(LIMITS, []))) == (
        ["heart-rate-low-advisory"],
        [],
        ["heart-rate-low-advisory"],
    )


@pytest.mark.hazard("H23 alarm limits left loose")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed("spo2-red", 85, "%"), "can be tightened for a patient, not loosened"),
        (changed("systolic-red", 190, "mmHg"), "can be tightened for a patient, not loosened"),
        (changed("systolic-amber", 165, "mmHg", reason=" "), "Give the reason"),
        (changed("nothing", 1, "%"), "No alarm limit is called"),
    ],
)
def test_a_high_limit_cannot_be_loosened_and_every_change_has_a_reason(change, why):
    with pytest.raises(CannotChangeLimit, match=why):
        change_limit(LIMITS, change)


@pytest.mark.hazard("H23 alarm limits left loose")
@pytest.mark.parametrize(("value", "allowed"), [(92, True), (90, True), (89, False), (101, False)])
def test_a_limit_that_was_tightened_may_come_back_to_the_protocols_and_no_further(value, allowed):
    events = [changed("spo2-red", 93, "%"), changed("spo2-red", value, "%")]
    if allowed:
        assert next(limit for limit in in_force(LIMITS, events) if limit.key == "spo2-red").value == value
    else:
        with pytest.raises(CannotChangeLimit):
            in_force(LIMITS, events)


def test_a_high_limit_can_be_tightened():
    readings = each_second(VitalKind.SPO2, [91.0] * 16, T0)
    mine = in_force(LIMITS, [changed("spo2-red", 92, "%")])
    assert "spo2-red" in [c.key for c in watch(readings, BASELINE, mine, now=at(s=15), running=True)]
