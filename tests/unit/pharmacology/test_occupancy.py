"""Occupancy rises with the level, stays a share, and says that it is no measurement."""

from dataclasses import replace

import numpy as np
import pytest

from leeward.evidence import bibliography
from leeward.evidence.sources import SHAFFER_2014
from leeward.pharmacology import Regimen, Subject, predict, virtual_patients
from leeward.pharmacology.occupancy import ATTEMPTS, SAYS, SITE, doubted, occupied

PERSON = Subject(
    weight_kg=70, age_y=40, resting_systolic_mmhg=125, resting_diastolic_mmhg=80, resting_heart_rate_per_min=70
)
LEVELS = np.linspace(0, 2000, 41)


def test_none_without_drug_and_never_all():
    shares = occupied(LEVELS, unbound=0.57, half_nmol_per_ml=1.42)
    assert shares[0] == 0
    assert (np.diff(shares) > 0).all()
    assert shares[-1] < 1


def test_a_level_that_rounding_left_below_zero_counts_as_none():
    assert occupied(np.array([-1e-12]), unbound=0.57, half_nmol_per_ml=1.42) == 0


def test_each_person_has_a_curve_of_their_own_that_never_crosses_itself():
    shares = doubted(np.tile(LEVELS, (50, 1)), seed=3)
    assert (np.diff(shares, axis=1) > 0).all()
    assert np.unique(shares[:, -1]).size == 50


def test_a_person_keeps_the_curve_in_whatever_block_they_come():
    whole, part = doubted(np.tile(LEVELS, (9, 1)), seed=3), doubted(np.tile(LEVELS, (4, 1)), seed=3, first=5)
    assert np.array_equal(whole[5:], part)


def test_the_forecast_carries_a_band_in_percent_that_follows_the_effect_site():
    people = virtual_patients(PERSON, 300, seed=4)
    forecast = predict(people, Regimen.infusion(dose_mg=35, minutes=40), np.arange(0, 181, 5))
    band = forecast.nmda_occupancy
    assert (band.unit, band.site, band.says) == ("%", SITE, (SAYS,))
    assert set(ATTEMPTS) < set(band.cites)
    assert SHAFFER_2014 in bibliography(band.cites)
    assert band.high[0] == 0
    assert 20 < band.median.max() < 40
    assert band.median.argmax() == forecast.effect_site_ketamine.median.argmax()


def test_a_later_session_blocks_as_many_receptors_though_it_dissociates_less():
    standard, times = Regimen.infusion(dose_mg=35, minutes=40), [20.0, 40.0]
    first, third = (
        predict(virtual_patients(replace(PERSON, session=session), 200, seed=4), standard, times) for session in (1, 3)
    )
    assert third.nmda_occupancy.median == pytest.approx(first.nmda_occupancy.median)
    assert (third.cadss.median < first.cadss.median).all()


def test_it_says_what_it_is_not():
    for words in ("rats", "no human figure", "CNS-1261", "PK-209", "decides nothing"):
        assert words in SAYS
    assert "not measured in people" in SITE
    assert [one.source.key for one in ATTEMPTS] == ["stone-2006", "van-der-aart-2018"]
