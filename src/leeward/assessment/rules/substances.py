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
