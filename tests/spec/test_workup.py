"""The minimum work-up in short cases, to be read and corrected by a clinician."""

from datetime import UTC, datetime, timedelta

import pytest

from charts import CLEAR_ANSWERS, PROTOCOL, TODAY, a_chart, an_empty_chart, assessed, assessed_for_the_course, rows
from leeward.assessment import ITEMS, MEASURES, Moment, Outcome, assess
from leeward.assessment.chart import MEASURE_BY_KEY
from leeward.assessment.workup import VITAL_SIGNS, WORKUP, Standing, workup
from leeward.truth import UNKNOWN

# What is different from a patient with everything fresh; the part of the work-up; how it stands; a part of why.
CASES = """
nothing is different                  |                                        | ecg                 | not needed | from 50 years
fifty years old, ECG read             | age = 50                               | ecg                 | fresh      | 24 May 2027
fifty years old, no ECG               | age = 50; ecg_abnormal = unknown       | ecg                 | missing    | 12-lead ECG
fifty years old, an ECG of March      | age = 50; ecg_abnormal = no @ 2026-03-01 | ecg               | too old    | 01 Mar 2026
forty-nine, treated for blood pressure | age = 49; hypertension = yes; ecg_abnormal = unknown | ecg  | missing    | ECG
thirty, on amitriptyline              | age = 30; medicines = Elavil; ecg_abnormal = unknown | ecg   | missing    | ECG
nobody asked about medicines          | age = 30; medicines = unknown; ecg_abnormal = unknown | ecg  | missing    | not known yet
weighed yesterday                     | weight = 70 kg @ 2026-11-22            | weight              | too old    | 22 Nov 2026
never weighed                         | weight = unknown                       | weight              | missing    | kilograms
height of years ago                   | height = 175 cm @ 2009-04-01           | height              | fresh      | for good
no temperature today                  | temperature = unknown                  | vital-signs         | missing    | Temperature
pressure of yesterday                 | systolic = 120 mmHg @ 2026-11-22       | vital-signs         | too old    | systolic
liver enzymes half a year old         | liver_enzymes = 1 times ULN @ 2026-05-25 | liver             | fresh      | 23 Nov 2026
liver enzymes a day older             | liver_enzymes = 1 times ULN @ 2026-05-24 | liver             | too old    | 24 May 2026
no creatinine                         | filtration_rate = unknown              | kidney              | missing    | eGFR
no blood count                        | blood_tests_abnormal = unknown         | blood-tests         | missing    | blood count
TSH without a reason                  | thyroid_test_abnormal = unknown        | thyroid             | not needed | heart rate above 100
on thyroid hormone, no TSH            | medicines = Synthroid; thyroid_test_abnormal = unknown | thyroid | missing  | TSH
heart rate 104, no TSH                | heart_rate = 104 /min; thyroid_test_abnormal = unknown | thyroid | missing  | TSH
pregnancy impossible                  | could_be_pregnant = no; pregnancy_test = unknown | pregnancy-test | not needed | possible
pregnancy possible, no test           | could_be_pregnant = yes; pregnancy_test = unknown | pregnancy-test | missing | test
pregnancy possible, tested today      | could_be_pregnant = yes                | pregnancy-test      | fresh      | 23 Nov
tested yesterday                      | could_be_pregnant = yes; pregnancy_test = no @ 2026-11-22 | pregnancy-test | missing | test
drug screen of the course before      | drug_screen_unexpected = no @ 2026-06-01 | drug-screen       | too old    | 01 Jun 2026
no look into the record               | prescription_record_concern = unknown  | prescription-record | missing    | record
bladder score without urinalysis      | urinalysis_abnormal = unknown          | bladder             | missing    | urinalysis
sixty years old, no MoCA              | age = 60; moca = unknown               | memory              | missing    | MoCA
fifty-nine, nobody worries            | age = 59; moca = unknown               | memory              | not needed | from 60 years
fifty-nine, the family worries        | age = 59; memory_concern = yes; moca = unknown | memory      | missing    | MoCA
MoCA of two years ago                 | age = 60; moca = 28 points @ 2024-11-01 | memory             | too old    | 01 Nov 2024
suicide risk not asked today          | suicide_risk_imminent = unknown        | suicidality         | missing    | end their life
PCL-5 of last month                   | pcl5 = 45 points @ 2026-10-20          | questionnaires      | too old    | PCL-5
PCL-5 of six days ago                 | pcl5 = 45 points @ 2026-11-17          | questionnaires      | fresh      | 23 Nov
no CADSS before it                    | cadss6 = unknown                       | questionnaires      | missing    | CADSS-6
consent of another course             | consent_signed = yes @ 2026-05-01      | consent             | too old    | 01 May 2026
"""  # noqa: E501 - a table


def case(line):
    says, changes, part, standing, why = (cell.strip() for cell in line.split("|"))
    return pytest.param(changes, part, Standing(standing), why, id=says)


def entries_of(changes):
    """Read `key = value @ day`; a measurement or list that is unknown is left out."""
    ((_, entries, _),) = rows(f"case | {changes} | unknown")
    left_out = {"medicines", "weight", "temperature", "filtration_rate", "moca", "cadss6"}
    read = {}
    for key, value in entries.items():
        if key in left_out and value in ("unknown", ["unknown"]):
            read[key] = None
        elif isinstance(value, str) and "@" in value:
            told, _, day = value.partition(" @ ")
            read[key] = {"value": told, "at": day}
        else:
            read[key] = value
    return read


@pytest.mark.hazard("H08 unknown history treated as negative")
@pytest.mark.parametrize(("changes", "part", "standing", "why"), [case(line) for line in CASES.strip().splitlines()])
def test_case(changes, part, standing, why):
    result = assessed(a_chart(**entries_of(changes)))
    line = next(line for line in result.workup if line.item.key == part)
    assert line.standing is standing
    assert why in line.reason
    if standing in {Standing.MISSING, Standing.STALE}:
        assert line.is_open
        assert result.outcome is not Outcome.ELIGIBLE
        assert result.asks
    else:
        assert not line.is_open


def test_every_part_of_the_work_up_has_a_case_that_asks_and_one_that_does_not():
    told = {tuple(cell.strip() for cell in line.split("|"))[2] for line in CASES.strip().splitlines()}
    assert told == {item.key for item in WORKUP}
    assert not any(line.is_open for line in assessed(a_chart()).workup)


def test_the_empty_chart_has_nothing_of_the_work_up():
    lines = assessed(an_empty_chart()).workup
    assert {line.standing for line in lines} == {Standing.MISSING}


def test_what_is_missing_is_asked_once():
    result = assessed(a_chart(filtration_rate=None, weight=None))
    assert len(result.asks) == 2
    assert all("Missing" in ask for ask in result.asks)


def test_the_plan_of_a_course_asks_only_for_the_work_up_of_the_course():
    lines = assessed_for_the_course(a_chart(weight=None, temperature=None, pcl5=None)).workup
    assert {line.item.moment for line in lines} == {Moment.COURSE}
    assert not any(line.is_open for line in lines)


STANDS = """
systolic                    | 0    | weight and vital signs belong to the day
diastolic                   | 0    |
heart_rate                  | 0    |
oxygen_saturation           | 0    |
respiratory_rate            | 0    |
temperature                 | 0    |
weight                      | 0    |
ymrs                        | 0    | at every visit
cadss6                      | 0    | the person's own starting point of the day
pcl5                        | 7    | each session has its own
phq9                        | 7    |
drug_screen_unexpected      | 91   | once for each course: three months
prescription_record_concern | 91   |
consent_signed              | 91   |
urinalysis_abnormal         | 91   |
bladder_score               | 91   |
audit_c                     | 91   |
dast10                      | 91   |
lorazepam_equivalent        | 91   |
morphine_equivalent         | 91   |
ecg_abnormal                | 182  | six months
liver_enzymes               | 182  |
filtration_rate             | 182  |
blood_tests_abnormal        | 182  |
heart_failure_class         | 182  |
thyroid_test_abnormal       | 365  | a year
moca                        | 365  |
stop_bang                   | 365  |
"""
DAYS = {key.strip(): int(days) for key, days, _ in (line.split("|") for line in STANDS.strip().splitlines())}


def test_everything_that_grows_old_is_in_the_table():
    assert DAYS.keys() == {one.key for one in (*ITEMS, *MEASURES) if one.freshness}


@pytest.mark.hazard("H08 unknown history treated as negative")
@pytest.mark.parametrize(("key", "days"), DAYS.items())
def test_an_entry_stands_to_its_last_day_and_not_a_day_longer(key, days):
    """At the limit, one day either side, and dated tomorrow."""

    def stands(age):
        told = {"value": CLEAR_ANSWERS[key], "at": (TODAY - timedelta(days=age)).isoformat()}
        chart = an_empty_chart(**{key: told})
        return chart.is_fresh(key) if key in MEASURE_BY_KEY else chart.truth(key) is not UNKNOWN

    assert stands(days)
    assert days == 0 or stands(days - 1)
    assert not stands(days + 1)
    assert not stands(-1)


START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "fresh"), [(29, True), (30, True), (31, False), (-1, False)])
def test_vital_signs_are_of_the_half_hour_before_the_start(minutes, fresh):
    taken = {"value": "120 mmHg", "at": START - timedelta(minutes=minutes)}
    rest = {"diastolic": "75 mmHg", "heart_rate": "70 /min", "oxygen_saturation": "98 %", "respiratory_rate": "14 /min"}
    rest |= {"temperature": "36.8 Cel"}
    chart = a_chart(systolic=taken, **{key: {"value": value, "at": START} for key, value in rest.items()})
    line = next(one for one in workup(chart, start_at=START) if one.item.key == "vital-signs")
    assert (line.standing is Standing.FRESH) is fresh
    assert (assess(chart, PROTOCOL, start_at=START).outcome is Outcome.ELIGIBLE) is fresh


def test_a_reading_without_a_time_does_not_count_at_the_start():
    line = next(one for one in workup(a_chart(), start_at=START) if one.item.key == "vital-signs")
    assert line.open_keys == VITAL_SIGNS
    assert START.date() == TODAY
