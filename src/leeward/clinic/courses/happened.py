"""The events of one infusion as lines: what was done, and each alarm with what was done about it."""

from datetime import datetime
from typing import Final

from django.utils import timezone

from leeward.clinic.courses.records import AlarmLine, EventLine
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.wording import WORDS, details
from leeward.infusion.events import (
    AdverseEventFollowed,
    AdverseEventNoted,
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    Event,
    InfusingConfirmed,
    KeepingInterrupted,
    LimitChanged,
    MarkedArtefact,
    MedicineGiven,
    MonitorFlooded,
    MonitoringInterrupted,
    NoteWritten,
    PauseAsked,
    kind_of,
)
from leeward.infusion.machine import MOVES
from leeward.protocol.alarm_limit import Priority

CHAIRSIDE_WORDS: Final = {
    "cadss-6": "Dissociation, CADSS-6",
    "moaa-s": "Wakefulness, MOAA/S",
    "aldrete": "Recovery, Aldrete",
    "padss": "Discharge, PADSS",
    "distress": "Distress",
    "orthostasis": "Drop on standing, mmHg",
    "nausea": "Nausea",
    "anxiety": "Anxiety",
    "pain": "Pain",
}
TOLD: Final = (
    AdverseEventNoted, InfusingConfirmed, LimitChanged, MarkedArtefact, MedicineGiven, MonitoringInterrupted,
    NoteWritten, AdverseEventFollowed, PauseAsked, KeepingInterrupted, MonitorFlooded, *MOVES,
)  # fmt: skip
PRIORITIES: Final = {Priority.HIGH: "high", Priority.MEDIUM: "warn", Priority.LOW: "tech"}


def minute_of(bedside: Bedside, at: datetime) -> str:
    """Return the minutes from the start as written; nothing where the infusion was never started."""
    if bedside.given is None:
        return ""
    return f"{(at - bedside.given.started_at).total_seconds() / 60:.0f}".replace("-", "−")


def events(bedside: Bedside) -> tuple[EventLine, ...]:
    """Return what was done, in the order of the journal; readings, scores and alarms have lists of their own."""
    return tuple(_event(event, bedside) for event in bedside.events if isinstance(event, TOLD))


def alarms(bedside: Bedside) -> tuple[AlarmLine, ...]:
    """Return each alarm once, with its answer and its end."""
    found = []
    for place, event in enumerate(bedside.events):
        if isinstance(event, AlarmRaised):
            later = [e for e in bedside.events[place + 1 :] if getattr(e, "alarm_key", "") == event.alarm_key]
            found.append(_alarm(event, later))
    return tuple(found)


def _alarm(raised: AlarmRaised, later: list[Event]) -> AlarmLine:
    """Read what came after: answers count until the same alarm is raised again."""
    again = next((n for n, event in enumerate(later) if isinstance(event, AlarmRaised)), len(later))
    own = later[:again]
    answers = [f"{e.action} ({e.by}, {_clock(e.at)})" for e in own if isinstance(e, AlarmAcknowledged)]
    ended = next((_clock(e.at) for e in own if isinstance(e, AlarmCleared)), "still stood at the end of the record")
    return AlarmLine(
        when=_clock(raised.at),
        says=raised.says,
        tag=f"{raised.priority.value}, {raised.kind.value}",
        tag_kind=PRIORITIES[raised.priority],
        answered="; ".join(answers) or "nobody answered it",
        ended=ended,
    )


def _event(event: Event, bedside: Bedside) -> EventLine:
    told = kind_of(event)
    return EventLine(
        when=_clock(event.at),
        minute=minute_of(bedside, event.at),
        what=WORDS.get(told, told),
        details="" if told in {"TimeOutPassed", "Discharged"} else details(event),
        by=event.by,
    )


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"
