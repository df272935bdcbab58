"""What a patient sent, beside what the chart says: proposals that a member of staff takes over, one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from uuid import UUID

from leeward.clinic.assessments import charts, wording
from leeward.clinic.assessments.mapping import ITEM_BY_KEY
from leeward.clinic.assessments.models import ChartEntry, MedicationList
from leeward.clinic.people import queries as people
from leeward.clinic.portal import told
from leeward.clinic.portal.models import IntakeAnswer, IntakeDecision, IntakeLink
from leeward.clinic.portal.questions import QUESTIONS
from leeward.clinic.portal.reading_back import with_confirmed
from leeward.clinic.portal.steps import NO, NONE, SOME, YES, Kind, Step, points, scales, steps_for
from leeward.clinic.web.moments import moment
from leeward.instruments import Scale, score
from leeward.truth import NO as NO_TRUTH
from leeward.truth import UNKNOWN, Truth


class Sort(Enum):
    """How an answer stands to the chart."""

    NEW = "the chart says nothing of it"
    AGREES = "the chart says the same"
    DIFFERS = "the chart says something else"
    OPEN = "not known, or not said"
    TOLD = "to know; it is not charted from here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One answer as sent; `takes` is what would be charted, None where nothing can be."""

    key: str
    label: str
    says: str
    sort: Sort
    step: Step
    stands: str = ""
    truth: Truth = UNKNOWN
    names: tuple[str, ...] = ()
    can_take: bool = True
    decided: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Everything that stands on one link."""

    link: IntakeLink
    rows: Mapping[str, IntakeAnswer]
    entries: Mapping[str, ChartEntry]
    decisions: Mapping[str, IntakeDecision]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """What was answered, by step."""
        return {key: row.value for key, row in self.rows.items()}


def sent(link: IntakeLink) -> Sent:
    """Return what stands on a link, beside the person's chart."""
    return Sent(
        link=link,
        rows=told.rows_of(link.pk),
        entries=charts.standing(link.person_id),
        decisions={row.key: row for row in link.decisions.select_related("by")},
    )


def proposals(link: IntakeLink) -> tuple[Proposal, ...]:
    """Return every answer of a link as a proposal; what was not answered proposes nothing."""
    everything = sent(link)
    return tuple(_all(everything))


def _all(of: Sent) -> Iterator[Proposal]:
    asked = {step.key: step for step in steps_for(of.answers, asks_about_suicide=True)}
    for step in asked.values():
        if step.kind is Kind.SCALE or step.kind is Kind.READ_BACK or step.key not in of.rows:
            continue
        yield _PROPOSE.get(step.kind, _info)(of, step)
    yield from _implied(of, asked)
    for scale in scales():
        answered = [each for each in points(scale, of.answers) if each is not None]
        if answered:
            yield _scale(of, scale, next(step for step in asked.values() if step.scale is scale))


def _item(of: Sent, step: Step, *, truth: Truth | None = None, says: str = "") -> Proposal:
    truth = told.truth_of(of.rows[step.key].value) if truth is None else truth
    entry = of.entries.get(step.key)
    charted = Truth(entry.value["truth"]) if entry else UNKNOWN
    sort = Sort.OPEN if truth is UNKNOWN else Sort.NEW if charted is UNKNOWN else Sort.AGREES
    if Sort.AGREES is sort and charted is not truth:
        sort = Sort.DIFFERS
    urgent = bool(step.question and step.question.urgent and truth is Truth.YES)
    return _made(
        of, step, ITEM_BY_KEY[step.key].question, sort, says=says, truth=truth, urgent=urgent,
        stands=f"{wording.value(entry)} ({wording.who(entry)})" if entry else "",
    )  # fmt: skip


def _implied(of: Sent, asked: Mapping[str, Step]) -> Iterator[Proposal]:
    """A no that follows from a no: who never had a stroke had none lately."""
    for question in QUESTIONS.values():
        parent = of.rows.get(question.unless_no)
        if question.no_follows and question.key not in asked and parent and told.truth_of(parent.value) is NO_TRUTH:
            step = Step(key=question.key, kind=Kind.ITEM, part="", asks=question.asks, question=question)
            says = f"No, since: {QUESTIONS[question.unless_no].asks} No"
            yield _item(of, step, truth=NO_TRUTH, says=says)


def _allergies(of: Sent, step: Step) -> Proposal:
    return _list(of, step, label="Allergies", before=people.allergies(of.link.person_id))


def _medicines(of: Sent, step: Step) -> Proposal:
    latest = MedicationList.objects.filter(person_id=of.link.person_id).last()
    return _list(of, step, label="Current medicines", before=None if latest is None else tuple(latest.names))


def _list(of: Sent, step: Step, *, label: str, before: tuple[str, ...] | None) -> Proposal:
    """A list is added to, and never made shorter: what a clinician charted stands."""
    value = of.rows[step.key].value
    names = tuple(value.get("names", ()))
    if step.kind is Kind.MEDICINES:
        names = with_confirmed(names, of.answers.get("medicines-read", {}).get("confirmed", {}))
    known = {name.casefold() for name in before or ()}
    sort, can_take = Sort.NEW, True
    if value["answer"] not in {SOME, NONE}:
        sort = Sort.OPEN
    elif before is not None:
        is_same = (not names and not before) or (bool(names) and {name.casefold() for name in names} <= known)
        sort, can_take = (Sort.AGREES if is_same else Sort.DIFFERS), bool(names)
    stands = "" if before is None else "; ".join(before) or "None"
    says = "; ".join(names) if names else ""
    return _made(of, step, label, sort, stands=stands, names=names, can_take=can_take, says=says)


def _therapy(of: Sent, step: Step) -> Proposal:
    sort = {YES: Sort.NEW, NO: Sort.TOLD}.get(of.rows[step.key].value["answer"], Sort.OPEN)
    label = step.therapy.value if step.therapy else ""
    return _made(of, step, f"Treatment tried: {label}", sort)


def _tried(of: Sent, step: Step) -> Proposal:
    value = of.rows[step.key].value
    sort = {SOME: Sort.NEW, NONE: Sort.TOLD}.get(value["answer"], Sort.OPEN)
    return _made(of, step, "Medicines tried before", sort, names=tuple(value.get("names", ())))


def _info(of: Sent, step: Step) -> Proposal:
    label = {Kind.HEIGHT: "Height as told", Kind.WEIGHT: "Weight as told", Kind.ESCORT: "Who takes them home"}
    return _made(of, step, label.get(step.kind, step.asks), Sort.TOLD, can_take=False)


def _scale(of: Sent, scale: Scale, step: Step) -> Proposal:
    scored = score(scale, points(scale, of.answers))
    missing = f"{len(scored.missing)} lines left out: the total stays unknown" if scored.missing else ""
    total = missing or f"total {scored.total} of {scale.highest}"
    flags = "; ".join(scale.flag(key).says for key in scored.flags)
    return Proposal(
        key=scale.key,
        label=scale.name,
        says=". ".join(part for part in (total.capitalize(), flags) if part),
        sort=Sort.NEW,
        step=step,
        decided=_decided(of, scale.key),
        urgent=bool(flags),
    )


def _made(
    of: Sent, step: Step, label: str, sort: Sort, *, says: str = "", can_take: bool = True, **more: Any
) -> Proposal:
    row = of.rows.get(step.key)
    return Proposal(
        key=step.key,
        label=label,
        says=says or told.in_words(step, row.value if row else None),
        sort=sort,
        step=step,
        can_take=can_take and sort in {Sort.NEW, Sort.DIFFERS},
        decided=_decided(of, step.key),
        **more,
    )


def _decided(of: Sent, key: str) -> str:
    row = of.decisions.get(key)
    return "" if row is None else f"{row.get_kind_display()}: {row.by.name}, {moment(row.at)}"


_PROPOSE: Final = {
    Kind.ITEM: _item,
    Kind.ALLERGIES: _allergies,
    Kind.MEDICINES: _medicines,
    Kind.THERAPY: _therapy,
    Kind.TRIED: _tried,
}


def find(link: IntakeLink, keys: set[str]) -> tuple[Proposal, ...]:
    """Return the proposals of these keys that nobody has decided yet."""
    return tuple(each for each in proposals(link) if each.key in keys and not each.decided)


def link_of(person_id: UUID, link_id: UUID) -> IntakeLink:
    """Return a link of this person; raises IntakeLink.DoesNotExist for anyone else's."""
    return IntakeLink.objects.get(pk=link_id, person_id=person_id)
