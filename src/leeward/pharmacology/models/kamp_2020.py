"""Kamp 2020: fourteen pooled data sets, arterial plasma, isomers not told apart."""

from leeward.evidence import Facts, Reference, Status, assumed, cite, derived
from leeward.evidence.sources import KAMP_2020
from leeward.pharmacology.model import Drug, Mammillary, Model, Parameter, Site, Spread
from leeward.pharmacology.reach import Bounds, Reach
from leeward.pharmacology.validity import Validity

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
    volume_of_reports = cite("252 L", KAMP_2020, at="abstract: meta-analysis of 18 studies, 95 % CI 200 to 304")
    clearance_of_reports = cite("79 L/h", KAMP_2020, at="abstract: meta-analysis of 18 studies, 95 % CI 69 to 90")
    steady_volume = derived("238 L", KAMP_2020, by="the three volumes added: inside the interval of the reports")


_POWER = Kamp2020.weight_power.to("1")

KAMP = Model(
    key="kamp_2020",
    source=KAMP_2020,
    population="Adults, 14 pooled data sets; how many, their ages and weights were not obtained.",
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
    reach=Reach(
        model="kamp_2020",
        weight=Bounds(low=Validity.lightest, high=Validity.heaviest),
        age=Bounds(low=Validity.youngest, high=Validity.oldest),
        dose=Bounds(low=Validity.lowest_dose, high=Validity.highest_dose),
        duration=Bounds(low=Validity.shortest, high=Validity.longest),
        route=Reference(KAMP_2020, at="abstract: intravenous data sets"),
    ),
    spread=(
        Spread(names=("v1",), rows=((Kamp2020.omega_v1,),)),
        Spread(names=("cl",), rows=((Kamp2020.omega_cl,),)),
    ),
    limits=("Read through a drug library, not in the paper; each isomer is taken as half of the whole.",),
    doubts=(
        (
            "Read through a drug library (class Klamp), not in the paper; volumes and clearance agree with the "
            "abstract's meta-analysis."
        ),
        (
            "That library lets volumes and clearance grow with weight to the power 1; the paper's own was not seen. "
            "With 0.75 on clearance, 0.5 mg/kg over 40 min ends at 240 ng/mL in 50 kg and 276 in 120 kg, not at 253."
        ),
        "Its spread between people was not obtained: that of Simons 2022 stands in. Its residual error is unknown.",
        "The two venous delay compartments were not obtained: a vein's level cannot be told from it.",
        "Arterial: an arm's vein shows little more than half of it during an infusion, and more soon after the stop.",
        "The isomers are not told apart: each is taken as half of the whole.",
    ),
    cites=tuple(Kamp2020.rows()),
)
