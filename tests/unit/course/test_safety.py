"""The long-term safety schedule: what holds the next infusion, and why."""

from datetime import date, timedelta

import pytest

from leeward.course.exposure import exposure
from leeward.course.safety import blocks, look
from leeward.course.watch_rules import Record, Status
from leeward.course.watched import FIELDS, CannotRecord, Decision, Domain, Taken
from leeward.protocol.coursing import ExposureReview
from leeward.protocol.thresholds import Thresholds
from leeward.truth import NO, UNKNOWN, YES
from leeward.units import Quantity
from watched import IN_ORDER

BEGAN = date(2026, 11, 2)
NEXT = date(2026, 11, 16)
FINE = {domain: values for domain, values in IN_ORDER.items() if domain is not Domain.EXPOSURE}
OF_THE_DAY = (Domain.MISUSE, Domain.PRESSURE, Domain.PREGNANCY, Domain.SUICIDALITY, Domain.SYMPTOMS)


def fine(domain, on, **values):
    return Taken(domain=domain, on=on, values={**FINE.get(domain, {}), **values})


def record(infusions=3, taken=(), **kept):
    """A course with so many infusions, everything taken before it, and of the day before the next one."""
    given = tuple(BEGAN + timedelta(days=2 * n) for n in range(infusions))
    baseline = [fine(domain, BEGAN - timedelta(days=3)) for domain in FINE]
    today = [fine(domain, NEXT) for domain in OF_THE_DAY]
    said = {"course_began": BEGAN, "course_sessions": 6, "pcl5_baseline": 50, "can_be_pregnant": YES,
            "hypertension": YES}  # fmt: skip
    return Record(infusions=given, taken=(*baseline, *today, *taken), **{**said, **kept})


def of(domain, kept, *, today=NEXT, infusion_on=NEXT):
    return next(each for each in look(kept, today=today, infusion_on=infusion_on) if each.domain is domain)


def test_a_course_in_order_holds_nothing():
    assert blocks(record(), today=NEXT, infusion_on=NEXT) == ()


def test_with_no_result_at_all_everything_holds_but_the_count():
    empty = Record(infusions=(), can_be_pregnant=UNKNOWN, hypertension=UNKNOWN)
    held = {each.domain for each in blocks(empty, today=NEXT, infusion_on=NEXT)}
    assert held == set(Domain) - {Domain.EXPOSURE}


@pytest.mark.parametrize(
    ("domain", "values"),
    [
        (Domain.BLADDER, {"bpic_ss": 19.0}),
        (Domain.BLADDER, {"bpic_ss": 9.0}),
        (Domain.BLADDER, {"blood_in_urine": YES}),
        (Domain.BLADDER, {"up_twice_at_night": YES}),
        (Domain.LIVER, {"enzymes": 3.1}),
        (Domain.LIVER, {"alp": 3.1}),
        (Domain.LIVER, {"ggt": 3.1}),
        (Domain.LIVER, {"bilirubin": 3.1}),
        (Domain.LIVER, {"enzymes": 2.1, "symptoms": YES}),
        (Domain.LIVER, {"bilirubin": 2.1, "symptoms": YES}),
        (Domain.COGNITION, {"moca": 25.0}),
        (Domain.MISUSE, {"asks_early": YES}),
        (Domain.PRESSURE, {"systolic": 160.0}),
        (Domain.PRESSURE, {"diastolic": 100.0}),
        (Domain.PREGNANCY, {"positive": YES}),
        (Domain.SUICIDALITY, {"intent_plan_or_act": YES}),
        (Domain.SYMPTOMS, {"pcl5": 60.0}),
    ],
)
def test_a_result_beyond_its_limit_holds_the_next_infusion_and_no_director_lets_it_pass(domain, values):
    found = of(domain, record(taken=(fine(domain, NEXT, **values),)))
    assert (found.status, found.blocks, found.may_be_let_pass) == (Status.ACTED, True, False)
    assert "beyond the limit on 16-Nov-2026" in found.says


@pytest.mark.parametrize(
    ("domain", "values"),
    [
        (Domain.BLADDER, {"bpic_ss": 8.0}),
        (Domain.LIVER, {"enzymes": 3.0, "alp": 3.0, "ggt": 3.0, "bilirubin": 3.0}),
        (Domain.LIVER, {"bilirubin": 2.0, "symptoms": YES}),
        (Domain.COGNITION, {"moca": 26.0}),
        (Domain.PRESSURE, {"systolic": 159.0, "diastolic": 99.0}),
        (Domain.SYMPTOMS, {"pcl5": 59.0}),
    ],
)
def test_just_inside_its_limit_it_goes_on(domain, values):
    assert not of(domain, record(taken=(fine(domain, NEXT, **values),))).blocks


@pytest.mark.parametrize("domain", FINE)
def test_a_result_of_which_what_decides_is_left_out_counts_as_none(domain):
    decides = {**FINE[domain], **({"enzymes": 2.5} if domain is Domain.LIVER else {})}
    for entry in FIELDS[domain]:
        values = {key: value for key, value in decides.items() if key != entry.key}
        left_out = Taken(domain=domain, on=NEXT + timedelta(days=1), values=values)
        found = of(domain, record(taken=(left_out,)), today=left_out.on, infusion_on=left_out.on)
        assert found.status is Status.OVERDUE, entry.key


def test_what_is_asked_before_each_infusion_is_due_until_its_day_and_overdue_on_it():
    kept = record(infusions=4)
    later = NEXT + timedelta(days=9)
    assert of(Domain.PREGNANCY, kept, today=NEXT, infusion_on=later).status is Status.DUE
    assert of(Domain.PREGNANCY, kept, today=later, infusion_on=later).status is Status.OVERDUE
    assert of(Domain.PREGNANCY, kept, infusion_on=None).status is Status.NOT_YET


@pytest.mark.parametrize(
    ("infusions", "domain", "status"),
    [
        (2, Domain.BLADDER, Status.NOT_YET),
        (3, Domain.BLADDER, Status.DUE),
        (4, Domain.BLADDER, Status.OVERDUE),
        (5, Domain.LIVER, Status.NOT_YET),
        (6, Domain.LIVER, Status.DUE),
        (8, Domain.LIVER, Status.OVERDUE),
        (5, Domain.COGNITION, Status.NOT_YET),
        (6, Domain.COGNITION, Status.OVERDUE),
    ],
)
def test_after_so_many_infusions_it_is_due_and_then_overdue(infusions, domain, status):
    assert of(domain, record(infusions=infusions)).status is status


@pytest.mark.parametrize(
    ("months", "domain", "status"),
    [
        (3, Domain.BLADDER, Status.DUE),
        (4, Domain.BLADDER, Status.OVERDUE),
        (4, Domain.LIVER, Status.DUE),
        (7, Domain.LIVER, Status.OVERDUE),
        (5, Domain.COGNITION, Status.NOT_YET),
        (7, Domain.COGNITION, Status.OVERDUE),
    ],
)
def test_after_so_many_months_too(months, domain, status):
    later = BEGAN + timedelta(days=30 * months)
    assert of(domain, record(infusions=1), today=later, infusion_on=None).status is status


def test_liver_values_before_a_course_are_not_older_than_a_month():
    old = Taken(domain=Domain.LIVER, on=BEGAN - timedelta(days=31), values=FINE[Domain.LIVER])
    kept = Record(infusions=(), taken=(old,), course_began=BEGAN, can_be_pregnant=NO, hypertension=NO)
    assert of(Domain.LIVER, kept, today=BEGAN, infusion_on=BEGAN).status is Status.OVERDUE


def test_a_symptom_told_asks_for_a_result_at_once_and_the_result_answers_it():
    told = ((Domain.BLADDER, BEGAN + timedelta(days=5)),)
    held = of(Domain.BLADDER, record(reported=told))
    assert (held.status, held.may_be_let_pass) == (Status.OVERDUE, True)
    assert of(Domain.BLADDER, record(reported=told, taken=(fine(Domain.BLADDER, NEXT),))).status is Status.NOT_YET


def test_a_symptom_that_came_after_the_result_of_its_day_holds():
    kept = record(reported=((Domain.BLADDER, NEXT),), taken=(fine(Domain.BLADDER, NEXT),))
    assert of(Domain.BLADDER, kept).status is Status.OVERDUE


def test_what_was_looked_into_goes_on_but_never_with_a_pregnancy_or_intent():
    def decided(domain, values, decision):
        taken = Taken(domain=domain, on=NEXT, values={**FINE[domain], **values}, decided=decision)
        return of(domain, record(taken=(taken,))).blocks

    assert not decided(Domain.LIVER, {"enzymes": 4.0}, Decision.GO_ON)
    assert decided(Domain.LIVER, {"enzymes": 4.0}, Decision.HOLD)
    assert decided(Domain.PREGNANCY, {"positive": YES}, Decision.GO_ON)
    assert decided(Domain.SUICIDALITY, {"intent_plan_or_act": YES}, Decision.GO_ON)


def test_whom_it_does_not_concern_is_not_asked_and_not_known_counts_as_concerned():
    assert of(Domain.PREGNANCY, record(can_be_pregnant=NO)).status is Status.NOT_CONCERNED
    empty = Record(infusions=(), can_be_pregnant=UNKNOWN, hypertension=UNKNOWN)
    assert of(Domain.PREGNANCY, empty).blocks
    assert of(Domain.PRESSURE, empty).blocks


def test_a_result_beyond_its_limit_holds_even_whom_it_was_said_not_to_concern():
    high = fine(Domain.PRESSURE, NEXT, systolic=190.0)
    assert of(Domain.PRESSURE, record(taken=(high,), hypertension=NO)).blocks


def test_the_thirteenth_infusion_in_six_months_needs_a_formal_review_that_says_it_goes_on():
    given = tuple(NEXT - timedelta(days=14 * n) for n in range(1, 13))
    kept = {"infusions": given, "can_be_pregnant": NO, "hypertension": NO}
    assert of(Domain.EXPOSURE, Record(**kept)).status is Status.OVERDUE
    assert of(Domain.EXPOSURE, Record(**{**kept, "infusions": given[1:]})).status is Status.DUE
    for answer, blocked in ((YES, False), (NO, True), (UNKNOWN, True)):
        review = Taken(domain=Domain.EXPOSURE, on=NEXT - timedelta(days=10), values={"goes_on": answer})
        assert of(Domain.EXPOSURE, Record(**kept, taken=(review,))).blocks is blocked
    old = Taken(domain=Domain.EXPOSURE, on=NEXT - timedelta(days=120), values={"goes_on": YES})
    assert of(Domain.EXPOSURE, Record(**kept, taken=(old,))).blocks


def test_a_year_counts_too_and_a_clinic_may_ask_sooner():
    given = tuple(NEXT - timedelta(days=15 * n) for n in range(1, 25))
    counted = exposure(given, on=NEXT)
    assert (counted.in_half_year, counted.in_year) == (13, 25)
    sooner = Thresholds(changed=((ExposureReview.half_year.name, Quantity(6, "infusions")),))
    assert exposure(given[:6], on=NEXT, limits=sooner).needs_review is YES
    assert "would be number 7 in six months (review above 6)" in exposure(given[:6], on=NEXT, limits=sooner).says


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"bpic_ss": 99.0}, "not plausible; expected 0 to 38"),
        ({"bpic_ss": float("nan")}, "not plausible"),
        ({"bpic_ss": YES}, "expected a number"),
        ({"blood_in_urine": 1.0}, "expected yes, no or not known"),
        ({"score": 3.0}, "has no entry 'score'"),
    ],
)
def test_a_slip_is_refused_in_a_sentence(values, says):
    with pytest.raises(CannotRecord, match=says):
        Taken(domain=Domain.BLADDER, on=NEXT, values=values)


def test_every_standing_has_its_sources_and_a_sentence():
    for standing in look(record(), today=NEXT, infusion_on=NEXT):
        assert standing.cites
        assert standing.says.startswith(standing.domain.value)


def test_an_entry_says_whether_it_is_a_number_and_in_what_unit():
    bladder, blood, _ = FIELDS[Domain.BLADDER]
    assert (bladder.is_number, bladder.unit) == (True, "points")
    assert (blood.is_number, blood.unit) == (False, "")


def test_on_the_day_of_an_infusion_with_none_booked_todays_counts_beside_the_next():
    given = tuple(NEXT - timedelta(days=10 * n) for n in range(12))
    record = Record(infusions=given, can_be_pregnant=NO, hypertension=NO)
    (found,) = [each for each in look(record, today=NEXT, infusion_on=None) if each.domain is Domain.EXPOSURE]
    assert "number 13 in six months" in found.says
    assert found.blocks
