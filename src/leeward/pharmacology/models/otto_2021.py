"""Otto 2021 on Fanta 2015: S-ketamine and S-norketamine in venous plasma."""

from leeward.evidence import Facts, Status, cite
from leeward.evidence.sources import FANTA_2015, OTTO_2021
from leeward.pharmacology.model import Drug, Mammillary, Metabolite, Model, Parameter, Site, Spread

FIXED = "the fixed values in Otto 2021, Table 3 and NONMEM supplement, transcribed by nlmixr2lib"
AT = "Table 3 and NONMEM supplement, transcribed by nlmixr2lib"
SEEN = Status.SECONDARY


class Otto2021(Facts):
    """S-ketamine fixed to Fanta; S-norketamine fitted on 48 volunteers."""

    v1 = cite("133 L", FANTA_2015, at=FIXED, status=SEEN)
    cl = cite("95.2 L/h", FANTA_2015, at=FIXED, status=SEEN)
    v2 = cite("187 L", FANTA_2015, at=FIXED, status=SEEN)
    q2 = cite("23.2 L/h", FANTA_2015, at=FIXED, status=SEEN)
    v3 = cite("98.8 L", FANTA_2015, at=FIXED, status=SEEN)
    q3 = cite("157 L/h", FANTA_2015, at=FIXED, status=SEEN)
    norketamine_v1 = cite("98.6 L", OTTO_2021, at=AT, status=SEEN)
    norketamine_cl = cite("57.7 L/h", OTTO_2021, at=AT, status=SEEN)
    norketamine_v2 = cite("160 L", OTTO_2021, at=AT, status=SEEN)
    norketamine_q2 = cite("42.8 L/h", OTTO_2021, at=AT, status=SEEN)
    fraction = cite("1 1", OTTO_2021, at=AT + ": all clearance goes to norketamine", status=SEEN)
    mass_ratio = cite("1 1", OTTO_2021, at=AT + ": flux in ketamine mass", status=SEEN)
    volume_power = cite("1 1", OTTO_2021, at=AT + ": central volume by weight", status=SEEN)
    clearance_power = cite("0.75 1", OTTO_2021, at=AT + ": clearance by weight", status=SEEN)
    omega_v1 = cite("0.084 1", OTTO_2021, at=AT, status=SEEN)
    omega_v1_cl = cite("0.023 1", OTTO_2021, at=AT, status=SEEN)
    omega_cl = cite("0.026 1", OTTO_2021, at=AT, status=SEEN)
    omega_norketamine_v1 = cite("0.040 1", OTTO_2021, at=AT, status=SEEN)
    omega_norketamine_v1_cl = cite("0.045 1", OTTO_2021, at=AT, status=SEEN)
    omega_norketamine_cl = cite("0.103 1", OTTO_2021, at=AT, status=SEEN)
    residual = cite("23.6 %", OTTO_2021, at=AT, status=SEEN)
    norketamine_residual = cite("14.3 %", OTTO_2021, at=AT, status=SEEN)


_VOLUME, _CLEARANCE = Otto2021.volume_power.to("1"), Otto2021.clearance_power.to("1")

OTTO = Model(
    key="otto-2021",
    source=OTTO_2021,
    analytes=("ketamine", "norketamine"),
    site=Site.VENOUS,
    fitted_to=Drug.ESKETAMINE,
    parent=Mammillary(
        central_l=Parameter(typical=Otto2021.v1.to("L"), weight_power=_VOLUME, eta="v1"),
        cl_l_per_min=Parameter(typical=Otto2021.cl.to("L/min"), weight_power=_CLEARANCE, eta="cl"),
        sides=(
            (Parameter(typical=Otto2021.v2.to("L")), Parameter(typical=Otto2021.q2.to("L/min"))),
            (Parameter(typical=Otto2021.v3.to("L")), Parameter(typical=Otto2021.q3.to("L/min"))),
        ),
    ),
    metabolite=Metabolite(
        body=Mammillary(
            central_l=Parameter(typical=Otto2021.norketamine_v1.to("L"), weight_power=_VOLUME, eta="nk_v1"),
            cl_l_per_min=Parameter(typical=Otto2021.norketamine_cl.to("L/min"), weight_power=_CLEARANCE, eta="nk_cl"),
            sides=(
                (
                    Parameter(typical=Otto2021.norketamine_v2.to("L")),
                    Parameter(typical=Otto2021.norketamine_q2.to("L/min")),
                ),
            ),
        ),
        fraction=Otto2021.fraction.to("1"),
        molar_ratio=Otto2021.mass_ratio.to("1"),
    ),
    spread=(
        Spread(names=("v1", "cl"), rows=((Otto2021.omega_v1,), (Otto2021.omega_v1_cl, Otto2021.omega_cl))),
        Spread(
            names=("nk_v1", "nk_cl"),
            rows=(
                (Otto2021.omega_norketamine_v1,),
                (Otto2021.omega_norketamine_v1_cl, Otto2021.omega_norketamine_cl),
            ),
        ),
    ),
    residual=(Otto2021.residual, Otto2021.norketamine_residual),
    limits=("59 healthy volunteers around 23 years and 70 kg; no patient among them.",),
    cites=tuple(Otto2021.rows()),
)
