"""Questions on the brain and the eyes."""

from leeward.assessment.item import BodySystem, ask

BRAIN_ITEMS = (
    ask(
        BodySystem.BRAIN,
        "raised_intracranial_pressure",
        "Is there raised pressure in the head, a brain tumor or hydrocephalus?",
        "Ketamine can raise that pressure.",
    ),
    ask(
        BodySystem.BRAIN,
        "head_injury_severe",
        "Has the patient had a severe head injury (long unconsciousness, bleeding, operation)?",
        "Trials in PTSD left these patients out.",
    ),
    ask(
        BodySystem.BRAIN,
        "head_injury_mild",
        "Has the patient had a mild head injury (concussion)?",
        "One trial allowed it; confusion is harder to judge.",
    ),
    ask(
        BodySystem.BRAIN,
        "head_injury_recent",
        "Was there a head injury of any degree in the last 3 months?",
        "Pressure in the head may still be raised; the date is charted with it.",
    ),
    ask(
        BodySystem.BRAIN,
        "seizures",
        "Has the patient ever had epilepsy or a seizure?",
        "A recent seizure is normally not treated: with the date of the last one and its drugs a neurologist decides.",
    ),
    ask(
        BodySystem.BRAIN,
        "dementia_or_delirium",
        "Is there dementia, or has there been a recent delirium?",
        "Ketamine worsens confusion.",
    ),
    ask(
        BodySystem.BRAIN,
        "memory_concern",
        "Does anyone worry about the patient's memory or thinking?",
        "Then a MoCA is done first, as for everyone from 60.",
    ),
    ask(
        BodySystem.BRAIN,
        "hypertensive_encephalopathy",
        "Has high blood pressure ever affected the patient's brain (hypertensive encephalopathy)?",
        "The label asks for closer watching.",
    ),
)

EYE_ITEMS = (
    ask(
        BodySystem.EYE,
        "acute_eye",
        "Is there an attack of angle-closure glaucoma or an open eye injury now?",
        "Even a small rise of eye pressure can cost sight.",
    ),
    ask(
        BodySystem.EYE,
        "glaucoma",
        "Has the patient ever been told of glaucoma or raised eye pressure?",
        "Eye pressure can rise; an eye doctor says whether that is safe.",
    ),
)
