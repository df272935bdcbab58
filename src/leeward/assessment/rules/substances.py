"""Alcohol and drugs: misuse, and what a questionnaire, a test or a record shows."""

from leeward.assessment.chart import Chart, Sex
from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, below
from leeward.evidence import Reference, Status
from leeward.evidence.sources import (
    ASRA_2018,
    KETAMINE_SCREEN,
    NCT06795659,
    SANACORA_2017,
    TRIAL_TABLE_2023,
    VA_CRITERIA,
)
from leeward.instruments.audit_c import AuditC
from leeward.instruments.dast10 import Dast10
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def risky_drinking(chart: Chart, limits: Thresholds) -> Truth:
    """Is the AUDIT-C at or above the cut for the recorded sex? The lower cut holds where the sex is not recorded."""
    cut = AuditC.risky_men if chart.sex is Sex.MALE else AuditC.risky_women
    return ~below(chart, "audit_c", cut, limits)


RULES: tuple[Rule, ...] = (
    Rule(
        key="substance-use-disorder",
        row="PS09",
        system=BodySystem.SUBSTANCES,
        weight=Weight.BARS,
        says="A moderate or severe alcohol or drug use disorder in the last 6 months.",
        needs="whether there was a substance use disorder in the last 6 months (AUDIT-C, DAST-10)",
        lifts="6 months without the disorder would lift this; care of both together is for two persons to decide.",
        applies=lambda chart, _: chart.substance_use_disorder,
        reads=("substance_use_disorder",),
        cites=(
            Reference(NCT06795659, "exclusions"),
            Reference(ASRA_2018, "no serial infusions in active abuse", Status.SECONDARY),
        ),
    ),
    Rule(
        key="risky-drinking",
        row="PS09",
        system=BodySystem.SUBSTANCES,
        weight=Weight.CAUTIONS,
        says="The AUDIT-C is {0} or more ({1} or more for men): the drinking is risky. Ask again about a use disorder.",
        needs="an AUDIT-C total of this course",
        applies=risky_drinking,
        reads=("audit_c",),
        cites=(AuditC.risky_women, AuditC.risky_men),
    ),
    Rule(
        key="drug-problems",
        row="PS09",
        system=BodySystem.SUBSTANCES,
        weight=Weight.CAUTIONS,
        says="The DAST-10 is {0} or more: moderate problems with drugs or worse. Ask again about a use disorder.",
        needs="a DAST-10 total of this course",
        applies=lambda chart, limits: ~below(chart, "dast10", Dast10.positive, limits),
        reads=("dast10",),
        cites=(Dast10.positive, Dast10.moderate),
    ),
    Rule(
        key="ketamine-misuse",
        row="PS10",
        system=BodySystem.SUBSTANCES,
        weight=Weight.BARS,
        says="Ketamine or PCP was misused.",
        needs="whether ketamine or PCP was ever misused",
        applies=lambda chart, _: chart.ketamine_misuse,
        reads=("ketamine_misuse",),
        cites=(
            Reference(NCT06795659, "exclusions"),
            Reference(TRIAL_TABLE_2023, "exclusions"),
        ),
    ),
    Rule(
        key="unexpected-drug-screen",
        row="PS09, PS10, 1.4",
        system=BodySystem.SUBSTANCES,
        weight=Weight.DEFERS,
        says="The urine drug screen is unexpectedly positive: confirm it first.",
        needs="a urine drug screen of this course, with a ketamine-specific test",
        lifts="A confirmation by mass spectrometry that explains the screen would lift this.",
        applies=lambda chart, _: chart.truth("drug_screen_unexpected"),
        reads=("drug_screen_unexpected",),
        cites=(
            Reference(VA_CRITERIA, "positive drug screen", Status.SECONDARY),
            Reference(KETAMINE_SCREEN, "false positive with quetiapine", Status.SECONDARY),
        ),
    ),
    Rule(
        key="prescription-record",
        row="PS09, 1.4",
        system=BodySystem.SUBSTANCES,
        weight=Weight.DEFERS,
        says="Unexplained sedatives or opioids in the prescription record: clear it up first.",
        needs="a look into the prescription monitoring record",
        lifts="An explanation of every sedative and opioid in the record would lift this.",
        applies=lambda chart, _: chart.truth("prescription_record_concern"),
        reads=("prescription_record_concern",),
        cites=(Reference(SANACORA_2017, "work-up: prescription monitoring", Status.RECALLED),),
    ),
)
