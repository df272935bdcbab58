"""How far a clinic may move the fences of dose, duration, spacing and weight."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.dosing import (
    DoseMass,
    Duration,
    FirstDose,
    LaterDose,
    Rate,
    Spacing,
    StepUp,
    Weight,
    WeightChange,
)
from leeward.protocol.movable import Adjustable, Group, move, tighten

_STRICT = "Stricter than this not even the lower arm of the largest trial could be given."
_LOOSE = "Looser than this the fence would ask nobody for a reason."
_SLIP = "Past this the fence no longer catches a slip of the pen."


class DoseRange(Facts):
    """Dose and rate; what no trial passed is not passed here."""

    first_soft_strict = assumed("0.2 mg/kg", why=_STRICT)
    first_hard_strict = assumed("0.4 mg/kg", why=_STRICT)
    first_stop_strict = assumed("0.5 mg/kg", why=_STRICT)
    stop_low_strict = assumed("0.2 mg/kg", why=_STRICT)
    later_soft_strict = assumed("0.2 mg/kg", why=_STRICT)
    later_soft_loose = assumed("0.9 mg/kg", why=_LOOSE)
    later_hard_strict = assumed("0.5 mg/kg", why=_STRICT)
    later_stop_strict = assumed("0.5 mg/kg", why=_STRICT)
    rate_soft_strict = assumed("0.3 mg/kg/h", why=_STRICT)
    rate_hard_strict = assumed("0.6 mg/kg/h", why=_STRICT)
    rate_stop_strict = assumed("0.75 mg/kg/h", why=_STRICT)
    mass_soft_strict = assumed("30 mg", why=_STRICT)
    mass_soft_loose = assumed("80 mg", why=_LOOSE)
    mass_hard_strict = assumed("50 mg", why=_STRICT)
    mass_hard_loose = assumed("120 mg", why=_LOOSE)
    mass_stop_strict = assumed("60 mg", why=_STRICT)
    mass_stop_loose = assumed("150 mg", why=_SLIP)


class CourseRange(Facts):
    """Duration, spacing and step up."""

    short_soft_strict = assumed("60 min", why=_STRICT)
    short_hard_strict = assumed("40 min", why=_STRICT)
    short_hard_loose = assumed("25 min", why="Not down to the shipped stop: between them a second person is asked.")
    short_stop_strict = assumed("30 min", why=_STRICT)
    long_soft_strict = assumed("40 min", why=_STRICT)
    long_soft_loose = assumed("90 min", why=_LOOSE)
    long_stop_strict = assumed("60 min", why=_STRICT)
    step_soft_strict = assumed("0 mg/kg", why="No step up without a reason.")
    step_soft_loose = assumed("0.2 mg/kg", why=_LOOSE)
    step_hard_strict = assumed("0.1 mg/kg", why=_STRICT)
    step_hard_loose = assumed("0.4 mg/kg", why=_LOOSE)
    step_stop_strict = assumed("0.1 mg/kg", why=_STRICT)
    weekly_soft_strict = assumed("1 infusions", why="One a week.")
    weekly_hard_strict = assumed("2 infusions", why=_STRICT)
    weekly_stop_strict = assumed("3 infusions", why=_STRICT)
    gap_soft_strict = assumed("168 h", why="One a week.")
    gap_soft_loose = assumed("36 h", why=_LOOSE)
    gap_hard_strict = assumed("72 h", why=_STRICT)
    gap_stop_strict = assumed("48 h", why=_STRICT)


class WeightRange(Facts):
    """The weight that the dose is based on, and its change."""

    light_soft_strict = assumed("60 kg", why=_STRICT)
    light_hard_strict = assumed("50 kg", why=_STRICT)
    light_stop_strict = assumed("45 kg", why=_STRICT)
    heavy_soft_strict = assumed("90 kg", why=_STRICT)
    heavy_hard_strict = assumed("100 kg", why=_STRICT)
    heavy_stop_strict = assumed("150 kg", why=_STRICT)
    change_soft_strict = assumed("1 %", why=_STRICT)
    change_soft_loose = assumed("5 %", why=_SLIP)
    change_hard_strict = assumed("3 %", why=_STRICT)
    change_hard_loose = assumed("10 %", why=_SLIP)
    change_stop_strict = assumed("7 %", why=_STRICT)
    change_stop_loose = assumed("20 %", why=_SLIP)


_REASON, _SECOND, _REFUSED = "asks for a reason", "asks for a second person", "is refused"
DOSE: Final[tuple[Adjustable, ...]] = (
    tighten(FirstDose.soft_high, f"A first dose above this {_REASON}", Group.DOSE, to=DoseRange.first_soft_strict),
    tighten(FirstDose.hard_high, f"A first dose above this {_SECOND}", Group.DOSE, to=DoseRange.first_hard_strict),
    tighten(FirstDose.stop_high, f"A first dose above this {_REFUSED}", Group.DOSE, to=DoseRange.first_stop_strict),
    tighten(FirstDose.stop_low, f"A dose below this {_REFUSED}", Group.DOSE, to=DoseRange.stop_low_strict),
    move(LaterDose.soft_high, f"A later dose above this {_REASON}", Group.DOSE,
         strictest=DoseRange.later_soft_strict, loosest=DoseRange.later_soft_loose),
    tighten(LaterDose.hard_high, f"A later dose above this {_SECOND}", Group.DOSE, to=DoseRange.later_hard_strict),
    tighten(LaterDose.stop_high, f"A later dose above this {_REFUSED}", Group.DOSE, to=DoseRange.later_stop_strict),
    tighten(Rate.soft_high, f"A rate above this {_REASON}", Group.DOSE, to=DoseRange.rate_soft_strict),
    tighten(Rate.hard_high, f"A rate above this {_SECOND}", Group.DOSE, to=DoseRange.rate_hard_strict),
    tighten(Rate.stop_high, f"A rate above this {_REFUSED}", Group.DOSE, to=DoseRange.rate_stop_strict),
    move(DoseMass.soft_high, f"A whole dose above this {_REASON}", Group.DOSE,
         strictest=DoseRange.mass_soft_strict, loosest=DoseRange.mass_soft_loose),
    move(DoseMass.hard_high, f"A whole dose above this {_SECOND}", Group.DOSE,
         strictest=DoseRange.mass_hard_strict, loosest=DoseRange.mass_hard_loose),
    move(DoseMass.stop_high, f"A whole dose above this {_REFUSED}", Group.DOSE,
         strictest=DoseRange.mass_stop_strict, loosest=DoseRange.mass_stop_loose),
)  # fmt: skip

COURSE: Final[tuple[Adjustable, ...]] = (
    tighten(Duration.soft_low, f"An infusion shorter than this {_REASON}", Group.DURATION,
            to=CourseRange.short_soft_strict),
    move(Duration.hard_low, f"An infusion shorter than this {_SECOND}", Group.DURATION,
         strictest=CourseRange.short_hard_strict, loosest=CourseRange.short_hard_loose),
    tighten(Duration.stop_low, f"An infusion shorter than this {_REFUSED}", Group.DURATION,
            to=CourseRange.short_stop_strict),
    move(Duration.soft_high, f"An infusion longer than this {_REASON}", Group.DURATION,
         strictest=CourseRange.long_soft_strict, loosest=CourseRange.long_soft_loose),
    tighten(Duration.stop_high, f"An infusion longer than this {_REFUSED}", Group.DURATION,
            to=CourseRange.long_stop_strict),
    move(StepUp.soft_high, f"A step up of more than this {_REASON}", Group.DURATION,
         strictest=CourseRange.step_soft_strict, loosest=CourseRange.step_soft_loose),
    move(StepUp.hard_high, f"A step up of more than this {_SECOND}", Group.DURATION,
         strictest=CourseRange.step_hard_strict, loosest=CourseRange.step_hard_loose),
    tighten(StepUp.stop_high, f"A step up of more than this {_REFUSED}", Group.DURATION,
            to=CourseRange.step_stop_strict),
    tighten(Spacing.weekly_soft, f"More in seven days than this {_REASON}", Group.DURATION,
            to=CourseRange.weekly_soft_strict),
    tighten(Spacing.weekly_hard, f"More in seven days than this {_SECOND}", Group.DURATION,
            to=CourseRange.weekly_hard_strict),
    tighten(Spacing.weekly_stop, f"More in seven days than this {_REFUSED}", Group.DURATION,
            to=CourseRange.weekly_stop_strict),
    move(Spacing.gap_soft, f"Sooner after the last than this {_REASON}", Group.DURATION,
         strictest=CourseRange.gap_soft_strict, loosest=CourseRange.gap_soft_loose),
    tighten(Spacing.gap_hard, f"Sooner after the last than this {_SECOND}", Group.DURATION,
            to=CourseRange.gap_hard_strict),
    tighten(Spacing.gap_stop, f"Sooner after the last than this {_REFUSED}", Group.DURATION,
            to=CourseRange.gap_stop_strict),
)  # fmt: skip

_W = Group.WEIGHT
WEIGHT: Final[tuple[Adjustable, ...]] = (
    tighten(Weight.soft_low, f"A weight below this {_REASON}", _W, to=WeightRange.light_soft_strict),
    tighten(Weight.hard_low, f"A weight below this {_SECOND}", _W, to=WeightRange.light_hard_strict),
    tighten(Weight.stop_low, f"A weight below this {_REFUSED}", _W, to=WeightRange.light_stop_strict),
    tighten(Weight.soft_high, f"A weight above this {_REASON}", _W, to=WeightRange.heavy_soft_strict),
    tighten(Weight.hard_high, f"A weight above this {_SECOND}", _W, to=WeightRange.heavy_hard_strict),
    tighten(Weight.stop_high, f"A weight above this {_REFUSED}", _W, to=WeightRange.heavy_stop_strict),
    move(WeightChange.soft, "A change of weight above this is weighed again", _W,
         strictest=WeightRange.change_soft_strict, loosest=WeightRange.change_soft_loose),
    move(WeightChange.hard, "A change of weight above this is read by another person", _W,
         strictest=WeightRange.change_hard_strict, loosest=WeightRange.change_hard_loose),
    move(WeightChange.stop, f"A change of weight above this {_REFUSED}", _W,
         strictest=WeightRange.change_stop_strict, loosest=WeightRange.change_stop_loose),
)  # fmt: skip
