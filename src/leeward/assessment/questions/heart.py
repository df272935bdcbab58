"""Questions on the heart and its vessels."""

from leeward.assessment.item import BodySystem, ask
from leeward.protocol.assessing import Freshness

HEART_ITEMS = (
    ask(
        BodySystem.HEART,
        "aneurysm",
        "Has the patient ever been told of an aneurysm, in the chest, belly, head or an artery of a limb?",
        "A rise in blood pressure could burst it.",
    ),
    ask(
        BodySystem.HEART,
        "arteriovenous_malformation",
        "Has the patient ever been told of a malformation of blood vessels (AVM)?",
        "A rise in blood pressure could make it bleed.",
    ),
    ask(
        BodySystem.HEART,
        "intracerebral_hemorrhage",
        "Has the patient ever bled into the brain?",
        "A rise in blood pressure could make it bleed again.",
    ),
    ask(
        BodySystem.HEART,
        "stroke_or_tia",
        "Has the patient ever had a stroke or a mini-stroke (TIA)?",
        "One label bars any stroke; blood pressure rises during the infusion.",
    ),
    ask(
        BodySystem.HEART,
        "stroke_recent",
        "Was there a stroke or TIA in the last 6 months?",
        "The brain's vessels regulate badly after a stroke.",
    ),
    ask(
        BodySystem.HEART,
        "severe_heart_disease",
        "Does the patient have severe disease of the heart muscle or of the coronary arteries?",
        "The heart works harder during the infusion.",
    ),
    ask(
        BodySystem.HEART,
        "blood_pressure_hazard",
        "In the clinician's judgement, would a short rise in blood pressure be dangerous for this patient?",
        "Labels bar everyone for whom a rise is a serious hazard, and give no number.",
    ),
    ask(
        BodySystem.HEART,
        "heart_attack",
        "Has the patient ever had a heart attack?",
        "A cardiologist says whether the heart can bear more work.",
    ),
    ask(
        BodySystem.HEART,
        "heart_attack_recent",
        "Was there a heart attack or another acute heart event in the last 6 weeks?",
        "The heart is still healing.",
    ),
    ask(
        BodySystem.HEART,
        "unstable_heart",
        "Is there chest pain, unstable angina or acute heart failure now?",
        "This is an emergency of its own.",
    ),
    ask(
        BodySystem.HEART,
        "heart_failure",
        "Does the patient have heart failure?",
        "The heart works harder during the infusion.",
    ),
    ask(
        BodySystem.HEART,
        "heart_failure_decompensated",
        "Is the heart failure out of control: breathless at rest, swollen, gaining weight?",
        "Decompensation was seen in critically ill patients.",
    ),
    ask(
        BodySystem.HEART,
        "cardiovascular_disease_uncontrolled",
        "Is there any disease of the heart or vessels that is poorly controlled?",
        "A consensus says: do not use.",
    ),
    ask(
        BodySystem.HEART,
        "arrhythmia",
        "Has the patient ever had a significant heart rhythm disorder or a long QT interval?",
        "Adrenaline-like effects can bring it back.",
    ),
    ask(
        BodySystem.HEART,
        "hypertension",
        "Has the patient ever been treated for high blood pressure?",
        "It predicted a larger rise during infusions.",
    ),
    ask(
        BodySystem.HEART,
        "ecg_abnormal",
        "Does the 12-lead ECG of the last 6 months show anything that is not yet explained?",
        "From 50 years, with a drug that lengthens the QT interval, or with any heart question answered yes, "
        "an ECG is read first.",
        freshness=Freshness.electrocardiogram,
    ),
)
