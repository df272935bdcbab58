"""What the journeys of the patient's telephone find: links that were given, somebody on call, and a course behind."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4


def on_call() -> dict[str, Any]:
    """Somebody is on call for the next hours."""
    from leeward.clinic.crises import rota
    from leeward.clinic.crises.queries import covered
    from leeward.clinic.people.models import Staff

    now = datetime.now(UTC)
    if not covered(now):
        rota.put_on_call(
            username="", name="Dr Oona Oncall", phone="+1 555 0100", rank=1, start=now - timedelta(hours=1),
            end=now + timedelta(hours=12), by=Staff.objects.get(username="director"), at=now,
        )  # fmt: skip
    return {}


def questions_link(*, person_id: str, scales: Sequence[str], days_ago: float = 0) -> dict[str, Any]:
    """A link to questionnaires, given some days ago."""
    from leeward.clinic.patient import actions
    from leeward.clinic.people.models import Staff

    at = datetime.now(UTC) - timedelta(days=days_ago)
    token = actions.give_questions(
        person_id=UUID(person_id), link_id=uuid4(), time_point="Before infusion 2", scale_keys=scales,
        by=Staff.objects.get(username="desk"), at=at,
    )  # fmt: skip
    return {"link": f"/my/questions/open/{token}/"}


def pages_link(*, person_id: str) -> dict[str, Any]:
    """A link to the own pages."""
    from leeward.clinic.patient import actions
    from leeward.clinic.people.models import Staff

    token = actions.give_pages(
        person_id=UUID(person_id), link_id=uuid4(), by=Staff.objects.get(username="desk"), at=datetime.now(UTC)
    )
    return {"link": f"/my/open/{token}/"}


def scored(*, person_id: str) -> dict[str, Any]:
    """A score from before the first infusion, and one of today."""
    from leeward.clinic.outcomes.actions import enter_scores
    from leeward.clinic.people.models import Staff

    now, by = datetime.now(UTC), Staff.objects.get(username="nurse")
    for days, answer in ((30, 3), (0, 1)):
        at = now - timedelta(days=days)
        enter_scores(
            entry_id=uuid4(), person_id=UUID(person_id), scale_key="pcl-5", answers=(answer,) * 20, taken_at=at,
            source="patient", by=by, at=now,
        )  # fmt: skip
    return {}


def told(*, person_id: str) -> dict[str, Any]:
    """What came of it: the scores by scale, the crises, and what was reported."""
    from leeward.clinic.crises.models import Crisis
    from leeward.clinic.outcomes.models import ScoreEntry
    from leeward.clinic.patient.models import SideEffectReport

    return {
        "scores": {row.scale_key: row.answers for row in ScoreEntry.objects.filter(person_id=person_id)},
        "crises": Crisis.objects.filter(person_id=person_id).count(),
        "reports": [row.effects for row in SideEffectReport.objects.filter(person_id=person_id)],
    }


ACTS = {each.__name__: each for each in (on_call, questions_link, pages_link, scored, told)}
