"""Clements 1981: two compartments in volunteers, venous plasma; kept for comparison."""

from leeward.evidence import Facts, Status, cite
from leeward.evidence.sources import CLEMENTS_1981
from leeward.pharmacology.model import Body, Drug, Mammillary, Model, Parameter, Site

AT = "250 ug/kg, as transcribed by opentiva"
SEEN = Status.SECONDARY


class Clements1981(Facts):
    """Rate constants."""

    v1 = cite("1.7522 L/kg", CLEMENTS_1981, at=AT, status=SEEN)
    k10 = cite("0.0109 /min", CLEMENTS_1981, at=AT, status=SEEN)
    k12 = cite("0.0186 /min", CLEMENTS_1981, at=AT, status=SEEN)
    k21 = cite("0.0137 /min", CLEMENTS_1981, at=AT, status=SEEN)
    weight_power = cite("1 1", CLEMENTS_1981, at=AT + ": by weight", status=SEEN)


_V1_L = Clements1981.v1.to("L/kg") * Body.reference_weight.to("kg")
_POWER = Clements1981.weight_power.to("1")
_Q2 = _V1_L * Clements1981.k12.to("/min")

CLEMENTS = Model(
    key="clements-1981",
    source=CLEMENTS_1981,
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
    limits=("Volunteers; no spread obtained; never used to drive a forecast.",),
    cites=tuple(Clements1981.rows()),
)
