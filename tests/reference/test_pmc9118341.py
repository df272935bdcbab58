"""PMC9118341 (row O7): a push of 10 mg racemate in nine people: the area fits, the level after two minutes does not."""

import pytest

from leeward.cli.validation.comparison import beside, summarized
from leeward.cli.validation.observed import observed
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, PEREZ_RUIXO, SIMONS

AREA = observed().summaries["pmc9118341-area"]
PEAK = observed().levels["pmc9118341-peak"]


@pytest.mark.parametrize(
    ("model", "ug_h_per_l"),
    [(OTTO, 113.6), (KAMP, 119.0), (SIMONS, 121.8), (CLEMENTS, 124.7), (PEREZ_RUIXO, 93.8), (DOMINO, 86.3)],
    ids=lambda value: getattr(value, "key", None),
)
def test_the_area_under_the_curve(model, ug_h_per_l):
    """113 was observed: Otto meets it, Domino falls short by a quarter."""
    assert summarized(model, AREA) == pytest.approx(ug_h_per_l, abs=0.06)


def test_otto_meets_the_area_within_one_percent_and_domino_misses_it_by_a_quarter():
    assert summarized(OTTO, AREA) / AREA.value == pytest.approx(1.0, abs=0.01)
    assert summarized(DOMINO, AREA) / AREA.value == pytest.approx(0.76, abs=0.005)


@pytest.mark.parametrize(
    ("model", "of_the_observed"),
    [(PEREZ_RUIXO, 0.17), (CLEMENTS, 0.26), (OTTO, 0.24), (DOMINO, 0.61), (KAMP, 0.89), (SIMONS, 1.27)],
    ids=lambda value: getattr(value, "key", None),
)
def test_no_model_knows_the_first_two_minutes_of_a_push(model, of_the_observed):
    """296 ng/mL at 2 min: venous models mix it at once into a wide space and give a quarter."""
    assert beside(model, PEAK) / PEAK.values == pytest.approx([of_the_observed], abs=0.006)
