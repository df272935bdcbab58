"""Kamp 2020: fourteen pooled data sets, arterial plasma, isomers not told apart."""

from leeward.evidence import Facts, Status, assumed, cite
from leeward.evidence.sources import KAMP_2020
from leeward.pharmacology.model import Drug, Mammillary, Model, Parameter, Site, Spread

AT = "pooled model, transcribed by opentiva (class Klamp)"
SEEN = Status.SECONDARY


class Kamp2020(Facts):
    """The arterial compartments; the venous delay constants were not obtained."""

    v1 = cite("25 L", KAMP_2020, at=AT, status=SEEN)
    v2 = cite("56 L", KAMP_2020, at=AT, status=SEEN)
    v3 = cite("157 L", KAMP_2020, at=AT, status=SEEN)
    cl = cite("84 L/h", KAMP_2020, at=AT, status=SEEN)
    q2 = cite("161 L/h", KAMP_2020, at=AT, status=SEEN)
    q3 = cite("79 L/h", KAMP_2020, at=AT, status=SEEN)
    weight_power = cite("1 1", KAMP_2020, at=AT + ": linear; the paper's exponent was not seen", status=SEEN)
    omega_v1 = assumed("0.057 1", why="spread of this pool not obtained; taken as in Simons 2022")
    omega_cl = assumed("0.029 1", why="spread of this pool not obtained; taken as in Simons 2022")


_POWER = Kamp2020.weight_power.to("1")

KAMP = Model(
    key="kamp-2020",
    source=KAMP_2020,
    analytes=("ketamine",),
    site=Site.ARTERIAL,
    fitted_to=Drug.RACEMATE,
    parent=Mammillary(
        central_l=Parameter(typical=Kamp2020.v1.to("L"), weight_power=_POWER, eta="v1"),
        cl_l_per_min=Parameter(typical=Kamp2020.cl.to("L/min"), weight_power=_POWER, eta="cl"),
        sides=(
            (
                Parameter(typical=Kamp2020.v2.to("L"), weight_power=_POWER),
                Parameter(typical=Kamp2020.q2.to("L/min"), weight_power=_POWER),
            ),
            (
                Parameter(typical=Kamp2020.v3.to("L"), weight_power=_POWER),
                Parameter(typical=Kamp2020.q3.to("L/min"), weight_power=_POWER),
            ),
        ),
    ),
    spread=(
        Spread(names=("v1",), rows=((Kamp2020.omega_v1,),)),
        Spread(names=("cl",), rows=((Kamp2020.omega_cl,),)),
    ),
    limits=("Read through a drug library, not in the paper; each isomer is taken as half of the whole.",),
    cites=tuple(Kamp2020.rows()),
)
