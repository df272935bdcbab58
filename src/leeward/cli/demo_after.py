"""Made-up days after: calls that were agreed, answered, and one that is due."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from leeward.cli.seeding import MINUTE, Team
from leeward.clinic.aftercare import actions
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion, JournalEntry

PHONE: Final = "+1 555 0142"  # a number of nobody
CALM: Final = {
    "fell": "no", "drove": "no", "stomach": "none", "bladder": "no", "night": "well", "mood": "better", "harm": "no",
}  # fmt: skip
TOLD: Final = (  # of each infusion in turn: what the patient told, and what was done about it
    (CALM, ""),
    (CALM | {"stomach": "vomiting", "mood": "same"}, "Called: it stopped at noon; ondansetron at the next infusion."),
    (CALM | {"bladder": "yes", "words": "I have to go every hour since yesterday."}, ""),
)


def of_course(person_id: UUID, team: Team) -> None:
    """Let each infusion of a course be followed by a call; the answers after the last one wait for somebody."""
    for infusion, (told, did) in zip(
        Infusion.objects.filter(person_id=person_id).order_by("number"), TOLD, strict=True
    ):
        left = agreed(infusion, team)
        check_in_id, at = uuid4(), left + timedelta(hours=21)
        ids = {"person_id": person_id, "infusion_id": infusion.pk}
        actions.record_answers(check_in_id=check_in_id, **ids, told=told, by=None, at=at)
        if did:
            actions.follow_up(person_id=person_id, check_in_id=check_in_id, did=did, by=team.nurse, at=at + 9 * MINUTE)


def due(person_id: UUID, team: Team, *, now: datetime) -> None:
    """Let the call after an infusion of yesterday be due, with one try that nobody answered."""
    infusion = Infusion.objects.get(person_id=person_id)
    agreed(infusion, team, due_at=now - 30 * MINUTE)
    actions.record_attempt(
        check_in_id=uuid4(), person_id=person_id, infusion_id=infusion.pk, says="Voicemail; asked to call back.",
        by=team.nurse, at=now - 12 * MINUTE,
    )  # fmt: skip


def agreed(infusion: Infusion, team: Team, *, due_at: datetime | None = None) -> datetime:
    """Hand out the instructions and agree the call, else a day after leaving; return when the patient left."""
    left = JournalEntry.objects.get(infusion=infusion, kind="Discharged").at
    deed = Deed(person_id=infusion.person_id, infusion_id=infusion.pk, event_id=uuid4(), by=team.nurse, at=left)
    actions.hand_out(deed, due_at=due_at or left + actions.CALL_AFTER, phone=PHONE, next_visit="")
    return left
