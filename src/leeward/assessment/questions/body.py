"""Questions on the rest of the body."""

from leeward.assessment.item import BodySystem, ask, ask_for_yes
from leeward.protocol.assessing import Freshness

BODY_ITEMS = (
    ask(
        BodySystem.LIVER,
        "liver_failure",
        "Is the liver severely impaired (cirrhosis, Child-Pugh C)?",
        "Not studied; the liver clears ketamine.",
    ),
    ask(
        BodySystem.LIVER,
        "liver_impairment",
        "Is the liver moderately impaired (Child-Pugh B)?",
        "Effects last longer.",
    ),
    ask(
        BodySystem.BLADDER,
        "ketamine_bladder_injury",
        "Has ketamine ever harmed the patient's bladder or urinary tract?",
        "It would be harmed again.",
    ),
    ask(
        BodySystem.BLADDER,
        "bladder_symptoms",
        "Is there bladder pain, blood in the urine, or frequent or urgent passing of urine without another cause?",
        "Ketamine can injure the bladder.",
    ),
    ask(
        BodySystem.BLADDER,
        "urinalysis_abnormal",
        "Does the urinalysis of this course show blood, or an infection?",
        "It is the starting point from which harm to the bladder is told.",
        freshness=Freshness.course,
    ),
    ask(
        BodySystem.KIDNEY,
        "dialysis",
        "Is the patient on dialysis?",
        "Fluid and blood pressure swing between sessions.",
    ),
    ask(
        BodySystem.HORMONES,
        "hyperthyroidism_untreated",
        "Is the thyroid overactive and not, or not yet fully, treated?",
        "Blood pressure and heart rate can rise steeply.",
    ),
    ask(
        BodySystem.HORMONES,
        "thyroid_symptoms",
        "Are there signs of an overactive thyroid: weight loss, heat, tremor or palpitations without another cause?",
        "Then a TSH is done first, as with every thyroid drug and a resting heart rate above 100.",
    ),
    ask(
        BodySystem.HORMONES,
        "thyroid_test_abnormal",
        "Does a recent TSH lie outside the laboratory's range?",
        "With an overactive thyroid, blood pressure and heart rate can rise steeply.",
        freshness=Freshness.thyroid,
    ),
    ask(
        BodySystem.HORMONES,
        "pheochromocytoma_or_carcinoid",
        "Has the patient been told of a pheochromocytoma or a carcinoid tumor?",
        "Blood pressure can rise without limit.",
    ),
    ask(
        BodySystem.AIRWAY,
        "sleep_apnea",
        "Has the patient been told of sleep apnea?",
        "Bring the CPAP; no other sedatives.",
    ),
    ask(
        BodySystem.AIRWAY,
        "sleep_apnea_untreated",
        "Is there severe sleep apnea that is not treated?",
        "Breathing can fail under sedation.",
    ),
    ask(
        BodySystem.AIRWAY,
        "severe_lung_disease",
        "Is there severe asthma or COPD, or oxygen at home?",
        "There is little reserve if breathing slows.",
    ),
    ask(
        BodySystem.AIRWAY,
        "difficult_airway",
        "Has an anesthetist ever found the airway difficult?",
        "Help must be nearer if breathing stops.",
    ),
    ask(
        BodySystem.REPRODUCTION,
        "could_be_pregnant",
        "Could the patient become or be pregnant?",
        "Ketamine may harm the unborn. It is asked of everyone and never inferred from the recorded sex.",
    ),
    ask(
        BodySystem.REPRODUCTION,
        "pregnant",
        "Is the patient known to be pregnant?",
        "Ketamine may harm the unborn.",
    ),
    ask_for_yes(
        BodySystem.REPRODUCTION,
        "contraception",
        "Is effective contraception agreed for the course?",
        "Ketamine may harm the unborn.",
    ),
    ask(
        BodySystem.REPRODUCTION,
        "preeclampsia",
        "Is there, or was there lately, pre-eclampsia or eclampsia?",
        "A rise in blood pressure could cause a seizure.",
    ),
    ask(
        BodySystem.REPRODUCTION,
        "breastfeeding",
        "Is the patient breastfeeding?",
        "A little ketamine passes into the milk for about 12 hours.",
    ),
    ask(
        BodySystem.PORPHYRIA,
        "porphyria",
        "Has the patient, or a close relative, been told of acute hepatic porphyria?",
        "Ketamine is on lists of unsafe drugs; a porphyria service advises first.",
    ),
    ask(
        BodySystem.GENERAL,
        "severe_systemic_disease",
        "Does the patient have severe systemic disease (ASA class III or higher)?",
        "An anesthetist decides whether a clinic is the place.",
    ),
    ask(
        BodySystem.GENERAL,
        "life_threatening_disease",
        "Is there disease that constantly threatens life (ASA class IV or higher)?",
        "An office clinic is not the place.",
    ),
    ask(
        BodySystem.GENERAL,
        "critically_ill",
        "Is the patient severely dehydrated, exhausted or critically ill?",
        "Blood pressure can fall and the heart fail.",
    ),
    ask(
        BodySystem.GENERAL,
        "blood_tests_abnormal",
        "Do a recent glucose and blood count show anything that is not yet explained?",
        "What is found before the course is not mistaken for harm by it.",
        freshness=Freshness.laboratory,
    ),
)
