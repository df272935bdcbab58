"""Zarate 2006 (row O1): 185 ng/mL at the end of the standard infusion, between the venous and the arterial models."""

import pytest

from leeward.cli.validation.comparison import beside
from leeward.cli.validation.observed import observed
from leeward.evidence import Status
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, PEREZ_RUIXO, SIMONS

OBSERVED = observed().levels["zarate-2006"]


@pytest.mark.parametrize(
    ("model", "of_the_observed"),
    [(PEREZ_RUIXO, 0.68), (OTTO, 0.87), (CLEMENTS, 0.96), (DOMINO, 1.30), (KAMP, 1.37), (SIMONS, 1.61)],
    ids=lambda value: getattr(value, "key", None),
)
def test_the_venous_models_fall_short_and_the_arterial_ones_overshoot(model, of_the_observed):
    assert beside(model, OBSERVED) / OBSERVED.values == pytest.approx([of_the_observed], abs=0.005)


def test_arterial_and_venous_models_differ_by_almost_a_factor_of_two():
    """298 against 160 ng/mL from the same 35 mg: the site of sampling, not the person."""
    assert beside(SIMONS, OBSERVED) / beside(OTTO, OBSERVED) == pytest.approx([1.86], abs=0.01)


def test_the_observed_number_came_without_spread_and_through_another_paper():
    assert OBSERVED.sd.size == 0
    assert OBSERVED.origin.n is None
    assert OBSERVED.origin.status is Status.SECONDARY
