"""Taking over what a patient sent, answer by answer, with where it comes from; nothing that stands is overwritten."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments.history_actions import record_trial
from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.people import actions as people_actions
from leeward.clinic.people import queries as people
from leeward.clinic.people.models import Staff
from leeward.clinic.portal import links, told
from leeward.clinic.portal.links import Known, Standing
from leeward.clinic.portal.models import IntakeDecision
from leeward.clinic.portal.proposals import Proposal, Sort, find, link_of, proposals
from leeward.clinic.portal.steps import Kind, line_key, points, wording_id


class CannotTake(Exception):
    """The answers cannot be taken over as asked."""


SOURCE: Final = "told by the patient at home on {day}"


@transaction.atomic
def take(*, person_id: UUID, link_id: UUID, keys: Collection[str], by: Staff, at: datetime) -> int:
    """Chart these answers as told by the patient; return how many. Raises CannotTake before they were sent."""
    known = _sent(person_id, link_id, at)
    chosen = [each for each in find(known.link, set(keys)) if each.can_take]
    for each in chosen:
        _HOW.get(each.step.kind, _take_item)(known, each, by, at)
        _decide(known, each.key, IntakeDecision.Kind.TAKEN, by=by, at=at)
    return len(chosen)


@transaction.atomic
def take_what_is_new(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime) -> int:
    """Chart every answer of which the chart says nothing yet."""
    known = _sent(person_id, link_id, at)
    keys = [each.key for each in proposals(known.link) if each.sort is Sort.NEW]
    return take(person_id=person_id, link_id=link_id, keys=keys, by=by, at=at)


@transaction.atomic
def leave(*, person_id: UUID, link_id: UUID, keys: Collection[str], by: Staff, at: datetime) -> int:
    """Say that these answers were read and are not taken over; they stay readable."""
    known = _sent(person_id, link_id, at)
    chosen = find(known.link, set(keys))
    for each in chosen:
        _decide(known, each.key, IntakeDecision.Kind.LEFT, by=by, at=at)
    return len(chosen)


def source(known: Known, key: str) -> str:
    """Return where an answer comes from, as the chart keeps it."""
    row = told.rows_of(known.link.pk).get(key)
    return SOURCE.format(day=f"{timezone.localtime(row.at if row else known.link.at):%d-%b-%Y}")


def _sent(person_id: UUID, link_id: UUID, at: datetime) -> Known:
    known = links.known(link_of(person_id, link_id))
    if known.standing(at) is not Standing.SUBMITTED:
        raise CannotTake("The patient has not sent these answers yet.")
    return known


def _decide(known: Known, key: str, kind: IntakeDecision.Kind, *, by: Staff, at: datetime) -> None:
    IntakeDecision.objects.create(link=known.link, key=key, kind=kind, by=by, at=at)


def _take_item(known: Known, each: Proposal, by: Staff, at: datetime) -> None:
    key = each.key if each.key in told.rows_of(known.link.pk) else each.step.question.unless_no  # type: ignore[union-attr]
    assessments.answer(
        person_id=known.link.person_id, answers={each.key: each.truth}, by=by, at=at, source=source(known, key)
    )


def _take_allergies(known: Known, each: Proposal, by: Staff, at: datetime) -> None:
    before = people.allergies(known.link.person_id) or ()
    people_actions.record_allergies(
        person_id=known.link.person_id, substances=_together(before, each.names), by=by, at=at,
        source=source(known, each.key),
    )  # fmt: skip


def _take_medicines(known: Known, each: Proposal, by: Staff, at: datetime) -> None:
    latest = MedicationList.objects.filter(person_id=known.link.person_id).last()
    assessments.record_medicines(
        person_id=known.link.person_id, names=_together(latest.names if latest else (), each.names), by=by, at=at,
        source=source(known, each.key),
    )  # fmt: skip


def _take_therapy(known: Known, each: Proposal, by: Staff, at: datetime) -> None:
    value = told.answers_of(known.link.pk)[each.key]
    record_trial(
        person_id=known.link.person_id, trial_id=uuid5(known.link.pk, each.key), part="psychotherapies", by=by, at=at,
        told={
            "therapy": each.step.therapy.name.lower() if each.step.therapy else "",
            "sessions": value.get("sessions"), "response": value.get("response"), "source": source(known, each.key),
        },
    )  # fmt: skip


def _take_tried(known: Known, each: Proposal, by: Staff, at: datetime) -> None:
    for name in each.names:
        record_trial(
            person_id=known.link.person_id, trial_id=uuid5(known.link.pk, f"{each.key} {name}"), part="medicines",
            told={"medicine": name, "source": source(known, each.key)}, by=by, at=at,
        )  # fmt: skip


def _take_scale(known: Known, each: Proposal, by: Staff, at: datetime) -> None:
    """Keep a questionnaire among the outcomes, under the id whose crisis was opened when it was answered."""
    scale, rows = each.step.scale, told.rows_of(known.link.pk)
    if scale is None:
        return
    answers = {key: row.value for key, row in rows.items()}
    lines = [row.at for item in scale.items if (row := rows.get(line_key(scale, item.number)))]
    import_string(settings.INTAKE_SCORES)(
        entry_id=told.entry_id(known.link.pk, scale, answers), person_id=known.link.person_id, scale_key=scale.key,
        answers=points(scale, answers), taken_at=min(max(lines), at), source="patient", by=by, at=at,
        wording_id=wording_id(scale, answers),
    )  # fmt: skip


_HOW: Final[dict[Kind, Callable[[Known, Proposal, Staff, datetime], None]]] = {
    Kind.ALLERGIES: _take_allergies,
    Kind.MEDICINES: _take_medicines,
    Kind.THERAPY: _take_therapy,
    Kind.TRIED: _take_tried,
    Kind.SCALE: _take_scale,
}


def _together(before: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """Join two lists without saying one name twice; what stood there is never dropped."""
    return tuple({name.casefold(): name for name in (*new, *before)}.values())
