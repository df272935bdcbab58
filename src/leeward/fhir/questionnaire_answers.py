"""The answers that a question of a FHIR form offers, with the score of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leeward.fhir.questionnaire_gates import CannotRead, Value, code_value
from leeward.fhir.tree import Node, inner, node, number, several, text

# R4 and R5 name the score of an answer differently, and older forms carry other addresses with the same last word.
SCORES: Final = ("/ordinalValue", "/itemWeight", "-ordinalValue", "/questionnaire-optionScore", "/score")
NO_CODES: Final = frozenset({"LA32-8", "373067005", "N", "no", "false"})
YES_CODES: Final = frozenset({"LA33-6", "373066001", "Y", "yes", "true"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer: its words, its score where the form gives one, and whether it is a plain yes or no."""

    says: str
    value: Value
    score: float | None
    is_yes: bool | None = None


def options_of(item: Node, contained: tuple[Node, ...]) -> tuple[Option, ...]:
    """Return the answers of a question in order; none where the form leaves them to a value set elsewhere."""
    told = tuple(_option(option) for option in several(item, "answerOption"))
    return told or tuple(_listed(text(item, "answerValueSet"), contained))


def _option(option: Node) -> Option:
    coding = node(option.get("valueCoding"))
    whole = number(option, "valueInteger")
    weight = _score(option)
    if weight is None:
        weight = _score(coding)
    if coding:
        return _coded(coding, weight)
    if whole is not None:
        return Option(says=f"{whole:g}", value=("number", whole), score=whole if weight is None else weight)
    says = text(option, "valueString")
    if not says:
        raise CannotRead("An answer of the form is neither a code, nor a whole number, nor words.")
    return Option(says=says, value=("text", says), score=weight, is_yes=_plain(says))


def _listed(address: str, contained: tuple[Node, ...]) -> Iterator[Option]:
    """Yield the answers of a value set that the form brings along."""
    for found in contained:
        if address and address.partition("|")[0] in {f"#{text(found, 'id')}", text(found, "url")}:
            parts = (*several(inner(found, "expansion"), "contains"),)
            for include in several(inner(found, "compose"), "include") if not parts else ():
                parts = (*parts, *several(include, "concept"))
            for concept in parts:
                yield _coded(concept, _score(concept))


def _coded(coding: Node, weight: float | None) -> Option:
    code, says = text(coding, "code"), text(coding, "display")
    is_yes = True if code in YES_CODES else False if code in NO_CODES else _plain(says)
    value = code_value(coding)
    return Option(says=says or code, value=value, score=weight, is_yes=is_yes)


def _plain(says: str) -> bool | None:
    return {"yes": True, "no": False}.get(says.strip().lower())


def _score(parent: Node) -> float | None:
    for each in several(parent, "extension"):
        if text(each, "url").endswith(SCORES):
            found = number(each, "valueDecimal")
            return number(each, "valueInteger") if found is None else found
    return None
