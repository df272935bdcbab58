"""The lines of questionnaires as a patient reads them: the clinic's own words where it has some, else our labels."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy

from leeward.clinic.portal.steps import NOT_SAID, OUR_LANGUAGE, RATHER_NOT, RECALLS, how_to_read, line_key, points
from leeward.clinic.portal.worded import Words, in_force
from leeward.instruments import EVERY, Scale, by_key, score
from leeward.outcomes.crisis_triggers import can_open, trigger_of

TITLES: Final = {
    "pc-ptsd-5": gettext_lazy("After what happened"),
    "pcl-5": gettext_lazy("After what happened"),
    "pcl-5-week": gettext_lazy("After what happened, this week"),
    "phq-9": gettext_lazy("Your mood"),
    "gad-7": gettext_lazy("Worry"),
    "b-ipf": gettext_lazy("Your everyday life"),
    "audit-c": gettext_lazy("Alcohol"),
    "dast-10": gettext_lazy("Drugs"),
}
ASKS: Final = {
    "pcl-5": gettext_lazy("How strongly did you have this?"),
    "pcl-5-week": gettext_lazy("How strongly did you have this?"),
    "phq-9": gettext_lazy("How often did you have this?"),
    "gad-7": gettext_lazy("How often did you have this?"),
    "b-ipf": gettext_lazy("How much trouble did you have here?"),
    "dast-10": gettext_lazy("Is this true of you?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line: what it asks, its answers, and which of these open a crisis by themselves."""

    key: str
    scale: Scale
    number: int
    title: str
    asks: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    opens: tuple[str, ...]
    wording_id: int | None
    copyright: str
    language: str  # of the question and its answers: a form that was imported, else our own labels

    @property
    def of_one(self) -> Mapping[str, object]:
        """The line as the page's script knows it."""
        return {
            "key": self.key, "title": self.title, "asks": self.asks, "hint": self.hint, "choices": self.choices,
            "opens": self.opens, "words": self.wording_id, "copyright": self.copyright, "language": self.language,
        }  # fmt: skip


def can_be_asked(scale: Scale) -> bool:
    """May this questionnaire be put to a patient on a telephone: theirs to answer, and with words to show?"""
    return scale.is_self_report


def askable() -> tuple[Scale, ...]:
    """Return the questionnaires that can be answered on a telephone."""
    return tuple(scale for scale in EVERY if can_be_asked(scale))


def lines(scale_keys: Iterable[str]) -> tuple[Asked, ...]:
    """Return every line of these questionnaires, in order."""
    keys = tuple(scale_keys)
    words = in_force(keys)
    return tuple(line for key in keys for line in _lines(by_key(key), words.get(key)))


def skipped(scale: Scale, answers: Mapping[str, str]) -> frozenset[int]:
    """Return the lines that need not be asked, as the answers so far stand."""
    lowest = {item.number: str(item.low) for item in scale.items}
    rules = (skip for skip in scale.skips if answers.get(line_key(scale, skip.unless)) == lowest[skip.unless])
    return frozenset(number for skip in rules for number in skip.items)


def title_of(scale: Scale) -> str:
    """Return what a questionnaire is about, in a patient's words."""
    return str(TITLES.get(scale.key, scale.name))


def _lines(scale: Scale, words: Words | None) -> Iterator[Asked]:
    for item in scale.items:
        line, key = words.of(item.number) if words else None, line_key(scale, item.number)
        steps = tuple(
            (str(item.low + n), line.step(item, item.low + n) if line else says.capitalize())
            for n, says in enumerate(item.steps)
        )
        yield Asked(
            key=key,
            scale=scale,
            number=item.number,
            title=title_of(scale),
            asks=line.says if line else item.label,
            hint=_hint(scale, item.number, words),
            choices=(*steps, (NOT_SAID, str(RATHER_NOT))),
            opens=_opening(scale, key, [answer for answer, _says in steps]),
            wording_id=words.wording_id if words else None,
            copyright=words.copyright if words else "",
            language=getattr(words, "language", "") or OUR_LANGUAGE,
        )


def _opening(scale: Scale, key: str, answers: Iterable[str]) -> tuple[str, ...]:
    """Return the answers to a line that open a crisis, whatever stands on the others."""
    if not can_open(scale):
        return ()
    return tuple(
        each for each in answers
        if trigger_of(score(scale, points(scale, {key: {"answer": each}})), source="") is not None
    )  # fmt: skip


def _hint(scale: Scale, number: int, words: Words | None) -> str:
    recall = str(RECALLS.get(scale.recall, ""))
    if words is None:
        return " ".join(str(part) for part in (ASKS.get(scale.key, ""), recall, how_to_read()) if part)
    heading = words.of(number).heading
    above = words.instructions if number == 1 or not heading else ()
    return " ".join(part for part in (*above, heading) if part) or recall
