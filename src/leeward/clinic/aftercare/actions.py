"""Writing aftercare: instructions go home, a call is agreed, answers are kept, and what follows from them."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction

from leeward.clinic.aftercare import questions, standing
from leeward.clinic.aftercare.doors import AFTER
from leeward.clinic.aftercare.models import AgreedCall, CheckIn, FollowUp
from leeward.clinic.aftercare.standing import Known
from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import PRESCRIBERS
from leeward.clinic.portal import opening
from leeward.infusion.events import AdverseEventNoted, ItemChecked
from leeward.infusion.machine import State
from leeward.infusion.next_day import NextDay, concerns, is_complete
from leeward.truth import YES, Truth

Kind = CheckIn.Kind
CALL_AFTER: Final = timedelta(hours=NextDay.call_after.to("h"))
CALL_WITHIN: Final = timedelta(hours=NextDay.call_within.to("h"))
AFTER_INFUSION: Final = frozenset({State.RECOVERING.value, State.DISCHARGED.value})
PATIENT: Final = "patient"
SOURCE: Final = "day after"
HANDED_OUT: Final = {
    "instructions": "instructions handed out as a link and on paper",
    "next-day-call": "call agreed for {due}",
}


class CannotHandOut(Exception):
    """Instructions cannot be handed out now."""


class CannotCheckIn(Exception):
    """What was told cannot be kept as it stands."""


@transaction.atomic
def hand_out(deed: Deed, *, due_at: datetime, phone: str, next_visit: str, says: str = "") -> str:
    """Agree the call, make the link, and answer both items of the gate; return the link's secret, shown once.

    `says` is how the journal words the time of the call. Raises CannotHandOut before the end of the infusion, and for
    a call that lies behind or days away; CannotInvite without a date of birth.
    """
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    if infusion.state not in AFTER_INFUSION:
        raise CannotHandOut("Instructions are handed out when the infusion has ended: they say when it did.")
    if due_at <= deed.at:
        raise CannotHandOut("The call must lie ahead: choose tomorrow, or the time that you agreed.")
    if due_at - deed.at > CALL_WITHIN:
        raise CannotHandOut(
            f"The call is due within {NextDay.call_within.quantity}: look at the day, the month and the year."
        )
    token = opening.make_link(
        person_id=deed.person_id, link_id=deed.event_id, by=deed.by, at=deed.at, door=AFTER, infusion=infusion
    )
    _agree(infusion, due_at=due_at, phone=phone.strip(), next_visit=next_visit.strip(), by=deed.by, at=deed.at)
    if infusion.state == State.RECOVERING.value:
        items = (
            ItemChecked(**deed.part(key), item=key, truth=YES, note=note.format(due=says or f"{due_at:%d-%b-%Y %H:%M}"))
            for key, note in HANDED_OUT.items()
        )
        journaling.record(infusion, items, now=deed.at)
    return token


@transaction.atomic
def arrange(*, infusion_id: UUID, by: Staff, at: datetime) -> None:
    """At discharge: where no call was agreed, one is due after 24 hours all the same."""
    infusion = Infusion.objects.select_related("person").get(pk=infusion_id)
    if not AgreedCall.objects.filter(infusion=infusion).exists():
        _agree(infusion, due_at=at + CALL_AFTER, phone=infusion.person.phone, next_visit="", by=by, at=at)


def revoke(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime) -> None:
    """Take a link back."""
    opening.revoke(person_id=person_id, link_id=link_id, by=by, at=at, door=AFTER)


@transaction.atomic
def record_answers(
    *, check_in_id: UUID, person_id: UUID, infusion_id: UUID, told: Mapping[str, Any], by: Staff | None, at: datetime
) -> None:  # fmt: skip
    """Keep what was answered, by the patient where `by` is None, with the crisis or the adverse event that it opens.

    The same form sent twice is kept once; sent again with other answers, as after a step back in the browser, it is
    another check-in. In one transaction: a positive answer is never kept without its path.
    """
    known = _lock(person_id, infusion_id)
    before = CheckIn.objects.filter(pk=check_in_id).first()
    if before is not None and (before.infusion_id, before.answers) != (infusion_id, dict(told)):
        check_in_id = uuid5(check_in_id, json.dumps([str(infusion_id), dict(told)], sort_keys=True))
    if CheckIn.objects.filter(pk=check_in_id).exists():
        return
    answers = questions.read(told)
    kind = Kind.WRITTEN if by is None else Kind.CALLED
    row = _keep(
        known, check_in_id, kind, by=by, at=at, answers=dict(told), says=str(told.get("words", "")).strip(),
        is_heard=is_complete(answers), has_concerns=bool(concerns(answers)),
    )  # fmt: skip
    trigger = questions.trigger(told, source=f"check-in:{row.pk}")
    if trigger is not None:
        open_crisis(person_id=person_id, trigger=trigger, by=by, at=at)
    if answers.fell is YES:
        _note_fall(known.infusion, row, by=by, at=at)


@transaction.atomic
def record_attempt(
    *, check_in_id: UUID, person_id: UUID, infusion_id: UUID, says: str, by: Staff, at: datetime
) -> None:  # fmt: skip
    """Nobody answered: the call stays due."""
    known = _lock(person_id, infusion_id)
    if not _was_sent(check_in_id, Kind.UNANSWERED, says):
        _keep(known, check_in_id, Kind.UNANSWERED, by=by, at=at, says=says.strip())


@transaction.atomic
def close(*, check_in_id: UUID, person_id: UUID, infusion_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """A prescriber ends the calling without an answer, and says why and what was done instead."""
    if by.works_as not in PRESCRIBERS:
        raise CannotCheckIn("Only a prescriber ends the calling without an answer.")
    if not says.strip():
        raise CannotCheckIn("Say why nobody calls any more, and what was done instead.")
    known = _lock(person_id, infusion_id)
    if not _was_sent(check_in_id, Kind.CLOSED, says):
        _keep(known, check_in_id, Kind.CLOSED, by=by, at=at, says=says.strip())


@transaction.atomic
def follow_up(*, person_id: UUID, check_in_id: UUID, did: str, by: Staff, at: datetime) -> None:
    """Say what was done about the answers of a check-in; said once, it stands, and other words are refused."""
    row = CheckIn.objects.select_for_update().get(pk=check_in_id, person_id=person_id)
    if not did.strip():
        raise CannotCheckIn("Say what was done.")
    before = FollowUp.objects.filter(check_in=row).select_related("by").first()
    if before is None:
        FollowUp.objects.create(check_in=row, did=did.strip(), at=at, by=by)
    elif before.did != did.strip():
        raise CannotCheckIn(f"{before.by} wrote already what was done: “{before.did}”. Write yours into the journal.")


def _was_sent(check_in_id: UUID, kind: CheckIn.Kind, says: str) -> bool:
    """Was this form kept before? Raises CannotCheckIn where it comes again and says something else."""
    row = CheckIn.objects.filter(pk=check_in_id).first()
    if row is not None and (row.kind, row.says) != (kind, says.strip()):
        raise CannotCheckIn("This form was sent before with other words, and those stand. Open the page anew.")
    return row is not None


def _agree(infusion: Infusion, *, due_at: datetime, phone: str, next_visit: str, by: Staff, at: datetime) -> None:
    last = AgreedCall.objects.filter(infusion=infusion).last()
    if last is None or (last.due_at, last.phone, last.next_visit) != (due_at, phone, next_visit):
        AgreedCall.objects.create(
            infusion=infusion, person_id=infusion.person_id, due_at=due_at, phone=phone, next_visit=next_visit, by=by,
            at=at,
        )  # fmt: skip


def _lock(person_id: UUID, infusion_id: UUID) -> Known:
    Person.objects.select_for_update().get(pk=person_id)
    return standing.one(person_id=person_id, infusion_id=infusion_id)


def _keep(
    known: Known, check_in_id: UUID, kind: CheckIn.Kind, *, by: Staff | None, at: datetime, **more: Any
) -> CheckIn:
    return CheckIn.objects.create(
        id=check_in_id, person_id=known.call.person_id, infusion=known.infusion, number=len(known.check_ins) + 1,
        kind=kind, by=by, at=at, **more,
    )  # fmt: skip


def _note_fall(infusion: Infusion, row: CheckIn, *, by: Staff | None, at: datetime) -> None:
    """A fall is an adverse event of the infusion; how bad it was, nobody has judged yet."""
    event = AdverseEventNoted(
        event_id=uuid5(row.pk, "fall"),
        at=at,
        by=by.key if by else PATIENT,
        source=SOURCE,
        term="fall after going home",
        severity="not yet judged",
        action="to be followed up",
        serious=Truth.UNKNOWN,
    )
    journaling.record(journaling.locked(person_id=infusion.person_id, infusion_id=infusion.pk), (event,), now=at)
