"""Capacity and consent: the use is off label, and the patient must know it."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference
from leeward.evidence.sources import FDA_2023, NCT02655692, TORONTO_CLINIC

RULES: tuple[Rule, ...] = (
    Rule(
        key="no-capacity",
        row="PS12",
        system=BodySystem.CONSENT,
        weight=Weight.BARS,
        says="The patient cannot decide about this treatment.",
        needs="a recorded judgement that the patient can decide",
        lifts="A clinician's finding, later, that the patient can decide would lift this.",
        applies=lambda chart, _: ~chart.has_capacity,
        reads=("has_capacity",),
        cites=(
            Reference(TORONTO_CLINIC, "intake form"),
            Reference(NCT02655692, "exclusions"),
        ),
    ),
    Rule(
        key="no-consent",
        row="PS12, 1.4",
        system=BodySystem.CONSENT,
        weight=Weight.DEFERS,
        says="The consent for this course is not signed.",
        needs="the signed consent for this course",
        lifts="The patient's signature under the consent for this course would lift this.",
        applies=lambda chart, _: ~chart.truth("consent_signed"),
        reads=("consent_signed",),
        cites=(Reference(FDA_2023, "alert: not approved for any psychiatric disorder"),),
    ),
)
