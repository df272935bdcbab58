"""Questions on mental health, alcohol and drugs, capacity and consent."""

from leeward.assessment.item import BodySystem, ask, ask_for_yes, ask_today
from leeward.protocol.assessing import Freshness

MIND_ITEMS = (
    ask(
        BodySystem.MIND,
        "psychotic_disorder",
        "Has the patient ever been diagnosed with schizophrenia or another primary psychotic disorder?",
        "Ketamine can bring psychotic symptoms back.",
    ),
    ask(
        BodySystem.MIND,
        "psychotic_symptoms",
        "Are there hallucinations or delusions now?",
        "Ketamine can worsen them.",
    ),
    ask(
        BodySystem.MIND,
        "mood_psychosis",
        "Has the patient ever been psychotic in a depressive or manic episode?",
        "Evidence is small (41 patients); a psychiatrist decides.",
    ),
    ask(
        BodySystem.MIND,
        "mania",
        "Is the patient manic, hypomanic or in a mixed state now?",
        "Ketamine can drive the mood up.",
    ),
    ask(
        BodySystem.MIND,
        "bipolar_disorder",
        "Has the patient ever been diagnosed with bipolar disorder?",
        "Trials in PTSD mostly left these patients out; a switch into mania is on record.",
    ),
    ask(
        BodySystem.MIND,
        "dissociative_disorder",
        "Has the patient been diagnosed with a dissociative disorder?",
        "The infusion itself dissociates.",
    ),
    ask_today(
        "suicide_risk_imminent",
        "Does the patient have a plan and the intent to end their life now (C-SSRS today)?",
        "They need safety now, in a hospital, not an outpatient infusion.",
        system=BodySystem.MIND,
    ),
    ask(
        BodySystem.MIND,
        "cannot_cooperate",
        "Would the patient be unable to keep to what is agreed, for example because of a severe personality disorder?",
        "The hours of treatment depend on it.",
    ),
    ask(
        BodySystem.MIND,
        "persistent_effects",
        "After ketamine in the past, did psychological effects last for days or longer?",
        "The label knows such effects; they may come again.",
    ),
)

SUBSTANCE_ITEMS = (
    ask(
        BodySystem.SUBSTANCES,
        "substance_use_disorder",
        "Has there been a moderate or severe alcohol or drug use disorder in the last 6 months?",
        "Serial infusions are not started in active addiction.",
    ),
    ask(
        BodySystem.SUBSTANCES,
        "ketamine_misuse",
        "Has the patient ever misused ketamine or PCP?",
        "Treatment could bring it back.",
    ),
    ask(
        BodySystem.SUBSTANCES,
        "drug_screen_unexpected",
        "Is the urine drug screen of this course, with a ketamine-specific test, unexpectedly positive?",
        "Unexpected drugs add to sedation or to the rise in blood pressure; quetiapine can look like ketamine.",
        freshness=Freshness.course,
    ),
    ask(
        BodySystem.SUBSTANCES,
        "prescription_record_concern",
        "Does the prescription monitoring record show sedatives or opioids that nobody can explain?",
        "They add to sedation.",
        freshness=Freshness.course,
    ),
)

CONSENT_ITEMS = (
    ask_for_yes(
        BodySystem.CONSENT,
        "has_capacity",
        "Has a clinician found that the patient can decide about this treatment?",
        "Nobody is treated who cannot decide about it.",
    ),
    ask_for_yes(
        BodySystem.CONSENT,
        "consent_signed",
        "Has the patient signed the consent for this course (off-label use, driving, dependence, bladder, pregnancy)?",
        "The use is off label: the patient must know it.",
        freshness=Freshness.course,
    ),
)
