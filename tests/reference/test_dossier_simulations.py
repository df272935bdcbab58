"""The dossier's own simulations (4b), made with other code from the same parameters: ours come to the same figures."""

import numpy as np
import pytest

from leeward.cli.validation.comparison import miss
from leeward.cli.validation.observed import observed
from leeward.cli.validation.spread import scatter
from leeward.pharmacology import Regimen
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import by_key

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)

# ng/mL after 0.5 mg/kg over 40 min, 70 kg; K ketamine, NK norketamine
LEVELS = """
model             | K 40    80   110   230 | NK 40   80   110  230
kamp_2020         |  253    74    54    27 |
simons_2022       |  298    68    46    23 |   66   58    46   35
otto_2021         |  160    82    63    29 |   44   71    70   50
perez_ruixo_2021  |  125    66    46    19 |   26   66    71   48
clements_1981     |  177    85    63    36 |
domino_1982       |  240    46    38    18 |
"""

# the same 35 mg over so many minutes: ng/mL at the end
DURATIONS = """
model        |  20   40   60  100
kamp_2020    | 397  253  196  141
simons_2022  | 481  298  225  155
otto_2021    | 197  160  137  109
"""

# three steps of racemate (O6): geometric mean of simulated over observed, and root mean square of its logarithm
STEPS = """
model             substance      |  mean   rms
kamp_2020         S-ketamine     |  1.06   .12
kamp_2020         R-ketamine     |   .94   .22
simons_2022       S-ketamine     |   .97   .11
otto_2021         S-ketamine     |   .96   .29
perez_ruixo_2021  S-ketamine     |   .74   .40
simons_2022       S-norketamine  |   .74   .32
otto_2021         S-norketamine  |   .86   .21
perez_ruixo_2021  S-norketamine  |   .75   .38
"""


def rows(text):
    """Split a table into its rows of words and numbers."""
    lines = [line.split("|") for line in text.strip().splitlines()[1:]]
    return [
        pytest.param(*cells[0].split(), *(_numbers(cell) for cell in cells[1:]), id=cells[0].strip()) for cells in lines
    ]


def _numbers(cell):
    return [float(one) for one in cell.split()]


@pytest.mark.parametrize(("key", "ketamine", "norketamine"), rows(LEVELS))
def test_levels_during_and_after_the_standard_infusion(key, ketamine, norketamine):
    course = simulate(by_key(key), STANDARD, [40, 80, 110, 230], weight_kg=70)
    assert course.ketamine_ng_per_ml[0] == pytest.approx(ketamine, abs=0.5)
    assert (course.norketamine_ng_per_ml is None) is (not norketamine)
    if norketamine:
        assert course.norketamine_ng_per_ml[0] == pytest.approx(norketamine, abs=0.5)


@pytest.mark.parametrize(("key", "ends"), rows(DURATIONS))
def test_duration_is_the_strongest_lever_on_the_peak(key, ends):
    for minutes, expected in zip((20, 40, 60, 100), ends, strict=True):
        regimen = Regimen.infusion(dose_mg=35, minutes=minutes)
        assert simulate(by_key(key), regimen, [minutes], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(
            expected, abs=0.6
        )


@pytest.mark.parametrize(("key", "substance", "expected"), rows(STEPS))
def test_how_far_the_three_steps_are_missed(key, substance, expected):
    level = next(one for one in observed().row("O6") if one.analyte == substance)
    found = miss(by_key(key), level)
    assert [found.mean_ratio, found.rms_log] == pytest.approx(expected, abs=0.0055)


@pytest.mark.parametrize(
    ("key", "analyte", "minute", "mean", "sd"),
    [
        ("otto_2021", "ketamine", 40, 160, 47),
        ("simons_2022", "ketamine", 40, 298, 43),
        ("otto_2021", "norketamine", 110, 69, 17),
    ],
)
def test_the_spread_of_assays(key, analyte, minute, mean, sd):
    (found,) = scatter(by_key(key), STANDARD, [minute], analyte=analyte, weight_kg=70)
    assert found.mean == pytest.approx(mean, rel=0.02)
    assert found.sd == pytest.approx(sd, rel=0.07)


def test_a_dose_read_as_hydrochloride_gives_0_867_of_every_level():
    """Base over salt, 237.73 over 274.19 g/mol."""
    base = simulate(by_key("otto_2021"), STANDARD, [40, 80], weight_kg=70).ketamine_ng_per_ml
    salt = Regimen.infusion(dose_mg=35 * 237.73 / 274.19, minutes=40)
    assert np.divide(
        simulate(by_key("otto_2021"), salt, [40, 80], weight_kg=70).ketamine_ng_per_ml, base
    ) == pytest.approx(np.full((1, 2), 0.867), abs=0.0005)
