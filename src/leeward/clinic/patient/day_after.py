"""The questions of the day after an infusion, answered from the own pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from leeward.clinic.aftercare import actions, standing
from leeward.clinic.aftercare.standing import Known, Stage
from leeward.infusion.machine import State

OPEN = frozenset({Stage.LATER, Stage.DUE, Stage.OVERDUE})


class CannotCheckIn(Exception):
    """No questions of the day after are open."""


def open_call(person_id: UUID, *, now: datetime) -> Known | None:
    """Return the call that the patient may answer alone by now; None where there is none."""
    return next(
        (
            each for each in standing.of_person(person_id)
            if each.stage(now) in OPEN and now >= each.opens_at and State(each.infusion.state) is State.DISCHARGED
        ),
        None,
    )  # fmt: skip


def keep(*, person_id: UUID, form_id: UUID, told: dict[str, Any], at: datetime) -> None:
    """Keep what was answered, with what it opens; raises CannotCheckIn where nothing is asked after an infusion.

    An answer to a call that was settled meanwhile is kept with the newest one: it may be the one that cannot wait.
    """
    known = open_call(person_id, now=at) or next(iter(standing.of_person(person_id)), None)
    if known is None:
        raise CannotCheckIn("There is no infusion after which anything is asked.")
    actions.record_answers(
        check_in_id=form_id, person_id=person_id, infusion_id=known.infusion.pk, told=told, by=None, at=at
    )
