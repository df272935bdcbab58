"""The questions of the day after, in plain words: the patient reads them, or a nurse reads them out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from leeward.infusion.next_day import Mood, NextDayAnswers, Night, Stomach
from leeward.outcomes.crisis import Urgency
from leeward.outcomes.crisis_triggers import Answered, Trigger
from leeward.truth import YES, Truth

NOT_SAID: Final = ("unknown", "I don’t know, or I’d rather not say")
YES_NO: Final = (("yes", "Yes"), ("no", "No"), NOT_SAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with the answers to choose from."""

    key: str
    asks: str
    choices: tuple[tuple[str, str], ...] = YES_NO
    hint: str = ""


FELL: Final = Question(key="fell", asks="Did you fall, or nearly fall, since you left us?")
DROVE: Final = Question(key="drove", asks="Did you drive, cycle or use machines before you had slept a night?")
STOMACH: Final = Question(
    key="stomach", asks="Do you feel sick?",
    choices=((Stomach.CALM.value, "No"), (Stomach.NAUSEA.value, "Yes, but food and drink stay down"),
             (Stomach.VOMITING.value, "Yes, I vomit and keep nothing down"), NOT_SAID),
)  # fmt: skip
BLADDER: Final = Question(
    key="bladder", asks="Does it hurt to pass urine, is there blood in it, or do you have to go very often?"
)
NIGHT: Final = Question(
    key="night", asks="How did you sleep?",
    choices=((Night.GOOD.value, "Well"), (Night.BAD.value, "Badly"), (Night.NONE.value, "Not at all"), NOT_SAID),
)  # fmt: skip
MOOD: Final = Question(
    key="mood", asks="How do you feel beside the day before the infusion?",
    choices=((Mood.BETTER.value, "Better"), (Mood.SAME.value, "The same"), (Mood.WORSE.value, "Worse"), NOT_SAID),
)  # fmt: skip
HARM: Final = Question(
    key="harm",
    asks="Since the infusion, did you think that you would be better off dead, or of hurting yourself?",
)
PRESSURE_ASKS: Final = "If you have a cuff at home: your blood pressure now"
PRESSURE_HINT: Final = "Both numbers, such as 128/82. Leave it empty if you have none."
HARM_HINT: Final = (
    "If you choose Yes, it is shown to the clinic at once, and the person on call is asked to contact you. It may take "
    "a while until somebody sees it. If you are in danger now, do not wait for us: the numbers are on this page."
)
BEFORE_HARM: Final = (FELL, DROVE, STOMACH, BLADDER, NIGHT, MOOD)
QUESTIONS: Final = (*BEFORE_HARM, HARM)
PRESSURE: Final = re.compile(r"\s*([0-9]{2,3})\s*/\s*([0-9]{2,3})\s*")


def pressure_of(text: str) -> tuple[int, int] | None:
    """Return systolic and diastolic, mmHg; None where it is not written as a pressure."""
    found = PRESSURE.fullmatch(text)
    if found is None:
        return None
    systolic, diastolic = map(int, found.groups())
    return (systolic, diastolic) if systolic > diastolic else None


def read(told: Mapping[str, Any]) -> NextDayAnswers:
    """Return the answers that were kept; what is missing, or not one of the choices, is unknown."""
    written = str(told.get("pressure", "")).strip()
    pressure = pressure_of(written)
    return NextDayAnswers(
        fell=_truth(told, "fell"),
        drove=_truth(told, "drove"),
        bladder=_truth(told, "bladder"),
        stomach=_one(Stomach, told, "stomach"),
        night=_one(Night, told, "night"),
        mood=_one(Mood, told, "mood"),
        pressure=pressure,
        pressure_as_written="" if pressure else written,
        harm=_truth(told, "harm"),
    )


def in_words(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return each question with what was answered."""
    rows = [(each.asks, dict(each.choices).get(str(told.get(each.key, "unknown")), "Not asked")) for each in QUESTIONS]
    if told.get("pressure"):
        rows.append(("Blood pressure at home", str(told["pressure"])))
    return tuple(rows)


def trigger(told: Mapping[str, Any], *, source: str) -> Trigger | None:
    """Return the crisis that a yes to self-harm opens; None for everything else."""
    if read(told).harm is not YES:
        return None
    return Trigger(
        instrument="Questions of the day after",
        says="On the day after an infusion: thoughts of being better off dead, or of self-harm.",
        urgency=Urgency.RAISED,
        answers=(Answered(item=HARM.asks, answer="Yes"),),
        source=source,
    )


def _truth(told: Mapping[str, Any], key: str) -> Truth:
    answer = told.get(key)
    return Truth(answer) if answer in {each.value for each in Truth} else Truth.UNKNOWN


def _one(kind: type[Any], told: Mapping[str, Any], key: str) -> Any:
    known = {each.value: each for each in kind}
    return known.get(told.get(key), kind.UNKNOWN)
