"""What the queue does: one task hands one message over. The queue is quick; the message's own record is the truth."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from leeward.clinic.audit.actor import acting
from leeward.clinic.messaging import sending

WORKER = "worker"
FIRST: Final = 10  # before what nobody waits for, such as forecasts: a message has its minute


@task()
def hand_over(message_id: str) -> None:
    """Hand a message over, and come back when it was put off."""
    with acting(WORKER):
        later = sending.hand_over(UUID(message_id), now=timezone.now())
    if later is not None:
        put_in_queue(UUID(message_id), at=later)


def put_in_queue(message_id: UUID, *, at: datetime) -> None:
    """Have a message handed over at an instant; twice in the queue does no harm."""
    hand_over.using(run_after=at, priority=FIRST).enqueue(str(message_id))
