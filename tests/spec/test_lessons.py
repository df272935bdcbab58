"""What one infusion taught, and what is foretold of the next: a table that a clinician can read."""

from dataclasses import replace

import pytest

from learning import LOWER, PERSON, STANDARD, people
from leeward.dosing import propose
from leeward.pharmacology import Readings
from leeward.pharmacology.lessons import Lessons, Taught
from leeward.protocol import STANDARD as PROTOCOL
from leeward.protocol import Place

CUFFS = tuple(range(5, 75, 5))
RIPPLE = (-2, 1, 2, -1, 0)
NEXT = replace(PERSON, session=2, weight_kg=78)


def seen(rise_mmhg, *, resting=130, minutes=CUFFS):
    """Cuff readings that rise by so much to the end of the infusion and fall after it, with a cuff's ripple."""
    shape = [min(minute / 40, 1.0) if minute <= 45 else 1 - (minute - 45) / 45 for minute in minutes]
    ripple = [RIPPLE[number % len(RIPPLE)] for number in range(len(minutes))]
    return Readings(
        systolic=(minutes, [resting + rise_mmhg * part + 2 * off for part, off in zip(shape, ripple, strict=True)]),
        diastolic=(minutes, [74 + rise_mmhg * part / 2 + off for part, off in zip(shape, ripple, strict=True)]),
        heart_rate=(minutes, [70 + off for off in ripple]),
        resting_systolic=(resting + 1, resting - 2, resting + 1),
        resting_diastolic=(75, 73, 74),
        resting_heart_rate=(69, 71, 70),
    )


def proposed(*readings, given=STANDARD, today=NEXT):
    lessons = Lessons(people=people(), seed=1)
    for number, each in enumerate(readings):
        lessons = lessons.then(Taught(day=3.0 * number, session=number + 1, given=given, readings=each))
    return propose(replace(today, session=len(readings) + 1), PROTOCOL, seed=5, n=600, learned=lessons)


def difference(option):
    """By how many mmHg the highest systolic pressure is foretold higher than for people like this person."""
    return float(option.learned.highest_systolic.median) - float(option.prediction.highest_systolic.median)


VIGNETTES = [
    # The pressure rose by, mmHg: what is said, and by how much the next highest pressure moves, mmHg.
    ("a strong pressure response", 26, "higher than in people like this person", 4, 30),
    ("about what is expected", 9, "about the same as in people like this person", -4, 4),
    # One quiet infusion moves the forecast down; to call the person quiet, it is not yet enough.
    ("a quiet one", -1, "about the same as in people like this person", -8, 0),
]


@pytest.mark.hazard("H41 adaptive learning drift")
@pytest.mark.parametrize(("who", "rise", "says", "least", "most"), VIGNETTES, ids=[one[0] for one in VIGNETTES])
def test_the_next_pressure_is_foretold_as_the_last_one_was(who, rise, says, least, most):
    plain = propose(NEXT, PROTOCOL, seed=5, n=600)
    proposal = proposed(seen(rise))
    (sentence,) = [each for each in proposal.learned.says if each.startswith("Rise of systolic")]
    assert says in sentence
    assert least < difference(proposal.option("studied")) < most
    assert [(one.key, one.dose_mg, one.minutes, one.place) for one in proposal.options] == [
        (one.key, one.dose_mg, one.minutes, one.place) for one in plain.options
    ]
    assert all(option.place is Place.USUAL for option in proposal.options)


def test_a_second_infusion_alike_makes_it_surer():
    once, twice = proposed(seen(26)), proposed(seen(26), seen(26))
    assert (once.learned.infusions, twice.learned.infusions) == (1, 2)

    def width(proposal):
        band = proposal.option("studied").learned.highest_systolic
        return float(band.high) - float(band.low)

    assert width(twice) < width(once)


def test_three_quiet_infusions_are_enough_to_say_so():
    (sentence,) = [each for each in proposed(seen(-1), seen(-1), seen(-1)).learned.says if "systolic" in each]
    assert "lower than in people like this person" in sentence


def test_what_is_never_told_from_cuff_and_heart_rate():
    said = " ".join(proposed(seen(26)).learned.not_learned)
    assert "Clearance of S-ketamine: not learned without a measured drug level" in said
    assert "CADSS: no total, so nothing is learned of dissociation." in said
    assert "nothing is learned of symptoms" in said
    assert proposed(seen(26)).option("studied").learned_of == ("systolic",)


def test_today_is_foretold_from_todays_pressure_and_weight():
    usual, raised = proposed(seen(26)), proposed(seen(26), today=replace(NEXT, resting_systolic_mmhg=142))
    higher = float(raised.option("studied").learned.highest_systolic.median) - float(
        usual.option("studied").learned.highest_systolic.median
    )
    assert 8 < higher < 16


def test_more_than_was_seen_is_foretold_with_a_word_of_doubt():
    proposal = proposed(seen(26), given=LOWER)
    (doubt,) = proposal.option("studied").learned_doubts
    assert doubt == "More than the 0.31 mg/kg from which it was learned: how this person takes it was not seen."
    assert proposal.option("lower").learned is not None
    assert proposal.option("lower").learned_doubts == ()


def test_an_infusion_that_no_trial_gave_teaches_nothing_and_the_population_stands():
    short = STANDARD.until(8)
    proposal = proposed(seen(26, minutes=(5, 10, 15)), given=short)
    assert proposal.option("studied").learned is None
    assert proposal.learned.infusions == 0
    assert proposal.learned.why_not
    assert any("Nothing is learned from it" in each for each in proposal.learned.left_out)
