"""How large the person is: body mass index, and the weights that a dose by weight may be based on."""

import math
from dataclasses import dataclass

from leeward.evidence import Cited, Facts, Status, assumed, cite, derived
from leeward.evidence.sources import CLINCALC, DEVINE_1974, GLOBALRPH, JANMAHASATIAN_2005
from leeward.protocol.assessing import Plausible

FEMALE, MALE = "female", "male"
_CM_PER_M = 100  # plain: centimeters in a meter


class CannotSize(ValueError):
    """A weight or height that nobody has, or one for which the formula was not made."""


class Devine(Facts):
    """Ideal body weight: a base at 60 inches, and a step for every inch above."""

    base_male = cite("50 kg", DEVINE_1974, at="formula, as clincalc gives it", status=Status.SECONDARY)
    base_female = cite("45.5 kg", DEVINE_1974, at="formula, as clincalc gives it", status=Status.SECONDARY)
    step = cite("2.3 kg", DEVINE_1974, at="per inch above 60, as clincalc gives it", status=Status.SECONDARY)
    from_height = derived("152.4 cm", DEVINE_1974, by="60 inches of 2.54 cm")
    inch = derived("2.54 cm", DEVINE_1974, by="one inch, by definition")
    shortest = assumed("140 cm", why="a few inches below 60 the line is called reasonable; it ends at 0 kg near 40")
    vanishes = cite("101.6 cm", GLOBALRPH, at="at 40 inches a woman's ideal weight is zero: short people are not meant")


class Adjusted(Facts):
    """How much of the weight above the ideal counts."""

    share = cite("0.4 1", CLINCALC, at="adjustment of 40 % of the excess, usual for dosing")


class Janmahasatian(Facts):
    """Lean body weight, taken as fat-free mass: a W / (b + c BMI)."""

    a = cite("9270 kg/m2", JANMAHASATIAN_2005, at="formula, as calculators give it", status=Status.SECONDARY)
    b_male = cite("6680 kg/m2", JANMAHASATIAN_2005, at="formula, as calculators give it", status=Status.SECONDARY)
    c_male = cite("216 1", JANMAHASATIAN_2005, at="formula, as calculators give it", status=Status.SECONDARY)
    b_female = cite("8780 kg/m2", JANMAHASATIAN_2005, at="formula, as calculators give it", status=Status.SECONDARY)
    c_female = cite("244 1", JANMAHASATIAN_2005, at="formula, as calculators give it", status=Status.SECONDARY)
    lightest = cite("40.7 kg", JANMAHASATIAN_2005, at="abstract: 373 people, 18-82 years")
    heaviest = cite("216.5 kg", JANMAHASATIAN_2005, at="abstract: 373 people, 18-82 years")
    thinnest = cite("17.1 kg/m2", JANMAHASATIAN_2005, at="abstract: 373 people, 18-82 years")
    widest = cite("69.9 kg/m2", JANMAHASATIAN_2005, at="abstract: 373 people, 18-82 years")


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """One way to say how large a person is: what it is, where it holds, where it comes from."""

    kind: str
    says: str
    holds: str
    cites: tuple[Cited, ...] = ()


DESCRIPTORS = (
    Descriptor(kind="actual", says="What the scale shows.", holds="Everyone; the weight that trials dosed by."),
    Descriptor(
        kind="ideal",
        says="A weight for the height alone (Devine 1974).",
        holds="From 152.4 cm; down to 140 cm by carrying the line on, and said so; not below.",
        cites=tuple(Devine.rows()),
    ),
    Descriptor(
        kind="adjusted",
        says="The ideal weight and 0.4 of what the person weighs above it; never more than the actual weight.",
        holds="Heights as for the ideal weight; meant for people well above it.",
        cites=tuple(Adjusted.rows()),
    ),
    Descriptor(
        kind="lean",
        says="Fat-free mass (Janmahasatian 2005).",
        holds="Fitted to 40.7-216.5 kg and a BMI of 17.1-69.9; no range of heights was seen.",
        cites=tuple(Janmahasatian.rows()),
    ),
)
KINDS = tuple(one.kind for one in DESCRIPTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyWeights:
    """The weights side by side; None where height is not charted or the formula was not made for it."""

    actual_kg: float
    bmi_kg_per_m2: float | None
    ideal_kg: float | None
    adjusted_kg: float | None
    lean_kg: float | None
    told: tuple[str, ...] = ()
    """Where a formula is carried beyond the people it was made from."""

    def of(self, kind: str) -> float | None:
        """Return the weight of that kind in kg; None where it is not known. Raises CannotSize for another word."""
        weights = (self.actual_kg, self.ideal_kg, self.adjusted_kg, self.lean_kg)
        if kind not in KINDS:
            raise CannotSize(f"There is no weight called {kind!r}: write one of {', '.join(KINDS)}.")
        return dict(zip(KINDS, weights, strict=True))[kind]


def body_mass_index(*, weight_kg: float, height_cm: float) -> float:
    """Return weight over squared height, in kg/m2; raises CannotSize for a weight or height that nobody has."""
    _refuse(weight_kg, Plausible.weight_low, Plausible.weight_high, "weight", "Weigh again, and write kilograms.")
    _refuse_height(height_cm)
    height_m = height_cm / _CM_PER_M
    return weight_kg / height_m**2


def ideal_weight(*, height_cm: float, sex: str) -> float:
    """Return the ideal weight in kg (Devine 1974); of an unknown sex the lighter of the two.

    Raises CannotSize below 140 cm, where the formula falls towards nothing.
    """
    _refuse_height(height_cm)
    if height_cm < Devine.shortest.to("cm"):
        raise CannotSize(
            f"At {height_cm:g} cm there is no ideal weight: the formula was made for {Devine.from_height.quantity} and "
            "more. Base the dose on the actual or the lean weight."
        )
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
    """Return every weight that a dose may be based on, side by side; raises CannotSize for an impossible size."""
    if height_cm is None:
        return BodyWeights(actual_kg=weight_kg, bmi_kg_per_m2=None, ideal_kg=None, adjusted_kg=None, lean_kg=None)
    bmi = body_mass_index(weight_kg=weight_kg, height_cm=height_cm)
    tall = height_cm >= Devine.shortest.to("cm")
    return BodyWeights(
        actual_kg=weight_kg,
        bmi_kg_per_m2=bmi,
        ideal_kg=ideal_weight(height_cm=height_cm, sex=sex) if tall else None,
        adjusted_kg=adjusted_weight(weight_kg=weight_kg, height_cm=height_cm, sex=sex) if tall else None,
        lean_kg=lean_weight(weight_kg=weight_kg, height_cm=height_cm, sex=sex),
        told=tuple(_told(weight_kg, height_cm, bmi)),
    )


def _told(weight_kg: float, height_cm: float, bmi: float) -> list[str]:
    told = []
    if height_cm < Devine.shortest.to("cm"):
        told.append(f"{height_cm:g} cm: too short for an ideal or adjusted weight; neither is shown.")
    elif height_cm < Devine.from_height.to("cm"):
        told.append(f"{height_cm:g} cm: the ideal weight is carried on below {Devine.from_height.quantity}.")
    light, heavy = Janmahasatian.lightest.to("kg"), Janmahasatian.heaviest.to("kg")
    thin, wide = Janmahasatian.thinnest.to("kg/m2"), Janmahasatian.widest.to("kg/m2")
    if not (light <= weight_kg <= heavy and thin <= bmi <= wide):
        told.append(f"{weight_kg:g} kg, BMI {bmi:.1f}: the lean weight is carried beyond the people it was fitted to.")
    return told


def _refuse_height(height_cm: float) -> None:
    remedy = "Measure again, and write centimeters."
    _refuse(height_cm, Plausible.height_low, Plausible.height_high, "height", remedy)


def _refuse(value: float, low: Cited, high: Cited, what: str, remedy: str) -> None:
    unit = low.quantity.unit
    if not (math.isfinite(value) and low.to(unit) <= value <= high.to(unit)):
        raise CannotSize(f"A {what} of {value:g} {unit} is none: it must be {low.to(unit):g}-{high.quantity}. {remedy}")
