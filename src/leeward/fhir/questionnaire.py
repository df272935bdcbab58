"""Read a FHIR R4 Questionnaire: its questions in order, their answers with scores, and when each of them is asked."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from leeward.fhir.questionnaire_answers import Option, options_of
from leeward.fhir.questionnaire_gates import CannotRead, Gate, gate_of, refuse_circles
from leeward.fhir.tree import Node, codings, node, number, several, text

WANTED: Final = "Give one Questionnaire of FHIR R4 as JSON."
LOINC: Final = "http://loinc.org"
DEEPEST: Final = 20  # groups in groups: no form of a clinic needs more
MOST: Final = 400  # questions
LONG: Final = 60  # letters of a question in a sentence about it
CHOICES: Final = frozenset({"choice", "open-choice", "coding"})
NO_QUESTION: Final = frozenset({"group", "display"})
COMPUTED: Final = ("calculatedExpression", "questionnaire-hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the form, with the headings above it and what must hold for it to be asked."""

    link_id: str
    says: str
    kind: str
    options: tuple[Option, ...] = ()
    loinc: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    least: float | None = None
    most: float | None = None
    repeats: bool = False
    is_computed: bool = False

    @property
    def called(self) -> str:
        """Return how a sentence names the question."""
        says = self.says if len(self.says) <= LONG else f"{self.says[:LONG].rstrip()}…"
        return f"question {self.link_id} (“{says}”)" if says else f"question {self.link_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A questionnaire as its publisher words it."""

    title: str
    url: str
    version: str
    language: str
    copyright: str
    loinc: tuple[str, ...]
    questions: tuple[Question, ...]
    instructions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    headings: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    depth: int = 0


def read_questionnaire(raw: bytes | str | Mapping[str, object]) -> Form:
    """Read a form; raises CannotRead with a sentence for anything that cannot be asked as it stands."""
    document = raw if isinstance(raw, Mapping) else _json(raw)
    kind = text(document, "resourceType")
    if kind != "Questionnaire":
        what = f"a {kind}" if kind else "JSON that is no FHIR resource"
        raise CannotRead(f"This is {what}, not a Questionnaire. {WANTED}")
    items = tuple(_walk(document, _Place(), contained=several(document, "contained")))
    questions = tuple(one for one in items if isinstance(one, Question))
    if not questions:
        raise CannotRead("The form has no question.")
    if len(questions) > MOST:
        raise CannotRead(f"The form has {len(questions)} questions; Leeward reads at most {MOST}.")
    _refuse_twins(questions)
    refuse_circles({each.link_id: each.gates for each in questions})
    return Form(
        title=text(document, "title") or text(document, "name"),
        url=text(document, "url"),
        version=text(document, "version"),
        language=text(document, "language"),
        copyright=text(document, "copyright"),
        loinc=_loinc(document),
        questions=questions,
        instructions=tuple(one for one in items if isinstance(one, str) and one),
    )


def _json(raw: bytes | str) -> Node:
    written = _text(raw)
    if written.lstrip().startswith("<"):
        raise CannotRead(f"This is XML. {WANTED}")
    try:
        return node(json.loads(written, parse_constant=_no_number))
    except json.JSONDecodeError as why:
        raise CannotRead(f"The JSON breaks off or is wrong at line {why.lineno}: {why.msg}. {WANTED}") from None
    except RecursionError:
        raise CannotRead(f"The JSON is nested too deeply to be a form. {WANTED}") from None
    except ValueError:
        raise CannotRead(f"The JSON holds something that is no number. {WANTED}") from None


def _text(raw: bytes | str) -> str:
    try:
        return raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise CannotRead(f"The file is not text in UTF-8. {WANTED}") from None


def _no_number(constant: str) -> float:
    raise ValueError(constant)


def _walk(parent: Node, place: _Place, *, contained: tuple[Node, ...]) -> Iterator[Question | str]:
    """Yield the questions in order, and what is only shown as text; groups are opened, however deep."""
    if place.depth > DEEPEST:
        raise CannotRead(f"Groups stand in groups more than {DEEPEST} deep. Flatten the form.")
    for item in several(parent, "item"):
        kind, says = text(item, "type"), _says(item)
        if not kind:
            raise CannotRead(f"The item {text(item, 'linkId') or 'without linkId'} has no type.")
        own = gate_of(item)
        gates = (*place.gates, own) if own else place.gates
        if kind == "display":
            yield says
        elif kind not in NO_QUESTION:
            yield _question(item, kind, says, place.headings, gates, contained)
        headings = (*place.headings, says) if kind == "group" and says else place.headings
        yield from _walk(item, _Place(headings, gates, place.depth + 1), contained=contained)


def _question(
    item: Node, kind: str, says: str, headings: tuple[str, ...], gates: tuple[Gate, ...], contained: tuple[Node, ...]
) -> Question:
    link_id = text(item, "linkId")
    if not link_id:
        raise CannotRead(f"The question “{says[:60]}” has no linkId.")
    if "option" in item or "options" in item:
        raise CannotRead(f"Question {link_id} is written as FHIR STU3 has it (“option”). {WANTED}")
    extensions = several(item, "extension")
    return Question(
        link_id=link_id,
        says=says,
        kind="choice" if kind in CHOICES else kind,
        options=options_of(item, contained),
        loinc=_loinc(item),
        headings=headings,
        gates=gates,
        least=_bound(extensions, "minValue"),
        most=_bound(extensions, "maxValue"),
        repeats=item.get("repeats") is True,
        is_computed=item.get("readOnly") is True
        or any(text(each, "url").endswith(COMPUTED) and each.get("valueBoolean") is not False for each in extensions),
    )


def _says(item: Node) -> str:
    return " ".join(part for part in (text(item, "prefix"), text(item, "text")) if part)


def _loinc(item: Node) -> tuple[str, ...]:
    return tuple(code for system, code in codings({"coding": item.get("code")}) if system == LOINC and code)


def _bound(extensions: tuple[Node, ...], name: str) -> float | None:
    for each in extensions:
        if text(each, "url").endswith(f"/{name}"):
            return number(each, "valueInteger") if "valueInteger" in each else number(each, "valueDecimal")
    return None


def _refuse_twins(questions: tuple[Question, ...]) -> None:
    seen: set[str] = set()
    for each in questions:
        if each.link_id in seen:
            raise CannotRead(f"Two questions have the linkId {each.link_id}; each needs its own.")
        seen.add(each.link_id)
