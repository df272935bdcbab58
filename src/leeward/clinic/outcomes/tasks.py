"""What the queue does: foretell a course anew after a questionnaire of PCL-5 was entered; no page waits for it."""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from leeward.clinic.audit.actor import acting
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.messaging.tasks import WORKER
from leeward.clinic.outcomes import foretelling
from leeward.clinic.people.models import Staff

logger = logging.getLogger(__name__)
SETTLES: Final = timedelta(minutes=1)  # several questionnaires of one sitting are entered one after another


@task()
def foretell(person_id: str) -> None:
    """Make a forecast from what is known by now; where there is nothing to make it from, none is kept."""
    with acting(WORKER):
        try:
            foretelling.keep_forecast(person_id=UUID(person_id), by=None, at=timezone.now())
        except foretelling.CannotForetell as why:
            logger.info("No forecast was made: %s", why)


def put_in_queue(person_id: UUID, *, at: datetime) -> None:
    """Have a course foretold soon; twice in the queue does no harm."""
    foretell.using(run_after=at + SETTLES).enqueue(str(person_id))


def after_infusion(*, infusion_id: UUID, by: Staff, at: datetime) -> None:  # noqa: ARG001 - as every app is told
    """Have the course foretold anew once its patient went home."""
    person_id = Infusion.objects.get(pk=infusion_id).person_id
    transaction.on_commit(lambda: put_in_queue(person_id, at=at), robust=True)
