"""Match a form of FHIR to one of our instruments: whose words then stand where our short labels stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leeward.fhir.questionnaire import Form, Question
from leeward.fhir.wording_gaps import refuse_gaps
from leeward.fhir.wording_scores import CannotFit as CannotFit
from leeward.fhir.wording_scores import steps_of
from leeward.instruments import EVERY, Scale, ScaleItem

PANEL: Final = "loinc.org/q/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWording:
    """The words of one item; without `steps` our own answers stand."""

    number: int
    says: str
    steps: tuple[str, ...]
    heading: str
    link_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A clinic's official wording of one instrument, item by item."""

    scale_key: str
    title: str
    url: str
    version: str
    language: str
    copyright: str
    instructions: tuple[str, ...]
    items: tuple[ItemWording, ...]
    not_used: tuple[str, ...]


def scale_of(form: Form) -> Scale | None:
    """Return the instrument that the form itself names by LOINC; None where it names none, or one we do not have."""
    named = {scale.loinc_panel: scale for scale in EVERY if scale.loinc_panel}
    codes = (*form.loinc, form.url.partition(PANEL)[2])
    return next((named[code] for code in codes if code in named), None)


def fit(form: Form, scale: Scale, *, link_ids: Sequence[str] = ()) -> Wording:
    """Put the form's words to the items of a scale; raises CannotFit or CannotRead with a sentence.

    The questions are found by `link_ids` where they are given (one for each item, in our order), else by LOINC, else
    by their order.
    """
    if scale.is_score_entry:
        raise CannotFit(f"Leeward enters only the score of {scale.name}, from the clinic's own form; import nothing.")
    told = scale_of(form)
    if told is not None and told.key != scale.key:
        raise CannotFit(f"The form says that it is {told.name} ({told.recall}); it is not {scale.name}.")
    questions = _chosen(form, scale, link_ids) if link_ids else _found(form, scale)
    refuse_gaps(form, scale, questions)
    items = tuple(_item(scale, item, each) for item, each in zip(scale.items, questions, strict=True))
    return Wording(
        scale_key=scale.key,
        title=form.title,
        url=form.url,
        version=form.version,
        language=form.language,
        copyright=form.copyright,
        instructions=form.instructions,
        items=items,
        not_used=tuple(each.called for each in form.questions if each not in questions),
    )


def _chosen(form: Form, scale: Scale, link_ids: Sequence[str]) -> tuple[Question, ...]:
    if len(link_ids) != len(scale.items) or len(set(link_ids)) != len(link_ids):
        raise CannotFit(
            f"{scale.name} has {len(scale.items)} items; name as many linkIds, each once, in the order of the items."
        )
    by_id = {each.link_id: each for each in form.questions}
    for link_id in link_ids:
        if link_id not in by_id:
            raise CannotFit(f"The form has no question with the linkId {link_id!r}.")
    return tuple(by_id[link_id] for link_id in link_ids)


def _found(form: Form, scale: Scale) -> tuple[Question, ...]:
    codes = {item.loinc: item for item in scale.items if item.loinc}
    coded = {code: each for each in form.questions for code in each.loinc if code in codes}
    if coded and len(codes) == len(scale.items):
        for code, item in codes.items():
            if code not in coded:
                raise CannotFit(
                    f"The form lacks the question with LOINC {code}, which is item {item.number} of {scale.name} "
                    f"({item.label}). It is another edition, or part of the form is missing."
                )
        return tuple(coded[code] for code in codes)
    scored = tuple(each for each in form.questions if _can_score(each))
    if len(scored) != len(scale.items):
        raise CannotFit(
            f"The form has {len(scored)} questions whose answers have scores, and {scale.name} has "
            f"{len(scale.items)} items. Name the linkIds of its items, one for each, in their order."
        )
    return scored


def _can_score(question: Question) -> bool:
    if question.is_computed:
        return False
    if question.kind == "choice":
        return any(option.score is not None or option.is_yes is not None for option in question.options)
    return question.kind in {"boolean", "integer"}


def _item(scale: Scale, item: ScaleItem, question: Question) -> ItemWording:
    where = f"Item {item.number} of {scale.name}, {question.called}"
    if not question.says:
        raise CannotFit(f"{where}, has no text.")
    if question.repeats:
        raise CannotFit(f"{where}, takes several answers at once; Leeward scores one.")
    steps = dict(steps_of(where, item, question))
    wanted = set(range(item.low, item.high + 1))
    if question.kind != "integer" and set(steps) != wanted:
        raise CannotFit(
            f"{where}, has answers for {', '.join(map(str, sorted(steps))) or 'no score'}; "
            f"it takes one answer for each of {item.low} to {item.high}."
        )
    return ItemWording(
        number=item.number,
        says=question.says,
        steps=tuple(steps[n] for n in sorted(wanted)) if steps else (),
        heading=" · ".join(question.headings),
        link_id=question.link_id,
    )
