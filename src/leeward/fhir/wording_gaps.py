"""Refuse a form that would leave out an item that the score needs, whatever its conditions say."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from leeward.fhir.questionnaire import Form, Question
from leeward.fhir.questionnaire_gates import Value, is_open
from leeward.fhir.wording_scores import CannotFit, answer_of
from leeward.instruments import Scale, ScaleItem

WIDEST: Final = 4000  # combinations of answers that are tried to see when a question is not asked

Pairs = tuple[tuple[ScaleItem, Question], ...]


def refuse_gaps(form: Form, scale: Scale, questions: tuple[Question, ...]) -> None:
    """Raise CannotFit where the form leaves out an item that the instrument itself would ask."""
    pairs = tuple(zip(scale.items, questions, strict=True))
    items = {each.link_id for each in questions}
    weights = {
        (each.link_id, option.value): option.score
        for each in form.questions
        for option in each.options
        if option.score is not None
    }
    for item, question in pairs:
        needed = {c.link_id for gate in question.gates for c in gate.conditions}
        if needed - items:
            other = min(needed - items)
            raise CannotFit(f"Whether {question.called} is asked depends on question {other}, which is no item here.")
        for answers in _combinations([each for each in questions if each.link_id in needed], question):
            asked = all(is_open(gate, answers, weights) for gate in question.gates)
            if not asked and not _is_skipped(scale, item, answers, pairs):
                raise CannotFit(f"The form does not always ask {question.called}, and {scale.name} always needs it.")


def _combinations(sources: Sequence[Question], question: Question) -> Iterator[Mapping[str, Value | None]]:
    ranges: list[list[Value]] = []
    count = 1
    for each in sources:
        ranges.append([option.value for option in each.options] or _values(each))
        count *= len(ranges[-1])
    if count > WIDEST or not all(ranges):
        raise CannotFit(f"Whether {question.called} is asked depends on more answers than Leeward can try.")
    for values in product(*ranges):
        yield {each.link_id: value for each, value in zip(sources, values, strict=True)}


def _values(question: Question) -> list[Value]:
    if question.kind == "boolean":
        return [("boolean", False), ("boolean", True)]
    if question.least is None or question.most is None or question.most - question.least > WIDEST:
        return []
    return [("number", float(n)) for n in range(int(question.least), int(question.most) + 1)]


def _is_skipped(scale: Scale, item: ScaleItem, answers: Mapping[str, Value | None], pairs: Pairs) -> bool:
    """Does the instrument itself leave the item out after these answers?"""
    before = [pairs[skip.unless - 1] for skip in scale.skips if item.number in skip.items]
    return any(answers.get(source.link_id) in set(_lowest(asked, source)) for asked, source in before)


def _lowest(item: ScaleItem, question: Question) -> Iterator[Value]:
    if question.kind == "boolean":
        yield ("boolean", False)
    for option in question.options:
        if answer_of(question.called, item, option) == item.low:
            yield option.value
