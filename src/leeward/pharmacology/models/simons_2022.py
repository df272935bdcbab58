"""Simons 2022: S-ketamine and S-norketamine in arterial plasma, with two transits on the way to norketamine."""

from leeward.evidence import Facts, Status, assumed, cite, derived
from leeward.evidence.sources import SIMONS_2022
from leeward.pharmacology.model import Drug, Mammillary, Metabolite, Model, Parameter, Site, Spread

AT = "Table 4, transcribed by nlmixr2lib"
SEEN = Status.SECONDARY


class Simons2022(Facts):
    """20 volunteers, 19 to 32 years; hydroxynorketamine is left out, as it missed other data by a factor of two."""

    v1 = cite("11.6 L", SIMONS_2022, at=AT, status=SEEN)
    v2 = cite("39.0 L", SIMONS_2022, at=AT, status=SEEN)
    v3 = cite("174 L", SIMONS_2022, at=AT, status=SEEN)
    cl = cite("1.48 L/min", SIMONS_2022, at=AT, status=SEEN)
    q2 = cite("2.43 L/min", SIMONS_2022, at=AT, status=SEEN)
    q3 = cite("1.21 L/min", SIMONS_2022, at=AT, status=SEEN)
    transits = cite("2 1", SIMONS_2022, at=AT, status=SEEN)
    mean_transit = cite("20.1 min", SIMONS_2022, at=AT, status=SEEN)
    fraction = cite("0.80 1", SIMONS_2022, at=AT + ": fixed", status=SEEN)
    norketamine_v2 = cite("221 L", SIMONS_2022, at=AT, status=SEEN)
    norketamine_cl = cite("1.00 L/min", SIMONS_2022, at=AT, status=SEEN)
    norketamine_q2 = cite("2.63 L/min", SIMONS_2022, at=AT, status=SEEN)
    molar_ratio = derived("0.94098 1", SIMONS_2022, by="norketamine 223.70 over ketamine 237.73 g/mol")
    volume_power = assumed("1 1", why="nlmixr2lib's exponent; the paper prints none")
    clearance_power = assumed("0.75 1", why="nlmixr2lib's exponent; the paper prints none")
    omega_v1 = cite("0.057 1", SIMONS_2022, at=AT, status=SEEN)
    omega_cl = cite("0.029 1", SIMONS_2022, at=AT, status=SEEN)
    omega_q3 = cite("0.026 1", SIMONS_2022, at=AT, status=SEEN)
    omega_norketamine_cl = cite("0.050 1", SIMONS_2022, at=AT, status=SEEN)
    omega_transit = cite("0.021 1", SIMONS_2022, at=AT, status=SEEN)
    session_transit = cite("0.751 1", SIMONS_2022, at=AT + ": between occasions", status=SEEN)
    residual = cite("11 %", SIMONS_2022, at=AT, status=SEEN)


_VOLUME, _CLEARANCE = Simons2022.volume_power.to("1"), Simons2022.clearance_power.to("1")
_CENTRAL = Parameter(typical=Simons2022.v1.to("L"), weight_power=_VOLUME, eta="v1")

SIMONS = Model(
    key="simons-2022",
    source=SIMONS_2022,
    analytes=("ketamine", "norketamine"),
    site=Site.ARTERIAL,
    fitted_to=Drug.ESKETAMINE,
    parent=Mammillary(
        central_l=_CENTRAL,
        cl_l_per_min=Parameter(typical=Simons2022.cl.to("L/min"), weight_power=_CLEARANCE, eta="cl"),
        sides=(
            (
                Parameter(typical=Simons2022.v2.to("L"), weight_power=_VOLUME),
                Parameter(typical=Simons2022.q2.to("L/min"), weight_power=_CLEARANCE),
            ),
            (
                Parameter(typical=Simons2022.v3.to("L"), weight_power=_VOLUME),
                Parameter(typical=Simons2022.q3.to("L/min"), weight_power=_CLEARANCE, eta="q3"),
            ),
        ),
    ),
    metabolite=Metabolite(
        body=Mammillary(
            central_l=_CENTRAL,
            cl_l_per_min=Parameter(typical=Simons2022.norketamine_cl.to("L/min"), weight_power=_CLEARANCE, eta="nk_cl"),
            sides=(
                (
                    Parameter(typical=Simons2022.norketamine_v2.to("L"), weight_power=_VOLUME),
                    Parameter(typical=Simons2022.norketamine_q2.to("L/min"), weight_power=_CLEARANCE),
                ),
            ),
        ),
        fraction=Simons2022.fraction.to("1"),
        molar_ratio=Simons2022.molar_ratio.to("1"),
        transits=int(Simons2022.transits.to("1")),
        mean_transit_min=Parameter(typical=Simons2022.mean_transit.to("min"), eta="transit"),
    ),
    spread=(
        Spread(names=("v1",), rows=((Simons2022.omega_v1,),)),
        Spread(names=("cl",), rows=((Simons2022.omega_cl,),)),
        Spread(names=("q3",), rows=((Simons2022.omega_q3,),)),
        Spread(names=("nk_cl",), rows=((Simons2022.omega_norketamine_cl,),)),
        Spread(names=("transit",), rows=((Simons2022.omega_transit,),)),
    ),
    residual=(Simons2022.residual,),
    limits=("20 healthy volunteers of 19 to 32 years, 73 (SD 12) kg; how it grows with weight is assumed.",),
    cites=tuple(Simons2022.rows()),
)
