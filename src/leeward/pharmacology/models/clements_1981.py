"""Clements 1981: two compartments in volunteers, venous plasma; kept for comparison."""

from leeward.evidence import Facts, Reference, Status, cite, derived
from leeward.evidence.sources import CLEMENTS_1981
from leeward.pharmacology.model import Body, Drug, Mammillary, Model, Parameter, Site
from leeward.pharmacology.reach import Bounds, Reach, Studied
from leeward.pharmacology.validity import Validity

AT = "250 ug/kg, as transcribed by opentiva"
SEEN = Status.SECONDARY


class Clements1981(Facts):
    """Rate constants."""

    v1 = cite("1.7522 L/kg", CLEMENTS_1981, at=AT, status=SEEN)
    k10 = cite("0.0109 /min", CLEMENTS_1981, at=AT, status=SEEN)
    k12 = cite("0.0186 /min", CLEMENTS_1981, at=AT, status=SEEN)
    k21 = cite("0.0137 /min", CLEMENTS_1981, at=AT, status=SEEN)
    weight_power = cite("1 1", CLEMENTS_1981, at=AT + ": by weight", status=SEEN)
    studied_dose = derived("0.25 mg/kg", CLEMENTS_1981, by="the 250 ug/kg of the arm that was transcribed, a push")
    shortest = derived("0 min", CLEMENTS_1981, by="fitted to a push")


_V1_L = Clements1981.v1.to("L/kg") * Body.reference_weight.to("kg")
_POWER = Clements1981.weight_power.to("1")
_Q2 = _V1_L * Clements1981.k12.to("/min")

CLEMENTS = Model(
    key="clements_1981",
    source=CLEMENTS_1981,
    population="Healthy volunteers given a push of 0.25 mg/kg; how many, their ages and weights were not obtained.",
    analytes=("ketamine",),
    site=Site.VENOUS,
    fitted_to=Drug.RACEMATE,
    parent=Mammillary(
        central_l=Parameter(typical=_V1_L, weight_power=_POWER),
        cl_l_per_min=Parameter(typical=_V1_L * Clements1981.k10.to("/min"), weight_power=_POWER),
        sides=(
            (
                Parameter(typical=_Q2 / Clements1981.k21.to("/min"), weight_power=_POWER),
                Parameter(typical=_Q2, weight_power=_POWER),
            ),
        ),
    ),
    reach=Reach(
        model="clements_1981",
        weight=Bounds(low=Validity.lightest, high=Validity.heaviest),
        age=Bounds(low=Validity.youngest, high=Validity.oldest),
        dose=Bounds(low=Validity.lowest_dose, high=Validity.highest_dose),
        duration=Bounds(low=Clements1981.shortest, high=Validity.longest),
        route=Reference(CLEMENTS_1981, at=AT + ": a push into a vein", status=SEEN),
        studied=Studied(dose=Bounds(low=Clements1981.studied_dose, high=Clements1981.studied_dose)),
    ),
    limits=("Volunteers; no spread obtained; never used to drive a forecast.",),
    doubts=(
        (
            "Read through a drug library, never in the paper: the paper's half-life of 186 min is recalled, and the "
            "constants come to 183."
        ),
        "Neither the spread between people nor the error of the assay was obtained: with it, everyone is typical.",
        "That levels grow with weight to the power 1 is the library's reading.",
        "The isomers are not told apart: each is taken as half of the whole.",
    ),
    cites=tuple(Clements1981.rows()),
)
