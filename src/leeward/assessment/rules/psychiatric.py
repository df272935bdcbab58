"""Mental health: psychosis, mania, dissociation, and safety from suicide."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem, Moment
from leeward.assessment.rule import Rule, Weight, above, follow_up
from leeward.evidence import Reference, Status
from leeward.evidence.sources import (
    ASRA_2018,
    CLINIC_EXCLUSIONS,
    KETALAR_US,
    NCT02655692,
    NCT03113968,
    NCT06795659,
    OXFORD_NHS,
    VERAART_2021_B,
    WILKOWSKA_2020,
)
from leeward.protocol.assessing import Scores
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def high_mania_score(chart: Chart, limits: Thresholds) -> Truth:
    """Is the YMRS high? It is asked for with bipolar disorder; a high total counts for everyone."""
    return follow_up(chart.bipolar_disorder, above(chart, "ymrs", Scores.ymrs_most, limits))


RULES: tuple[Rule, ...] = (
    Rule(
        key="psychotic-disorder",
        row="PS01",
        system=BodySystem.MIND,
        weight=Weight.BARS,
        says="Schizophrenia or another primary psychotic disorder, ever.",
        needs="whether there was ever a psychotic disorder",
        applies=lambda chart, _: chart.psychotic_disorder,
        reads=("psychotic_disorder",),
        cites=(
            Reference(NCT06795659, "exclusions"),
            Reference(NCT03113968, "exclusions"),
        ),
    ),
    Rule(
        key="psychotic-symptoms",
        row="PS02",
        system=BodySystem.MIND,
        weight=Weight.BARS,
        says="Psychotic symptoms now.",
        needs="whether there are psychotic symptoms now",
        applies=lambda chart, _: chart.psychotic_symptoms,
        reads=("psychotic_symptoms",),
        cites=(
            Reference(ASRA_2018, "poorly controlled psychosis", Status.SECONDARY),
            Reference(OXFORD_NHS, "limitations: psychosis"),
        ),
    ),
    Rule(
        key="mood-psychosis",
        row="PS03",
        system=BodySystem.MIND,
        weight=Weight.SIGNOFF,
        says="Psychosis in a mood episode in the past: a psychiatrist approves first.",
        needs="whether there was psychosis in a mood episode",
        specialist="psychiatrist",
        applies=lambda chart, _: chart.mood_psychosis,
        reads=("mood_psychosis",),
        cites=(Reference(VERAART_2021_B, "41 patients in 9 reports"),),
    ),
    Rule(
        key="mania",
        row="PS04",
        system=BodySystem.MIND,
        weight=Weight.BARS,
        says="Mania, hypomania or a mixed state now.",
        needs="whether there is mania now",
        applies=lambda chart, _: chart.mania,
        reads=("mania",),
        cites=(Reference(NCT03113968, "exclusions"),),
    ),
    Rule(
        key="high-mania-score",
        row="PS04, PS05",
        system=BodySystem.MIND,
        weight=Weight.BARS,
        says="The YMRS total is above {0}.",
        needs="a YMRS total of today",
        lifts="A YMRS total of {0} or less today would lift this.",
        applies=high_mania_score,
        reads=(
            "bipolar_disorder",
            "ymrs",
        ),
        cites=(Scores.ymrs_most,),
    ),
    Rule(
        key="bipolar-disorder",
        row="PS05",
        system=BodySystem.MIND,
        weight=Weight.SIGNOFF,
        says="Bipolar disorder: a psychiatrist approves first, with a mood stabilizer.",
        needs="whether there is bipolar disorder",
        specialist="psychiatrist",
        applies=lambda chart, _: chart.bipolar_disorder,
        reads=("bipolar_disorder",),
        cites=(
            Reference(NCT06795659, "exclusions: lifetime mania"),
            Reference(WILKOWSKA_2020, "case of a switch"),
        ),
    ),
    Rule(
        key="dissociative-disorder",
        row="PS06",
        system=BodySystem.MIND,
        weight=Weight.SIGNOFF,
        says="A dissociative disorder: a psychiatrist approves first.",
        needs="whether there is a dissociative disorder",
        specialist="psychiatrist",
        applies=lambda chart, _: chart.dissociative_disorder,
        reads=("dissociative_disorder",),
        cites=(Reference(CLINIC_EXCLUSIONS, "clinic page", Status.SECONDARY),),
    ),
    Rule(
        key="imminent-suicide-risk",
        row="PS07",
        system=BodySystem.MIND,
        weight=Weight.BARS,
        says="Imminent suicide risk: open the crisis path now; an outpatient infusion is not the place.",
        needs="the suicide risk as asked today",
        lifts="The crisis path comes first; once the risk has passed and was asked again, this would lift.",
        applies=lambda chart, _: chart.suicide_risk_imminent,
        reads=("suicide_risk_imminent",),
        cites=(
            Reference(NCT06795659, "exclusions"),
            Reference(NCT02655692, "exclusions"),
        ),
        moment=Moment.DAY,
    ),
    Rule(
        key="cannot-cooperate",
        row="PS08",
        system=BodySystem.MIND,
        weight=Weight.SIGNOFF,
        says="Keeping to what is agreed is in doubt: a psychiatrist approves first.",
        needs="whether the patient can keep to what is agreed",
        specialist="psychiatrist",
        applies=lambda chart, _: chart.cannot_cooperate,
        reads=("cannot_cooperate",),
        cites=(Reference(CLINIC_EXCLUSIONS, "clinic page", Status.SECONDARY),),
    ),
    Rule(
        key="persistent-effects",
        row="ME24",
        system=BodySystem.MIND,
        weight=Weight.SIGNOFF,
        says="Psychological effects of earlier ketamine lasted for days: a psychiatrist approves first.",
        needs="whether effects of earlier ketamine lasted",
        specialist="psychiatrist",
        applies=lambda chart, _: chart.persistent_effects,
        reads=("persistent_effects",),
        cites=(Reference(KETALAR_US, "warnings: psychiatric events"),),
    ),
)
