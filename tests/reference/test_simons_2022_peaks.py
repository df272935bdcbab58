"""Simons 2022's own arterial peaks (row O5): 20 mg S-ketamine over 20 min gave 273 (259-287) and 260 (251-269)."""

import pytest

from leeward.cli.validation.comparison import beside
from leeward.cli.validation.observed import observed
from leeward.pharmacology import Drug, Regimen
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, PEREZ_RUIXO, SIMONS

FIRST, SECOND = observed().levels["simons-2022-peak-a"], observed().levels["simons-2022-peak-b"]
TWENTY_MG = Regimen.infusion(dose_mg=20, minutes=20)


@pytest.mark.parametrize("peak", [FIRST, SECOND], ids=["first", "second"])
def test_the_published_parameters_meet_both_confidence_intervals(peak):
    """Taken as printed, without scaling to weight: 268 ng/mL."""
    typical = simulate(SIMONS, TWENTY_MG, [20], weight_kg=70, drug=Drug.ESKETAMINE).ketamine_ng_per_ml.item()
    assert typical == pytest.approx(268, abs=0.1)
    assert peak.low[0] <= typical <= peak.high[0]


def test_scaled_to_the_volunteers_mean_weight_it_stands_at_the_edge():
    """73 kg, with exponents that the paper does not print: 258.9, in the second interval, 0.1 below the first."""
    scaled = beside(SIMONS, FIRST)[0]
    assert scaled == pytest.approx(258.9, abs=0.05)
    assert SECOND.low[0] <= scaled <= SECOND.high[0]
    assert FIRST.low[0] - scaled == pytest.approx(0.1, abs=0.05)


@pytest.mark.parametrize(
    ("model", "of_the_observed"),
    [(KAMP, 0.80), (DOMINO, 0.84), (CLEMENTS, 0.44), (OTTO, 0.40), (PEREZ_RUIXO, 0.31)],
    ids=lambda value: getattr(value, "key", None),
)
def test_every_other_model_falls_short_the_venous_ones_by_more_than_half(model, of_the_observed):
    assert beside(model, FIRST) / FIRST.values == pytest.approx([of_the_observed], abs=0.005)
