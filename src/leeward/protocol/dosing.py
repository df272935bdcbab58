"""What this clinic allows of dose, duration, rate, weight and concentration."""

from dataclasses import dataclass

from leeward.evidence import Cited, Facts, Status, assumed, cite, derived
from leeward.evidence.sources import (
    ABDALLAH_2022,
    ASRA_ACUTE_2018,
    BMI_LETTER_2019,
    FAVA_2018,
    FEDER_2014,
    FEDER_2021,
    KETALAR_US,
    MOTOV_2017,
    NCT06795659,
    TRISSEL,
)
from leeward.protocol.limits import Limits, Range


class Studied(Facts):
    """What the trials in PTSD gave."""

    dose = cite("0.5 mg/kg", FEDER_2014, at="registry and abstract: one infusion")
    duration = cite("40 min", FEDER_2014, at="registry and abstract: one infusion")
    repeated_dose = cite("0.5 mg/kg", FEDER_2021, at="abstract: six infusions in two weeks")
    repeated_duration = cite("40 min", FEDER_2021, at="methods", status=Status.RECALLED)
    high_arm = cite("0.5 mg/kg", ABDALLAH_2022, at="abstract: eight infusions in four weeks")
    low_arm = cite("0.2 mg/kg", ABDALLAH_2022, at="abstract: the lower arm")
    arm_duration = cite("40 min", ABDALLAH_2022, at="methods", status=Status.RECALLED)


class FirstDose(Facts):
    """The first infusion, per kilogram of dosing weight."""

    soft_high = cite("0.5 mg/kg", FEDER_2014, at="abstract")
    hard_high = assumed("0.75 mg/kg", why="Halfway between the studied dose and the highest one in a trial.")
    stop_high = cite("1 mg/kg", FAVA_2018, at="abstract: the highest of four arms")
    stop_low = cite("0.1 mg/kg", FAVA_2018, at="abstract: the lowest of four arms")


class LaterDose(Facts):
    """Every infusion after the first."""

    soft_high = assumed("0.75 mg/kg", why="The hard limit of the first infusion.")
    hard_high = cite("1 mg/kg", FAVA_2018, at="abstract: the highest of four arms")
    stop_high = cite("1 mg/kg", FAVA_2018, at="abstract: the highest of four arms")


class StepUp(Facts):
    """By how much one infusion may exceed the one before."""

    soft_high = assumed("0.1 mg/kg", why="No trial in PTSD raised the dose; a small step stays observable.")
    hard_high = assumed("0.25 mg/kg", why="Half of the studied dose.")
    stop_high = assumed("0.5 mg/kg", why="Doubling the studied dose in one step.")


class Rate(Facts):
    soft_high = derived("0.75 mg/kg/h", FEDER_2014, by="0.5 mg/kg over 40 min")
    hard_high = cite(
        "1 mg/kg/h", ASRA_ACUTE_2018, at="ward ceiling without intensive monitoring", status=Status.RECALLED
    )
    stop_high = derived("1.5 mg/kg/h", FAVA_2018, by="1 mg/kg over 40 min")


class Duration(Facts):
    soft_low = cite("40 min", FEDER_2014, at="abstract")
    soft_high = assumed("60 min", why="Half as long again as studied still fits the room's booking.")
    hard_low = assumed("30 min", why="A faster infusion of the same dose is less well borne (Motov 2017).")
    stop_low = assumed("20 min", why="Stricter than the dossier's 15 min, the length of Motov's slow arm.")
    stop_high = cite("100 min", BMI_LETTER_2019, at="two open trials of 0.5 mg/kg over 100 min")
    fast_is_worse = cite("15 min", MOTOV_2017, at="abstract: push against 15-min infusion, unreality 92 against 54 %")


class DoseMass(Facts):
    soft_high = assumed("60 mg", why="0.5 mg/kg at 120 kg.")
    hard_high = assumed("100 mg", why="The highest trial dose at 100 kg.")
    stop_high = assumed("150 mg", why="The highest trial dose at 150 kg.")
    stop_low = assumed("3.5 mg", why="The lowest trial dose at the lowest weight.")
    rounding = assumed("0.5 mg", why="A step that a syringe shows; the rounding error is printed.")


class Weight(Facts):
    """The weight that the dose is based on."""

    soft_low = cite("50 kg", NCT06795659, at="eligibility")
    soft_high = cite("100 kg", NCT06795659, at="eligibility")
    hard_low = cite("46 kg", MOTOV_2017, at="eligibility")
    hard_high = cite("115 kg", MOTOV_2017, at="eligibility")
    stop_low = assumed("35 kg", why="Below this an adult weight is taken for an entry error.")
    stop_high = assumed("250 kg", why="Above this an adult weight is taken for an entry error.")


class WeightChange(Facts):
    """Between two visits, as a share of the earlier weight."""

    soft = assumed("3 %", why="About the spread of one person's weight over weeks.")
    hard = assumed("7 %", why="Enough to ask another person to read the scales.")
    stop = assumed("15 %", why="More likely an entry error than a change; pounds for kilograms is 2.2-fold.")


class Spacing(Facts):
    """How often, and how soon after the last ketamine or esketamine."""

    weekly_soft = cite("3 infusions", FEDER_2021, at="abstract: three a week")
    weekly_hard = assumed("4 infusions", why="One more than any trial.")
    weekly_stop = assumed("7 infusions", why="Never more than one a day.")
    gap_soft = assumed("48 h", why="Three a week.")
    gap_hard = assumed("24 h", why="Never the same time on the next day without another person.")
    gap_stop = assumed("12 h", why="Never twice a day.")


class BodySize(Facts):
    adjusts_from = cite("30 kg/m2", BMI_LETTER_2019, at="quoting the consensus: ideal weight from 30 on")
    no_rounding_up_below = assumed("50 kg", why="A light person gets no rounding up.")
    older_from = assumed("65 year", why="Older people were offered 0.25 to 0.4 mg/kg or close monitoring.")
    raised_systolic = assumed("140 mmHg", why="Where the esketamine label asks to weigh the risk.")
    gentler_duration = assumed("60 min", why="The dossier's answer to a hard session: same dose over 60 min.")
    older_dose = assumed("0.3 mg/kg", why="Inside the dossier's 0.25 to 0.4 mg/kg for older people.")


class Mixture(Facts):
    """What is in the bag or the syringe."""

    usual = cite("1 mg/mL", TRISSEL, at="label mixture: 500 mg in 500 mL")
    strong = cite("2 mg/mL", TRISSEL, at="label mixture: 500 mg in 250 mL")
    floor = assumed("0.1 mg/mL", why="Weaker is taken for a slip of the decimal point.")
    bag_small = assumed("50 mL", why="Common clinic practice, recalled: dose in 50 to 250 mL saline.")
    bag_usual = assumed("100 mL", why="Common clinic practice, recalled: dose in 50 to 250 mL saline.")
    bag_large = assumed("250 mL", why="Common clinic practice, recalled: dose in 50 to 250 mL saline.")
    drawn_low = assumed("0.5 mL", why="Less cannot be drawn exactly, and is what a tenfold slip looks like.")
    drawn_high = assumed("10 mL", why="More is what a tenfold slip looks like.")
    agreement = assumed("1 %", why="Two routes of arithmetic and the pump's display must agree.")
    rate_step = assumed("0.1 mL/h", why="What a pump's display shows.")
    drawn_step = assumed("0.01 mL", why="What a 1-mL syringe shows.")
    pump_ceiling = assumed("999 mL/h", why="The largest rate that common pumps show.")


class Vials(Facts):
    """The formulary: strength and volume of every vial that may be used."""

    weak = cite("10 mg/mL", KETALAR_US, at="how supplied")
    weak_undiluted = cite("10 mg/mL", TRISSEL, at="label: not to be further diluted, for anesthesia")
    weak_volume = cite("20 mL", KETALAR_US, at="how supplied")
    middle = cite("50 mg/mL", KETALAR_US, at="how supplied")
    middle_volume = cite("10 mL", KETALAR_US, at="how supplied")
    strong = cite("100 mg/mL", KETALAR_US, at="how supplied: to be diluted before use")
    strong_volume = cite("5 mL", KETALAR_US, at="how supplied")


class Forecast(Facts):
    """What the chances beside each option count, besides the alarm limits of blood pressure."""

    dissociation_rise = assumed("4 points", why="The reported threshold of a dissociative event, recalled.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DosingLimits:
    """The fences of one protocol version; numbers in the unit that the name says."""

    studied_dose_mg_per_kg: float
    studied_minutes: float
    low_arm_mg_per_kg: float
    gentler_minutes: float
    older_mg_per_kg: float
    first_dose_mg_per_kg: Limits
    later_dose_mg_per_kg: Limits
    step_up_mg_per_kg: Limits
    rate_mg_per_kg_per_h: Limits
    minutes: Limits
    dose_mg: Limits
    weight_kg: Limits
    weight_change: Limits
    infusions_per_week: Limits
    gap_h: Limits
    concentration_mg_per_ml: Range
    formulary_mg_per_ml: tuple[float, ...]
    formulary_bags_ml: tuple[float, ...]
    drawn_ml: Range
    agreement: float
    adjusts_from_kg_per_m2: float
    no_rounding_up_below_kg: float
    rounding_mg: float
    foretold_systolic_mmhg: float
    foretold_rise_mmhg: float
    cites: tuple[Cited, ...]
