"""What is written on the day after an infusion: a link to the instructions and the questions."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse

from leeward.clinic.aftercare import standing
from leeward.clinic.aftercare.doors import AFTER
from leeward.clinic.aftercare.standing import LATE_AFTER, Stage
from leeward.clinic.messaging.models import Kind
from leeward.clinic.messaging.sources import Due
from leeward.clinic.portal import carried, opening

WAITS: Final = frozenset({Stage.LATER, Stage.DUE, Stage.OVERDUE})
SOON: Final = timedelta(days=3)  # no call is agreed for later


def due(*, now: datetime) -> Iterator[Due]:
    """Say whom to write to: from when on the questions open, until the call is late and somebody calls anyway."""
    for known in standing.open_calls():
        expires_at = known.call.due_at + LATE_AFTER
        if known.stage(now) in WAITS and now < expires_at and known.opens_at < now + SOON:
            yield Due(
                person_id=known.call.person_id, kind=Kind.DAY_AFTER, about=f"infusion:{known.infusion.pk}",
                due_at=known.opens_at, expires_at=expires_at,
            )  # fmt: skip


def link(*, message_id: UUID, person_id: UUID, about: str, at: datetime) -> str:
    """Return the message's link to the instructions and the questions; nothing where the patient was heard from."""
    infusion_id = UUID(about.partition("|")[0].split(":")[1])
    try:
        known = standing.one(person_id=person_id, infusion_id=infusion_id)
    except standing.NotFound:
        return ""
    if known.stage(at) not in WAITS:
        return ""
    try:
        token = carried.secret_of(
            message_id=message_id, person_id=person_id, by=known.call.by, at=at, door=AFTER, infusion=known.infusion
        )
    except opening.CannotInvite:
        return ""
    return reverse("aftercare:door", args=[token])
