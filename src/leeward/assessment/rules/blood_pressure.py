"""Resting blood pressure: ketamine raises it further."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem, Moment
from leeward.assessment.rule import Rule, Weight, above, below, unless
from leeward.protocol.assessing import DayVitals, RestingPressure
from leeward.protocol.starting import Start
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def excludes(chart: Chart, limits: Thresholds) -> Truth:
    """Is either pressure above what a label forbids?"""
    return above(chart, "systolic", RestingPressure.systolic_to_exclude, limits) | above(
        chart, "diastolic", RestingPressure.diastolic_to_exclude, limits
    )


def defers(chart: Chart, limits: Thresholds) -> Truth:
    """Is either pressure in the band that is controlled first, and neither in the one that a label forbids?"""
    high = above(chart, "systolic", Start.systolic_no, limits) | above(chart, "diastolic", Start.diastolic_no, limits)
    return unless(excludes(chart, limits), high)


def to_weigh(chart: Chart, limits: Thresholds) -> Truth:
    """Is either pressure in the band where a prescriber weighs, and neither in a higher one?"""
    raised = above(chart, "systolic", RestingPressure.systolic_to_weigh, limits) | above(
        chart, "diastolic", RestingPressure.diastolic_to_weigh, limits
    )
    return unless(excludes(chart, limits), unless(defers(chart, limits), raised))


def too_low(chart: Chart, limits: Thresholds) -> Truth:
    """Is the systolic pressure too low to start?"""
    return below(chart, "systolic", Start.systolic_low_no, limits)


RULES: tuple[Rule, ...] = (
    Rule(
        key="blood-pressure-excludes",
        row="CV02, CV16",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Resting blood pressure is above {0}/{1} mmHg: treat it first, then screen again.",
        needs="a resting blood pressure, taken today",
        lifts="A resting blood pressure of {2}/{3} mmHg or less today would lift this.",
        applies=excludes,
        reads=(
            "systolic",
            "diastolic",
        ),
        cites=(
            RestingPressure.systolic_to_exclude,
            RestingPressure.diastolic_to_exclude,
            RestingPressure.systolic_to_weigh,
            RestingPressure.diastolic_to_weigh,
            DayVitals.systolic_too_high,
        ),
    ),
    Rule(
        key="blood-pressure-defers",
        row="CV03",
        system=BodySystem.HEART,
        weight=Weight.DEFERS,
        says="Resting blood pressure is above {0}/{1} mmHg: control it before starting.",
        needs="a resting blood pressure, taken today",
        lifts="A resting blood pressure of {2}/{3} mmHg or less today would lift this.",
        applies=defers,
        reads=(
            "systolic",
            "diastolic",
        ),
        cites=(
            Start.systolic_no,
            Start.diastolic_no,
            RestingPressure.systolic_to_weigh,
            RestingPressure.diastolic_to_weigh,
        ),
    ),
    Rule(
        key="blood-pressure-signoff",
        row="CV01, CV03",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="Resting blood pressure is above {0}/{1} mmHg: a prescriber weighs benefit against the short rise.",
        needs="a resting blood pressure, taken today",
        specialist="prescriber",
        lifts="A resting blood pressure of {0}/{1} mmHg or less today would lift this.",
        applies=to_weigh,
        reads=(
            "systolic",
            "diastolic",
        ),
        cites=(
            RestingPressure.systolic_to_weigh,
            RestingPressure.diastolic_to_weigh,
        ),
    ),
    Rule(
        key="blood-pressure-low",
        row="CV16",
        system=BodySystem.HEART,
        weight=Weight.DEFERS,
        says="Systolic blood pressure is below {0} mmHg.",
        needs="a resting blood pressure, taken today",
        lifts="A systolic blood pressure of {0} mmHg or more today would lift this.",
        applies=too_low,
        reads=("systolic",),
        cites=(Start.systolic_low_no,),
        moment=Moment.DAY,
    ),
)
