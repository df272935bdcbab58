"""What cannot be meant is refused in a sentence: no NaN, no made-up number and no hours of waiting come out."""

from dataclasses import replace

import numpy as np
import pytest

from leeward import pharmacology
from leeward.pharmacology import CannotInfuse, CannotLearn, CannotSimulate, Readings, Regimen, Segment, Subject
from leeward.pharmacology.bands import Tally, quantiles
from leeward.pharmacology.foretold import CannotForetell, foretell_pcl5
from leeward.pharmacology.noncompartmental import CannotSummarize, summarize
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.prediction import predict
from leeward.pharmacology.streaming import MOST_PEOPLE, stream
from leeward.pharmacology.study import Study
from leeward.pharmacology.update import update

NAN = float("nan")
PEREZ = pharmacology.models.by_key("perez_ruixo_2021")
OTTO = pharmacology.models.by_key("otto_2021")
PERSON = Subject(
    weight_kg=80, age_y=45, resting_systolic_mmhg=124, resting_diastolic_mmhg=78, resting_heart_rate_per_min=68
)
PEOPLE = virtual_patients(PERSON, 20, seed=0)
USUAL = Regimen.infusion(dose_mg=40, minutes=40)
TRICKLE = Segment(rate_mg_per_min=0.05, minutes=20)
READ = Readings(systolic=((10, 20), (128, 131)), resting_systolic=(124, 123, 125))


@pytest.mark.parametrize("push", [Segment.push(38), Segment(rate_mg_per_min=38, minutes=1)])
def test_a_push_with_a_trickle_behind_it_passes_for_no_infusion(push):
    disguised = Regimen(segments=(push, TRICKLE))
    with pytest.raises(CannotSimulate, match=r"push of 38 mg|faster than 1(\.0)? mg/kg over 20 min"):
        predict(PEOPLE, disguised, [20])
    with pytest.raises(CannotLearn, match="leave this session out"):
        update(PEOPLE, given=disguised, readings=READ)


def test_the_fastest_infusion_within_both_bounds_is_no_push():
    fastest = Regimen.infusion(dose_mg=80.5, minutes=20)
    assert predict(PEOPLE, fastest, [20]).systolic.median[0] > 124


def test_a_course_is_not_foretold_as_if_it_were_one_session():
    course = Regimen.sessions([(0, USUAL), (300, USUAL)])
    with pytest.raises(CannotSimulate, match="holds 2 sessions"):
        predict(PEOPLE, course, [40])


def test_without_a_minute_nothing_is_foretold():
    with pytest.raises(ValueError, match="no minute to foretell"):
        predict(PEOPLE, USUAL, [])


def test_a_limit_that_is_no_number_is_not_called_never_passed():
    with pytest.raises(ValueError, match="no number"):
        predict(PEOPLE, USUAL, [40]).chance(systolic_above=NAN, cadss_above=10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"resting_systolic_mmhg": float("inf")},
        {"resting_heart_rate_per_min": float("inf")},
        {"session": 1.5},
    ],
)
def test_a_person_of_impossible_numbers_is_refused(wrong):
    with pytest.raises(CannotSimulate, match=r"Measure again|whole numbers"):
        virtual_patients(replace(PERSON, **wrong), 2, seed=0)


def test_a_session_between_two_sessions_is_refused():
    with pytest.raises(CannotLearn, match="number sessions"):
        update(PEOPLE, given=USUAL, readings=READ, session=1.5)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"age_y": NAN}, "age"),
        ({"age_y": -5}, "age"),
        ({"asian": NAN}, "asian"),
        ({"asian": 3}, "asian"),
        ({"weight_kg": []}, "nobody"),
        ({"etas": {"v1": [1000.0]}}, "'v1'"),
        ({"etas": {"v1": [NAN]}}, "'v1'"),
    ],
)
def test_no_level_comes_of_what_is_no_person(asked, says):
    with pytest.raises(CannotSimulate, match=says):
        pharmacology.simulate(PEREZ, USUAL, [40], **({"weight_kg": 80} | asked))


@pytest.mark.parametrize("people", [0, 20])
def test_quantiles_of_nobody_and_of_no_probability_are_refused(people):
    probabilities = [0.5] if people == 0 else [0.5, 1.5]
    with pytest.raises(ValueError, match=r"nobody|probability of 1\.5"):
        quantiles(np.ones((people, 3)), probabilities)


def test_a_tally_refuses_what_is_no_probability():
    tally = Tally.empty(1, 1)
    tally.add(np.ones((1, 4, 1)))
    assert tally.quantiles([0.5])[0, 0, 0] == pytest.approx(1, rel=0.008)
    with pytest.raises(ValueError, match="probability of nan"):
        tally.quantiles([NAN])


def test_more_people_than_a_tally_counts_are_refused():
    study = Study(model=OTTO, regimen=USUAL, times_min=np.array([40.0]), weight_kg=80)
    with pytest.raises(ValueError, match="1,000,000,000 at most"):
        stream(study, MOST_PEOPLE + 1, seed=1)


def test_minutes_and_days_of_a_regimen_are_numbers():
    with pytest.raises(CannotInfuse, match="minute of the stop"):
        USUAL.until(NAN)
    with pytest.raises(CannotInfuse, match="day nan"):
        Regimen.sessions([(NAN, USUAL)])


@pytest.mark.parametrize(
    ("sessions", "on_days"),
    [([(0, USUAL)], [NAN]), ([(NAN, USUAL)], [7]), ([(7, USUAL), (0, USUAL)], [9]), ([(0, USUAL), (0, USUAL)], [9])],
)
def test_scores_of_no_day_or_of_sessions_out_of_order_are_not_foretold(sessions, on_days):
    with pytest.raises(CannotForetell, match=r"no number|does not come after"):
        foretell_pcl5(PEOPLE, baseline=45, sessions=sessions, on_days=on_days)


@pytest.mark.parametrize("wrong", [{"dose_mg": 0.0}, {"dose_mg": NAN}, {"infusion_min": NAN}, {"infusion_min": -1.0}])
def test_a_summary_of_no_dose_or_no_length_is_refused(wrong):
    times = np.arange(0, 600, 10.0)
    with pytest.raises(CannotSummarize, match="write"):
        summarize(times, np.exp(-times / 60), **wrong)
