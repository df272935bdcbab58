"""Ranking dose and duration: what decides, what ties, what is refused."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from leeward.pharmacology.chances import Alike
from leeward.pharmacology.design import CannotRank, rank
from leeward.pharmacology.limits import Limits
from leeward.pharmacology.population import DIMENSIONS, Population, from_normals, virtual_patients
from leeward.pharmacology.prediction import NOT_LEARNED, predict
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.symptoms import DIMENSIONS as SYMPTOMS
from leeward.pharmacology.validity import CannotSimulate

SUBJECT = Subject(
    weight_kg=80, age_y=44, resting_systolic_mmhg=138, resting_diastolic_mmhg=84, resting_heart_rate_per_min=72
)
PEOPLE = virtual_patients(SUBJECT, 1500, seed=6)
GRID = [(dose, minutes) for dose in (0.2, 0.5, 1.0) for minutes in (40, 80)]
LIMITS = Limits(systolic_mmhg=155, cadss_points=20)


@dataclass(frozen=True)
class Seen:
    """Stands for what was learned of a person: the same people, some of them moved."""

    population: Population

    @property
    def weights(self):
        return np.full(self.population.size, 1 / self.population.size)

    effective_sample_size = 600.0
    warnings = ("Hardly any virtual patient could have given these readings.",)

    def people(self):
        return self.population

    def predict(self, regimen, times_min):
        return replace(predict(self.population, regimen, times_min), warnings=self.warnings)


def moved(**to):
    normals = PEOPLE.normals.copy()
    for name, value in to.items():
        normals[:, DIMENSIONS.index(name)] = value
    return from_normals(SUBJECT, normals, seed=PEOPLE.seed, first=PEOPLE.first)


def test_the_likeliest_to_stay_within_the_limits_stands_first():
    shares = [each.decides.within.share for each in rank(PEOPLE, GRID, limits=LIMITS)]
    assert shares[0] > shares[-1] + 0.2
    assert shares == pytest.approx(sorted(shares, reverse=True), abs=0.02)


def test_every_chance_carries_the_doubts_of_its_forecast():
    (only,) = rank(Seen(PEOPLE), [(0.5, 40)], limits=LIMITS)
    assert only.individual.doubts == (*Seen.warnings, *NOT_LEARNED)
    assert only.population.doubts == NOT_LEARNED


def test_the_chance_is_that_of_the_forecast():
    (only,) = rank(PEOPLE, [(0.5, 40)], limits=LIMITS)
    forecast = predict(PEOPLE, Regimen.infusion(dose_mg=40, minutes=40), (40.0,))
    assert only.decides.within.share == pytest.approx(1 - forecast.chance(systolic_above=155, cadss_above=20))
    assert only.decides.passing["pass 155 mmHg systolic"].share == pytest.approx(forecast.chance(systolic_above=155))
    assert only.decides.highest["systolic"] is not None
    assert float(only.decides.highest["cadss"].median) == pytest.approx(float(forecast.highest_cadss.median))


def test_a_population_alone_says_so():
    (only,) = rank(PEOPLE, [(0.5, 40)], limits=LIMITS)
    assert only.individual is None
    assert only.decides is only.population


def test_the_population_stands_beside_the_individual_who_decides():
    """A person whose pressure rises steeply keeps the population's chances beside their own."""
    steep = Seen(moved(pressure_slope=1.5))
    (one,) = rank(steep, [(0.5, 40)], limits=LIMITS)
    (alone,) = rank(PEOPLE, [(0.5, 40)], limits=LIMITS)
    assert one.population.within == alone.population.within
    assert one.decides is one.individual
    assert one.individual.within.share < one.population.within.share - 0.2
    assert one.individual.within.error > one.population.within.error
    assert "(population alone: " in one.reasons[0]


def test_what_cannot_be_told_apart_shares_a_place_gentlest_first():
    tied = rank(PEOPLE, GRID, limits=Limits(systolic_mmhg=280))
    assert {each.place for each in tied} == {1}
    assert [(each.mg_per_kg, each.minutes) for each in tied] == [
        (0.2, 80), (0.2, 40), (0.5, 80), (0.5, 40), (1.0, 80), (1.0, 40),
    ]  # fmt: skip
    assert "Not to be told from 0.2 mg/kg over 40 min" in tied[0].reasons[2]


def test_places_count_those_before_them():
    places = [each.place for each in rank(PEOPLE, GRID, limits=LIMITS)]
    assert places[0] == 1
    assert all(
        place == before or place == i + 1 for i, (before, place) in enumerate(zip([1, *places], places, strict=False))
    )


def test_a_lower_bound_on_the_level_keeps_the_smallest_dose_from_standing_first():
    limits = Limits(systolic_mmhg=170, effect_low_ng_per_ml=90)
    assert rank(PEOPLE, GRID, limits=limits)[0].mg_per_kg == 0.5
    assert rank(PEOPLE, GRID, limits=limits)[-1].mg_per_kg == 0.2


def test_benefit_moves_nothing():
    """The same people with every symptom trait changed are ranked the same."""
    others = Alike(population=moved(**dict.fromkeys(SYMPTOMS, -2.0)))
    ours, theirs = rank(Alike(population=PEOPLE), GRID, limits=LIMITS), rank(others, GRID, limits=LIMITS)
    assert [(a.place, a.mg_per_kg, a.minutes, a.decides.within) for a in ours] == [
        (b.place, b.mg_per_kg, b.minutes, b.decides.within) for b in theirs
    ]
    assert "benefit" in " ".join(ours[0].says).lower()


def test_the_stated_error_is_what_other_seeds_change():
    shares, errors = [], []
    for seed in range(25):
        (only,) = rank(virtual_patients(SUBJECT, 400, seed=seed), [(0.5, 40)], limits=LIMITS)
        shares.append(only.decides.within.share)
        errors.append(only.decides.within.error)
    assert np.std(shares) == pytest.approx(np.mean(errors), rel=0.4)


def test_only_what_trials_gave_is_called_studied():
    told = {(each.mg_per_kg, each.minutes): each.reasons[-1] for each in rank(PEOPLE, GRID, limits=LIMITS)}
    assert told[0.2, 40].startswith("Studied in PTSD")
    assert told[0.5, 40].startswith("Studied in PTSD")
    assert told[0.5, 80].startswith("Outside trial evidence")


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        ((1.2, 40), "1.2 mg/kg lies outside 0.1-1 mg/kg"),
        ((0.05, 40), "0.05 mg/kg lies outside 0.1-1 mg/kg"),
        ((0.5, 10), "10 min lies outside 20-100 min"),
        ((0.5, 120), "120 min lies outside 20-100 min"),
    ],
)
def test_one_candidate_out_of_bounds_is_refused_with_the_bound(candidate, why):
    with pytest.raises(CannotSimulate, match=why):
        rank(PEOPLE, [*GRID, candidate], limits=LIMITS)


@pytest.mark.parametrize("candidates", [[], [(0.0, 40)], [(0.5, -40)], [(float("nan"), 40)]])
def test_nothing_to_rank_is_refused(candidates):
    with pytest.raises(CannotRank):
        rank(PEOPLE, candidates, limits=LIMITS)


def test_a_candidate_named_twice_is_ranked_once():
    assert len(rank(PEOPLE, [(0.5, 40), (0.5, 40.0)], limits=LIMITS)) == 1


def test_levels_beyond_the_line_are_marked():
    (high,) = rank(PEOPLE, [(1.0, 20)], limits=LIMITS)
    assert "extrapolated" in high.reasons[-1]
