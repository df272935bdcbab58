"""The steps of the intake, one thing on each page: which are asked, and in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from leeward.assessment.treatment import Therapy
from leeward.clinic.portal.questions import PARTS, Question
from leeward.clinic.portal.worded import Words
from leeward.instruments import EVERY, Scale
from leeward.outcomes.crisis_triggers import can_open

Answers = Mapping[str, Mapping[str, Any]]  # what stands, by the step's key

WORDS_CHANGED: Final = "words_changed"  # between showing a line and keeping its answer
YES, NO, DONT_KNOW, NOT_SAID = "yes", "no", "dont_know", "not_said"
SOME, NONE = "some", "none"
OPEN: Final = ((DONT_KNOW, "I don’t know"), (NOT_SAID, "I’d rather not say"))
FOUR: Final = ((YES, "Yes"), (NO, "No"), *OPEN)
RECALLS: Final = {  # as the instruments write them
    "past month": gettext_lazy("Think of the past month."),
    "past week": gettext_lazy("Think of the past week."),
    "past 2 weeks": gettext_lazy("Think of the past 2 weeks."),
    "past year": gettext_lazy("Think of the past year."),
    "whole life": gettext_lazy("Think of your whole life."),
}
SHORT: Final = gettext_lazy("The words are short: answer as you understand them.")
RATHER_NOT: Final = gettext_lazy("I’d rather not say")
OUR_LANGUAGE: Final = "en"  # of our labels: translated by us they would be another, untried questionnaire
UNTRIED: Final = gettext_lazy(
    "This line is in English: we have no tested words for it in your language. If you are not sure what it says, "
    "choose “I’d rather not say”. We ask you in the clinic."
)
OWN_LABELS: Final[Mapping[str, Words]] = {}  # no questionnaire in the clinic's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How a questionnaire is put to a patient: a title, what is asked of each line, or each line in our own words."""

    title: str
    says: str = ""
    lines: tuple[str, ...] = ()


BASELINE: Final[Mapping[str, About]] = {
    "pcl-5": About(title="After what happened", says="How strongly did you have this?"),
    "phq-9": About(title="Your mood", says="How often did you have this?"),
    "gad-7": About(title="Worry", says="How often did you have this?"),
    "audit-c": About(
        title="Alcohol",
        lines=(
            "How often do you drink alcohol?",
            "On a day when you drink: how many drinks?",
            "How often do you have six or more drinks at one time?",
        ),
    ),
}
SUICIDE_ITEM: Final = gettext_lazy(
    "Unless you choose the first answer, or rather not say, your answer is shown to the clinic at once, and the person "
    "on call is asked to contact you. It may take a while until somebody sees it. "
    "If you are in danger now, do not wait for us: the numbers are at the end of this page."
)


class Kind(Enum):
    """What a page asks for."""

    ITEM = "a question of the assessment"
    SCALE = "one line of a questionnaire"
    ALLERGIES = "allergies"
    MEDICINES = "medicines"
    READ_BACK = "what was understood of the medicines"
    HEIGHT = "height"
    WEIGHT = "weight"
    THERAPY = "a psychotherapy that was tried"
    TRIED = "medicines that were tried"
    ESCORT = "who takes the patient home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page."""

    key: str
    kind: Kind
    part: str
    asks: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = FOUR
    question: Question | None = None
    scale: Scale | None = None
    number: int = 0  # of the line in its questionnaire
    therapy: Therapy | None = None
    wording_id: int | None = None  # of the clinic's own words; None for our labels
    copyright: str = ""
    language: str = ""  # of a line of a questionnaire; all else is in the reader's


THERAPIES: Final = (
    (Therapy.PE, "Have you had prolonged exposure therapy (PE)?"),
    (Therapy.CPT, "Have you had cognitive processing therapy (CPT)?"),
    (Therapy.EMDR, "Have you had EMDR?"),
    (Therapy.CBT, "Have you had another cognitive behavioral therapy (CBT) for trauma?"),
)
ABOUT_YOU: Final = (
    Step(
        key="allergies", kind=Kind.ALLERGIES, part="Allergies and medicines", asks="Do you have any allergies?",
        hint="To medicines, latex, plasters or anything else.",
        choices=((SOME, "Yes"), (NONE, "No, none that I know of"), *OPEN),
    ),
    Step(
        key="medicines", kind=Kind.MEDICINES, part="Allergies and medicines", asks="Do you take any medicines?",
        hint="Also what you buy without a prescription, patches, shots and herbs.",
        choices=((SOME, "Yes"), (NONE, "No, I take none"), *OPEN),
    ),
    Step(
        key="medicines-read", kind=Kind.READ_BACK, part="Allergies and medicines",
        asks="Did we understand your medicines?",
    ),
)  # fmt: skip
SIZE: Final = (
    Step(key="height", kind=Kind.HEIGHT, part="About you", asks="How tall are you?", hint="As you know it."),
    Step(
        key="weight", kind=Kind.WEIGHT, part="About you", asks="How much do you weigh?",
        hint="As you know it. We weigh you in the clinic before each infusion.",
    ),
    Step(
        key="escort", kind=Kind.ESCORT, part="About you",
        asks="Is there an adult who could take you home after each infusion?",
        hint="Nobody goes home alone, and you cannot drive until the next day, after a night’s sleep.",
    ),
)  # fmt: skip
TRIED: Final = Step(
    key="tried-medicines", kind=Kind.TRIED, part="What you tried before",
    asks="Have you tried medicines for post-traumatic stress or depression before?",
    hint="Medicines that you no longer take.", choices=((SOME, "Yes"), (NONE, "No"), *OPEN),
)  # fmt: skip


def steps_for(
    answers: Answers, *, asks_about_suicide: bool, words: Mapping[str, Words] = OWN_LABELS
) -> tuple[Step, ...]:
    """Return the steps that are asked, as the answers so far stand; `words` are the clinic's, by questionnaire."""
    return tuple(step for step in every_step(words) if _is_asked(step, answers, asks_about_suicide))


def every_step(words: Mapping[str, Words] = OWN_LABELS) -> Iterator[Step]:
    """Yield every step, also those that some answers leave out."""
    yield from ABOUT_YOU
    for title, questions in PARTS:
        for each in questions:
            yield Step(key=each.key, kind=Kind.ITEM, part=title, asks=each.asks, hint=each.hint, question=each)
    yield from SIZE
    for therapy, asks in THERAPIES:
        key = f"therapy-{therapy.name.lower()}"
        yield Step(key=key, kind=Kind.THERAPY, part="What you tried before", asks=asks, therapy=therapy)
    yield TRIED
    for scale in scales():
        yield from lines_of(scale, words.get(scale.key))


def scales() -> tuple[Scale, ...]:
    """Return the questionnaires of the intake."""
    return tuple(scale for key in BASELINE for scale in EVERY if scale.key == key and not scale.by_clinician)


def lines_of(scale: Scale, words: Words | None) -> Iterator[Step]:
    """Yield one step for each line of a questionnaire, in the clinic's own words where it has some."""
    about = BASELINE[scale.key]
    for item in scale.items:
        line = words.of(item.number) if words else None
        own = about.lines[item.number - 1] if about.lines else item.label
        steps = tuple(
            (str(item.low + n), line.step(item, item.low + n) if line else says.capitalize())
            for n, says in enumerate(item.steps)
        )
        yield Step(
            key=line_key(scale, item.number),
            kind=Kind.SCALE,
            part=about.title,
            asks=line.says if line else own,
            hint=_hint(scale, item.number, words),
            choices=(*steps, (NOT_SAID, str(RATHER_NOT))),
            scale=scale,
            number=item.number,
            wording_id=words.wording_id if words else None,
            copyright=words.copyright if words else "",
            language=getattr(words, "language", "") or OUR_LANGUAGE,
        )


def _hint(scale: Scale, number: int, words: Words | None) -> str:
    """Say how a line is meant: what a form says above its questions stands on every page that nothing else explains."""
    recall, about = str(RECALLS.get(scale.recall, "")), BASELINE[scale.key]
    if words is None:
        return " ".join(part for part in (_(about.says) if about.says else "", recall, how_to_read()) if part)
    heading = words.of(number).heading
    above = words.instructions if number == 1 or not heading else ()
    return " ".join(part for part in (*above, heading) if part) or recall


def how_to_read() -> str:
    """Say how our own labels are meant, and to who reads another language that they are not in it."""
    return str(SHORT if get_language() in {None, OUR_LANGUAGE} else UNTRIED)


def line_key(scale: Scale, number: int) -> str:
    """Return the key of one line of a questionnaire."""
    return f"{scale.key}_{number}"


def points(scale: Scale, answers: Answers) -> tuple[int | None, ...]:
    """Return what was answered on a questionnaire; None for a line that was not."""
    told = (answers.get(line_key(scale, item.number), {}).get("answer", NOT_SAID) for item in scale.items)
    return tuple(None if each == NOT_SAID else int(each) for each in told)


def wording_id(scale: Scale, answers: Answers) -> int | None:
    """Return whose words a questionnaire was answered in: the clinic's, as its last line shows; None for our labels."""
    lines = [answers[key] for item in scale.items if (key := line_key(scale, item.number)) in answers]
    return next((found for each in reversed(lines) if (found := each.get("wording_id"))), None)


def _is_asked(step: Step, answers: Answers, asks_about_suicide: bool) -> bool:
    if step.kind is Kind.READ_BACK:
        return _said(answers, "medicines") == SOME
    if step.question is not None and step.question.unless_no:
        return _said(answers, step.question.unless_no) != NO
    if step.scale is not None and can_open(step.scale):
        return asks_about_suicide
    if step.scale is not None:
        return not _skipped(step.scale, step.number, answers)
    return True


def _skipped(scale: Scale, number: int, answers: Answers) -> bool:
    lowest = {item.number: str(item.low) for item in scale.items}
    return any(
        number in skip.items and _said(answers, line_key(scale, skip.unless)) == lowest[skip.unless]
        for skip in scale.skips
    )


def _said(answers: Answers, key: str) -> str:
    return str(answers.get(key, {}).get("answer", ""))
