"""C-SSRS screen: the ladder of suicidal thoughts and acts; a positive answer always opens a human path."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.evidence import Reference, Status
from leeward.evidence.sources import CSSRS_LOINC, CSSRS_TRIAGE
from leeward.instruments.scale import Answers, Area, Flag, Scale, Skip, numbered
from leeward.instruments.scoring import Score
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of, truth

STEPS: Final = ("no", "yes")

WISH, THOUGHTS, METHOD, INTENT, PLAN, ACT_EVER, ACT_RECENT = LABELS = (
    "Wish to be dead, past month",
    "Thoughts of suicide, past month",
    "Thoughts of a way, past month",
    "Some intent, past month",
    "Plan with intent, past month",
    "Suicidal act, ever",
    "Suicidal act, past 3 months",
)
LOINC: Final = ("93246-7", "93247-5", "93248-3", "93249-1", "93250-9", "93267-3", "93269-9")
NUMBER: Final = {label: number for number, label in enumerate(LABELS, 1)}


class Risk(Enum):
    """What the screen asks of the team."""

    IMMINENT = "imminent risk: do not leave the patient alone, call the responsible clinician now"
    MODERATE = "raised risk: a clinician assesses today, before any infusion"
    LOW = "some risk: a clinician talks it over and reviews the safety plan"
    NONE = "nothing reported on this screen"
    UNKNOWN = "not known: questions were left out; ask them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The risk, and the answers that led to it."""

    risk: Risk
    because: tuple[str, ...]
    cites: tuple[Reference, ...]


TRIAGE_CITES: Final = (
    Reference(CSSRS_TRIAGE, "yes to 4 or 5 in the past month, or an act within 3 months: imminent-risk path"),
    Reference(CSSRS_TRIAGE, "yes to 3, or an earlier act: moderate; yes to 1 or 2: low", Status.RECALLED),
)
IMMINENT: Final = (INTENT, PLAN, ACT_RECENT)
MODERATE: Final = (METHOD, ACT_EVER)
LOW: Final = (WISH, THOUGHTS)
LADDER: Final = ((Risk.IMMINENT, IMMINENT), (Risk.MODERATE, MODERATE), (Risk.LOW, LOW))
WHEN_THOUGHTS: Final = tuple(NUMBER[label] for label in (METHOD, INTENT, PLAN))
SKIPS: Final = (
    Skip(unless=NUMBER[THOUGHTS], items=WHEN_THOUGHTS),
    Skip(unless=NUMBER[ACT_EVER], items=(NUMBER[ACT_RECENT],)),
)


def triage(score: Score) -> Triage:
    """Climb the ladder from the top: a known yes stands, and an unasked question above it leaves the risk unknown."""
    answers = score.answers
    for risk, labels in LADDER:
        yes = tuple(label for label in labels if _said(answers, label) is YES)
        if yes:
            return Triage(risk=_never_lower(answers, risk), because=yes, cites=TRIAGE_CITES)
    risk = Risk.UNKNOWN if score.missing else Risk.NONE
    return Triage(risk=risk, because=(), cites=TRIAGE_CITES)


def _never_lower(answers: Answers, found: Risk) -> Risk:
    """Return the risk found, or UNKNOWN where a question of a higher rung was left out."""
    for risk, labels in LADDER:
        if risk is found:
            return found
        if any(_said(answers, label) is UNKNOWN for label in labels):
            return Risk.UNKNOWN
    return found


def _said(answers: Answers, label: str) -> Truth:
    given = answers[NUMBER[label] - 1]
    if given is None and _skipped(answers, NUMBER[label]):
        return NO
    return truth(None if given is None else given > 0)


def _skipped(answers: Answers, number: int) -> bool:
    return any(number in skip.items and answers[skip.unless - 1] == 0 for skip in SKIPS)


def imminent(answers: Answers) -> Truth:
    """Is there intent, a plan or a recent act?"""
    return any_of(_said(answers, label) for label in IMMINENT)


def positive(answers: Answers) -> Truth:
    """Was anything at all answered with yes?"""
    return any_of(_said(answers, label) for label in LABELS)


def left_out(answers: Answers) -> Truth:
    """Was a question left out that had to be asked?"""
    return truth(any(_said(answers, label) is UNKNOWN for label in LABELS))


def highest_thought(answers: Sequence[int]) -> int:
    """Return the highest rung of thoughts answered with yes, 0 for none; acts are not on this rung ladder."""
    return max(n * answer for n, answer in enumerate(answers[: NUMBER[PLAN]], 1))


CSSRS: Final = Scale(
    key="c-ssrs-screen",
    name="C-SSRS screen",
    area=Area.MOOD,
    items=numbered(LABELS, STEPS, loinc=LOINC),
    recall="past month; acts also ever and past 3 months",
    rights="Free with terms and site registration (recalled; check before use). Leeward ships its own labels: "
    "ask from the clinic's registered form.",
    cites=(*TRIAGE_CITES, Reference(CSSRS_LOINC, "LOINC codes of the questions; the panel's was not found")),
    by_clinician=True,
    flags=(
        Flag(key="imminent-risk", says=f"C-SSRS: {Risk.IMMINENT.value}.", raised=imminent),
        Flag(
            key="suicide-path",
            says="C-SSRS has a yes: a clinician talks with the patient before anything else goes on.",
            raised=positive,
        ),
        Flag(
            key="suicide-item-unanswered",
            says="C-SSRS has questions left out: ask them; unanswered is not no.",
            raised=left_out,
        ),
    ),
    skips=SKIPS,
    total_of=highest_thought,
)
