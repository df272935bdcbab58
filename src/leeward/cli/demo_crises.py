"""Made-up crises: who is on call, one crisis that somebody holds, and one that was closed."""

from datetime import datetime, timedelta
from typing import Final, TypedDict
from uuid import UUID

from leeward.cli.seeding import MINUTE, Team
from leeward.clinic.crises import actions, queries, rota
from leeward.clinic.people.models import Staff
from leeward.outcomes.crisis_triggers import by_hand

COVER: Final = timedelta(days=9)
PHONES: Final = (("prescriber", "+1 555 0100", 1), ("director", "+1 555 0101", 2))  # numbers of nobody


class Which(TypedDict):
    """Which crisis, of whom."""

    person_id: UUID
    crisis_id: UUID


def cover(director: Staff, *, since: datetime, now: datetime) -> None:
    """Put two people on call where nobody is, from `since` on."""
    if queries.covered(now):
        return
    for username, phone, rank in PHONES:
        rota.put_on_call(
            username=username, name="", phone=phone, rank=rank, start=since, end=now + COVER, by=director, at=since
        )


def held(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Open a crisis that the therapist holds and in which the patient was reached."""
    told = _opened(person_id, team, says="“Some nights I wish I would not wake up.” Said on the phone.", at=at)
    actions.tell(**told, who="Theo Therapist", says="in the next room", by=team.nurse, at=at + MINUTE)
    actions.acknowledge(**told, by=team.therapist, at=at + 2 * MINUTE)
    actions.record_contact(**told, was_reached=False, says="no answer", by=team.therapist, at=at + 4 * MINUTE)
    says = "At home with her sister. Talks with us."
    actions.record_contact(**told, was_reached=True, says=says, by=team.therapist, at=at + 11 * MINUTE)


def closed(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Open a crisis, and take it through every step to its end."""
    told = _opened(person_id, team, says="“My family would be better off.” Said after a nightmare.", at=at)
    actions.acknowledge(**told, by=team.prescriber, at=at + 3 * MINUTE)
    actions.record_contact(**told, was_reached=True, says="in room 2", by=team.prescriber, at=at + 5 * MINUTE)
    actions.assess(**told, says="Thoughts, no intent, no plan, no act ever.", by=team.prescriber, at=at + 25 * MINUTE)
    plan = "Signs: three nights without sleep. Helps: walking, his brother. Calls 988 or us. Pills with his brother."
    actions.plan_safety(**told, says=plan, by=team.therapist, at=at + 45 * MINUTE)
    says = "Seen again in two days by the therapist."
    actions.close(**told, outcome="safe, with a plan", says=says, by=team.therapist, at=at + 50 * MINUTE)


def _opened(person_id: UUID, team: Team, *, says: str, at: datetime) -> Which:
    trigger = by_hand(says=says, is_imminent=False, source=f"demo:{person_id}:{at.isoformat()}")
    crisis_id = actions.open_crisis(person_id=person_id, trigger=trigger, by=team.nurse, at=at)
    return {"person_id": person_id, "crisis_id": crisis_id}
