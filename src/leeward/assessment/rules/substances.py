"""Alcohol and drugs: misuse, and what a test or a record shows."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference, Status
from leeward.evidence.sources import (
    ASRA_2018,
    KETAMINE_SCREEN,
    NCT06795659,
    SANACORA_2017,
    TRIAL_TABLE_2023,
    VA_CRITERIA,
)

RULES: tuple[Rule, ...] = (
    Rule(
        key="substance-use-disorder",
        system=BodySystem.SUBSTANCES,
        weight=Weight.BARS,
        says="A moderate or severe alcohol or drug use disorder in the last 6 months.",
        needs="whether there was a substance use disorder in the last 6 months",
        applies=lambda chart, _: chart.substance_use_disorder,
        reads=("substance_use_disorder",),
        cites=(
            Reference(NCT06795659, "exclusions"),
            Reference(ASRA_2018, "no serial infusions in active abuse", Status.SECONDARY),
        ),
    ),
    Rule(
        key="ketamine-misuse",
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
        system=BodySystem.SUBSTANCES,
        weight=Weight.DEFERS,
        says="The urine drug screen is unexpectedly positive: confirm it first.",
        needs="a urine drug screen of this course, with a ketamine-specific test",
        applies=lambda chart, _: chart.drug_screen_unexpected,
        reads=("drug_screen_unexpected",),
        cites=(
            Reference(VA_CRITERIA, "positive drug screen", Status.SECONDARY),
            Reference(KETAMINE_SCREEN, "false positive with quetiapine", Status.SECONDARY),
        ),
    ),
    Rule(
        key="prescription-record",
        system=BodySystem.SUBSTANCES,
        weight=Weight.DEFERS,
        says="Unexplained sedatives or opioids in the prescription record: clear it up first.",
        needs="a look into the prescription monitoring record",
        applies=lambda chart, _: chart.prescription_record_concern,
        reads=("prescription_record_concern",),
        cites=(Reference(SANACORA_2017, "work-up: prescription monitoring", Status.RECALLED),),
    ),
)
