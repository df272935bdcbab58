"""The dossier's worked values: weights of five people (safety.md, 3.2)."""

import pytest

from leeward.pharmacology.body_size import (
    DESCRIPTORS,
    KINDS,
    CannotSize,
    adjusted_weight,
    body_mass_index,
    body_weights,
    ideal_weight,
    lean_weight,
)

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


@pytest.mark.parametrize("height_cm", [1.78, 70, 99.9, 230.1, 0, -170, float("nan"), float("inf")])
def test_a_height_that_nobody_has_is_refused_with_a_sentence(height_cm):
    with pytest.raises(CannotSize, match=r"A height of .* cm is none: it must be 100-230 cm\. .*centimeters"):
        body_weights(weight_kg=80, height_cm=height_cm, sex="male")


@pytest.mark.parametrize("weight_kg", [0, 24.9, 351, float("nan")])
def test_a_weight_that_nobody_has_is_refused_with_a_sentence(weight_kg):
    with pytest.raises(CannotSize, match=r"A weight of .* kg is none: it must be 25-350 kg"):
        body_mass_index(weight_kg=weight_kg, height_cm=170)


TOLD = (
    # cm   kg   ideal   what is told
    (152.4, 60, 45.5, ()),
    (149.86, 60, 43.2, ("149.86 cm: the ideal weight is carried on below 152.4 cm.",)),
    (139, 60, None, ("139 cm: too short for an ideal or adjusted weight; neither is shown.",)),
    (170, 40, 61.4, ("40 kg, BMI 13.8: the lean weight is carried beyond the people it was fitted to.",)),
    (170, 217, 61.4, ("217 kg, BMI 75.1: the lean weight is carried beyond the people it was fitted to.",)),
)


@pytest.mark.parametrize(("cm", "kg", "ideal", "told"), TOLD)
def test_where_a_formula_was_not_made_for_the_person_it_says_so(cm, kg, ideal, told):
    sizes = body_weights(weight_kg=kg, height_cm=cm, sex="female")
    assert sizes.told == told
    assert sizes.ideal_kg == (None if ideal is None else pytest.approx(ideal, abs=0.05))
    assert (sizes.adjusted_kg is None) is (ideal is None)


def test_a_person_too_short_for_the_formula_has_no_ideal_weight():
    with pytest.raises(CannotSize, match=r"made for 152\.4 cm and more\. Base the dose"):
        ideal_weight(height_cm=139, sex="male")


def test_a_dose_by_weight_may_be_based_on_any_of_the_descriptors():
    sizes = body_weights(weight_kg=120, height_cm=165, sex="female")
    doses_mg = {kind: round(0.5 * sizes.of(kind), 1) for kind in KINDS}
    assert doses_mg == {"actual": 60.0, "ideal": 28.5, "adjusted": 41.1, "lean": 28.5}
    with pytest.raises(CannotSize, match="no weight called 'heavy': write one of actual, ideal, adjusted, lean"):
        sizes.of("heavy")


def test_every_descriptor_says_where_it_holds_and_every_formula_where_it_comes_from():
    assert all(one.says and one.holds for one in DESCRIPTORS)
    assert {one.kind for one in DESCRIPTORS if one.cites} == {"ideal", "adjusted", "lean"}
