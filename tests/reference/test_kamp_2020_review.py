"""Kamp 2020's review of 18 studies (row O8): clearance 79 (69-90) L/h and volume 252 (200-304) L per 70 kg."""

import pytest

from leeward.cli.validation.comparison import summarized
from leeward.cli.validation.observed import observed
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, PEREZ_RUIXO, SIMONS

CL, VSS = observed().summaries["kamp-2020-cl"], observed().summaries["kamp-2020-vss"]


@pytest.mark.parametrize(
    ("model", "l_per_h"),
    [(CLEMENTS, 80.2), (SIMONS, 82.1), (KAMP, 84.0), (OTTO, 88.0)],
    ids=lambda value: getattr(value, "key", None),
)
def test_four_models_clear_ketamine_as_the_pooled_studies_did(model, l_per_h):
    assert summarized(model, CL) == pytest.approx(l_per_h, abs=0.06)
    assert CL.low <= summarized(model, CL) <= CL.high


def test_domino_clears_it_half_as_fast_again():
    assert summarized(DOMINO, CL) == pytest.approx(115.9, abs=0.06)
    assert summarized(DOMINO, CL) / CL.value == pytest.approx(1.47, abs=0.005)


@pytest.mark.parametrize(("model", "litres"), [(CLEMENTS, 289), (KAMP, 238), (SIMONS, 226)])
def test_their_volumes_at_steady_state_lie_in_the_pooled_interval(model, litres):
    assert summarized(model, VSS) == pytest.approx(litres, abs=0.5)
    assert VSS.low <= summarized(model, VSS) <= VSS.high


def test_perez_ruixo_lies_a_third_above_the_pooled_clearance():
    """109 L/h for S and 104 for R: the liver's flow limits it, so that R's slower enzymes matter less."""
    assert summarized(PEREZ_RUIXO, CL) == pytest.approx(106.6, abs=0.06)
    assert summarized(PEREZ_RUIXO, CL) / CL.value == pytest.approx(1.35, abs=0.005)


@pytest.mark.parametrize(("model", "litres"), [(PEREZ_RUIXO, 761), (OTTO, 421), (DOMINO, 193)])
def test_two_venous_models_are_larger_and_domino_smaller_than_the_pooled_interval(model, litres):
    assert summarized(model, VSS) == pytest.approx(litres, abs=0.5)
    assert not VSS.low <= summarized(model, VSS) <= VSS.high
