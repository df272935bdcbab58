"""Otto 2021 on Fanta 2015: S-ketamine and S-norketamine in venous plasma."""

from leeward.evidence import Facts, Reference, Status, cite, derived
from leeward.evidence.sources import FANTA_2015, OTTO_2021
from leeward.pharmacology.model import Drug, Mammillary, Metabolite, Model, Parameter, Residual, Site, Spread
from leeward.pharmacology.reach import Bounds, Reach, Studied
from leeward.pharmacology.validity import Validity

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
    omega_norketamine_v1_cl = cite("0.045 1", OTTO_2021, at=AT + "; 0.04456 in the supplement", status=SEEN)
    omega_norketamine_cl = cite("0.103 1", OTTO_2021, at=AT, status=SEEN)
    residual = cite("23.6 %", OTTO_2021, at=AT, status=SEEN)
    norketamine_residual = cite("14.3 %", OTTO_2021, at=AT, status=SEEN)
    lightest_studied = derived("54 kg", OTTO_2021, by="the heavier cohort's mean of 71.3 less twice its SD of 8.5")
    heaviest_studied = derived("88 kg", OTTO_2021, by="the same mean and twice its SD; the range was not seen")
    oldest_studied = derived("34 year", OTTO_2021, by="the older cohort's mean of 23.6 and twice its SD of 5.1")
    shortest_studied = cite("0 min", FANTA_2015, at="Table 2 of Otto 2021: a push of 0.125 mg/kg", status=SEEN)
    longest_studied = cite("120 min", OTTO_2021, at="stepped infusion of 2 h, as nlmixr2lib quotes it", status=SEEN)


_VOLUME, _CLEARANCE = Otto2021.volume_power.to("1"), Otto2021.clearance_power.to("1")

OTTO = Model(
    key="otto_2021",
    source=OTTO_2021,
    population=(
        "48 healthy volunteers, 46 % women, about 23 years and 68-71 kg (norketamine, spread and error); "
        "ketamine's own parameters from 11 healthy men (Fanta 2015)."
    ),
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
    reach=Reach(
        model="otto_2021",
        weight=Bounds(low=Validity.lightest, high=Validity.heaviest),
        age=Bounds(low=Validity.youngest, high=Validity.oldest),
        dose=Bounds(low=Validity.lowest_dose, high=Validity.highest_dose),
        duration=Bounds(low=Otto2021.shortest_studied, high=Otto2021.longest_studied),
        route=Reference(OTTO_2021, at="Table 2: infusions and pushes into a vein"),
        studied=Studied(
            weight=Bounds(low=Otto2021.lightest_studied, high=Otto2021.heaviest_studied),
            age=Bounds(low=Validity.youngest, high=Otto2021.oldest_studied),
            duration=Bounds(low=Otto2021.shortest_studied, high=Otto2021.longest_studied),
        ),
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
    residual=(
        Residual(analyte="ketamine", proportional=Otto2021.residual),
        Residual(analyte="norketamine", proportional=Otto2021.norketamine_residual),
    ),
    limits=("59 healthy volunteers around 23 years and 70 kg; no patient among them.",),
    doubts=(
        "Read through nlmixr2lib, which cites the table, its footnote and the NONMEM supplement; not in the paper.",
        "Volunteers had S-ketamine; the racemate is two isomers of half the dose, R with 0.86 of the clearance.",
        (
            "Only the central volumes and the clearances grow with weight, as the program was run; with 0.5 mg/kg over "
            "40 min heavy people reach higher levels (143 ng/mL at 50 kg, 183 at 120 kg)."
        ),
        "All clearance is taken to form norketamine, counted in mass of ketamine: its volumes are apparent.",
        "Venous: during an infusion arterial blood holds nearly twice as much, and drives the effects.",
        "It lies 20 % below 15 people given 5 mg over 30 min (Hasan 2021), within one SD.",
    ),
    cites=tuple(Otto2021.rows()),
)
