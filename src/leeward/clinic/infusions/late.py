"""Entries that a tablet charted without network: each taken once, at its own instant, with an answer of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.http import QueryDict

from leeward.clinic.infusions import actions, charting, forms, journaling, placing
from leeward.clinic.infusions.clock import clock
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion, LateEntry
from leeward.clinic.infusions.verbs import REFUSALS, VERBS, Verb
from leeward.clinic.people.models import Staff
from leeward.infusion.events import NoteWritten
from leeward.infusion.journal import CannotAppend
from leeward.infusion.late import LATE, CannotPlace
from leeward.infusion.vitals import CannotReadEntry

ROW: Final = "row"
# What a person does at the chair. Not the time-out, the start or the discharge: these ask the whole record.
QUEUED: Final = frozenset({
    ROW, "pause", "resume", "rate", "stop", "complete", "confirm", "acknowledge", "artefact", "cadss6",
    "standing", "recovery_scores", "adverse", "follow", "medicine",
})  # fmt: skip


def _chart_row(deed: Deed, **told: Any) -> None:
    """Chart a line as it was typed: whether a number is meant can be asked at the chair only, not afterwards."""
    charting.chart_row(deed, **{name: value for name, value in told.items() if name != "sure"})


_ROW: Final = Verb(form=forms.ChartRow, title="Line", button="Chart", act=_chart_row)
_NOTE: Final = "could not be applied"


class Outcome(Enum):
    """What became of an entry; all but a refused one are safe with the server."""

    STORED = "stored"
    KNOWN = "known"
    NOTED = "noted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One entry as the tablet kept it; `at` is by the tablet's clock."""

    entry_id: UUID
    verb: str
    at: datetime
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The server's word about one entry."""

    entry_id: UUID
    outcome: Outcome
    says: str = ""


def verb_of(name: str) -> Verb | None:
    """Return what may be charted without network under this name; None for anything else."""
    return _ROW if name == ROW else VERBS.get(name) if name in QUEUED else None


def corrected(at: datetime, *, sent_at: datetime, now: datetime, planned_at: datetime) -> datetime:
    """Return an instant of the tablet's clock by the server's: never to come, never before the infusion was planned."""
    return max(min(at + (now - sent_at), now), planned_at)


@transaction.atomic
def take(sent: Sent, *, person_id: UUID, infusion_id: UUID, by: Staff, sent_at: datetime, now: datetime) -> Answered:
    """Take one entry; raises Infusion.DoesNotExist for another person's infusion."""
    infusion = journaling.locked(person_id=person_id, infusion_id=infusion_id)
    before = LateEntry.objects.filter(entry_id=sent.entry_id).first()
    if before is not None:
        return _again(sent, before, infusion=infusion, by=by)
    verb = verb_of(sent.verb)
    if verb is None:
        return _refused(sent, f"“{sent.verb}” cannot be charted without network. Do it on the page.")
    form = verb.form(_as_form(sent))
    if not form.is_valid():
        return _refused(sent, " ".join(str(why) for errors in form.errors.values() for why in errors))
    at = corrected(sent.at, sent_at=sent_at, now=now, planned_at=infusion.created_at)
    deed = Deed(
        person_id=person_id, infusion_id=infusion_id, event_id=sent.entry_id, by=by, at=at, source=LATE, came_at=now
    )
    return _apply(deed, sent, verb, form, infusion=infusion)


def _as_form(sent: Sent) -> QueryDict:
    told = QueryDict(mutable=True)
    told.update({**sent.fields, "event_id": str(sent.entry_id)})
    return told


def _apply(deed: Deed, sent: Sent, verb: Verb, form: forms.EventForm, *, infusion: Infusion) -> Answered:
    """Do what was charted, or write down that it was charted and why it was not done."""
    fields = {name: value for name, value in form.cleaned_data.items() if name != "event_id"}
    there = infusion.journal.count()
    try:
        with transaction.atomic():
            verb.act(deed, **fields)
    except (CannotAppend, CannotReadEntry) as why:
        return _refused(sent, str(why))
    except REFUSALS as why:
        says = f"{verb.title}, charted {clock(deed.at)}, {_NOTE}: {why} It stands as a note."
        text = f"Charted without network {clock(deed.at)}: {words(verb, form)}. It {_NOTE}: {why}"
        note = replace(deed, event_id=uuid5(sent.entry_id, _NOTE))
        actions.record(note, NoteWritten(**note.stamp, text=text))
        homeless = placing.kept(why.events) if isinstance(why, CannotPlace) else []
        _receipt(deed, sent, LateEntry.Answer.NOTED, says=says, events=homeless)
        return Answered(entry_id=sent.entry_id, outcome=Outcome.NOTED, says=says)
    # Where its own form had arrived and only the answer was lost, the journal holds it already.
    added = list(infusion.journal.filter(seq__gt=there))
    says = " ".join(row.body["text"] for row in added if placing.NO_LONGER in row.body.get("text", ""))
    _receipt(deed, sent, LateEntry.Answer.STORED, says=says)
    return Answered(entry_id=sent.entry_id, outcome=Outcome.STORED if added else Outcome.KNOWN, says=says)


def words(verb: Verb, form: forms.EventForm) -> str:
    """Say what was charted, with the words of its form."""
    hidden = {"event_id", "sure"}
    said = [f"{field.label}: {field.value()}" for field in form if field.name not in hidden and field.value()]
    return ", ".join((verb.title, *said))


def _receipt(
    deed: Deed, sent: Sent, answer: LateEntry.Answer, *, says: str = "", events: list[dict[str, object]] | None = None
) -> None:
    LateEntry.objects.create(
        entry_id=sent.entry_id,
        infusion_id=deed.infusion_id,
        by=deed.by.key,
        verb=sent.verb,
        fields=dict(sent.fields),
        told_at=sent.at,
        at=deed.at,
        received_at=deed.recorded_at,
        answer=answer,
        says=says,
        events=events or [],
    )


def _again(sent: Sent, before: LateEntry, *, infusion: Infusion, by: Staff) -> Answered:
    """Answer an entry that was taken before, as it was answered then."""
    same = (before.infusion_id, before.by, before.verb, before.fields) == (
        infusion.pk, by.key, sent.verb, dict(sent.fields),
    )  # fmt: skip
    if not same:
        return _refused(sent, "This entry's id already has another content. Chart it again.")
    if before.answer == LateEntry.Answer.NOTED:
        return Answered(entry_id=sent.entry_id, outcome=Outcome.NOTED, says=before.says)
    return Answered(entry_id=sent.entry_id, outcome=Outcome.KNOWN, says=before.says)


def _refused(sent: Sent, says: str) -> Answered:
    return Answered(entry_id=sent.entry_id, outcome=Outcome.REFUSED, says=says)
