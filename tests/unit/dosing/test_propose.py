"""What a proposal holds, what it refuses, and what it says when it does not know."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from leeward.dosing import Before, CannotPropose, consider, propose
from leeward.dosing import weigh as weighing
from leeward.evidence import bibliography
from leeward.evidence.sources import ABDALLAH_2022, FDA_2023, FEDER_2014, VA_DOD_2023
from leeward.pharmacology.subject import Subject
from leeward.protocol import STANDARD, Limits, Place, Range
from leeward.truth import NO, UNKNOWN, YES

PERSON = Subject(
    weight_kg=80.0,
    height_cm=178.0,
    age_y=40.0,
    sex="male",
    resting_systolic_mmhg=124.0,
    resting_diastolic_mmhg=78.0,
    resting_heart_rate_per_min=70.0,
)
FEW = 40


def tightened(most_mg):
    low = STANDARD.dosing.dose_mg.stop.low
    fence = Limits(soft=Range(low, most_mg), hard=Range(low, most_mg), stop=Range(low, most_mg))
    return replace(STANDARD, dosing=replace(STANDARD.dosing, dose_mg=fence))


def proposed(subject=PERSON, seed=7, **how):
    return propose(subject, STANDARD, seed=seed, n=FEW, **how)


@cache
def usual():
    return proposed()


def considered(dose_mg_per_kg=0.4, minutes=50.0, weight_kind="actual", subject=PERSON, **how):
    return consider(
        subject,
        STANDARD,
        dose_mg_per_kg=dose_mg_per_kg,
        minutes=minutes,
        weight_kind=weight_kind,
        seed=7,
        n=FEW,
        **how,
    )


@pytest.mark.hazard("H16 automation bias")
def test_there_are_at_least_two_options_each_with_bands_chances_and_reasons():
    assert len(usual().options) >= 2
    for option in usual().options:
        assert option.reasons
        assert len(option.chances) == 3
        assert option.prediction.cadss.low.max() < option.prediction.cadss.high.max()
        assert option.cites


def test_the_studied_regimen_comes_first_and_says_so():
    studied = usual().options[0]
    assert (studied.key, studied.dose_mg, studied.minutes) == ("studied", 40.0, 40.0)
    assert studied.evidence == "studied regimen"
    assert "six in 15 of 30, eight in 51 of 158" in studied.reasons[0]
    assert studied.place is Place.USUAL
    assert not studied.needs_reason
    assert FEDER_2014 in bibliography(studied.cites)


@pytest.mark.hazard("H16 automation bias")
def test_only_what_no_trial_in_ptsd_gave_is_outside_the_evidence():
    evidence = {option.key: option.evidence for option in usual().options}
    assert evidence == {
        "studied": "studied regimen",
        "gentler": "outside trial evidence",
        "lower": "studied regimen",
    }
    assert usual().option("gentler").needs_reason
    assert ABDALLAH_2022 in bibliography(usual().option("lower").cites)


def test_the_same_dose_given_more_slowly_has_a_lower_peak():
    studied, gentler = usual().option("studied"), usual().option("gentler")
    assert studied.dose_mg == gentler.dose_mg
    assert gentler.prediction.venous_ketamine.median.max() < studied.prediction.venous_ketamine.median.max()
    assert gentler.prediction.effect_site_ketamine.median.max() < studied.prediction.effect_site_ketamine.median.max()


def test_the_proposal_says_what_it_does_not_know_and_carries_the_claims():
    assert {FDA_2023, VA_DOD_2023} <= bibliography(usual().cites).keys()
    assert any("no group by time interaction" in sentence for sentence in usual().unsupported)
    assert any("improve in this person" in sentence for sentence in usual().unsupported)
    assert {claim.key for claim in usual().claims} >= {"off-label", "guideline-against"}


def test_the_same_seed_gives_the_same_proposal():
    first, again, other = usual(), proposed(), proposed(seed=8)
    assert [option.chances for option in first.options] == [option.chances for option in again.options]
    assert np.array_equal(first.options[0].prediction.cadss.high, again.options[0].prediction.cadss.high)
    assert not np.array_equal(first.options[0].prediction.cadss.high, other.options[0].prediction.cadss.high)
    assert "seeded with 7" in first.seed


@pytest.mark.hazard("H07 wrong body-weight scalar")
def test_in_obesity_the_adjusted_weight_is_the_default_and_the_studied_one_stays_in_sight():
    proposal = proposed(replace(PERSON, weight_kg=120.0, height_cm=165.0, sex="female"))
    assert proposal.options[0].dosing_weight_kind == "adjusted"
    assert proposal.options[0].dose_mg == 41.0
    assert proposal.options[0].needs_reason
    assert proposal.option("studied").dose_mg == 60.0
    shown = {one.kind: (one.dose_mg, one.is_default) for one in proposal.weights}
    assert shown == {"actual": (60.0, False), "adjusted": (41.0, True), "ideal": (28.5, False)}


@pytest.mark.hazard("H07 wrong body-weight scalar")
def test_the_weight_that_the_course_began_with_is_kept():
    large = replace(PERSON, weight_kg=120.0, height_cm=165.0, sex="female", session=2)
    kept = proposed(large, before=Before(weight_kind="actual"))
    assert {option.dosing_weight_kind for option in kept.options} == {"actual"}
    assert next(one for one in kept.weights if one.is_default).kind == "actual"


@pytest.mark.hazard("H07 wrong body-weight scalar")
def test_an_option_that_would_change_the_weight_within_a_course_asks_for_a_reason():
    large = replace(PERSON, weight_kg=98.0, height_cm=165.0, sex="female", session=2)
    studied = proposed(large, before=Before(weight_kind="adjusted")).option("studied")
    assert studied.flags == ("The course so far went by adjusted weight, this option by actual.",)
    assert studied.needs_reason
    assert not proposed(large, before=Before(weight_kind="adjusted")).option("gentler").flags


def test_without_a_height_the_data_are_flagged_and_a_reason_is_asked():
    proposal = proposed(replace(PERSON, height_cm=None))
    assert all(option.flags and option.needs_reason for option in proposal.options)
    assert [one.kind for one in proposal.weights] == ["actual"]
    with pytest.raises(CannotPropose, match="chart the height"):
        proposed(replace(PERSON, height_cm=None), before=Before(weight_kind="adjusted"))


@pytest.mark.parametrize(
    ("changes", "cautions", "hypertension"),
    [
        ({"age_y": 70.0}, (), NO),
        ({"resting_systolic_mmhg": 145.0}, (), NO),
        ({}, (), YES),
        ({}, ("Sleep apnea.",), UNKNOWN),
    ],
)
def test_where_care_is_called_for_the_gentler_options_come_first(changes, cautions, hypertension):
    proposal = proposed(replace(PERSON, **changes), cautions=cautions, hypertension=hypertension)
    keys = [option.key for option in proposal.options]
    assert keys[0] == "gentler"
    assert keys[-1] == "studied"
    assert all(set(cautions) <= set(option.reasons) for option in proposal.options)


def test_what_a_caution_says_is_shown_and_not_read():
    worded = proposed(cautions=("No hypertension, not frail.",))
    assert {option.key for option in worded.options} == {option.key for option in usual().options}
    assert not any("Raised blood pressure" in reason for option in worded.options for reason in option.reasons)
    assert any("Frailty is not charted" in sentence for sentence in worded.unsupported)


@pytest.mark.parametrize(("weight_kg", "dose_mg"), [(80.7, 40.5), (80.4, 40.0), (49.9, 24.5)])
def test_doses_are_rounded_to_half_a_milligram_and_never_up_for_the_light(weight_kg, dose_mg):
    option = proposed(replace(PERSON, weight_kg=weight_kg, height_cm=165.0)).option("studied")
    assert option.dose_mg == dose_mg
    assert f"rounded to {dose_mg:.1f} mg" in option.rounding


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"weight_kg": 34.9}, "weigh again"),
        ({"weight_kg": 251.0}, "weigh again"),
        ({"age_y": 17.9}, "under 18"),
        ({"resting_systolic_mmhg": None}, "systolic"),
        ({"resting_diastolic_mmhg": None}, "diastolic"),
        ({"resting_diastolic_mmhg": 130.0}, "measure again"),
        ({"resting_heart_rate_per_min": None}, "heart rate"),
        ({"height_cm": -170.0}, "height"),
    ],
)
def test_a_person_for_whom_no_dose_can_be_proposed(changes, asked):
    with pytest.raises(CannotPropose, match=asked):
        proposed(replace(PERSON, **changes))


@pytest.mark.hazard("H15 engine error: unit, NaN, bad covariate")
@pytest.mark.parametrize("name", ["weight_kg", "age_y", "height_cm", "resting_systolic_mmhg", "resting_diastolic_mmhg"])
@pytest.mark.parametrize("broken", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_value_that_is_no_number_gives_no_suggestion(name, broken):
    with pytest.raises(CannotPropose):
        proposed(replace(PERSON, **{name: broken}))


@pytest.mark.hazard("H15 engine error: unit, NaN, bad covariate")
@pytest.mark.parametrize("name", ["systolic", "venous_ketamine", "highest_cadss"])
def test_a_forecast_that_is_no_number_gives_no_suggestion(monkeypatch, name):
    sound = weighing.predict

    def diverged(*plan):
        prediction = sound(*plan)
        band = getattr(prediction, name)
        return replace(prediction, **{name: replace(band, high=band.high * np.nan)})

    monkeypatch.setattr(weighing, "predict", diverged)
    with pytest.raises(CannotPropose, match="no numbers"):
        proposed()


@pytest.mark.hazard("H15 engine error: unit, NaN, bad covariate")
def test_a_forecast_whose_bands_cross_gives_no_suggestion(monkeypatch):
    sound = weighing.predict

    def crossed(*plan):
        prediction = sound(*plan)
        return replace(prediction, cadss=replace(prediction.cadss, low=prediction.cadss.high + 1))

    monkeypatch.setattr(weighing, "predict", crossed)
    with pytest.raises(CannotPropose, match="cross"):
        proposed()


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.parametrize(
    ("dose_mg_per_kg", "minutes", "session", "place"),
    [
        (0.5, 40.0, 1, Place.USUAL),
        (0.4, 50.0, 1, Place.USUAL),
        (0.51, 45.0, 1, Place.BEYOND_SOFT),
        (0.5, 39.0, 1, Place.BEYOND_SOFT),
        (0.5, 29.9, 1, Place.BEYOND_HARD),
        (0.76, 60.0, 1, Place.BEYOND_HARD),
        (0.75, 60.0, 2, Place.USUAL),
        (1.0, 80.0, 2, Place.BEYOND_SOFT),
        (1.0, 40.0, 1, Place.BEYOND_HARD),
    ],
)
def test_a_regimen_of_the_prescribers_own_falls_in_its_place(dose_mg_per_kg, minutes, session, place):
    option = considered(dose_mg_per_kg, minutes, subject=replace(PERSON, session=session))
    assert option.place is place
    assert bool(option.fences_passed) is (place is not Place.USUAL)


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.parametrize(
    ("dose_mg_per_kg", "minutes"),
    [(5.0, 40.0), (1.01, 60.0), (0.05, 40.0), (0.5, 19.0), (0.5, 101.0), (1.0, 30.0), (float("nan"), 40.0), (0.5, 4.0)],
)
def test_a_regimen_beyond_the_stop_limits_is_refused(dose_mg_per_kg, minutes):
    with pytest.raises(CannotPropose, match="refused"):
        considered(dose_mg_per_kg, minutes)


@pytest.mark.parametrize(("last", "place"), [(0.4, Place.USUAL), (0.3, Place.BEYOND_SOFT), (0.2, Place.BEYOND_HARD)])
def test_a_step_up_from_the_last_infusion_has_its_own_fences(last, place):
    option = considered(0.5, 40.0, subject=replace(PERSON, session=2), before=Before(mg_per_kg=last))
    assert option.place is place


@pytest.mark.hazard("H13 too-soon session")
@pytest.mark.parametrize(
    ("hours_ago", "in_week", "place"),
    [
        (48.0, 2, Place.USUAL),
        (47.0, 2, Place.BEYOND_SOFT),
        (23.0, 1, Place.BEYOND_HARD),
        (48.0, 3, Place.BEYOND_SOFT),
        (48.0, 4, Place.BEYOND_HARD),
    ],
)
def test_an_infusion_soon_after_the_last_needs_a_reason_and_then_another_person(hours_ago, in_week, place):
    session = replace(PERSON, session=3)
    studied = proposed(session, before=Before(hours_ago=hours_ago, in_week=in_week)).option("studied")
    assert studied.place is place
    assert studied.needs_second_person is (place is Place.BEYOND_HARD)


@pytest.mark.hazard("H13 too-soon session")
@pytest.mark.parametrize(
    ("before", "why"),
    [
        (Before(hours_ago=11.9), "ordered 11.9 h ago: it must be at least 12 h"),
        (Before(hours_ago=-1.0), "at least 12 h"),
        (Before(hours_ago=24.0, in_week=7), "7 infusions were ordered in seven days: there may be at most 7"),
    ],
)
def test_nothing_is_proposed_twice_a_day_or_eight_times_a_week(before, why):
    with pytest.raises(CannotPropose, match=why):
        proposed(before=before)
    with pytest.raises(CannotPropose, match=why):
        considered(before=before)


def test_a_weight_that_is_not_there_cannot_carry_a_dose():
    with pytest.raises(CannotPropose, match="no guessed weight"):
        considered(weight_kind="guessed")


def test_an_option_is_found_by_its_key():
    with pytest.raises(KeyError, match="there are studied"):
        usual().option("heroic")


@pytest.mark.hazard("H14 dose beyond fence")
def test_rounding_never_carries_a_dose_past_the_stop():
    option = considered(1.0, 80.0, subject=replace(PERSON, weight_kg=80.3))
    assert option.dose_mg == 80.0


@pytest.mark.hazard("H14 dose beyond fence")
def test_a_regimen_past_the_stop_is_named_as_refused_and_not_offered():
    older = replace(PERSON, age_y=70.0)
    proposal = propose(older, tightened(30.0), seed=7, n=FEW)
    assert [option.key for option in proposal.options] == ["reduced", "lower"]
    assert len(proposal.refused) == 2
    assert "whole dose 40 mg: usual is 3.5 to 30 mg; refused" in proposal.refused[0]


@pytest.mark.hazard("H16 automation bias")
def test_a_single_option_is_no_proposal():
    with pytest.raises(CannotPropose, match="Fewer than two"):
        propose(PERSON, tightened(30.0), seed=7, n=FEW)
