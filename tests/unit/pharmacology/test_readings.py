"""A reading that cannot be learned from is refused in a sentence that names it."""

import pytest

from learning import LOWER, PERSON, STANDARD, people, some_readings
from leeward.pharmacology import CannotLearn, Readings, Regimen, Segment, update

NAN = float("nan")


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        ({"systolic": ((10, 20, 15), (130, 131, 132))}, "Systolic pressure, reading 3, at 15 min does not come after"),
        ({"systolic": ((10, 10), (130, 131))}, "Systolic pressure, reading 2, at 10 min does not come after"),
        ({"systolic": ((-5, 10), (130, 131))}, "Systolic pressure, reading 1, was taken 5 min before the start"),
        ({"systolic": ((10, NAN), (130, 131))}, "Systolic pressure, reading 2: its time is nan"),
        ({"systolic": ((10, 20), (130,))}, "Systolic pressure: 2 times and 1 values"),
        ({"systolic": ((10, 20), (130, 412))}, "Systolic pressure, at 20 min: 412 mmHg lies outside 40-300 mmHg"),
        ({"systolic": ((10, 20), (130, NAN))}, "Systolic pressure, at 20 min: nan mmHg"),
        ({"diastolic": ((10,), (9,))}, "Diastolic pressure, at 10 min: 9 mmHg lies outside 15-200 mmHg"),
        ({"diastolic": ((10,), (140,))}, "Blood pressure at 10 min: 134/140 mmHg"),
        ({"heart_rate": ((10,), (0,))}, "Heart rate, at 10 min: 0 /min"),
        ({"resting_heart_rate": (70, 350)}, "Heart rate, resting reading 2: 350 /min"),
        ({"resting_systolic": (float("inf"),)}, "Systolic pressure, resting reading 1: inf mmHg"),
        ({"cadss": ((20, 40), (12, 93))}, "CADSS, at 40 min: 93 is no total of 0 to 92"),
        ({"cadss": ((20,), (7.5,))}, "CADSS, at 20 min: 7.5 is no total"),
        ({"cadss": ((20,), (-1,))}, "CADSS, at 20 min: -1 is no total"),
        ({"cadss": ((40, 20), (12, 3))}, "CADSS, reading 2, at 20 min does not come after the one at 40 min"),
        ({"cadss_before": 100}, "CADSS, before the start: 100 is no total"),
        ({"scores": ((0, 51), (7, 81))}, "PCL-5, day 7: 81 is no total of 0 to 80"),
        ({"scores": ((7, 51), (0, 44))}, "PCL-5, score 2, of day 0 does not come after the one of day 7"),
        ({"scores": ((NAN, 51),)}, "PCL-5, score 1: its day is nan"),
    ],
)
def test_a_reading_at_fault_is_named(instead, says):
    with pytest.raises(CannotLearn) as refused:
        some_readings(**instead)
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")


def test_nothing_read_is_no_fault():
    assert Readings().cadss == ((), ())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            Regimen.infusion(dose_mg=4, minutes=40),
            "A dose of 0.05 mg/kg lies outside 0.1-1 mg/kg, which trials gave. Nothing is learned",
        ),
        (
            Regimen.infusion(dose_mg=120, minutes=40),
            "A dose of 1.5 mg/kg lies outside 0.1-1 mg/kg, which trials gave. Nothing is learned",
        ),
        (Regimen.infusion(dose_mg=40, minutes=12), "An infusion of 12 min lies outside 20-100 min. Nothing is learned"),
        (
            Regimen.infusion(dose_mg=40, minutes=180),
            "An infusion of 180 min lies outside 20-100 min. Nothing is learned",
        ),
        (Regimen(segments=(Segment.pause(30),)), "A dose of 0 mg/kg lies outside"),
        (Regimen.sessions([(0, LOWER), (2, LOWER)]), "What was given holds several sessions"),
    ],
)
def test_an_infusion_outside_the_trials_teaches_nothing(given, says):
    with pytest.raises(CannotLearn) as refused:
        update(people(10), given=given, readings=some_readings())
    assert says in str(refused.value)


def test_a_dose_at_the_bound_and_a_pause_in_the_middle_are_learned_from():
    halves = Segment(rate_mg_per_min=1.0, minutes=20)
    paused = Regimen(segments=(halves, Segment.pause(10), halves))
    assert update(people(100), given=paused, readings=some_readings()).visits[0].given == paused
    highest = Regimen.infusion(dose_mg=PERSON.weight_kg, minutes=100)
    assert update(people(100), given=highest, readings=some_readings()).visits


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"day": None}, "This session's day, None, does not come after day 0"),
        ({"day": 0.0}, "This session's day, 0.0, does not come after day 0"),
        ({"day": NAN}, "This session's day, nan"),
        ({"day": 2.0, "session": 1}, "Session 1 does not come after session 1"),
        ({"day": 2.0}, "A PCL-5 total of day 3 has been learned from already"),
        ({"day": 4.0, "readings": some_readings(scores=((2, 30),))}, "A PCL-5 total is of day 3 or before"),
        ({"day": 4.0, "weights": [1.0] * 200}, "carries its own weights"),
    ],
)
def test_a_session_out_of_its_place_is_refused(more, says):
    first = update(people(200), given=STANDARD, readings=Readings(scores=((0, 50), (3, 40))))
    with pytest.raises(CannotLearn) as refused:
        update(first, given=STANDARD, **{"readings": some_readings(), **more})
    assert says in str(refused.value)


def test_a_score_since_the_first_infusion_needs_one_from_before_it():
    with pytest.raises(CannotLearn, match="The PCL-5 total of day 7 has none from before the first infusion"):
        update(people(50), given=STANDARD, readings=Readings(scores=((7, 40),)))


@pytest.mark.parametrize("weights", [[1.0], [-1.0] * 50, [0.0] * 50, [NAN] * 50])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="Weights must be 50 finite numbers"):
        update(people(50), given=STANDARD, readings=Readings(), weights=weights)


def test_a_session_number_and_a_day_must_be_such():
    with pytest.raises(CannotLearn, match="number sessions from 1"):
        update(people(50), given=STANDARD, readings=Readings(), session=0)
    with pytest.raises(CannotLearn, match="give the day as a number"):
        update(people(50), given=STANDARD, readings=Readings(), day=NAN)


def test_one_virtual_patient_is_not_enough_to_weigh():
    with pytest.raises(ValueError, match="1 virtual patient cannot be weighed"):
        update(people(1), given=STANDARD, readings=some_readings())


def test_a_handful_of_virtual_patients_are_moved_and_said_to_be_few():
    learned = update(people(5), given=STANDARD, readings=some_readings())
    assert learned.weights.sum() == pytest.approx(1)
    assert 1 <= learned.effective_sample_size <= 5
