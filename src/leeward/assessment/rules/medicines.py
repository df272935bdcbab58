"""Medicines whose dose or symptoms decide; the list itself is reviewed row by row."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem, Moment
from leeward.assessment.medication import BENZODIAZEPINES, INCRETINS, OPIOIDS, takes
from leeward.assessment.rule import Rule, Weight, above, below, follow_up, unless
from leeward.evidence import Reference, Status
from leeward.evidence.sources import GLP_2024, KETALAR_US, SPAQI_2025
from leeward.protocol.assessing import Opioids, Sedatives
from leeward.protocol.thresholds import Thresholds
from leeward.truth import UNKNOWN, Truth, truth


def high_benzodiazepine_dose(chart: Chart, limits: Thresholds) -> Truth:
    """Is the daily dose above the limit? Only asked when a benzodiazepine is taken."""
    return follow_up(
        takes(chart, BENZODIAZEPINES), above(chart, "lorazepam_equivalent", Sedatives.lorazepam_to_sign, limits)
    )


def benefit_in_doubt(chart: Chart, limits: Thresholds) -> Truth:
    """Is the daily dose above the one that parted responders from non-responders, and not one to be signed for?"""
    doubtful = follow_up(takes(chart, BENZODIAZEPINES), _above_diazepam_limit(chart, limits))
    return unless(high_benzodiazepine_dose(chart, limits), doubtful)


def _above_diazepam_limit(chart: Chart, limits: Thresholds) -> Truth:
    lorazepam = chart.current("lorazepam_equivalent")
    if lorazepam is None:
        return UNKNOWN
    diazepam_mg = lorazepam.to("mg") * limits.of(Sedatives.diazepam_per_lorazepam).to("1")
    return truth(diazepam_mg > limits.of(Sedatives.diazepam_to_note).to("mg"))


def high_opioid_dose(chart: Chart, limits: Thresholds) -> Truth:
    """Is the daily opioid dose at or above the limit? Only asked when an opioid is taken."""
    return follow_up(takes(chart, OPIOIDS), ~below(chart, "morphine_equivalent", Opioids.morphine_to_sign, limits))


def incretin_symptoms(chart: Chart, _: Thresholds) -> Truth:
    """Is a GLP-1 medicine taken and giving trouble?"""
    return follow_up(takes(chart, INCRETINS), chart.incretin_symptoms)


RULES: tuple[Rule, ...] = (
    Rule(
        key="benzodiazepine-dose",
        row="2.4",
        system=BodySystem.MEDICINES,
        weight=Weight.SIGNOFF,
        says="More than {0} mg lorazepam or its equivalent in a day: a psychiatrist approves first; above {1} mg "
        "diazepam the benefit may be smaller.",
        needs="the daily benzodiazepine dose as lorazepam",
        specialist="psychiatrist",
        lifts="A dose of {0} mg or less, reached slowly with its prescriber, would lift this; never stop abruptly.",
        applies=high_benzodiazepine_dose,
        reads=(
            "medicines",
            "lorazepam_equivalent",
        ),
        cites=(
            Sedatives.lorazepam_to_sign,
            Sedatives.diazepam_to_note,
            Sedatives.diazepam_per_lorazepam,
        ),
    ),
    Rule(
        key="benzodiazepine-benefit",
        row="2.2",
        system=BodySystem.MEDICINES,
        weight=Weight.CAUTIONS,
        says="More than {0} mg diazepam or its equivalent in a day: the benefit may be smaller. Never stop abruptly.",
        needs="the daily benzodiazepine dose as lorazepam",
        applies=benefit_in_doubt,
        reads=(
            "medicines",
            "lorazepam_equivalent",
        ),
        cites=(
            Sedatives.diazepam_to_note,
            Sedatives.diazepam_per_lorazepam,
        ),
    ),
    Rule(
        key="opioid-dose",
        row="ME22",
        system=BodySystem.MEDICINES,
        weight=Weight.SIGNOFF,
        says="Opioids worth {0} mg of oral morphine or more in a day: a pain specialist approves first.",
        needs="the daily opioid dose as oral morphine",
        specialist="pain specialist",
        lifts="A dose below {0} mg, reached slowly with its prescriber, would lift this; never stop abruptly.",
        applies=high_opioid_dose,
        reads=(
            "medicines",
            "morphine_equivalent",
        ),
        cites=(
            Opioids.morphine_to_sign,
            Reference(KETALAR_US, "interactions: opioids lengthen recovery and deepen sedation"),
        ),
    ),
    Rule(
        key="incretin-symptoms",
        row="ME16",
        system=BodySystem.MEDICINES,
        weight=Weight.DEFERS,
        says="A GLP-1 medicine is being stepped up or gives stomach symptoms: a day of liquids, or another day.",
        needs="whether a GLP-1 medicine is stepped up or gives symptoms",
        lifts="A day without stomach symptoms, or after a day of liquids, would lift this.",
        applies=incretin_symptoms,
        reads=(
            "medicines",
            "incretin_symptoms",
        ),
        cites=(
            Reference(GLP_2024, "multisociety guidance", Status.SECONDARY),
            Reference(SPAQI_2025, "consensus", Status.SECONDARY),
        ),
        moment=Moment.DAY,
    ),
)
