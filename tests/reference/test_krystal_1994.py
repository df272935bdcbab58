"""Krystal 1994 (row O2): people dissociated at 100 to 250 ng/mL; the standard infusion reaches that range."""

import pytest

from leeward.cli.validation.comparison import beside
from leeward.cli.validation.observed import observed
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, PEREZ_RUIXO, SIMONS

OBSERVED = observed().levels["krystal-1994"]
LOW, HIGH = OBSERVED.low[0], OBSERVED.high[0]


@pytest.mark.parametrize("model", [OTTO, CLEMENTS, PEREZ_RUIXO, DOMINO], ids=lambda model: model.key)
def test_the_venous_models_and_domino_end_inside_the_range(model):
    assert LOW <= beside(model, OBSERVED)[0] <= HIGH


@pytest.mark.parametrize(
    ("model", "above_by"), [(KAMP, 3), (SIMONS, 48)], ids=lambda value: getattr(value, "key", None)
)
def test_the_arterial_models_end_above_it(model, above_by):
    """253 and 298 ng/mL: an artery holds more than the vein in which the range was presumably measured."""
    assert beside(model, OBSERVED)[0] - HIGH == pytest.approx(above_by, abs=0.5)
