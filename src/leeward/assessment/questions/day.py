"""Questions of the infusion day: yesterday's answer does not count."""

from leeward.assessment.item import ask_today
from leeward.truth import YES

DAY_ITEMS = (
    ask_today(
        "pregnancy_test",
        "Is today's pregnancy test positive?",
        "Tested before every infusion where pregnancy is possible.",
    ),
    ask_today(
        "fasted",
        "Has the patient eaten nothing for 6 hours (8 after a fatty meal) and drunk nothing for 2?",
        "Vomit can get into the lungs.",
        YES,
    ),
    ask_today(
        "stomach_not_empty",
        "Is there vomiting, strong reflux or a stomach that empties slowly today?",
        "Fasting alone does not empty such a stomach.",
    ),
    ask_today(
        "incretin_symptoms",
        "Is a GLP-1 medicine (such as semaglutide) being stepped up, or giving stomach symptoms?",
        "The stomach empties slowly.",
    ),
    ask_today(
        "escort_named",
        "Is there a named adult who takes the patient home, with a telephone number?",
        "Nobody goes home alone.",
        YES,
    ),
    ask_today(
        "must_drive",
        "Does the patient have to drive or run machines before tomorrow, after a night's sleep?",
        "Judgement and reactions are impaired.",
    ),
    ask_today(
        "intoxicated",
        "Is the patient intoxicated or in withdrawal today?",
        "Sedation adds up and consent is in doubt.",
    ),
    ask_today(
        "alcohol_or_cannabis",
        "Has the patient taken alcohol or cannabis today or in the last 24 hours?",
        "Sedation and blood pressure become hard to foresee.",
    ),
    ask_today(
        "respiratory_infection",
        "Is there a cold, a chest infection or a fever today?",
        "Secretions can close the voice box.",
    ),
)
