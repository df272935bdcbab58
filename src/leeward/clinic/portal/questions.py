"""The questions of the assessment that a patient can answer at home, in plain words; unknown stays unknown.

Each key is one of `assessment.ITEMS`. What only a clinician can judge, test or sign stands in `FOR_CLINICIANS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TOLD: Final = "Has a doctor ever told you that you have"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. After a no to `unless_no` it is not asked; where that implies its own no, `no_follows` says so."""

    key: str
    asks: str
    hint: str = ""
    unless_no: str = ""
    no_follows: bool = False
    urgent: str = ""  # what to do at once after a yes


def q(key: str, asks: str, hint: str = "", **more: object) -> Question:
    """Write one row of the table."""
    return Question(key=key, asks=asks, hint=hint, **more)  # type: ignore[arg-type]


HEART: Final = (
    q("hypertension", "Have you ever been treated for high blood pressure?", "Also if it is normal now."),
    q("heart_attack", "Have you ever had a heart attack?"),
    q(
        "heart_attack_recent", "In the last 6 weeks, have you had a heart attack or another sudden heart problem?",
        "For example a hospital stay because of your heart.",
    ),
    q(
        "unstable_heart", "Do you have chest pain or trouble breathing now, or have they come back or become worse?",
        "We mean today and the last days.",
        urgent="Chest pain or trouble breathing can be an emergency. Do not wait for us.",
    ),
    q("heart_failure", f"{TOLD} heart failure?", "A heart that pumps too weakly."),
    q("severe_heart_disease", f"{TOLD} a serious disease of the heart muscle or of the heart’s own arteries?"),
    q("arrhythmia", f"{TOLD} a heart rhythm problem or a “long QT”?", "Not a few extra beats that need no treatment."),
    q("aneurysm", f"{TOLD} an aneurysm?", "A bulge in a blood vessel of the head, chest, belly, arm or leg."),
    q("arteriovenous_malformation", f"{TOLD} a malformation of blood vessels (AVM)?"),
    q("stroke_or_tia", "Have you ever had a stroke or a mini-stroke (TIA)?"),
    q(
        "stroke_recent", "Was the stroke or mini-stroke in the last 6 months?", unless_no="stroke_or_tia",
        no_follows=True,
    ),
    q("intracerebral_hemorrhage", "Have you ever had bleeding in the brain?"),
)  # fmt: skip
BRAIN: Final = (
    q("seizures", "Have you ever had epilepsy or a seizure?"),
    q(
        "head_injury_severe", "Have you ever had a severe head injury?",
        "You were unconscious for a long time, bled inside the head, or had an operation.",
    ),
    q("head_injury_mild", "Have you ever had a concussion or a mild head injury?"),
    q("head_injury_recent", "Have you had a head injury of any kind in the last 3 months?"),
    q("raised_intracranial_pressure", f"{TOLD} raised pressure in the head, a brain tumor or “water on the brain”?"),
    q("memory_concern", "Do you, or people close to you, worry about your memory or thinking?"),
    q("glaucoma", f"{TOLD} glaucoma or raised pressure in the eye?"),
    q(
        "acute_eye", "Do you have an open eye injury, or a sudden painful red eye with poor sight, now?",
        urgent="This can cost your sight. An eye doctor or an emergency department should see it today.",
    ),
)  # fmt: skip
BODY: Final = (
    q("sleep_apnea", f"{TOLD} sleep apnea?", "Pauses in breathing while you sleep."),
    q(
        "sleep_apnea_untreated", "Is your sleep apnea severe, and not treated?",
        "Answer No if you use your CPAP or another treatment each night.", unless_no="sleep_apnea",
    ),
    q("severe_lung_disease", "Do you have severe asthma or COPD, or use oxygen at home?"),
    q("difficult_airway", "Has it ever been hard to place a breathing tube for you?", "For an operation."),
    q("liver_failure", f"{TOLD} severe liver disease or cirrhosis?"),
    q("dialysis", "Are you on dialysis?"),
    q(
        "bladder_symptoms", "Do you have bladder pain, blood in the urine, or a frequent or urgent need to pass urine?",
        "Answer No if you know another cause, such as a bladder infection that is treated now.",
    ),
    q("ketamine_bladder_injury", "Has ketamine ever harmed your bladder?", "If you never had ketamine, answer No."),
    q("hyperthyroidism_untreated", "Is your thyroid overactive, and not or not yet fully treated?"),
    q(
        "thyroid_symptoms", "Do you lose weight, feel hot, tremble or feel your heart race, and nobody knows why?",
        "We ask because of the thyroid.",
    ),
    q("pheochromocytoma_or_carcinoid", f"{TOLD} a pheochromocytoma or a carcinoid tumor?", "Both are very rare."),
    q("porphyria", "Have you, or has a close relative, been told of acute porphyria?", "It is very rare."),
)  # fmt: skip
PREGNANCY: Final = (
    q(
        "could_be_pregnant", "Could you be pregnant, or become pregnant?",
        "We ask everyone. Ketamine may harm an unborn child. Answer No if it does not apply to you.",
    ),
    q("pregnant", "Are you pregnant?", unless_no="could_be_pregnant", no_follows=True),
    q(
        "contraception", "Do you use birth control that is reliable, and will you go on with it through treatment?",
        unless_no="could_be_pregnant",
    ),
    q("breastfeeding", "Are you breastfeeding?", "We ask everyone. Answer No if it does not apply to you."),
    q("preeclampsia", "Do you have pre-eclampsia or eclampsia, or did you have it lately?", "In a pregnancy."),
)  # fmt: skip
MIND: Final = (
    q("psychotic_disorder", f"{TOLD} schizophrenia, or another psychotic disorder?"),
    q("psychotic_symptoms", "Do you see or hear things now that other people do not?"),
    q("mood_psychosis", "During a depression or a high, have you ever lost touch with what is real?"),
    q("bipolar_disorder", f"{TOLD} bipolar disorder?"),
    q("dissociative_disorder", f"{TOLD} a dissociative disorder?"),
    q(
        "persistent_effects", "After ketamine in the past, did changes in how you think or feel last for days?",
        "If you never had ketamine, answer No.",
    ),
    q("ketamine_misuse", "Have you ever used ketamine or PCP other than a doctor told you to?"),
    q(
        "substance_use_disorder", "In the last 6 months, has alcohol or any drug been a serious problem for you?",
        "Or were you treated for it. Your answer helps to keep you safe; it does not go to the police.",
    ),
)  # fmt: skip
PARTS: Final[tuple[tuple[str, tuple[Question, ...]], ...]] = (
    ("Heart and blood vessels", HEART),
    ("Head and eyes", BRAIN),
    ("The rest of your body", BODY),
    ("Pregnancy", PREGNANCY),
    ("Mental health", MIND),
)
QUESTIONS: Final[Mapping[str, Question]] = {each.key: each for _, part in PARTS for each in part}

FOR_CLINICIANS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("blood_pressure_hazard", "cardiovascular_disease_uncontrolled", "heart_failure_decompensated",
         "hypertensive_encephalopathy", "dementia_or_delirium", "mania", "cannot_cooperate", "liver_impairment",
         "severe_systemic_disease", "life_threatening_disease", "critically_ill"),
        "a clinician’s judgment",
    ),
    **dict.fromkeys(
        ("ecg_abnormal", "drug_screen_unexpected", "prescription_record_concern", "urinalysis_abnormal",
         "thyroid_test_abnormal", "blood_tests_abnormal", "pregnancy_test"),
        "a test or a record that a clinician reads",
    ),
    **dict.fromkeys(("has_capacity", "consent_signed"), "decided or signed in the clinic"),
    **dict.fromkeys(
        ("fasted", "stomach_not_empty", "incretin_symptoms", "escort_named", "must_drive", "intoxicated",
         "alcohol_or_cannabis", "respiratory_infection", "suicide_risk_imminent"),
        "asked on the day: an answer of another day does not stand",
    ),
}  # fmt: skip
