"""Laws of ranking: a looser limit never hurts, more drug never lowers a pressure, and order of asking is no matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology.design import rank
from leeward.pharmacology.limits import Limits
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.subject import Subject

SUBJECT = Subject(
    weight_kg=75, age_y=50, resting_systolic_mmhg=132, resting_diastolic_mmhg=80, resting_heart_rate_per_min=70
)
PEOPLE = virtual_patients(SUBJECT, 200, seed=12)

doses = st.floats(0.1, 1.0)
minutes = st.floats(20, 100)
grids = st.lists(st.tuples(doses, minutes), min_size=1, max_size=5, unique=True)
systolic = st.floats(130, 200)
cadss = st.floats(1, 60)


@given(doses, minutes, systolic, cadss, st.floats(0, 40))
def test_a_looser_limit_never_lowers_the_chance(dose, minutes, systolic, cadss, looser):
    (tight,) = rank(PEOPLE, [(dose, minutes)], limits=Limits(systolic_mmhg=systolic, cadss_points=cadss))
    (loose,) = rank(
        PEOPLE, [(dose, minutes)], limits=Limits(systolic_mmhg=systolic + looser, cadss_points=cadss + looser)
    )
    assert loose.decides.within.share >= tight.decides.within.share


@given(doses, doses, minutes, systolic, cadss)
def test_more_drug_over_the_same_minutes_never_keeps_more_within_upper_limits(one, other, minutes, systolic, cadss):
    low, high = sorted((one, other))
    limits = Limits(systolic_mmhg=systolic, cadss_points=cadss)
    (less,) = rank(PEOPLE, [(low, minutes)], limits=limits)
    (more,) = rank(PEOPLE, [(high, minutes)], limits=limits)
    assert more.decides.within.share <= less.decides.within.share


@given(grids, systolic, cadss)
def test_every_candidate_has_its_place_whatever_the_order_of_asking(grid, systolic, cadss):
    limits = Limits(systolic_mmhg=systolic, cadss_points=cadss)
    ranked, reversed_ = rank(PEOPLE, grid, limits=limits), rank(PEOPLE, grid[::-1], limits=limits)
    assert {(each.mg_per_kg, each.minutes) for each in ranked} == set(grid)
    by_share = sorted((each.decides.within.share for each in ranked), reverse=True)
    assert by_share == pytest.approx(sorted((each.decides.within.share for each in reversed_), reverse=True))
    assert ranked[0].place == 1


@given(doses, minutes, systolic, cadss)
def test_chances_are_chances(dose, minutes, systolic, cadss):
    (only,) = rank(PEOPLE, [(dose, minutes)], limits=Limits(systolic_mmhg=systolic, cadss_points=cadss))
    within, passing = only.decides.within, only.decides.passing.values()
    assert 0 <= within.share <= 1
    assert all(within.share <= 1 - each.share + 1e-9 for each in passing)
    assert within.share >= 1 - sum(each.share for each in passing) - 1e-9
    assert all(each.error > 0 for each in (within, *passing))
