"""What is foretold of a course, what is not, and how it is judged afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.outcomes import (
    CannotForecast,
    Exposures,
    Forecast,
    Foreseen,
    KnownCourse,
    PastForecast,
    Silent,
    forecast,
    past_forecasts,
    score_forecasts,
    seen_near,
)
from leeward.outcomes.believing import believed
from leeward.outcomes.forecast import response_at_most
from leeward.outcomes.forecast_scoring import FROZEN
from leeward.outcomes.forecast_words import LOW, NO_BASELINE, NOT_LEARNED, OVERLAP, TOO_FEW, UNLIKE
from leeward.pharmacology import Readings, Regimen, Subject, session_exposure, virtual_patients
from leeward.pharmacology.score_likelihood import weigh_scores
from leeward.pharmacology.visits import Visit, on_record
from leeward.pharmacology.weighing import normalized

PERSON = Subject(
    weight_kg=80, age_y=45, resting_systolic_mmhg=130, resting_diastolic_mmhg=74, resting_heart_rate_per_min=70
)
STUDIED = Regimen.infusion(dose_mg=40, minutes=40)
SIX = tuple((float(day), STUDIED) for day in (0, 2, 4, 7, 9, 11))
MONDAY = datetime(2026, 9, 7, 14, tzinfo=UTC)
BETTER = ((1.0, 35), (3.0, 31), (6.0, 29))
UNCHANGED = ((1.0, 52), (3.0, 50), (6.0, 51))


@pytest.fixture(scope="module")
def alike() -> Exposures:
    return Exposures(virtual_patients(PERSON, 3000, seed=4))


def so_far(scores, baseline=(52,), **more) -> KnownCourse:
    return KnownCourse(baseline=baseline, scores=scores, sessions=SIX, **more)


def told(alike, scores, **more) -> Forecast:
    found = forecast(alike, so_far(scores, **more))
    assert isinstance(found, Forecast)
    return found


SILENT = {
    "no baseline": ((), BETTER, NO_BASELINE),
    "a baseline at which 30 % is nothing": ((8,), BETTER, LOW),
    "one score": ((52,), BETTER[:1], TOO_FEW),
    "no score": ((52,), (), TOO_FEW),
    "scores that no virtual patient shows": ((20,), ((1.0, 80), (2.0, 0), (3.0, 80), (4.0, 0), (5.0, 80)), UNLIKE),
}


@pytest.mark.parametrize(("baseline", "scores", "says"), SILENT.values(), ids=SILENT)
def test_where_the_scores_say_nothing_nothing_is_foretold(alike, baseline, scores, says):
    found = forecast(alike, so_far(scores, baseline))
    assert found == Silent(says=says)
    assert not any(sign.isdigit() for sign in found.says.replace("PCL-5", "").replace("infusion 1", ""))


def test_a_frozen_registry_silences_the_forecast(alike):
    assert forecast(alike, so_far(BETTER), rests=FROZEN) == Silent(says=FROZEN)


def test_more_than_the_trials_gave_silences_the_forecast_and_a_stop_does_not(alike):
    def after(regimen):
        return forecast(alike, KnownCourse(baseline=(52,), scores=BETTER, sessions=((0.0, regimen),)))

    found = after(Regimen.infusion(dose_mg=400, minutes=40))
    assert isinstance(found, Silent)
    assert "There the forecast stops" in found.says
    assert isinstance(after(Regimen.infusion(dose_mg=10, minutes=10)), Forecast)


def test_lower_scores_raise_the_chance_and_unchanged_ones_lower_it(alike):
    better, unchanged = told(alike, BETTER), told(alike, UNCHANGED)
    assert better.response.chance > 0.7 > 0.3 > unchanged.response.chance
    assert better.response.before_scores == pytest.approx(unchanged.response.before_scores)
    assert better.learned
    assert unchanged.learned
    assert NOT_LEARNED not in better.says


def test_the_control_arm_and_both_views_of_the_drug_stand_beside_it(alike):
    found = told(alike, BETTER)
    chance = found.response
    assert 0 <= chance.low <= chance.chance <= chance.high <= 1
    assert chance.low < chance.high
    assert chance.control < chance.chance
    assert chance.error < 0.05
    assert found.control[-1].median > found.end.median
    assert [day.on_day for day in found.days] == [18.0]
    assert any("no relation between ketamine and PTSD symptoms is published" in line for line in found.says)
    assert any("without the drug" in line for line in found.says)


def test_where_the_bands_overlap_the_drug_is_not_told_from_the_control_arm(alike):
    assert OVERLAP in told(alike, UNCHANGED).says


def test_the_wide_band_holds_the_narrow_one_and_days_can_be_asked_for(alike):
    found = forecast(alike, so_far(BETTER), on_days=(8.0, 12.0))
    assert isinstance(found, Forecast)
    assert [day.on_day for day in found.days] == [8.0, 12.0, 18.0]
    for day in (*found.days, *found.control):
        half, wide = day.band(0.5), day.band(0.9)
        assert wide.low <= half.low <= day.median <= half.high <= wide.high
    assert found.end.at_most(response_at_most(52)) == pytest.approx(found.response.chance, abs=0.02)


def test_it_says_after_which_infusion_it_was_made_and_is_the_same_each_time(alike):
    assert told(alike, BETTER).after_infusion == 3
    assert told(alike, BETTER) == told(alike, BETTER)


def test_two_scores_within_the_hour_teach_nothing_of_what_will_come(alike):
    found = told(alike, ((0.01, 52), (0.02, 50)))
    assert found.kept > 0.9
    assert not found.learned
    assert NOT_LEARNED in found.says


def test_more_scores_leave_less_open(alike):
    more = (*UNCHANGED, (8.0, 51), (10.0, 50), (12.0, 52))
    assert told(alike, more).kept < told(alike, UNCHANGED[:2]).kept


RESPONDS = """
 baseline | at most
 50       | 35
 51       | 35
 52       | 36
 33       | 23
 10       | 7
"""
RESPONDS_ROWS = [[int(cell) for cell in line.split("|")] for line in RESPONDS.strip().splitlines()[1:]]


@pytest.mark.parametrize(("baseline", "most"), RESPONDS_ROWS)
def test_the_last_total_that_is_a_response(baseline, most):
    assert response_at_most(baseline) == most


WRONG = {
    "off the scale": ({"baseline": (81,)}, "from 0 to 80"),
    "no session": ({"sessions": ()}, "at least one session"),
    "sessions out of order": ({"sessions": (SIX[1], SIX[0])}, "in order of day"),
    "a score from before": ({"scores": ((-1.0, 30),)}, "belongs to the baseline"),
}


@pytest.mark.parametrize(("part", "says"), WRONG.values(), ids=WRONG)
def test_a_course_that_cannot_be_is_refused(part, says):
    with pytest.raises(CannotForecast, match=says):
        KnownCourse(**{"baseline": (52,), "scores": BETTER, "sessions": SIX} | part)


def sure_of(*totals: int) -> Foreseen:
    """A forecast that gives each of these totals the same chance."""
    return Foreseen(on_day=18.0, cumulative=tuple(sum(n >= each for each in totals) / len(totals) for n in range(81)))


def past(number: int, foreseen: Foreseen, *, last=50, person=None) -> PastForecast:
    return PastForecast(
        key=f"{number}",
        person=person or f"person {number}",
        made_at=MONDAY + timedelta(hours=number),
        after_infusion=3,
        baseline=50,
        last_total=last,
        foreseen=foreseen,
    )


def test_what_was_never_scored_is_counted_and_judged_by_nothing():
    found = score_forecasts([past(1, sure_of(30, 40)), past(2, sure_of(30, 40))], {"1": 40})
    assert (found.made, found.seen, found.people, found.responders) == (2, 1, 1, 0)
    assert found.brier == pytest.approx(0.25)
    assert found.base_rate is None
    assert score_forecasts([past(1, sure_of(30))], {}).says == (
        "Of 1 forecast none has been compared with a score yet.",
    )


def test_plainer_forecasts_are_judged_beside_ours():
    forecasts = [past(1, sure_of(30), last=30), past(2, sure_of(45), last=30), past(3, sure_of(30, 45), last=50)]
    found = score_forecasts(forecasts, {"1": 30, "2": 45, "3": 30})
    assert found.brier == pytest.approx((0 + 0 + 0.25) / 3)
    assert found.base_rate == pytest.approx((0.25 + 1.0 + 0.25) / 3)
    assert found.last_value == pytest.approx((0 + 1 + 1) / 3)
    assert found.last_value_scattered is not None
    assert found.last_value_scattered < found.last_value


def test_forecasts_that_miss_are_frozen_after_thirty():
    missed = [past(n, sure_of(*range(20, 40))) for n in range(30)]
    seen = {each.key: 60 for each in missed}
    found = score_forecasts(missed, seen)
    assert (found.frozen, found.coverage_90, found.rests) == (True, 0.0, FROZEN)
    few = score_forecasts(missed[:29], seen)
    assert (few.frozen, few.rests) == (False, "")


def test_the_last_thirty_decide():
    missed = [past(n, sure_of(*range(20, 40))) for n in range(40)]
    seen = {each.key: 60 if n < 10 else 20 + n % 20 for n, each in enumerate(missed)}
    assert not score_forecasts(missed, seen).frozen


def test_what_is_kept_of_a_forecast_is_what_it_said(alike):
    course = so_far(BETTER)
    made = told(alike, BETTER)
    (kept,) = past_forecasts(made, course, key="a", person="p", at=MONDAY)
    assert (kept.key, kept.baseline, kept.last_total, kept.foreseen) == ("a:18", 52, 29, made.end)
    assert kept.chance == pytest.approx(made.response.chance, abs=0.02)


def test_a_score_near_the_day_is_the_one_meant():
    assert seen_near([(16.0, 40), (19.0, 38), (22.5, 30)], 18.0) == 38
    assert seen_near([(17.0, 40), (19.0, 38)], 18.0) == 40
    assert seen_near([(24.0, 40)], 18.0) is None


def test_chances_that_are_none_are_refused():
    with pytest.raises(CannotForecast, match="do not rise to 1"):
        Foreseen(on_day=1.0, cumulative=(0.5,) * 81)


def test_scores_weigh_as_they_do_when_a_session_is_learned_from(alike):
    people = alike.people
    readings = Readings(scores=((-1.0, 52), (1.0, 41), (3.0, 38), (7.0, 44)))
    visit = Visit(given=STUDIED, readings=readings, day=0.0, session=1, rest=on_record(PERSON))
    learned = normalized(weigh_scores(people, [visit], [session_exposure(people, STUDIED)], visit))
    course = KnownCourse(baseline=(52,), scores=((1.0, 41), (3.0, 38), (7.0, 44)), sessions=((0.0, STUDIED),))
    assert believed(alike, course) == pytest.approx(learned, rel=1e-9)
