"""Writing for the clinic: links are given and taken back, reports are taken, and passkeys are closed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward.clinic.infusions import journaling
from leeward.clinic.patient import answering, side_effects
from leeward.clinic.patient.doors import PAGES, QUESTIONS
from leeward.clinic.patient.models import Passkey, PasskeyRemoval, QuestionnaireLink, ReportTaken, SideEffectReport
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.portal import opening
from leeward.infusion.events import AdverseEventNoted
from leeward.truth import Truth


class CannotTake(Exception):
    """The report cannot be taken as asked."""


@transaction.atomic
def give_questions(
    *, person_id: UUID, link_id: UUID, time_point: str, scale_keys: Sequence[str], by: Staff, at: datetime,
    keeps_opened: bool = False, token: str = "",
) -> str:  # fmt: skip
    """Put questionnaires to a person and return the secret of the link, shown once; earlier ones are taken back.

    With `keeps_opened` one that is answered on a telephone just now is not; `token` as in opening.make_link.

    Raises CannotInvite without a date of birth, CannotAnswer for questionnaires that no telephone can ask.
    """
    Person.objects.select_for_update().get(pk=person_id)
    sitting = answering.begin(person_id=person_id, time_point=time_point, scale_keys=scale_keys, by=by, at=at)
    return opening.make_link(
        person_id=person_id, link_id=link_id, by=by, at=at, door=QUESTIONS, keeps_opened=keeps_opened, token=token,
        sitting=sitting,
    )  # fmt: skip


def give_pages(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime) -> str:
    """Make a link to the patient's own pages and return its secret; on them a passkey can be made."""
    return opening.make_link(person_id=person_id, link_id=link_id, by=by, at=at, door=PAGES)


def revoke(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime) -> None:
    """Take a link back, of either kind; raises DoesNotExist for anyone else's."""
    is_questions = QuestionnaireLink.objects.filter(pk=link_id, person_id=person_id).exists()
    opening.revoke(person_id=person_id, link_id=link_id, by=by, at=at, door=QUESTIONS if is_questions else PAGES)


@transaction.atomic
def take_report(
    *, person_id: UUID, report_id: UUID, did: str, infusion_id: UUID | None, severity: str, by: Staff, at: datetime
) -> None:
    """Say what was done about a report, once; with an infusion it becomes an adverse event of it."""
    report = SideEffectReport.objects.select_for_update().get(pk=report_id, person_id=person_id)
    if not did.strip():
        raise CannotTake("Say what was done.")
    if ReportTaken.objects.filter(report=report).exists():
        raise CannotTake("Somebody took this report already: open the page anew.")
    ReportTaken.objects.create(report=report, did=did.strip(), infusion_id=infusion_id, at=at, by=by)
    if infusion_id is not None:
        _chart(report, infusion_id, did=did.strip(), severity=severity, by=by, at=at)


@transaction.atomic
def remove_passkey(*, person_id: UUID, passkey_id: UUID, by: Staff | None, at: datetime) -> None:
    """A passkey opens nothing any more, and whoever is signed in with it is out; `by` None is the patient."""
    row = Passkey.objects.get(pk=passkey_id, account__person_id=person_id)
    PasskeyRemoval.objects.get_or_create(passkey=row, defaults={"by": by, "at": at})


def _chart(
    report: SideEffectReport, infusion_id: UUID, *, did: str, severity: str, by: Staff, at: datetime
) -> None:  # fmt: skip
    infusion = journaling.locked(person_id=report.person_id, infusion_id=infusion_id)
    event = AdverseEventNoted(
        event_id=report.pk, at=at, by=by.key, source="patient",
        term=side_effects.in_words(report.effects) or "in the patient’s own words: see the report",
        severity=severity, action=did, serious=Truth.YES if report.is_serious else Truth.UNKNOWN,
    )  # fmt: skip
    journaling.record(infusion, (event,), now=at)
