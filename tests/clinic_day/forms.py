"""What a person sends from a tablet, what becomes of it, and the events that it stands for."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from leeward.infusion import events as what
from leeward.infusion.vitals import BY_HAND, Reading

QUEUED = frozenset({"row", "pause", "resume", "stop", "complete", "confirm", "acknowledge", "note"})
PLAIN = {
    "pause": what.Paused, "stop": what.Stopped, "complete": what.Completed, "confirm": what.InfusingConfirmed,
    "acknowledge": what.AlarmAcknowledged, "quiet": what.AudioPaused, "note": what.NoteWritten,
    "cancel": what.Cancelled,
}  # fmt: skip


class Form(NamedTuple):
    """What a person sends; `at` is there where it was charted without network, by the tablet's clock."""

    form_id: UUID
    infusion_id: UUID
    verb: str
    by: str
    fields: dict[str, Any] = {}  # noqa: RUF012 - a tuple's default, never changed
    at: datetime | None = None


class Answer(NamedTuple):
    """kept, refused, noted, queued (by the tablet) or given up."""

    became: str
    says: str = ""


def charted(form: Form, stamp: dict[str, Any]) -> list[Any]:
    return [
        what.ReadingCharted(
            **stamp | {"event_id": uuid5(form.form_id, kind.value)}, reading_id=uuid5(form.form_id, f"r {kind.value}"),
            kind=kind, value=value, unit=kind.unit,
        )
        for kind, value in form.fields.get("readings", {}).items()
    ]  # fmt: skip


def scored(form: Form, stamp: dict[str, Any]) -> list[Any]:
    rows = [
        what.ScaleScored(**stamp | {"event_id": uuid5(form.form_id, key)}, scale_key=key, answers=answers, total=total)
        for key, (total, answers) in form.fields.get("scores", {}).items()
    ]
    rows += [
        what.ItemChecked(**stamp | {"event_id": uuid5(form.form_id, item)}, item=item, truth=truth)
        for item, truth in form.fields.get("items", {}).items()
    ]
    return rows


def as_reading(event: what.ReadingCharted) -> Reading:
    return Reading(
        reading_id=event.reading_id, kind=event.kind, value=event.value, unit=event.unit, at=event.at,
        received_at=event.at, source=BY_HAND, device=event.by,
    )  # fmt: skip
