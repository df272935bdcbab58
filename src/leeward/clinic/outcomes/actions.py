"""Writing outcomes: a questionnaire is entered; a remark is added."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward import __version__
from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.outcomes import baselines, mapping, tasks
from leeward.clinic.outcomes.alerts import standing
from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.clinic.outcomes.wordings import in_words
from leeward.clinic.people.models import Staff
from leeward.instruments import by_key, score
from leeward.outcomes.account import EDITIONS
from leeward.outcomes.crisis_triggers import trigger_of


class CannotEnter(Exception):
    """The questionnaire cannot be entered as it stands."""


class CannotRemark(Exception):
    """The remark does not belong to this entry."""


@transaction.atomic
def enter_scores(
    *,
    entry_id: UUID,
    person_id: UUID,
    scale_key: str,
    answers: Sequence[int | None],
    taken_at: datetime,
    source: str,
    by: Staff,
    at: datetime,
    wording_id: int | None = None,
) -> UUID:
    """Keep a filled-in questionnaire; sent twice under one id it is kept once. Raises CannotScore or CannotEnter."""
    scored = score(by_key(scale_key), answers)
    if taken_at > at:
        raise CannotEnter("The answers cannot be from later than now. Check the date and the time.")
    told = ScoreEntry.objects.filter(pk=entry_id).first()
    if told is not None:
        if (told.person_id, told.scale_key, told.answers) == (person_id, scale_key, list(scored.answers)):
            return told.pk
        raise CannotEnter("This form was already used for another entry. Load the page again.")
    ScoreEntry.objects.create(
        id=entry_id,
        person_id=person_id,
        scale_key=scale_key,
        wording_id=wording_id,
        answers=list(scored.answers),
        total=scored.total,
        engine_version=__version__,
        source=source,
        taken_at=taken_at,
        at=at,
        by=by,
    )
    baselines.chart_total(person_id=person_id, entry_id=entry_id, scored=scored, taken_at=taken_at, by=by, at=at)
    trigger = in_words(trigger_of(scored, source=f"entry:{entry_id}"), by_key(scale_key), wording_id)
    if trigger is not None:  # in the same transaction: a positive answer is never kept without its path
        open_crisis(person_id=person_id, trigger=trigger, by=by, at=at)
    if scale_key in EDITIONS:
        # Kept scores never fail because a forecast could not be asked for.
        transaction.on_commit(lambda: tasks.put_in_queue(person_id, at=at), robust=True)
    return entry_id


@transaction.atomic
def remark(*, person_id: UUID, entry_id: UUID, kind: str, says: str, by: Staff, at: datetime) -> None:
    """Say that an entry was a mistake, or what was done about its warning; the entry itself stays as it was."""
    entry = ScoreEntry.objects.select_for_update().get(pk=entry_id, person_id=person_id)
    if not says.strip():
        raise CannotRemark("Say it in a few words: the next reader will ask.")
    is_mistake = entry.remarks.filter(kind=Remark.Kind.MISTAKE).exists()
    if is_mistake and (kind == Remark.Kind.MISTAKE or not standing([mapping.entry_of(entry)])):
        raise CannotRemark("This entry was marked as a mistake before; nothing can be added to it.")
    if kind == Remark.Kind.MISTAKE:
        baselines.take_total_back(person_id=person_id, entry_id=entry_id, scale_key=entry.scale_key, by=by, at=at)
    Remark.objects.create(entry=entry, kind=kind, says=says.strip(), by=by, at=at)
