"""Kamp 2020, Br J Anaesth (row O6): three steps of racemate in twenty men, arterial; five substances at seven times.

The levels were read from the pixels of a figure by a third party. Each table says simulated over observed, so that 0.80
is a miss of a fifth. Geometric means of the ratios stand in the last column.
"""

import numpy as np
import pytest

from leeward.cli.validation.comparison import beside, gives, miss
from leeward.cli.validation.observed import observed
from leeward.pharmacology.models import CLEMENTS, DOMINO, EVERY, KAMP, OTTO, PEREZ_RUIXO, SIMONS

LEVELS = {level.analyte: level for level in observed().row("O6")}
MODELS = {
    "Simons": SIMONS,
    "Kamp": KAMP,
    "Otto": OTTO,
    "Perez": PEREZ_RUIXO,
    "Domino": DOMINO,
    "Clements": CLEMENTS,
}

# the steps end at 60, 120 and 180 min
RATIOS = """
substance      model     |  60   120   180   190   210   240   300 | mean
S-ketamine     Simons    | 0.95  1.09  1.12  0.95  1.02  0.89  0.81 | 0.97
S-ketamine     Kamp      | 0.86  1.02  1.07  1.08  1.22  1.15  1.06 | 1.06
S-ketamine     Otto      | 0.59  0.75  0.80  1.14  1.32  1.24  1.11 | 0.96
S-ketamine     Perez     | 0.47  0.60  0.63  0.91  1.04  0.92  0.78 | 0.74
S-ketamine     Domino    | 0.77  0.89  0.93  0.68  0.79  0.81  0.76 | 0.80
S-ketamine     Clements  | 0.65  0.83  0.89  1.26  1.45  1.38  1.37 | 1.08
R-ketamine     Simons    | 0.69  1.04  1.11  1.17  1.06  0.97  0.91 | 0.98
R-ketamine     Kamp      | 0.58  0.90  0.97  1.16  1.09  1.05  0.97 | 0.94
R-ketamine     Otto      | 0.41  0.69  0.77  1.31  1.29  1.28  1.19 | 0.92
R-ketamine     Perez     | 0.32  0.53  0.58  1.00  0.95  0.87  0.74 | 0.67
S-norketamine  Otto      | 0.64  0.81  0.87  0.86  0.96  1.01  0.95 | 0.86
S-norketamine  Simons    | 0.77  0.81  0.82  0.78  0.73  0.66  0.63 | 0.74
S-norketamine  Perez     | 0.45  0.66  0.73  0.74  0.90  0.99  0.92 | 0.75
R-norketamine  Otto      | 0.44  0.57  0.65  0.70  0.76  0.82  0.79 | 0.66
R-norketamine  Simons    | 0.56  0.59  0.63  0.65  0.59  0.55  0.53 | 0.59
R-norketamine  Perez     | 0.33  0.49  0.58  0.63  0.75  0.84  0.79 | 0.60
"""


def rows():
    for line in RATIOS.strip().splitlines()[1:]:
        who, ratios, mean = line.split("|")
        substance, model = who.split()
        yield pytest.param(substance, model, [float(one) for one in ratios.split()], float(mean), id=who)


@pytest.mark.parametrize(("substance", "model", "ratios", "mean"), tuple(rows()))
def test_each_substance_at_each_time(substance, model, ratios, mean):
    level = LEVELS[substance]
    assert beside(MODELS[model], level) / level.values == pytest.approx(ratios, abs=0.006)
    assert miss(MODELS[model], level).mean_ratio == pytest.approx(mean, abs=0.006)


@pytest.mark.parametrize("isomer", ["S-ketamine", "R-ketamine"])
@pytest.mark.parametrize("model", [SIMONS, KAMP], ids=lambda model: model.key)
def test_the_arterial_models_stay_within_15_percent_over_the_whole_course(model, isomer):
    assert 0.85 <= miss(model, LEVELS[isomer]).mean_ratio <= 1.15


def test_the_venous_model_is_right_on_average_only_because_its_misses_cancel():
    """41 % too low at the end of the first step, 32 % too high half an hour after the last: a vein lags behind."""
    otto, simons = miss(OTTO, LEVELS["S-ketamine"]), miss(SIMONS, LEVELS["S-ketamine"])
    assert otto.mean_ratio == pytest.approx(0.96, abs=0.005)
    assert otto.rms_log == pytest.approx(0.29, abs=0.005)
    assert simons.rms_log == pytest.approx(0.11, abs=0.005)


def test_norketamine_is_too_low_in_every_model_and_lowest_for_r():
    for model in (OTTO, SIMONS, PEREZ_RUIXO):
        assert miss(model, LEVELS["R-norketamine"]).mean_ratio < miss(model, LEVELS["S-norketamine"]).mean_ratio < 0.9


def test_simons_loses_norketamine_too_early():
    """37 % low two hours after the end, where Otto is 5 % low: norketamine is taken from Otto."""
    level = LEVELS["S-norketamine"]
    last = [(beside(model, level) / level.values)[-1] for model in (SIMONS, OTTO)]
    assert last == pytest.approx([0.63, 0.95], abs=0.006)


def test_hydroxynorketamine_is_shown_by_no_model():
    """Simons' own compartments for it gave 2.2 times the digitised sum (test_published_twice), so it was left out."""
    assert not [model.key for model in EVERY if gives(model, "hydroxynorketamine")]


def test_the_dose_of_the_three_steps():
    schedule = LEVELS["S-ketamine"].schedule
    assert schedule.regimen.edges_min == (0, 60, 120, 180)
    assert schedule.regimen.total_mg == pytest.approx((0.28 + 0.57 + 1.14) * 70)
    assert np.array_equal(LEVELS["S-ketamine"].times_min, [60, 120, 180, 190, 210, 240, 300])
