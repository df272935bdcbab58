"""The answers of a form's question put to the points of an item, or a sentence on why they do not fit."""

from collections.abc import Iterator
from typing import Final

from leeward.fhir.questionnaire import Question
from leeward.fhir.questionnaire_answers import Option
from leeward.instruments import ScaleItem

BOOLEAN: Final = ("no", "yes")


class CannotFit(ValueError):
    """The form is not this instrument, or not in a way that Leeward can score."""


def steps_of(where: str, item: ScaleItem, question: Question) -> Iterator[tuple[int, str]]:
    """Yield the words of each answer, by the answer as we keep it (before a reversed item is turned round)."""
    if question.kind == "boolean":
        yield from enumerate(BOOLEAN)
    elif question.kind == "integer":
        if (question.least, question.most) != (item.low, item.high):
            raise CannotFit(f"{where}, takes a number, but not from {item.low} to {item.high} (minValue, maxValue).")
    elif question.kind != "choice":
        raise CannotFit(f"{where}, is of type {question.kind}; Leeward scores choice, boolean and integer.")
    else:
        seen: set[int] = set()
        for option in question.options:
            answer = answer_of(where, item, option)
            if answer in seen:
                raise CannotFit(f"{where}, has two answers with the score {option.score or 0:g}.")
            seen.add(answer)
            yield answer, option.says


def answer_of(where: str, item: ScaleItem, option: Option) -> int:
    """Return the answer, as we keep it, that an option of the form stands for; raises CannotFit where none does."""
    plain = item.low + option.is_yes if option.is_yes is not None and len(item.steps) == len(BOOLEAN) else None
    if option.score is None:
        if plain is None:
            raise CannotFit(f"{where}, has an answer without a score: “{option.says[:60]}”.")
        return plain
    if option.score != int(option.score):
        raise CannotFit(f"{where}, has the score {option.score:g}, which is no whole number.")
    answer = item.points(int(option.score))
    if plain is not None and plain != answer:
        raise CannotFit(f"{where}, counts “{option.says[:60]}” as {option.score:g}; {item.label} counts the other way.")
    return answer
