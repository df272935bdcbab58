"""The alarms of one chair in words: what is wrong, how it is told, who answered, and what may be answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import watchdog
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.clock import clock
from leeward.clinic.infusions.controls import address
from leeward.infusion.alarms import Condition
from leeward.infusion.events import LimitChanged
from leeward.infusion.machine import State
from leeward.infusion.signals import Presence, Reach, Signal, audio_paused_until, signals
from leeward.protocol.alarm_limit import AlarmKind, Priority

GLYPHS: Final = {Priority.HIGH: "▲▲▲", Priority.MEDIUM: "▲▲", Priority.LOW: "▲"}
TREATED, PAUSED, WATCHED = "treated", "infusion paused", "watched"
CALLED: Final = {
    Reach.BEDSIDE: "",
    Reach.SECOND_DEVICE: "Nobody has answered for a minute: every nurse and prescriber is told.",
    Reach.EVERYONE: "Nobody has answered for two minutes: all staff are told.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One thing that one press can say of an alarm; without `reason` it opens a form."""

    label: str
    url: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLine:
    """One alarm as told: a glyph, a word for its priority, what is wrong, since when, and what was done."""

    key: str
    kind: str
    glyph: str
    word: str
    says: str
    since: str
    why: str
    is_answered: bool
    url: str
    sound: str = ""
    burst: str = ""
    called: str = ""
    is_latched: bool = False
    answers: tuple[Answer, ...] = ()
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmBar:
    """The alarms of one chair, the worst unanswered first, and how they are told."""

    lines: tuple[AlarmLine, ...]
    audio_paused_until: str = ""
    pause_url: str = ""
    event_id: UUID | None = None
    limits: tuple[str, ...] = ()


def alarm_bar(bedside: Bedside, conditions: tuple[Condition, ...]) -> AlarmBar:
    """Return what the alarm bar says now; nothing is kept but the journal."""
    told = signals(conditions, bedside.events, now=bedside.now) if bedside.state in standing.WATCHED else ()
    paused_until = audio_paused_until(bedside.events, now=bedside.now)
    may_pause = any(one.is_audible for one in told)
    return AlarmBar(
        lines=(*_unwatched(bedside), *(_line(one, bedside) for one in told)),
        audio_paused_until=clock(paused_until) if paused_until else "",
        pause_url=address(bedside, "pause_audio") if may_pause else "",
        event_id=uuid4() if may_pause else None,
        limits=tuple(changed_limits(bedside)),
    )


def _line(signal: Signal, bedside: Bedside) -> AlarmLine:
    condition = signal.condition
    is_technical = condition.kind is AlarmKind.TECHNICAL
    kind = "technical" if is_technical and condition.priority is not Priority.HIGH else condition.priority.value
    url = address(bedside, "acknowledge") + f"?alarm_key={condition.key}"
    return AlarmLine(
        key=condition.key,
        kind=kind,
        glyph="◆" if is_technical else GLYPHS[condition.priority],
        word=condition.priority.value.capitalize() + (", technical" if is_technical else ""),
        says=condition.says,
        since=clock(signal.since),
        why=_why(signal, bedside),
        is_answered=signal.presence is Presence.ACKNOWLEDGED,
        url=url,
        sound=condition.priority.value if signal.is_audible else "",
        burst=signal.burst if signal.is_audible else "",
        called=CALLED[signal.reach],
        is_latched=signal.presence is Presence.LATCHED,
        answers=tuple(_answers(signal, bedside, url)),
        event_id=uuid4(),
    )


def _why(signal: Signal, bedside: Bedside) -> str:
    """Say what was done, that it has ended unseen, or what is put to a person."""
    if signal.presence is Presence.LATCHED and signal.ended_at is not None:
        return f"It ended at {clock(signal.ended_at)}, before anybody looked."
    answer, proposes = signal.answer, signal.condition.proposes
    if answer is not None:
        until = f" Quiet until {clock(signal.quiet_until)}." if signal.quiet_until else " It calls again."
        return f"{clock(answer.at)} {answer.by}: {answer.action}. The condition still stands.{until}"
    return f"Consider: {proposes.value}." if proposes and bedside.infusing else ""


def _answers(signal: Signal, bedside: Bedside, url: str) -> Iterator[Answer]:
    """Yield what one press can say; an alarm without sound needs no press."""
    if signal.condition.priority is Priority.LOW or signal.presence is Presence.ACKNOWLEDGED:
        return
    yield Answer(label="Treated", url=url, reason=TREATED)
    if bedside.state is State.RUNNING:
        yield Answer(label="Pause…", url=address(bedside, "pause"))
    elif bedside.state is State.PAUSED:
        yield Answer(label="Infusion paused", url=url, reason=PAUSED)
    reading = signal.condition.reading
    if reading is not None and signal.condition.kind is AlarmKind.PHYSIOLOGICAL:
        asked = f"?reading_id={reading.reading_id}&alarm_key={signal.condition.key}"
        yield Answer(label="Artefact…", url=address(bedside, "artefact") + asked)
    yield Answer(label="Watched", url=url, reason=WATCHED)


def _unwatched(bedside: Bedside) -> tuple[AlarmLine, ...]:
    """Return the line that stands above all others while nobody takes readings or decides alarms."""
    says = watchdog.trouble(now=bedside.now) if bedside.state in standing.WATCHED else ""
    if not says:
        return ()
    priority = Priority.HIGH if bedside.infusing else Priority.MEDIUM
    return (unread_line("gateway", priority, says, at=bedside.now, url=address(bedside, "acknowledge")),)


def unread_line(key: str, priority: Priority, says: str, *, at: datetime, url: str) -> AlarmLine:
    """Return a technical alarm about Leeward itself; it stays unanswered until it is mended."""
    return AlarmLine(
        key=key,
        kind="high" if priority is Priority.HIGH else "technical",
        glyph="◆",
        word=f"{priority.value.capitalize()}, technical",
        says=says,
        since=clock(at),
        why="",
        is_answered=False,
        url=f"{url}?alarm_key={key}",
        sound=priority.value,
        burst=f"{key} {at:%Y%m%dT%H%M}",
    )


def changed_limits(bedside: Bedside) -> Iterator[str]:
    """Yield each limit that is not the protocol's, for as long as this infusion lasts (H23)."""
    last = {event.alarm_key: event for event in bedside.events if isinstance(event, LimitChanged)}
    for limit in bedside.protocol.alarms:
        change = last.get(limit.key)
        if change is not None:
            yield (
                f"{limit.vital.label}, {limit.priority.value}: {limit.beyond.value} {change.value:g} {change.unit} "
                f"instead of {limit.value:g}, by {change.by}: {change.reason}. It ends with this infusion."
            )
