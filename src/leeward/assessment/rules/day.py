"""The infusion day: stomach, escort, sobriety, infection and vital signs."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem, Moment
from leeward.assessment.rule import Rule, Weight, above, below, unless
from leeward.evidence import Reference, Status
from leeward.evidence.sources import (
    ASA_2017,
    KETALAR_UK,
    KETALAR_US,
    NCT06036511,
    OXFORD_NHS,
    SPRAVATO_US,
    TRIAL_TABLE_2023,
)
from leeward.protocol.assessing import DayVitals
from leeward.protocol.starting import Start
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def heart_rate_outside(chart: Chart, limits: Thresholds) -> Truth:
    """Is the heart too slow or too fast to start?"""
    slow = below(chart, "heart_rate", Start.heart_rate_low_no, limits)
    return slow | above(chart, "heart_rate", Start.heart_rate_no, limits)


def heart_rate_slow(chart: Chart, limits: Thresholds) -> Truth:
    """Is the heart slow, though not too slow for a prescriber to let it start?"""
    return unless(heart_rate_outside(chart, limits), below(chart, "heart_rate", Start.heart_rate_low_go, limits))


def respiratory_rate_outside(chart: Chart, limits: Thresholds) -> Truth:
    """Is breathing too slow or too fast to start?"""
    slow = below(chart, "respiratory_rate", Start.respiratory_rate_low, limits)
    return slow | above(chart, "respiratory_rate", Start.respiratory_rate_no, limits)


RULES: tuple[Rule, ...] = (
    Rule(
        key="not-fasted",
        row="ME15, 2.3",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Not fasted: 6 hours without food (8 after a fatty meal), 2 without drink.",
        needs="when the patient last ate and drank",
        lifts="A later hour, or another day after the fast, would lift this.",
        applies=lambda chart, _: ~chart.fasted,
        reads=("fasted",),
        cites=(
            Reference(ASA_2017, "2 h and 6 h", Status.SECONDARY),
            Reference(KETALAR_US, "nil by mouth"),
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="stomach-not-empty",
        row="ME15",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Vomiting, strong reflux or a slow stomach today.",
        needs="whether the stomach is empty",
        lifts="A day on which the stomach is settled would lift this.",
        applies=lambda chart, _: chart.stomach_not_empty,
        reads=("stomach_not_empty",),
        cites=(Reference(KETALAR_US, "nil by mouth: vomiting and aspiration"),),
        moment=Moment.DAY,
    ),
    Rule(
        key="no-escort",
        row="PS13",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="No named adult takes the patient home.",
        needs="the escort's name and telephone number",
        lifts="A named adult with a telephone number who takes the patient home would lift this.",
        applies=lambda chart, _: ~chart.escort_named,
        reads=("escort_named",),
        cites=(
            Reference(KETALAR_US, "discharge"),
            Reference(KETALAR_UK, "discharge"),
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="must-drive",
        row="PS13",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="The patient has to drive or run machines before tomorrow.",
        needs="whether the patient can leave the car until tomorrow",
        lifts="A way home without driving, and no machines until tomorrow, would lift this.",
        applies=lambda chart, _: chart.must_drive,
        reads=("must_drive",),
        cites=(Reference(SPRAVATO_US, "section 5: not until the next day after restful sleep"),),
        moment=Moment.DAY,
    ),
    Rule(
        key="intoxicated",
        row="PS11",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Intoxicated or in withdrawal today.",
        needs="whether the patient is intoxicated or in withdrawal",
        lifts="A day on which the patient is sober and not in withdrawal would lift this.",
        applies=lambda chart, _: chart.intoxicated,
        reads=("intoxicated",),
        cites=(Reference(TRIAL_TABLE_2023, "exclusions"),),
        moment=Moment.DAY,
    ),
    Rule(
        key="alcohol-or-cannabis",
        row="PS11, 2.3",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Alcohol or cannabis in the last 24 hours.",
        needs="whether there was alcohol or cannabis in the last 24 hours",
        lifts="24 hours without alcohol and cannabis would lift this.",
        applies=lambda chart, _: chart.alcohol_or_cannabis,
        reads=("alcohol_or_cannabis",),
        cites=(
            Reference(NCT06036511, "day rules"),
            Reference(OXFORD_NHS, "no alcohol for 24 h"),
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="respiratory-infection",
        row="ME14",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="A cold, chest infection or fever today: secretions can close the airway.",
        needs="whether there is a cold or chest infection today",
        lifts="A day after the infection has passed would lift this.",
        applies=lambda chart, _: chart.respiratory_infection,
        reads=("respiratory_infection",),
        cites=(Reference(KETALAR_UK, "precautions: pulmonary or upper respiratory infection", Status.RECALLED),),
        moment=Moment.DAY,
    ),
    Rule(
        key="heart-rate",
        row="CV16",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Heart rate is below {0} or above {1} a minute.",
        needs="a resting heart rate, taken today",
        lifts="A resting heart rate of {0} to {1} a minute today would lift this.",
        applies=heart_rate_outside,
        reads=("heart_rate",),
        cites=(
            Start.heart_rate_low_no,
            Start.heart_rate_no,
            DayVitals.heart_rate_too_high,
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="heart-rate-slow",
        row="CV16",
        system=BodySystem.DAY,
        weight=Weight.SIGNOFF,
        says="Heart rate is from {0} to just below {1} a minute: not too slow to start, yet a published protocol does "
        "not start below {2}; a prescriber decides.",
        needs="a resting heart rate, taken today",
        specialist="prescriber",
        lifts="A resting heart rate of {1} a minute or more today would lift this.",
        applies=heart_rate_slow,
        reads=("heart_rate",),
        cites=(
            Start.heart_rate_low_no,
            Start.heart_rate_low_go,
            DayVitals.heart_rate_too_low,
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="respiratory-rate",
        row="CV16",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Fewer than {0} or more than {1} breaths a minute.",
        needs="the breaths in a minute, counted today",
        lifts="{0} to {1} breaths a minute, counted today, would lift this.",
        applies=respiratory_rate_outside,
        reads=("respiratory_rate",),
        cites=(
            Start.respiratory_rate_low,
            Start.respiratory_rate_no,
            DayVitals.respiratory_rate_too_high,
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="oxygen-saturation",
        row="ME13",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Oxygen saturation on room air is below {0} %.",
        needs="an oxygen saturation on room air, taken today",
        lifts="An oxygen saturation of {0} % or more on room air today would lift this.",
        applies=lambda chart, limits: below(chart, "oxygen_saturation", Start.spo2_no, limits),
        reads=("oxygen_saturation",),
        cites=(Start.spo2_no,),
        moment=Moment.DAY,
    ),
    Rule(
        key="fever",
        row="ME14",
        system=BodySystem.DAY,
        weight=Weight.DEFERS,
        says="Temperature is above {0} degrees Celsius.",
        needs="a temperature, taken today",
        lifts="A temperature of {0} degrees Celsius or less today would lift this.",
        applies=lambda chart, limits: above(chart, "temperature", Start.temperature_no, limits),
        reads=("temperature",),
        cites=(Start.temperature_no,),
        moment=Moment.DAY,
    ),
)
