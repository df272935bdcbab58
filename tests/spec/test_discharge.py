"""May the patient go home: item by item."""

import pytest

from bedside import BASELINE, a_check, a_reading, a_score, a_start, an_end, an_event, at
from leeward.infusion import standing_test
from leeward.infusion.discharge import CannotDischarge, discharge, must_be_ready
from leeward.infusion.events import Discharged, MedicineGiven
from leeward.infusion.vitals import CannotReadEntry, VitalKind
from leeward.protocol.discharge import ITEMS
from leeward.truth import NO, UNKNOWN, YES

SCORES = {"moaa-s": 5, "aldrete": 10, "padss": 10, "cadss-6": 1, "distress": 1}
VITALS = {VitalKind.SYSTOLIC: 124, VitalKind.DIASTOLIC: 80, VitalKind.HEART_RATE: 72, VitalKind.SPO2: 98}


def a_patient_fit_to_leave():
    """Forty minutes of infusion, everything measured, scored and confirmed at 118 to 119 min."""
    events = [a_score("cadss-6", 0, at(-5)), *a_start(), an_end(at(40))]
    events += [a_score(key, total, at(118)) for key, total in SCORES.items()]
    events += [a_standing_test("124/80", "118/78", at(119)), *(a_check(item.key, YES, at(119)) for item in ITEMS)]
    readings = [a_reading(kind, value, at(minute)) for kind, value in VITALS.items() for minute in (105, 118)]
    return readings, events


def a_standing_test(lying, standing, when):
    test = standing_test.typed(lying, standing)
    return a_score(standing_test.KEY, test.drop[0], when, answers=test.answers)


def gate(readings, events, *, minute=121.0, needs_longer=NO, baseline=BASELINE):
    return discharge(readings, events, baseline=baseline, now=at(minute), needs_longer=needs_longer)


def item(found, key):
    return next(one for one in found.items if one.key == key)


def test_a_patient_who_meets_everything_may_leave():
    found = gate(*a_patient_fit_to_leave())
    assert found.may_leave is YES
    assert found.blocks == ()


@pytest.mark.hazard("H31 early discharge")
@pytest.mark.parametrize("key", [one.key for one in gate(*a_patient_fit_to_leave()).items if one.key != "time"])
def test_whatever_is_left_out_keeps_the_gate_closed(key):
    readings, events = a_patient_fit_to_leave()
    kinds = {
        "pressure": VitalKind.SYSTOLIC,
        "oxygen": VitalKind.SPO2,
        "heart-rate": VitalKind.HEART_RATE,
    }
    readings = [r for r in readings if r.kind is not kinds.get(key)]
    events = [e for e in events if key not in (getattr(e, "item", None), getattr(e, "scale_key", None))]
    found = gate(readings, events)
    assert item(found, key).truth is UNKNOWN
    assert found.may_leave is UNKNOWN
    assert len(found.blocks) == 1
    assert found.blocks[0].startswith("Not known")


@pytest.mark.hazard("H31 early discharge")
@pytest.mark.parametrize("key", [one.key for one in ITEMS])
def test_whatever_is_answered_no_keeps_the_gate_closed(key):
    readings, events = a_patient_fit_to_leave()
    found = gate(readings, [*events, a_check(key, NO, at(120))])
    assert found.may_leave is NO


TIME = """
    ended at | longer stay | minute | time
    40       | no          | 119    | no
    40       | no          | 120    | yes
    75       | no          | 134    | no
    75       | no          | 135    | yes
    40       | yes         | 159    | no
    40       | yes         | 160    | yes
    40       | unknown     | 119    | no
    40       | unknown     | 120    | unknown
    40       | unknown     | 160    | yes
"""


@pytest.mark.hazard("H31 early discharge")
@pytest.mark.parametrize(
    "row", [[c.strip() for c in line.split("|")] for line in TIME.strip().splitlines()[1:]], ids=" ".join
)
def test_the_minimum_time_is_the_later_of_two(row):
    ended, longer, minute, time = row
    needs_longer = {"yes": YES, "no": NO, "unknown": UNKNOWN}[longer]
    found = gate([], [*a_start(), an_end(at(float(ended)))], minute=float(minute), needs_longer=needs_longer)
    assert item(found, "time").truth.value == time


def test_a_sedative_during_the_session_prolongs_the_stay():
    given = an_event(MedicineGiven, at(30), medicine="midazolam", dose="1 mg", purpose="sedative")
    events = [*a_start(), given, an_end(at(40))]
    assert item(gate([], events, minute=150), "time").why == "10 min are left."
    assert item(gate([], events, minute=160), "time").truth is YES


PRESSURE = """
    own | first  | then   | met
    122 | 138/88 | 140/90 | yes
    122 | 138/88 | 141/90 | no
    122 | 145/88 | 143/88 | yes
    122 | 143/88 | 145/88 | no
    150 | 165/88 | 160/88 | yes
    100 | 145/88 | 143/88 | no
    122 | 150/88 | 143/88 | no
    122 | 130/80 | 128/95 | no
    -   | 145/88 | 143/88 | no
    -   | 130/80 | 135/80 | yes
"""


@pytest.mark.parametrize(
    "row", [[c.strip() for c in line.split("|")] for line in PRESSURE.strip().splitlines()[1:]], ids=" ".join
)
def test_the_pressure_is_low_enough_or_near_the_own_and_not_rising(row):
    own, first, then, met = row
    readings, events = a_patient_fit_to_leave()
    readings = [r for r in readings if r.kind not in (VitalKind.SYSTOLIC, VitalKind.DIASTOLIC)]
    for text, minute in ((first, 106), (then, 118)):
        systolic, diastolic = map(float, text.split("/"))
        readings += [
            a_reading(VitalKind.SYSTOLIC, systolic, at(minute)),
            a_reading(VitalKind.DIASTOLIC, diastolic, at(minute)),
        ]
    baseline = {} if own == "-" else {VitalKind.SYSTOLIC: float(own), VitalKind.DIASTOLIC: 78.0}
    assert item(gate(readings, events, baseline=baseline), "pressure").truth.value == met


PAIRS = """
    vital      | own | first | then | met
    spo2       | 98  | 94    | 94   | yes
    spo2       | 98  | 93    | 97   | no
    spo2       | 98  | 97    | 93   | no
    spo2       | 92  | 92    | 93   | yes
    spo2       | -   | 93    | 97   | no
    heart_rate | 70  | 50    | 100  | yes
    heart_rate | 70  | 101   | 90   | no
    heart_rate | 70  | 90    | 101  | no
    heart_rate | 48  | 46    | 47   | yes
    heart_rate | -   | 48    | 60   | no
"""


@pytest.mark.parametrize(
    "row", [[c.strip() for c in line.split("|")] for line in PAIRS.strip().splitlines()[1:]], ids=" ".join
)
def test_both_readings_count_for_oxygen_and_heart_rate(row):
    vital, own, first, then, met = row
    kind = VitalKind(vital)
    readings, events = a_patient_fit_to_leave()
    readings = [r for r in readings if r.kind is not kind]
    readings += [a_reading(kind, float(first), at(106)), a_reading(kind, float(then), at(118))]
    found = gate(readings, events, baseline={} if own == "-" else {kind: float(own)})
    key = "oxygen" if kind is VitalKind.SPO2 else "heart-rate"
    assert item(found, key).truth.value == met


@pytest.mark.hazard("H17 stale vitals shown as live")
def test_old_readings_or_two_close_together_do_not_count():
    readings, events = a_patient_fit_to_leave()
    assert item(gate(readings, events, minute=149), "pressure").truth is UNKNOWN
    close = [r for r in readings if r.at == at(118)] + [a_reading(k, v, at(112)) for k, v in VITALS.items()]
    assert item(gate(close, events), "pressure").truth is UNKNOWN


def test_a_discharge_score_with_an_item_at_zero_is_not_met():
    readings, events = a_patient_fit_to_leave()
    found = gate(readings, [*events, a_score("padss", 9, at(120), answers=(2, 2, 2, 2, 1, 0))])
    assert item(found, "padss").truth is NO


def test_what_was_answered_before_the_infusion_ended_does_not_count():
    readings, events = a_patient_fit_to_leave()
    events = [e for e in events if getattr(e, "item", "") != "steady"]
    assert item(gate(readings, [*events, a_check("steady", YES, at(10))]), "steady").truth is UNKNOWN


def test_dissociation_is_held_against_the_own_score():
    readings, events = a_patient_fit_to_leave()
    assert item(gate(readings, [*events, a_score("cadss-6", 2, at(120))]), "cadss-6").truth is NO
    without = [e for e in events if e.at > at(0) or getattr(e, "scale_key", "") != "cadss-6"]
    assert item(gate(readings, without), "cadss-6").truth is UNKNOWN


def test_after_four_hours_the_prescriber_is_called():
    readings, events = a_patient_fit_to_leave()
    assert gate(readings, events, minute=239).review is None
    assert "prescriber reviews" in gate(readings, events, minute=240).review


STANDING = """
    lying  | standing | met
    124/80 | 118/78   | yes
    124/80 | 105/71   | yes
    124/80 | 104/78   | no
    124/80 | 120/70   | no
    124/80 | 130/85   | yes
    -      | -        | unknown
"""


@pytest.mark.hazard("H33 post-discharge fall: standing pressure before leaving")
@pytest.mark.parametrize(
    "row", [[c.strip() for c in line.split("|")] for line in STANDING.strip().splitlines()[1:]], ids=" ".join
)
def test_standing_up_is_measured_and_not_only_said(row):
    lying, upright, met = row
    readings, events = a_patient_fit_to_leave()
    events = [e for e in events if getattr(e, "scale_key", "") != standing_test.KEY]
    events += [a_standing_test(lying, upright, at(120))] if lying != "-" else [a_check("orthostasis", YES, at(120))]
    assert item(gate(readings, events), "orthostasis").truth.value == met


@pytest.mark.parametrize("typed", ["124", "80/124", "400/80", "124,80", "", "124/80/90"])
def test_what_is_no_pressure_is_not_taken_for_one(typed):
    with pytest.raises(CannotReadEntry):
        standing_test.typed("124/80", typed)


@pytest.mark.hazard("H31 early discharge: a score of long ago")
@pytest.mark.parametrize("key", SCORES)
def test_a_score_of_half_an_hour_ago_says_nothing_of_now(key):
    readings, events = a_patient_fit_to_leave()
    events = [e for e in events if getattr(e, "scale_key", "") != key or e.at < at(0)]
    old = gate(readings, [*events, a_score(key, SCORES[key], at(90))])
    assert item(old, key).truth is UNKNOWN
    assert item(gate(readings, [*events, a_score(key, SCORES[key], at(91))]), key).truth is YES


def leaving(**own):
    own = {"escort": "A. Doe", "escort_phone": "555 0100", "checks": (), "override_reason": None} | own
    return an_event(Discharged, at(121), **own)


@pytest.mark.hazard("H31 early discharge")
def test_only_the_prescribers_reason_opens_a_closed_gate():
    readings, events = a_patient_fit_to_leave()
    must_be_ready(gate(readings, events), leaving())
    closed = gate(readings, [*events, a_score("distress", 5, at(120))])
    with pytest.raises(CannotDischarge, match=r"Not met: Distress of 2 or less\. It was 5"):
        must_be_ready(closed, leaving())
    with pytest.raises(CannotDischarge):
        must_be_ready(closed, leaving(override_reason="  "))
    must_be_ready(closed, leaving(override_reason="usual for this patient"))


@pytest.mark.hazard("H32 patient drives: no escort")
@pytest.mark.parametrize("answer", [NO, UNKNOWN])
def test_no_reason_waives_the_escort(answer):
    readings, events = a_patient_fit_to_leave()
    alone = gate(readings, [*events, a_check("escort", answer, at(120))])
    with pytest.raises(CannotDischarge, match="Nobody leaves without an escort"):
        must_be_ready(alone, leaving(override_reason="lives next door"))


@pytest.mark.hazard("H32 patient drives: no escort")
@pytest.mark.parametrize("own", [{"escort": " "}, {"escort_phone": ""}])
def test_the_escort_has_a_name_and_a_number(own):
    with pytest.raises(CannotDischarge, match="who takes the patient home"):
        must_be_ready(gate(*a_patient_fit_to_leave()), leaving(**own))
