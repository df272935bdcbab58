"""The check before the start: what is not known blocks as surely as what is not met."""

import pytest

from bedside import a_reading, at
from leeward.infusion.time_out import CannotStart, Known, must_be_ready, ready, time_out
from leeward.infusion.vitals import VitalKind
from leeward.protocol.starting import ITEMS, Answered
from leeward.truth import NO, UNKNOWN, YES

GOOD = {
    VitalKind.SYSTOLIC: 122.0,
    VitalKind.DIASTOLIC: 78.0,
    VitalKind.HEART_RATE: 70.0,
    VitalKind.SPO2: 98.0,
    VitalKind.RESPIRATORY_RATE: 14.0,
    VitalKind.TEMPERATURE: 36.8,
}
ALL = {item.key: YES for item in ITEMS}
TICKED = [item.key for item in ITEMS if item.answered is Answered.PERSON]
DERIVED = [item.key for item in ITEMS if item.answered is not Answered.PERSON]


def a_gate(checks=ALL, *, known=None, accepted=(), minute=0.0, **vitals):
    """`checks` are what persons ticked, `known` what the record says where it is not the same."""
    told = ALL | dict.fromkeys(ALL.keys() - checks.keys(), UNKNOWN) | dict(checks) | (known or {})
    derived = {key: Known(truth=told[key], why="") for key in DERIVED}
    values = {kind: vitals.get(kind.value, value) for kind, value in GOOD.items()}
    readings = [a_reading(kind, value, at(-1)) for kind, value in values.items() if value is not None]
    return time_out(checks, readings, now=at(minute), known=derived, accepted=accepted)


def test_all_confirmed_and_all_measured_is_ready():
    assert ready(a_gate()) == ()
    must_be_ready(a_gate())


@pytest.mark.parametrize("answer", [NO, UNKNOWN])
@pytest.mark.parametrize("key", ALL)
def test_each_item_blocks_when_it_is_not_met_and_when_it_is_not_known(key, answer):
    gate = a_gate(ALL | {key: answer})
    assert len(ready(gate)) == 1
    with pytest.raises(CannotStart, match="Not met" if answer is NO else "Not known"):
        must_be_ready(gate)


@pytest.mark.parametrize("key", ALL)
def test_an_item_that_nobody_answered_is_unknown(key):
    assert a_gate({k: v for k, v in ALL.items() if k != key}).is_open is UNKNOWN


@pytest.mark.parametrize("answer", [NO, UNKNOWN])
@pytest.mark.parametrize("key", DERIVED)
def test_what_the_record_knows_or_what_is_compared_is_never_met_by_a_tick(key, answer):
    gate = a_gate(ALL, known={key: answer})
    assert gate.is_open is answer
    nothing = time_out(ALL, [], now=at(0))
    assert next(item for item in nothing.items if item.key == key).truth is UNKNOWN


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: kind.value)
def test_a_vital_sign_that_was_not_measured_blocks(kind):
    assert ready(a_gate(**{kind.value: None}))[0].endswith("Measure it now.")


BANDS = """
    vital            | value | answer
    systolic         | 89    | no
    systolic         | 90    | unknown
    systolic         | 99    | unknown
    systolic         | 100   | yes
    systolic         | 140   | yes
    systolic         | 141   | unknown
    systolic         | 160   | unknown
    systolic         | 161   | no
    diastolic        | 90    | yes
    diastolic        | 91    | unknown
    diastolic        | 100   | unknown
    diastolic        | 101   | no
    heart_rate       | 44    | no
    heart_rate       | 45    | unknown
    heart_rate       | 49    | unknown
    heart_rate       | 50    | yes
    heart_rate       | 100   | yes
    heart_rate       | 101   | unknown
    heart_rate       | 120   | unknown
    heart_rate       | 121   | no
    spo2             | 91    | no
    spo2             | 92    | unknown
    spo2             | 94    | unknown
    spo2             | 95    | yes
    respiratory_rate | 9     | no
    respiratory_rate | 10    | yes
    respiratory_rate | 20    | yes
    respiratory_rate | 21    | unknown
    respiratory_rate | 24    | unknown
    respiratory_rate | 25    | no
    temperature      | 37.7  | yes
    temperature      | 37.8  | unknown
    temperature      | 38.2  | unknown
    temperature      | 38.3  | no
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in BANDS.strip().splitlines()[1:]]


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_go_look_again_and_no_go(row):
    vital, value, answer = row
    gate = a_gate(**{vital: float(value)})
    assert next(item for item in gate.items if item.key == vital).truth.value == answer


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_the_prescriber_can_accept_what_is_between_and_never_a_no_go(row):
    vital, value, answer = row
    gate = a_gate(accepted=[VitalKind(vital)], **{vital: float(value)})
    assert gate.is_open is (NO if answer == "no" else YES)


@pytest.mark.hazard("H17 stale vitals shown as live")
def test_a_vital_sign_of_sixteen_minutes_ago_is_measured_again():
    assert a_gate(minute=14).is_open is YES
    blocks = ready(a_gate(minute=15))
    assert len(blocks) == 5
    assert "The last one is 16 min old: measure again." in blocks[0]
