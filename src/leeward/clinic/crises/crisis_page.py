"""One crisis as its page shows it."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.urls import reverse

from leeward.clinic.crises import mapping, standing, wording
from leeward.clinic.crises.actions import CLOSERS
from leeward.clinic.crises.crisis_text import crisis_text
from leeward.clinic.crises.models import CrisisStep
from leeward.clinic.crises.pages import AnswerGroup, AnswerRow, CrisisPage, StandingPart, StepLine
from leeward.clinic.crises.queries import on_call_lines, others_waiting
from leeward.clinic.crises.standing import Known
from leeward.clinic.people.models import Staff
from leeward.outcomes.crisis import CLOCK, STEPS, Deed, Stage
from leeward.outcomes.crisis_triggers import NOT_ANSWERED, Answered

NO: tuple[str, ...] = ("no", "never", NOT_ANSWERED)


def crisis_page(*, person_id: UUID, crisis_id: UUID, by: Staff, now: datetime) -> CrisisPage:
    """Return one crisis of this person; raises NotFound for anyone else's."""
    known = standing.one(person_id=person_id, crisis_id=crisis_id)
    crisis, text, phone = known.crisis, crisis_text(), known.row.person.phone
    part = _standing(known, now=now)
    why_not = _why_not_close(known, by)
    return CrisisPage(
        crisis_id=known.row.pk,
        opened=wording.moment(crisis.opened_at),
        urgency=wording.URGENCY[crisis.urgency],
        standing=part,
        todo=wording.todo(crisis, text=text, has_cover=bool(part.on_call)),
        patient_phone=phone,
        patient_tel=wording.tel(phone),
        answers=tuple(_group(step) for step in reversed(known.steps) if step.deed == Deed.ANSWERED.value),
        steps=tuple(_step(step) for step in known.steps),
        possible=frozenset(deed.name.lower() for deed in STEPS[crisis.stage]),
        missing=crisis.missing,
        may_close=not why_not,
        why_not_close=why_not,
        screen_url=reverse("outcomes:enter", args=[person_id, "c-ssrs-screen"]),
        text=text,
        others=others_waiting(known.row.pk),
    )


def standing_part(*, person_id: UUID, crisis_id: UUID, now: datetime) -> StandingPart:
    """Return the part of the page that is asked for again by itself."""
    return _standing(standing.one(person_id=person_id, crisis_id=crisis_id), now=now)


def _standing(known: Known, *, now: datetime) -> StandingPart:
    crisis = known.crisis
    stage, tag, kind = wording.STAGES[crisis.stage]
    clock, is_overdue = wording.clock(crisis, now=now)
    on_call = on_call_lines(known, now=now) if crisis.is_open else ()
    words = repr((stage, clock, crisis.holder, crisis.rank, on_call, len(known.steps)))
    return StandingPart(
        seen=sha256(words.encode()).hexdigest()[:12],
        stage=f"{stage} to {crisis.handed_to}" if crisis.stage is Stage.HANDED_OVER else stage,
        tag=tag,
        tag_kind="high" if is_overdue else kind,
        clock=clock,
        is_overdue=is_overdue,
        holder=crisis.holder,
        on_call=on_call,
        is_everybodys=crisis.rank is None,
        is_open=crisis.is_open,
        trouble=known.trouble,
    )


def _why_not_close(known: Known, by: Staff) -> str:
    """Return why this member of staff cannot close it now; nothing where they can."""
    crisis = known.crisis
    if crisis.missing:
        return f"Before it can be closed, record: {'; '.join(crisis.missing)}."
    if Deed.CLOSED not in STEPS[crisis.stage]:
        return "Before it can be closed, somebody must be in contact with the patient, or the patient handed over."
    if by.works_as not in CLOSERS:
        return "A prescriber, the medical director or a therapist closes it."
    if by.key in crisis.entered_by:
        return "You entered the positive answer: a colleague reads it and closes."
    return ""


def _group(step: CrisisStep) -> AnswerGroup:
    return AnswerGroup(
        instrument=step.told.get("instrument", ""),
        says=step.says,
        when=wording.moment(step.at),
        by=_by(step),
        rows=tuple(_row(each) for each in mapping.answers(step)),
    )


def _row(each: Answered) -> AnswerRow:
    return AnswerRow(
        item=each.item,
        answer=each.answer,
        points="" if each.points is None else str(each.points),
        is_positive=each.answer not in NO,
    )


def _step(step: CrisisStep) -> StepLine:
    return StepLine(when=wording.moment(step.at), what=wording.what(step), by=_by(step), says=_says(step))


def _says(step: CrisisStep) -> str:
    named = "; ".join(f"{each['name']} {each['phone']}" for each in step.told.get("on_call", ()))
    shown = f"Named on screen: {named}." if named else "Named on screen: nobody, for nobody was on call."
    parts = (step.says, shown if "on_call" in step.told else "")
    return " ".join(part for part in parts if part)


def _by(step: CrisisStep) -> str:
    if step.by is not None:
        return step.by.name
    return step.actor if step.actor != CLOCK else "the clock"
