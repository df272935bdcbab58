"""Read diagnoses: a positive finding becomes yes, a hint becomes a question, absence stays unknown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from leeward.assessment.chart import ITEM_BY_KEY
from leeward.fhir.condition import MEANINGS, Meaning, Reads
from leeward.fhir.dates import day, day_of
from leeward.fhir.imported import ImportedAnswer, Left, Provenance, Question
from leeward.fhir.tree import Node, code, codings, identity, inner, left, name, several, statuses, text
from leeward.fhir.turned import HISTORY, is_turned
from leeward.truth import YES

SNOMED: Final = "http://snomed.info/sct"
ICD10: Final = "/icd-10"
NOT_TRUE: Final = {
    "refuted": "it is refuted",
    "entered-in-error": "it is entered-in-error",
    "410516002": "it is known to be absent",
    "723511001": "it is refuted",
    "723510000": "it is entered-in-error",
    "not-done": "it was not done, or not finished",
}
NOT_SURE: Final = frozenset({"unconfirmed", "provisional", "differential"})
OVER: Final = "it is over, and the question is about now or lately"
NOT_ASKED: Final = "no question here asks about it"
NAMED: Final = "found by its name"
CODED: Final = "found by its code"
# Diagnoses that answer no question of suitability and still matter here.
REMARKS: Final = (
    (
        re.compile(r"\bobes|\bbody mass index (?:30|35|40)", re.IGNORECASE),
        "measure weight and height today; the dosing weight may differ from the actual one.",
    ),
    (
        re.compile(r"\bpost[- ]?traumatic stress|\bPTSD\b", re.IGNORECASE),
        "a record is no diagnosis of today; if it is over, it is history and not an indication.",
    ),
)


class Listed(Enum):
    """How a diagnosis stands in the record."""

    ACTIVE = "active"
    OVER = "over"
    UNCLEAR = "of unclear status"


STATUS: Final = {
    "active": Listed.ACTIVE,
    "recurrence": Listed.ACTIVE,
    "relapse": Listed.ACTIVE,
    "inactive": Listed.OVER,
    "remission": Listed.OVER,
    "resolved": Listed.OVER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the diagnoses answer, what they hint at, and what was not used."""

    answers: Mapping[str, ImportedAnswer]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    left: tuple[Left, ...]


@dataclass(slots=True)
class _Sorting:
    """The piles on which the diagnoses are laid, one after the other."""

    yes: dict[str, list[Provenance]]
    asks: list[Question]
    unused: dict[Listed, dict[str, None]]
    notes: list[str]

    @property
    def height(self) -> int:
        """How much was taken so far."""
        return len(self.asks) + sum(map(len, self.yes.values()))


def findings(resources: tuple[Node, ...], *, on: date, table: tuple[Meaning, ...] = MEANINGS) -> Findings:
    """Sort the diagnoses as they stand on the day we look, by what the table's rows say of them."""
    piles = _Sorting(yes={}, asks=[], unused={listed: {} for listed in Listed}, notes=[])
    unused_resources = []
    for resource in resources:
        before = piles.height
        why = _lay(resource, piles, table, on=on)
        if piles.height == before:
            unused_resources.append(left(resource, why))
    unused = [
        f"No question here asks about ({listed.value} in the record): {', '.join(called)}."
        for listed, called in piles.unused.items()
        if called
    ]
    asks = {(ask.key, ask.provenance.display): ask for ask in piles.asks if ask.key not in piles.yes}
    return Findings(
        answers={key: ImportedAnswer(YES, tuple(sources)) for key, sources in piles.yes.items()},
        questions=tuple(asks.values()),
        notes=(*dict.fromkeys(piles.notes), *unused),
        left=tuple(unused_resources),
    )


def _lay(resource: Node, piles: _Sorting, table: tuple[Meaning, ...], *, on: date) -> str:
    """Lay a diagnosis on the piles; return why it is of no use, where it is of none."""
    called = name(inner(resource, "code"))
    verification = statuses(inner(resource, "verificationStatus"))
    if not called:
        piles.notes.append(f"Not used: {identity(resource)} does not say what it is.")
        return "it does not say what it is"
    not_true = next((says for status, says in NOT_TRUE.items() if status in verification), "")
    if not_true:
        piles.notes.append(f"Not used: {identity(resource)} ({called}): {not_true}.")
        return not_true
    meanings, how = _meanings(resource, table)
    listed = _listed(resource)
    provenance = _provenance(resource, called, how)
    for meaning in meanings:
        unsure = bool(verification & NOT_SURE) or is_turned(resource, called, by_name=how == NAMED)
        _use(
            meaning,
            resource,
            provenance,
            piles,
            listed=Listed.UNCLEAR if unsure else listed,
            on=on,
            sure=not unsure,
        )
    remark = _remark(called)
    if remark:
        piles.notes.append(f"{called} ({listed.value} in the record): {remark}")
    elif not meanings:
        piles.unused[listed][called] = None
    return OVER if meanings else "; ".join(filter(None, (NOT_ASKED, remark.rstrip("."))))


def _remark(called: str) -> str:
    return next((says for words, says in REMARKS if words.search(called)), "")


def _use(
    meaning: Meaning, resource: Node, provenance: Provenance, piles: _Sorting, *, listed: Listed, on: date, sure: bool
) -> None:
    past = HISTORY.search(provenance.display) is not None
    if not sure or meaning.reads is Reads.ASK:
        piles.asks.append(_ask(meaning, provenance))
    elif meaning.reads is Reads.EVER or (meaning.reads is Reads.NOW and listed is Listed.ACTIVE and not past):
        piles.yes.setdefault(meaning.key, []).append(provenance)
        piles.notes += _doubt(meaning, provenance, on=on)
    elif meaning.reads is Reads.LATELY:
        if _lately(meaning, resource, on=on):
            piles.yes.setdefault(meaning.key, []).append(provenance)
        elif listed is not Listed.OVER and not past:
            piles.asks.append(_ask(meaning, provenance))
    elif listed is Listed.UNCLEAR:
        piles.asks.append(_ask(meaning, provenance))
    else:
        piles.notes.append(f"Over, so not an answer about now: {provenance.display}.")


def _ask(meaning: Meaning, provenance: Provenance) -> Question:
    return Question(
        key=meaning.key,
        says=f"The record lists {provenance.display} ({provenance.clinical_status or 'no status'}). "
        f"Answer the question “{ITEM_BY_KEY[meaning.key].question}”",
        provenance=provenance,
    )


def _lately(meaning: Meaning, resource: Node, *, on: date) -> bool:
    """Did it begin or end inside the window before the day we look?"""
    if meaning.window is None:
        return False
    days = (day_of(resource, "onset"), day_of(resource, "abatement"))
    window_days = meaning.window.to("d")
    return any(found is not None and 0 <= (on - found).days <= window_days for found in days)


def _doubt(meaning: Meaning, provenance: Provenance, *, on: date) -> Iterator[str]:
    if meaning.window is None or provenance.onset is None:
        return
    if (on - provenance.onset).days > meaning.window.to("d"):
        yield (
            f"{provenance.display} has been listed as active since {provenance.onset:%Y-%m-%d}, which is longer than "
            "it can last: taken as yes until someone checks."
        )


def _listed(resource: Node) -> Listed:
    told = {STATUS[status] for status in statuses(inner(resource, "clinicalStatus")) if status in STATUS}
    ended = any(key.startswith("abatement") and value not in (None, "", False) for key, value in resource.items())
    if len(told) > 1 or (ended and Listed.ACTIVE in told):
        return Listed.UNCLEAR
    return next(iter(told), Listed.OVER if ended else Listed.UNCLEAR)


def _provenance(resource: Node, called: str, how: str) -> Provenance:
    return Provenance(
        resource=identity(resource),
        display=called,
        clinical_status=code(inner(resource, "clinicalStatus")),
        onset=day_of(resource, "onset"),
        how=how,
        recorded=day(text(resource, "recordedDate")) or day(text(resource, "assertedDate")),
    )


def _meanings(resource: Node, table: tuple[Meaning, ...]) -> tuple[tuple[Meaning, ...], str]:
    """Return the rows that the codes name, or else those that the words name."""
    concept = inner(resource, "code")
    coded = tuple(meaning for meaning in table if any(_names(meaning, *coding) for coding in codings(concept)))
    if coded:
        return coded, CODED
    said = (text(concept, "text"), *(text(coding, "display") for coding in several(concept, "coding")))
    return tuple(m for m in table if m.words and any(m.words.search(words) for words in said)), NAMED


def _names(meaning: Meaning, system: str, value: str) -> bool:
    if system == SNOMED:
        return value in meaning.snomed
    return bool(meaning.icd10) and ICD10 in system and value.upper().startswith(meaning.icd10)
