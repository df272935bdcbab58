"""How large the person is: body mass index, and the weights that a dose may be based on."""

from dataclasses import dataclass

from leeward.evidence import Facts, Status, assumed, cite, derived
from leeward.evidence.sources import DEVINE_1974, JANMAHASATIAN_2005

FEMALE, MALE = "female", "male"
_CM_PER_M = 100  # plain: centimetres in a metre


class Devine(Facts):
    """Ideal body weight: a base at 60 inches, and a step for every inch above."""

    base_male = cite("50 kg", DEVINE_1974, at="formula", status=Status.RECALLED)
    base_female = cite("45.5 kg", DEVINE_1974, at="formula", status=Status.RECALLED)
    step = cite("2.3 kg", DEVINE_1974, at="formula: per inch above 60", status=Status.RECALLED)
    from_height = derived("152.4 cm", DEVINE_1974, by="60 inches of 2.54 cm")
    inch = derived("2.54 cm", DEVINE_1974, by="one inch, by definition")


class Adjusted(Facts):
    share = assumed("0.4 1", why="The usual share of the excess weight; recalled convention, no source was read.")


class Janmahasatian(Facts):
    """Lean body weight: a W / (b + c BMI)."""

    a = cite("9270 kg/m2", JANMAHASATIAN_2005, at="abstract", status=Status.RECALLED)
    b_male = cite("6680 kg/m2", JANMAHASATIAN_2005, at="abstract", status=Status.RECALLED)
    c_male = cite("216 1", JANMAHASATIAN_2005, at="abstract", status=Status.RECALLED)
    b_female = cite("8780 kg/m2", JANMAHASATIAN_2005, at="abstract", status=Status.RECALLED)
    c_female = cite("244 1", JANMAHASATIAN_2005, at="abstract", status=Status.RECALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyWeights:
    """The weights side by side; None where height is not charted."""

    actual_kg: float
    bmi_kg_per_m2: float | None
    ideal_kg: float | None
    adjusted_kg: float | None
    lean_kg: float | None


def body_mass_index(*, weight_kg: float, height_cm: float) -> float:
    """Return weight over squared height, in kg/m2."""
    height_m = height_cm / _CM_PER_M
    return weight_kg / height_m**2


def ideal_weight(*, height_cm: float, sex: str) -> float:
    """Return the ideal weight in kg (Devine 1974); of an unknown sex the lighter of the two."""
    base_kg = Devine.base_male.to("kg") if sex == MALE else Devine.base_female.to("kg")
    inches_above = (height_cm - Devine.from_height.to("cm")) / Devine.inch.to("cm")
    return base_kg + Devine.step.to("kg") * inches_above


def adjusted_weight(*, weight_kg: float, height_cm: float, sex: str) -> float:
    """Return the ideal weight plus a share of the excess over it, in kg; never above the actual weight."""
    ideal_kg = ideal_weight(height_cm=height_cm, sex=sex)
    excess_kg = weight_kg - ideal_kg
    return min(weight_kg, ideal_kg + Adjusted.share.to("1") * excess_kg)


def lean_weight(*, weight_kg: float, height_cm: float, sex: str) -> float:
    """Return the lean weight in kg (Janmahasatian 2005); of an unknown sex the lighter of the two."""
    b, c = (Janmahasatian.b_male, Janmahasatian.c_male)
    if sex != MALE:
        b, c = (Janmahasatian.b_female, Janmahasatian.c_female)
    bmi = body_mass_index(weight_kg=weight_kg, height_cm=height_cm)
    return Janmahasatian.a.to("kg/m2") * weight_kg / (b.to("kg/m2") + c.to("1") * bmi)


def body_weights(*, weight_kg: float, height_cm: float | None, sex: str) -> BodyWeights:
    """Return every weight that a dose may be based on, side by side."""
    if height_cm is None:
        return BodyWeights(actual_kg=weight_kg, bmi_kg_per_m2=None, ideal_kg=None, adjusted_kg=None, lean_kg=None)
    return BodyWeights(
        actual_kg=weight_kg,
        bmi_kg_per_m2=body_mass_index(weight_kg=weight_kg, height_cm=height_cm),
        ideal_kg=ideal_weight(height_cm=height_cm, sex=sex),
        adjusted_kg=adjusted_weight(weight_kg=weight_kg, height_cm=height_cm, sex=sex),
        lean_kg=lean_weight(weight_kg=weight_kg, height_cm=height_cm, sex=sex),
    )
