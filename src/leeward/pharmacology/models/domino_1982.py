"""Domino 1982: the set that infusion pumps carry; it clears people too early and is kept for comparison only."""

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import DOMINO_1982
from leeward.pharmacology.model import Body, Drug, Mammillary, Model, Parameter, Site
from leeward.pharmacology.reach import Bounds, Reach
from leeward.pharmacology.validity import Validity

AT = "as transcribed by stanpumpR and opentiva"
SEEN = Status.SECONDARY


class Domino1982(Facts):
    """Rate constants; whether they come from 1982 or 1984 is not settled."""

    v1 = cite("0.063 L/kg", DOMINO_1982, at=AT, status=SEEN)
    k10 = cite("0.4381 /min", DOMINO_1982, at=AT, status=SEEN)
    k12 = cite("0.5921 /min", DOMINO_1982, at=AT, status=SEEN)
    k13 = cite("0.5900 /min", DOMINO_1982, at=AT, status=SEEN)
    k21 = cite("0.2470 /min", DOMINO_1982, at=AT, status=SEEN)
    k31 = cite("0.0146 /min", DOMINO_1982, at=AT, status=SEEN)
    weight_power = cite("1 1", DOMINO_1982, at=AT + ": by weight", status=SEEN)


_V1_L = Domino1982.v1.to("L/kg") * Body.reference_weight.to("kg")
_POWER = Domino1982.weight_power.to("1")
_Q2, _Q3 = _V1_L * Domino1982.k12.to("/min"), _V1_L * Domino1982.k13.to("/min")

DOMINO = Model(
    key="domino_1982",
    source=DOMINO_1982,
    population="Surgical patients and volunteers, part of them with diazepam; numbers, ages and weights not obtained.",
    analytes=("ketamine",),
    site=Site.NOT_SEEN,
    fitted_to=Drug.RACEMATE,
    parent=Mammillary(
        central_l=Parameter(typical=_V1_L, weight_power=_POWER),
        cl_l_per_min=Parameter(typical=_V1_L * Domino1982.k10.to("/min"), weight_power=_POWER),
        sides=(
            (
                Parameter(typical=_Q2 / Domino1982.k21.to("/min"), weight_power=_POWER),
                Parameter(typical=_Q2, weight_power=_POWER),
            ),
            (
                Parameter(typical=_Q3 / Domino1982.k31.to("/min"), weight_power=_POWER),
                Parameter(typical=_Q3, weight_power=_POWER),
            ),
        ),
    ),
    reach=Reach(
        model="domino_1982",
        weight=Bounds(low=Validity.lightest, high=Validity.heaviest),
        age=Bounds(low=Validity.youngest, high=Validity.oldest),
        dose=Bounds(low=Validity.lowest_dose, high=Validity.highest_dose),
        duration=Bounds(low=Validity.shortest, high=Validity.longest),
        route=Reference(DOMINO_1982, at=AT, status=SEEN),
    ),
    limits=("Falls too fast after the stop; the site of sampling was not seen; never used to drive a forecast.",),
    doubts=(
        "Two libraries give the same constants and cite different papers (1982 and 1984): the source is unresolved.",
        (
            "Forty minutes after the stop it holds 46 ng/mL where the others hold 63 to 85: it would clear people too "
            "early."
        ),
        "Part of the patients had diazepam, which slows ketamine.",
        "Neither the spread between people nor the error of the assay was obtained: with it, everyone is typical.",
        "The effect-site rates that pumps add to it rest on a guessed time of the peak and are not used here.",
        "The isomers are not told apart: each is taken as half of the whole.",
    ),
    cites=tuple(Domino1982.rows()),
)
