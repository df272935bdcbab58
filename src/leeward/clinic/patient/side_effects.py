"""Side effects that a patient can tick, what to do at once about the serious ones, and words that mean self-harm."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leeward.course.watched import Domain
from leeward.outcomes.crisis import Urgency
from leeward.outcomes.crisis_triggers import Answered, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One side effect: its words for the patient, for the clinic, and what to do at once where it cannot wait.

    `watched` is the domain of long-term safety that is looked at anew before the next infusion.
    """

    key: str
    asks: str | Promise
    clinic: str
    do: str | Promise = ""
    watched: Domain | None = None

    @property
    def is_serious(self) -> bool:
        """Must the patient act before anybody has read it?"""
        return bool(self.do)


EMERGENCY: Final = _("Call the emergency number now. Do not drive yourself.")
TODAY: Final = _("Call the clinic now. If nobody answers, go to the nearest emergency department.")
EFFECTS: Final = (
    Effect(key="chest", asks=_("Chest pain, or trouble breathing"), clinic="Chest pain or dyspnea", do=EMERGENCY),
    Effect(key="seizure", asks=_("A seizure"), clinic="Seizure", do=EMERGENCY),
    Effect(
        key="stroke", asks=_("A weak arm or leg, or trouble speaking or seeing"),
        clinic="Weakness, trouble speaking or seeing", do=EMERGENCY,
    ),
    Effect(key="faint", asks=_("I fainted, or fell"), clinic="Fainted or fell", do=TODAY),
    Effect(key="headache", asks=_("A very strong headache"), clinic="Very strong headache", do=TODAY),
    Effect(key="confused", asks=_("Confused, or seeing things that are not there"), clinic="Confusion or hallucination",
           do=TODAY),
    Effect(key="blood-urine", asks=_("Blood in the urine"), clinic="Blood in urine", do=TODAY,
           watched=Domain.BLADDER),
    Effect(key="vomiting", asks=_("Vomiting again and again"), clinic="Repeated vomiting", do=TODAY),
    Effect(key="bladder", asks=_("Pain when passing urine, or having to go very often"), clinic="Bladder symptoms",
           watched=Domain.BLADDER),
    Effect(key="nausea", asks=_("Feeling sick"), clinic="Nausea"),
    Effect(key="dizzy", asks=_("Dizzy, or not steady"), clinic="Dizziness"),
    Effect(key="tired", asks=_("Very tired"), clinic="Fatigue"),
    Effect(key="far-away", asks=_("Feeling far away, or not real"), clinic="Dissociation"),
    Effect(key="anxious", asks=_("Anxious, or in a panic"), clinic="Anxiety or panic"),
    Effect(key="memories", asks=_("Strong memories or nightmares"), clinic="Intrusive memories or nightmares"),
    Effect(key="sleep", asks=_("Sleeping badly"), clinic="Insomnia"),
    Effect(key="craving", asks=_("Wanting ketamine, drugs or alcohol more strongly"), clinic="Craving",
           watched=Domain.MISUSE),
)  # fmt: skip
BY_KEY: Final = {each.key: each for each in EFFECTS}
SOURCE: Final = "report:{report_id}"
# Words that may mean self-harm or suicide. Too many rather than too few: a person reads what follows.
HARM_WORDS: Final = re.compile(
    r"suicid|kill(?:ing)? (?:my ?self|me)|end(?:ing)? (?:my life|it all)|no reason to live|"
    r"(?:want|wish\w*|rather|better off|hope)\b.{0,20}\b(?:die|dead)\b|"
    r"(?:hurt|harm|cut|hang)(?:t?ing)? my ?self|self.?harm|overdos|"
    r"(?:\bnot|n.?t|never) (?:want(?:ed)? to )?(?:be alive|live any|go on living|wake up)|"
    r"matarme|quitarme la vida|morirme|quiero morir|hacerme da[nñ]o|cortarme|no quiero vivir|estar muert",
    re.IGNORECASE,
)


def serious(keys: Collection[str]) -> tuple[Effect, ...]:
    """Return the ticked effects that cannot wait."""
    return tuple(each for each in EFFECTS if each.key in keys and each.is_serious)


def in_words(keys: Iterable[str]) -> str:
    """Return the effects in the clinic's words."""
    return "; ".join(BY_KEY[key].clinic for key in keys if key in BY_KEY)


def may_mean_harm(words: str) -> bool:
    """May free text be about self-harm or suicide?"""
    return HARM_WORDS.search(" ".join(words.split())) is not None


def trigger(*, report_id: object, harm: str, words: str) -> Trigger | None:
    """Return the crisis that a report opens: a yes to self-harm, or words that may mean it; None for anything else."""
    found = HARM_WORDS.search(" ".join(words.split()))
    if harm != "yes" and found is None:
        return None
    says = "Report of side effects: thoughts of being better off dead, or of self-harm."
    if harm != "yes":
        says = "Report of side effects: the patient’s words may mean self-harm. A person has to read them."
    answers = [
        Answered(item="Thoughts of being better off dead, or of hurting yourself", answer=harm or "not answered")
    ]
    if words.strip():
        answers.append(Answered(item="In the patient’s own words", answer=words.strip()))
    return Trigger(
        instrument="Report of side effects", says=says, urgency=Urgency.RAISED, answers=tuple(answers),
        source=SOURCE.format(report_id=report_id),
    )  # fmt: skip
