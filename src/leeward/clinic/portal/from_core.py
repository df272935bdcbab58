"""Sentences of the intake that stand in tables without Django; they are translated where a patient reads them."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from leeward.clinic.portal.questions import PARTS
from leeward.clinic.portal.steps import ABOUT_YOU, BASELINE, SIZE, THERAPIES, TRIED, Step


def sentences() -> Iterator[str]:
    """Yield every sentence of the intake's tables."""
    for title, questions in PARTS:
        yield title
        for each in questions:
            yield from filter(None, (each.asks, each.hint, each.urgent))
    for step in (*ABOUT_YOU, *SIZE, TRIED):
        yield from filter(None, (step.part, step.asks, step.hint, *(says for _, says in step.choices)))
    yield from (asks for _, asks in THERAPIES)
    for about in BASELINE.values():
        yield from filter(None, (about.title, about.says))


def spoken(says: str) -> str:
    """Return a sentence in the reader's language; nothing stays nothing."""
    return _(says) if says else ""


def in_our_words(step: Step) -> Step:
    """Return a step in the reader's language; the lines of a questionnaire stay in the language of their wording."""
    asks, part = step.asks if step.scale else spoken(step.asks), spoken(step.part)
    hint = step.hint if step.scale else spoken(step.hint)
    choices = step.choices if step.scale else tuple((key, spoken(says)) for key, says in step.choices)
    question = step.question and replace(step.question, urgent=spoken(step.question.urgent))
    return replace(step, asks=asks, part=part, hint=hint, choices=choices, question=question)
