"""The dossier's worked values: weights of five people (safety.md, 3.2)."""

import pytest

from leeward.dosing.body_size import adjusted_weight, body_mass_index, body_weights, ideal_weight, lean_weight

WORKED = (
    # sex      cm   kg   BMI   IBW   AdjBW  LBW   mg by TBW, AdjBW, IBW
    ("female", 165, 60, 22.0, 56.9, 58.1, 39.3, 30.0, 29.1, 28.5),
    ("female", 165, 90, 33.1, 56.9, 70.1, 49.5, 45.0, 35.1, 28.5),
    ("female", 165, 120, 44.1, 56.9, 82.1, 56.9, 60.0, 41.1, 28.5),
    ("male", 178, 80, 25.2, 73.2, 75.9, 61.1, 40.0, 38.0, 36.6),
    ("male", 178, 150, 47.3, 73.2, 103.9, 82.2, 75.0, 52.0, 36.6),
)


@pytest.mark.hazard("H07 wrong body-weight scalar")
@pytest.mark.parametrize(("sex", "cm", "kg", "bmi", "ibw", "adjusted", "lean", "tbw_mg", "adj_mg", "ibw_mg"), WORKED)
def test_the_worked_values_of_the_dossier(sex, cm, kg, bmi, ibw, adjusted, lean, tbw_mg, adj_mg, ibw_mg):
    assert body_mass_index(weight_kg=kg, height_cm=cm) == pytest.approx(bmi, abs=0.05)
    assert ideal_weight(height_cm=cm, sex=sex) == pytest.approx(ibw, abs=0.06)
    assert adjusted_weight(weight_kg=kg, height_cm=cm, sex=sex) == pytest.approx(adjusted, abs=0.06)
    assert lean_weight(weight_kg=kg, height_cm=cm, sex=sex) == pytest.approx(lean, abs=0.06)
    sizes = body_weights(weight_kg=kg, height_cm=cm, sex=sex)
    doses = (0.5 * sizes.actual_kg, 0.5 * sizes.adjusted_kg, 0.5 * sizes.ideal_kg)
    assert doses == pytest.approx((tbw_mg, adj_mg, ibw_mg), abs=0.1)


def test_without_a_height_no_other_weight_is_made_up():
    sizes = body_weights(weight_kg=80, height_cm=None, sex="male")
    assert (sizes.bmi_kg_per_m2, sizes.ideal_kg, sizes.adjusted_kg, sizes.lean_kg) == (None,) * 4


def test_of_an_unknown_sex_the_lighter_weight_is_taken():
    assert ideal_weight(height_cm=170, sex="unknown") == ideal_weight(height_cm=170, sex="female")


def test_the_adjusted_weight_is_never_above_the_actual_one():
    assert adjusted_weight(weight_kg=45, height_cm=180, sex="male") == 45
