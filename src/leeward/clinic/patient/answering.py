"""Writing a sitting: it is begun, each answer is kept once, and it is sent once into the outcomes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.outcomes.actions import enter_scores
from leeward.clinic.outcomes.models import InstrumentWording, ScoreEntry
from leeward.clinic.patient import sittings
from leeward.clinic.patient.asking import can_be_asked
from leeward.clinic.patient.models import QuestionnaireEvent, Sitting, SittingAnswer, SittingEnd
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.portal import told
from leeward.clinic.portal.steps import line_key, points, wording_id
from leeward.clinic.portal.worded import in_words
from leeward.instruments import EVERY, Scale, by_key


class CannotAnswer(Exception):
    """The sitting takes no answers, or not this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One answer as the telephone sends it, under the id that the telephone made; None is "I'd rather not say"."""

    answer_id: UUID
    key: str
    answer: int | None
    wording_id: int | None
    at: datetime


@transaction.atomic
def begin(*, person_id: UUID, time_point: str, scale_keys: Sequence[str], by: Staff, at: datetime) -> Sitting:
    """Put questionnaires to a person; `by` is who asked for them. Raises CannotAnswer for what no telephone can ask."""
    known = {scale.key: scale for scale in EVERY}
    keys = tuple(dict.fromkeys(scale_keys))
    cannot = [key for key in keys if key not in known or not can_be_asked(known[key])]
    if cannot or not keys:
        raise CannotAnswer(f"Choose questionnaires that a patient can answer alone; not {', '.join(cannot) or 'none'}.")
    return Sitting.objects.create(
        person_id=person_id, time_point=time_point.strip(), scales=list(keys), by=by, at=at
    )  # fmt: skip


@transaction.atomic
def go_on(*, person_id: UUID, time_point: str, scale_keys: Sequence[str], by: Staff, at: datetime) -> Sitting:
    """Return the sitting of a time point that was not sent yet, by whatever way it was put; begin one where none is.

    The person's row is locked meanwhile: tapped twice, it is begun once. Raises CannotAnswer as `begin` does.
    """
    Person.objects.select_for_update().get(pk=person_id)
    unsent = Sitting.objects.filter(person_id=person_id, time_point=time_point.strip(), end=None).first()
    if unsent is not None and scale_keys:
        return unsent
    return begin(person_id=person_id, time_point=time_point, scale_keys=scale_keys, by=by, at=at)


@transaction.atomic
def keep(*, sitting_id: UUID, answers: Iterable[Told], at: datetime) -> tuple[UUID, ...]:
    """Keep answers, each once, with the crises that they open; return the ids that are kept now or were before.

    In one transaction: a positive answer is never kept without its path. Raises CannotAnswer after sending.
    """
    sitting = Sitting.objects.select_for_update().get(pk=sitting_id)
    return tuple(_keep(sitting, each, at) for each in answers)


@transaction.atomic
def send(*, sitting_id: UUID, at: datetime) -> None:
    """Send a sitting, once: each questionnaire with an answer goes to the outcomes as the patient's own."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting_id)
    if SittingEnd.objects.filter(sitting=sitting).exists():
        return
    now = sittings.of(sitting_id, now=at)
    for key in sitting.scales:
        _enter(now, by_key(key), at)
    SittingEnd.objects.create(
        sitting=sitting, at=at,
        told={"answered": now.answered, "of": len(now.lines), "left_out": dict(now.left_out)},
    )  # fmt: skip
    link = getattr(sitting, "link", None)
    if link is not None:
        QuestionnaireEvent.objects.create(link=link, kind=QuestionnaireEvent.Kind.SUBMITTED, at=at)


def _keep(sitting: Sitting, one: Told, at: datetime) -> UUID:
    before = SittingAnswer.objects.filter(pk=one.answer_id).first()
    if before is not None and before.sitting_id == sitting.pk:
        return before.pk
    line = sittings.late_line(sitting, one.key)
    if before is not None or line is None or sittings.said(one.answer) not in dict(line.choices):
        raise CannotAnswer(f"{one.key} takes no such answer here.")
    if SittingEnd.objects.filter(sitting=sitting).exists():
        raise CannotAnswer("These answers were sent already.")
    scale = line.scale
    was = told.trigger(sitting.pk, scale, sittings.of(sitting.pk, now=at).as_told)
    SittingAnswer.objects.create(
        id=one.answer_id, sitting=sitting, number=sitting.answers.count() + 1, step=one.key, answer=one.answer,
        wording_id=_shown(scale, one.wording_id),
        told_at=min(max(one.at, sitting.at), at), at=at,
    )  # fmt: skip
    standing = sittings.of(sitting.pk, now=at).as_told
    trigger = told.trigger(sitting.pk, scale, standing)
    if trigger is not None and trigger != was:
        words = in_words(trigger, scale, wording_id(scale, standing))
        open_crisis(person_id=sitting.person_id, trigger=words, by=None, at=at)
    return one.answer_id


def _shown(scale: Scale, wording_id: int | None) -> int | None:
    """Return the words that the telephone showed, also where the clinic shows others by now; None for our labels."""
    is_known = InstrumentWording.objects.filter(pk=wording_id, scale_key=scale.key).exists()
    return wording_id if is_known else None


def _enter(now: sittings.Standing, scale: Scale, at: datetime) -> None:
    """Keep one questionnaire under the id whose crisis was opened when it was answered."""
    answers, sitting = now.as_told, now.sitting
    rows = [now.rows[key] for item in scale.items if (key := line_key(scale, item.number)) in now.rows]
    given = points(scale, answers)
    if all(each is None for each in given):
        return
    enter_scores(
        entry_id=told.entry_id(sitting.pk, scale, answers), person_id=sitting.person_id, scale_key=scale.key,
        answers=given, taken_at=max(row.told_at for row in rows), source=ScoreEntry.Source.PATIENT, by=sitting.by,
        at=at, wording_id=wording_id(scale, answers),
    )  # fmt: skip
