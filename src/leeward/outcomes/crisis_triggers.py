"""What opens a crisis: a positive answer about suicide, with the answers as they were given."""

from dataclasses import dataclass
from typing import Final

from leeward.instruments import CSSRS, PHQ9, Scale, Score, by_key
from leeward.instruments.cssrs import LABELS, Risk, triage
from leeward.instruments.phq9 import SELF_HARM
from leeward.outcomes.crisis import Urgency
from leeward.truth import YES

PATH: Final = "suicide-path"  # the flag of a scale whose answers open a crisis
URGENCY: Final = {
    Risk.IMMINENT: Urgency.IMMINENT,
    Risk.MODERATE: Urgency.RAISED,
    Risk.LOW: Urgency.LOW,
    # A yes stands, and a graver question was left out: until it is asked, the gravest is taken.
    Risk.UNKNOWN: Urgency.IMMINENT,
}
NOT_ANSWERED: Final = "not answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One item and what was answered, in the words that were shown."""

    item: str
    answer: str
    points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A positive answer: from which instrument, how urgent, and every answer that belongs to it.

    `source` names the record that it stands in, so that one record opens a crisis once.
    """

    instrument: str
    says: str
    urgency: Urgency
    answers: tuple[Answered, ...]
    source: str


def can_open(scale: Scale) -> bool:
    """Can an answer on this scale open a crisis? Then it may be asked from afar only while somebody is on call."""
    return any(flag.key == PATH for flag in scale.flags)


def trigger_of(score: Score, *, source: str) -> Trigger | None:
    """Return what a filled-in scale opens; None where nothing on it was answered positively."""
    scale = by_key(score.scale_key)
    if not can_open(scale) or scale.flag(PATH).raised(score.answers) is not YES:
        return None
    if scale.key == CSSRS.key:
        return _of_screen(score, source)
    items = (SELF_HARM,) if scale.key == PHQ9.key else tuple(item.number for item in scale.items)
    return Trigger(
        instrument=scale.name,
        says=scale.flag(PATH).says,
        urgency=Urgency.RAISED,
        answers=tuple(_answered(scale, score, number) for number in items),
        source=source,
    )


def on_chart(*, question: str, source: str) -> Trigger:
    """Return what the answer yes to imminent suicide risk opens in the assessment."""
    return Trigger(
        instrument="Assessment",
        says="The assessment says: imminent suicide risk.",
        urgency=Urgency.IMMINENT,
        answers=(Answered(item=question, answer="yes"),),
        source=source,
    )


def by_hand(*, says: str, is_imminent: bool, source: str) -> Trigger:
    """Return what a member of staff heard or saw, without any questionnaire."""
    return Trigger(
        instrument="Said or seen",
        says="A member of staff heard or saw it.",
        urgency=Urgency.IMMINENT if is_imminent else Urgency.RAISED,
        answers=(Answered(item="What was said or seen", answer=says.strip()),),
        source=source,
    )


def _of_screen(score: Score, source: str) -> Trigger:
    found = triage(score)
    says = f"C-SSRS: {found.risk.value}."
    if found.risk is Risk.UNKNOWN:
        says = "C-SSRS has a yes, and a graver question was left out: taken as imminent until it is asked."
    return Trigger(
        instrument=CSSRS.name,
        says=says,
        urgency=URGENCY[found.risk],
        answers=tuple(_answered(CSSRS, score, number) for number, _ in enumerate(LABELS, 1)),
        source=source,
    )


def _answered(scale: Scale, score: Score, number: int) -> Answered:
    item, given = scale.items[number - 1], score.answers[number - 1]
    answer = NOT_ANSWERED if given is None else item.steps[given - item.low]
    return Answered(item=f"{number}. {item.label}", answer=answer, points=given)
