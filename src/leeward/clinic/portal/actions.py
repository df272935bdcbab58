"""Writing the portal: links are made, taken back and opened; answers are kept, and sent once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.portal import limits, links, told
from leeward.clinic.portal.links import Known, Standing, hash_of
from leeward.clinic.portal.models import IntakeAnswer, IntakeEvent, IntakeLink
from leeward.clinic.portal.steps import WORDS_CHANGED, Step, scales, wording_id
from leeward.clinic.portal.worded import in_force, in_words

Kind = IntakeEvent.Kind


class CannotInvite(Exception):
    """No link can be made for this person now."""


class CannotAnswer(Exception):
    """The link takes no answers any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What came of a try to open a link: `device` is the secret of a device that may go on, `refused` says why not.

    A wrong date and a link that there is not give the same answer: `refused` is None, and `is_locked` counts alike.
    """

    link_id: UUID | None = None
    device: str = ""
    refused: Standing | None = None
    is_locked: bool = False


@transaction.atomic
def make_link(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime) -> str:
    """Make a link and return its secret, which is kept nowhere; earlier links are taken back.

    Raises CannotInvite without a date of birth, and where this very link was made before.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.born is None:
        raise CannotInvite("Enter the date of birth under “Identity and contact” first: the patient opens with it.")
    if IntakeLink.objects.filter(pk=link_id).exists():
        raise CannotInvite("This link was made and shown before. Make another one if it was lost.")
    for known in links.of_person(person_id):
        if known.standing(at) in {Standing.GIVEN, Standing.OPENED, Standing.LOCKED}:
            _happened(known.link, Kind.REVOKED, by=by, at=at, why="a newer link was made")
    token = secrets.token_urlsafe(32)
    IntakeLink.objects.create(
        id=link_id, person=person, token_hash=hash_of(token), expires_at=at + limits.HOLDS_FOR, at=at, by=by
    )
    return token


@transaction.atomic
def revoke(*, person_id: UUID, link_id: UUID, by: Staff, at: datetime) -> None:
    """Take a link back; one that was sent, or was taken back before, stays as it is."""
    known = links.known(IntakeLink.objects.get(pk=link_id, person_id=person_id))
    if known.standing(at) not in {Standing.SUBMITTED, Standing.REVOKED}:
        _happened(known.link, Kind.REVOKED, by=by, at=at, why="taken back by hand")


@transaction.atomic
def open_by_token(*, token: str, born: date, device: str, at: datetime) -> Opening:
    """Try to open a link with a date of birth; `device` is the secret this device was given before, if any."""
    known = links.by_token(token)
    if known is None:
        return Opening(is_locked=limits.wrong_for_no_link(hash_of(token)) > limits.MOST_WRONG)
    return _open(known, born=born, device=device, at=at)


@transaction.atomic
def open_again(*, link_id: UUID, born: date, device: str, at: datetime) -> Opening:
    """Go on with a link on the device on which it was opened, after a rest."""
    known = links.by_id(link_id)
    return Opening() if known is None else _open(known, born=born, device=device, at=at)


def _open(known: Known, *, born: date, device: str, at: datetime) -> Opening:
    standing = known.standing(at)
    if known.wrong >= limits.MOST_WRONG:
        return Opening(is_locked=True)
    if known.link.person.born != born:
        _happened(known.link, Kind.WRONG_BIRTH, at=at)
        return Opening()
    if standing is Standing.OPENED and not known.is_device(device):
        _happened(known.link, Kind.REFUSED, at=at, why="another device")
        return Opening(refused=Standing.OPENED)
    if standing is Standing.OPENED:
        _happened(known.link, Kind.AGAIN, at=at)
        return Opening(link_id=known.link.pk, device=device)
    if standing is not Standing.GIVEN:
        _happened(known.link, Kind.REFUSED, at=at, why=standing.value)
        return Opening(refused=standing)
    device = secrets.token_urlsafe(32)
    _happened(known.link, Kind.OPENED, at=at, device=hash_of(device))
    return Opening(link_id=known.link.pk, device=device)


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
    _happened(known.link, Kind.SUBMITTED, at=at, left_out=dict(left_out), answered=answered, of=of)


def _open_link(link_id: UUID, at: datetime) -> Known:
    known = links.by_id(link_id)
    if known is None or known.standing(at) is not Standing.OPENED:
        raise CannotAnswer("This link takes no answers any more.")
    return known


def _happened(link: IntakeLink, kind: IntakeEvent.Kind, *, at: datetime, by: Staff | None = None, **more: Any) -> None:
    IntakeEvent.objects.create(link=link, kind=kind, told=more, at=at, by=by)
