"""Writing the portal: links are made, taken back and opened; answers are kept, and sent once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.portal import links, told
from leeward.clinic.portal.links import Known, Standing
from leeward.clinic.portal.models import EventKind, IntakeAnswer
from leeward.clinic.portal.opening import CannotInvite as CannotInvite
from leeward.clinic.portal.opening import happened
from leeward.clinic.portal.opening import make_link as make_link
from leeward.clinic.portal.opening import revoke as revoke
from leeward.clinic.portal.steps import WORDS_CHANGED, Step, scales, wording_id
from leeward.clinic.portal.worded import in_force, in_words


class CannotAnswer(Exception):
    """The link takes no answers any more."""


@transaction.atomic
def save_answer(*, link_id: UUID, step: Step, value: Mapping[str, Any], at: datetime) -> None:
    """Keep what was answered on a step, with the crisis that it opens. Raises CannotAnswer after sending."""
    known, value = _open_link(link_id, at), _as_worded(step, value)
    before = told.answers_of(link_id)
    if before.get(step.key) == dict(value):
        return
    IntakeAnswer.objects.create(link=known.link, step=step.key, value=dict(value), at=at)
    if step.scale is None:
        return
    trigger = told.trigger(link_id, step.scale, {**before, step.key: dict(value)})
    if trigger is not None and trigger != told.trigger(link_id, step.scale, before):
        # In the same transaction: a positive answer is never kept without its path.
        opened = in_words(trigger, step.scale, value.get("wording_id"))
        open_crisis(person_id=known.link.person_id, trigger=opened, by=None, at=at)


def _as_worded(step: Step, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hold an answer to the words that the clinic shows now; other words than these are not taken for them."""
    shown, scale = value.get("wording_id"), step.scale
    if scale is None or shown is None:
        return value
    words = in_force((scale.key,)).get(scale.key)
    if words is not None and words.wording_id == shown:
        return value
    return {key: told for key, told in value.items() if key != "wording_id"} | {WORDS_CHANGED: True}


@transaction.atomic
def submit(*, link_id: UUID, left_out: Mapping[str, str], answered: int, of: int, at: datetime) -> None:
    """Send what was answered, once; `left_out` says which questionnaires were not asked and why."""
    known = _open_link(link_id, at)
    answers = told.answers_of(link_id)
    for scale in scales():
        trigger = told.trigger(link_id, scale, answers)
        if trigger is not None:  # opened when it was answered; one source opens once
            opened = in_words(trigger, scale, wording_id(scale, answers))
            open_crisis(person_id=known.link.person_id, trigger=opened, by=None, at=at)
    happened(known, EventKind.SUBMITTED, at=at, left_out=dict(left_out), answered=answered, of=of)


def _open_link(link_id: UUID, at: datetime) -> Known:
    known = links.by_id(link_id)
    if known is None or known.standing(at) is not Standing.OPENED:
        raise CannotAnswer("This link takes no answers any more.")
    return known
