"""Perez-Ruixo 2021: esketamine and noresketamine in venous plasma of 820 people, cleared in a perfused liver."""

from leeward.evidence import Facts, Reference, Status, assumed, cite, derived
from leeward.evidence.sources import PEREZ_RUIXO_2021
from leeward.pharmacology.model import (
    Drug,
    Liver,
    Mammillary,
    Metabolite,
    Model,
    Parameter,
    PerYear,
    Residual,
    Site,
    Spread,
)
from leeward.pharmacology.reach import Bounds, Reach, Studied
from leeward.pharmacology.validity import Validity

AT = "Table 3, transcribed by nlmixr2lib"
TABLE_2 = "Table 2, as nlmixr2lib quotes it"
LOG = "ln(1 + CV squared) of "
SEEN = Status.SECONDARY


class PerezRuixo2021(Facts):
    """Disposition after a vein; the nose and the mouth are left out."""

    v1 = cite("192 L", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    q2 = cite("84.3 L/h", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    v2 = cite("143 L", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    q3 = cite("37.6 L/h", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    v3 = cite("417 L", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    liver_flow = cite("151 L/h", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    liver_volume = cite("101 L", PEREZ_RUIXO_2021, at=AT, status=SEEN)
    elsewhere = cite("1.11 /h", PEREZ_RUIXO_2021, at=AT + ": kel, in the liver", status=SEEN)
    to_norketamine = cite("2.77 /h", PEREZ_RUIXO_2021, at=AT + ": kmet, in the liver", status=SEEN)
    straight_clearance = derived("0 L/h", PEREZ_RUIXO_2021, by="nothing leaves but through the liver")
    fraction = derived("0.71 1", PEREZ_RUIXO_2021, by="kmet over kmet and kel: 2.77 of 3.88")
    clearance = derived("109 L/h", PEREZ_RUIXO_2021, by="flow times what the liver extracts: 151 * 392 / (151 + 392)")
    norketamine_v1 = cite("70 L", PEREZ_RUIXO_2021, at=AT + ": apparent", status=SEEN)
    norketamine_cl = cite("38 L/h", PEREZ_RUIXO_2021, at=AT + ": apparent", status=SEEN)
    norketamine_v2 = cite("115 L", PEREZ_RUIXO_2021, at=AT + ": apparent", status=SEEN)
    norketamine_q2 = cite("26.1 L/h", PEREZ_RUIXO_2021, at=AT + ": apparent", status=SEEN)
    mass_ratio = cite("1 1", PEREZ_RUIXO_2021, at=AT + ": flux in ketamine mass", status=SEEN)
    flow_by_age = cite("-2.19 L/h/year", PEREZ_RUIXO_2021, at=AT + ": hepatic flow, per year", status=SEEN)
    age_from = cite("60 year", PEREZ_RUIXO_2021, at=AT + ": years above this count", status=SEEN)
    asian_elsewhere = cite("0.36 1", PEREZ_RUIXO_2021, at=AT + ": Asian on kel", status=SEEN)
    asian_norketamine_cl = cite("0.81 1", PEREZ_RUIXO_2021, at=AT + ": Asian on norketamine CL", status=SEEN)
    weight_power = cite("0 1", PEREZ_RUIXO_2021, at="results, quoted by nlmixr2lib: no effect of weight", status=SEEN)
    omega_v1 = derived("0.0729 1", PEREZ_RUIXO_2021, by=LOG + "27.5 %")
    omega_v2 = derived("0.2176 1", PEREZ_RUIXO_2021, by=LOG + "49.3 %")
    omega_liver_flow = derived("0.0524 1", PEREZ_RUIXO_2021, by=LOG + "23.2 %")
    omega_liver_volume = derived("0.1131 1", PEREZ_RUIXO_2021, by=LOG + "34.6 %")
    omega_elsewhere = derived("0.8920 1", PEREZ_RUIXO_2021, by=LOG + "120 %")
    omega_norketamine_v1 = derived("0.0952 1", PEREZ_RUIXO_2021, by=LOG + "31.6 %")
    omega_norketamine_cl = derived("0.0625 1", PEREZ_RUIXO_2021, by=LOG + "25.4 %")
    omega_to_norketamine = assumed("0 1", why="the paper leaves the cell empty: a spread exists and is missing here")
    residual = cite("27.6 %", PEREZ_RUIXO_2021, at=AT + ": SD on the log scale, phases I and II", status=SEEN)
    norketamine_residual = cite("42.2 %", PEREZ_RUIXO_2021, at=AT + ": SD on the log scale", status=SEEN)
    lightest = cite("39 kg", PEREZ_RUIXO_2021, at=TABLE_2, status=SEEN)
    heaviest = cite("170 kg", PEREZ_RUIXO_2021, at=TABLE_2, status=SEEN)
    youngest = cite("18 year", PEREZ_RUIXO_2021, at=TABLE_2, status=SEEN)
    oldest = cite("86 year", PEREZ_RUIXO_2021, at=TABLE_2, status=SEEN)


_POWER = PerezRuixo2021.weight_power.to("1")

PEREZ_RUIXO = Model(
    key="perez_ruixo_2021",
    source=PEREZ_RUIXO_2021,
    population=(
        "820 people: 564 with treatment-resistant depression and 256 healthy, 58 % women, 18-86 years (median 45), "
        "39-170 kg (median 74), 14 % Asian; nearly all by nose, 28 mg into a vein in one study."
    ),
    analytes=("ketamine", "norketamine"),
    site=Site.VENOUS,
    fitted_to=Drug.ESKETAMINE,
    parent=Mammillary(
        central_l=Parameter(typical=PerezRuixo2021.v1.to("L"), weight_power=_POWER, eta="v1"),
        cl_l_per_min=Parameter(typical=PerezRuixo2021.straight_clearance.to("L/min")),
        sides=(
            (
                Parameter(typical=PerezRuixo2021.v2.to("L"), weight_power=_POWER, eta="v2"),
                Parameter(typical=PerezRuixo2021.q2.to("L/min"), weight_power=_POWER),
            ),
            (
                Parameter(typical=PerezRuixo2021.v3.to("L"), weight_power=_POWER),
                Parameter(typical=PerezRuixo2021.q3.to("L/min"), weight_power=_POWER),
            ),
        ),
        liver=Liver(
            volume_l=Parameter(typical=PerezRuixo2021.liver_volume.to("L"), eta="liver_v"),
            flow_l_per_min=Parameter(
                typical=PerezRuixo2021.liver_flow.to("L/min"),
                eta="liver_flow",
                per_year=PerYear(
                    change=PerezRuixo2021.flow_by_age.to("L/min/year"),
                    over_y=PerezRuixo2021.age_from.to("year"),
                ),
            ),
            to_metabolite_per_min=Parameter(typical=PerezRuixo2021.to_norketamine.to("/min")),
            elsewhere_per_min=Parameter(
                typical=PerezRuixo2021.elsewhere.to("/min"),
                eta="elsewhere",
                asian_factor=PerezRuixo2021.asian_elsewhere.to("1"),
            ),
        ),
    ),
    metabolite=Metabolite(
        body=Mammillary(
            central_l=Parameter(typical=PerezRuixo2021.norketamine_v1.to("L"), eta="nk_v1"),
            cl_l_per_min=Parameter(
                typical=PerezRuixo2021.norketamine_cl.to("L/min"),
                eta="nk_cl",
                asian_factor=PerezRuixo2021.asian_norketamine_cl.to("1"),
            ),
            sides=(
                (
                    Parameter(typical=PerezRuixo2021.norketamine_v2.to("L")),
                    Parameter(typical=PerezRuixo2021.norketamine_q2.to("L/min")),
                ),
            ),
        ),
        fraction=PerezRuixo2021.fraction.to("1"),
        molar_ratio=PerezRuixo2021.mass_ratio.to("1"),
    ),
    reach=Reach(
        model="perez_ruixo_2021",
        weight=Bounds(low=PerezRuixo2021.lightest, high=PerezRuixo2021.heaviest),
        age=Bounds(low=PerezRuixo2021.youngest, high=PerezRuixo2021.oldest),
        dose=Bounds(low=Validity.lowest_dose, high=Validity.highest_dose),
        duration=Bounds(low=Validity.shortest, high=Validity.longest),
        route=Reference(PEREZ_RUIXO_2021, at="abstract: by nose, vein and mouth; the vein is modelled here"),
        studied=Studied(
            weight=Bounds(low=PerezRuixo2021.lightest, high=PerezRuixo2021.heaviest),
            age=Bounds(low=PerezRuixo2021.youngest, high=PerezRuixo2021.oldest),
        ),
    ),
    spread=(
        Spread(names=("v1",), rows=((PerezRuixo2021.omega_v1,),)),
        Spread(names=("v2",), rows=((PerezRuixo2021.omega_v2,),)),
        Spread(names=("liver_flow",), rows=((PerezRuixo2021.omega_liver_flow,),)),
        Spread(names=("liver_v",), rows=((PerezRuixo2021.omega_liver_volume,),)),
        Spread(names=("elsewhere",), rows=((PerezRuixo2021.omega_elsewhere,),)),
        Spread(names=("nk_v1",), rows=((PerezRuixo2021.omega_norketamine_v1,),)),
        Spread(names=("nk_cl",), rows=((PerezRuixo2021.omega_norketamine_cl,),)),
    ),
    residual=(
        Residual(analyte="ketamine", proportional=PerezRuixo2021.residual, log=True),
        Residual(analyte="norketamine", proportional=PerezRuixo2021.norketamine_residual, log=True),
    ),
    limits=("Nearly all doses went by nose: after a vein its level at 40 min is a third below what clinics report.",),
    doubts=(
        "Read through nlmixr2lib, which cites Table 3; the table itself was not read.",
        "The spread of kmet, the way to norketamine, is missing from the paper's table: here everyone has the same.",
        "Clearance comes to 109 L/h by these constants; the abstract gives 114.",
        "It over-predicts the area under norketamine by 1.38 to 1.56 against the paper's own Table 4.",
        "After 0.5 mg/kg over 40 min it gives 125 ng/mL where 185 was reported, and 0.74 of Kamp's arterial levels.",
        "Weight changes nothing: at the same mg/kg, levels rise in proportion to weight.",
        "R-ketamine is given 0.86 of both rates of the liver; as flow limits it, its clearance falls by 4 % only.",
    ),
    cites=tuple(PerezRuixo2021.rows()),
)
