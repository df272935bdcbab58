"""When a question of a FHIR form is asked: its enableWhen, read, weighed, and refused where it runs in a circle."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from leeward.fhir.tree import Node, node, number, several, text

Value: TypeAlias = tuple[str, object]
ORDERED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
EXPRESSION: Final = "enableWhenExpression"
OPERATORS: Final = frozenset({"exists", "=", "!=", *ORDERED})


class CannotRead(ValueError):
    """The form cannot be read, or cannot be asked as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An answer to another question."""

    link_id: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Conditions of which all, or any one, must hold."""

    conditions: tuple[Condition, ...]
    any_suffices: bool


def gate_of(item: Node) -> Gate | None:
    """Read an item's enableWhen; None where it is always asked. Raises CannotRead for what is not R4."""
    found, link_id = several(item, "enableWhen"), text(item, "linkId") or "without linkId"
    if any(text(each, "url").endswith(EXPRESSION) for each in several(item, "extension")):
        raise CannotRead(f"Whether item {link_id} is asked is told by an expression, which Leeward does not run.")
    if not found:
        return None
    behavior = text(item, "enableBehavior")
    if behavior not in {"", "all", "any"} or (len(found) > 1 and not behavior):
        raise CannotRead(f"Item {link_id} has several conditions; say whether all or any must hold (enableBehavior).")
    return Gate(conditions=tuple(_condition(each, link_id) for each in found), any_suffices=behavior == "any")


def is_open(gate: Gate, answers: Mapping[str, Value | None], weights: Mapping[tuple[str, Value], float]) -> bool:
    """Is the item asked, with these answers? What was not answered fulfils nothing but `exists: false`."""
    held = (_holds(each, answers.get(each.link_id), weights) for each in gate.conditions)
    return any(held) if gate.any_suffices else all(held)


def refuse_circles(gates: Mapping[str, tuple[Gate, ...]]) -> None:
    """Raise CannotRead where a question waits for itself, or for one that is not on the form."""
    asks = {key: {c.link_id for gate in held for c in gate.conditions} for key, held in gates.items()}
    for key, needed in asks.items():
        for other in needed - asks.keys():
            raise CannotRead(f"Question {key} waits for {other or 'a question without linkId'}, which is not there.")
    done: set[str] = set()
    while len(done) < len(asks):
        free = {key for key, needed in asks.items() if key not in done and needed <= done}
        if not free:
            left = ", ".join(sorted(asks.keys() - done))
            raise CannotRead(f"These questions wait for one another in a circle (enableWhen): {left}.")
        done |= free


def code_value(coding: Node) -> Value:
    """Return what a coded answer is compared by: its code, or its words where it has no code."""
    code = text(coding, "code")
    return ("code", code) if code else ("text", text(coding, "display"))


def _condition(found: Node, link_id: str) -> Condition:
    sign = text(found, "operator")
    if sign not in OPERATORS:
        told = f"has the operator {sign!r}" if sign else "has no operator"
        raise CannotRead(f"A condition of item {link_id} {told}; FHIR R4 knows {', '.join(sorted(OPERATORS))}.")
    value = _answer(found)
    if value is None or (sign == "exists" and value[0] != "boolean"):
        raise CannotRead(f"A condition of item {link_id} names no answer that Leeward can compare.")
    return Condition(link_id=text(found, "question"), operator=sign, value=value)


def _answer(found: Node) -> Value | None:
    if isinstance(found.get("answerBoolean"), bool):
        return ("boolean", found["answerBoolean"])
    for name in ("answerInteger", "answerDecimal"):
        given = number(found, name)
        if given is not None:
            return ("number", given)
    if node(found.get("answerCoding")):
        return code_value(node(found.get("answerCoding")))
    return ("text", text(found, "answerString")) if text(found, "answerString") else None


def _holds(condition: Condition, answer: Value | None, weights: Mapping[tuple[str, Value], float]) -> bool:
    if condition.operator == "exists":
        return (answer is not None) is condition.value[1]
    if answer is None:
        return False
    if condition.operator in {"=", "!="}:
        return (answer == condition.value) is (condition.operator == "=")
    left, right = (_weight(condition.link_id, value, weights) for value in (answer, condition.value))
    return ORDERED[condition.operator](left, right)


def _weight(link_id: str, value: Value, weights: Mapping[tuple[str, Value], float]) -> float:
    """Return what an answer weighs when answers are compared by size: the number itself, or the answer's score."""
    if isinstance(value[1], int | float) and value[0] == "number":
        return float(value[1])
    if (link_id, value) in weights:
        return weights[link_id, value]
    raise CannotRead(f"A condition compares answers of question {link_id} by size, and they have no scores.")
