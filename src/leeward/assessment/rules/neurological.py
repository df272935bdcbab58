"""The brain: pressure, injury, seizures, memory."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, below, follow_up, older_than
from leeward.evidence import Reference, Status
from leeward.evidence.sources import (
    ASRA_2018,
    KETALAR_UK,
    KETANEST_NO,
    NCT02655692,
    NCT02727998,
    OXFORD_NHS,
    SPRAVATO_US,
    TRIAL_TABLE_2023,
    VA_CRITERIA,
)
from leeward.protocol.assessing import Ages, Scores, Windows
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def memory_test_wanted(chart: Chart, limits: Thresholds) -> Truth:
    """Is a MoCA wanted: by age, or because anyone worries?"""
    return older_than(chart, Ages.memory_test, limits) | chart.memory_concern


def low_memory_score(chart: Chart, limits: Thresholds) -> Truth:
    """Is the MoCA low? It is asked for where wanted; a low total counts for everyone."""
    return follow_up(memory_test_wanted(chart, limits), below(chart, "moca", Scores.moca_least, limits))


RULES: tuple[Rule, ...] = (
    Rule(
        key="raised-intracranial-pressure",
        row="NE01",
        system=BodySystem.BRAIN,
        weight=Weight.BARS,
        says="Raised pressure in the head, a brain tumor or hydrocephalus.",
        needs="whether pressure in the head is raised",
        applies=lambda chart, _: chart.raised_intracranial_pressure,
        reads=("raised_intracranial_pressure",),
        cites=(
            Reference(KETANEST_NO, "contraindications"),
            Reference(OXFORD_NHS, "limitations"),
            Reference(ASRA_2018, "precautions", Status.SECONDARY),
        ),
    ),
    Rule(
        key="severe-head-injury",
        row="NE02",
        system=BodySystem.BRAIN,
        weight=Weight.BARS,
        says="A severe head injury.",
        needs="whether there was a severe head injury",
        applies=lambda chart, _: chart.head_injury_severe,
        reads=("head_injury_severe",),
        cites=(
            Reference(NCT02655692, "exclusions"),
            Reference(NCT02727998, "exclusions"),
        ),
    ),
    Rule(
        key="recent-head-injury",
        row="NE02",
        system=BodySystem.BRAIN,
        weight=Weight.DEFERS,
        says="A head injury in the last {0} months.",
        needs="when the last head injury was",
        lifts="{0} months after the injury this would lift, if it was not a severe one.",
        applies=lambda chart, _: chart.head_injury_recent,
        reads=("head_injury_recent",),
        cites=(
            Windows.head_injury,
            Reference(NCT02655692, "exclusions"),
            Reference(KETALAR_UK, "contraindications: cerebral trauma"),
        ),
    ),
    Rule(
        key="mild-head-injury",
        row="NE02",
        system=BodySystem.BRAIN,
        weight=Weight.CAUTIONS,
        says="A mild head injury: confusion is harder to judge.",
        needs="whether there was a concussion",
        applies=lambda chart, _: chart.head_injury_mild,
        reads=("head_injury_mild",),
        cites=(Reference(NCT02727998, "mild injury allowed"),),
    ),
    Rule(
        key="seizures",
        row="NE03",
        system=BodySystem.BRAIN,
        weight=Weight.SIGNOFF,
        says="Epilepsy or a seizure in the past: a neurologist approves first.",
        needs="whether there was ever a seizure, and when the last one was",
        specialist="neurologist",
        applies=lambda chart, _: chart.seizures,
        reads=("seizures",),
        cites=(Reference(OXFORD_NHS, "limitations: recent epilepsy"),),
    ),
    Rule(
        key="dementia-or-delirium",
        row="NE04",
        system=BodySystem.BRAIN,
        weight=Weight.BARS,
        says="Dementia or a recent delirium.",
        needs="whether there is dementia or was a recent delirium",
        applies=lambda chart, _: chart.dementia_or_delirium,
        reads=("dementia_or_delirium",),
        cites=(
            Reference(VA_CRITERIA, "exclusions", Status.SECONDARY),
            Reference(TRIAL_TABLE_2023, "exclusions: MMSE"),
        ),
    ),
    Rule(
        key="low-memory-score",
        row="NE04",
        system=BodySystem.BRAIN,
        weight=Weight.BARS,
        says="The MoCA total is below {0}.",
        needs="a recent MoCA total",
        lifts="A MoCA total of {0} or more would lift this.",
        applies=low_memory_score,
        reads=(
            "memory_concern",
            "moca",
            "born",
        ),
        cites=(
            Scores.moca_least,
            Ages.memory_test,
        ),
    ),
    Rule(
        key="hypertensive-encephalopathy",
        row="NE05",
        system=BodySystem.BRAIN,
        weight=Weight.SIGNOFF,
        says="High blood pressure has affected the brain before: watch more closely, with a specialist's approval.",
        needs="whether there was hypertensive encephalopathy",
        specialist="cardiologist",
        applies=lambda chart, _: chart.hypertensive_encephalopathy,
        reads=("hypertensive_encephalopathy",),
        cites=(Reference(SPRAVATO_US, "section 5, blood pressure", Status.RECALLED),),
    ),
)
