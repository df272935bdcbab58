"""The chairside page as a record of words: alarms, state, tiles, what may be done, what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import watchdog
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.tiles import Tile, ago, vital_tiles
from leeward.infusion.alarms import Condition
from leeward.infusion.events import AlarmAcknowledged
from leeward.infusion.machine import State
from leeward.infusion.observations import Due, Observation, observations
from leeward.protocol.alarm_limit import AlarmKind, Priority

GLYPHS: Final = {Priority.HIGH: "▲▲▲", Priority.MEDIUM: "▲▲", Priority.LOW: "▲"}
STATE_WORDS: Final = {
    State.PLANNED: "Planned",
    State.READY: "Ready to start",
    State.RUNNING: "Running",
    State.PAUSED: "Paused",
    State.RECOVERING: "Recovering",
    State.DISCHARGED: "Discharged",
    State.CANCELLED: "Cancelled",
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something that may be done now; it opens a form, and the form asks again."""

    name: str
    label: str
    url: str
    kind: str = ""
    opens_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One observation: when it is due, and whether it is late, in words and in shape."""

    kind: str
    glyph: str
    label: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Everything that changes while one watches."""

    state: str
    state_tile: Tile
    tiles: tuple[Tile, ...]
    alarms: tuple[AlarmLine, ...]
    more_alarms: int
    due: tuple[DueLine, ...]
    controls: tuple[Control, ...]
    is_simulated: bool
    is_open: bool
    seen: str


def live(bedside: Bedside) -> Live:
    """Return what the page shows now."""
    conditions = standing.conditions(bedside)
    answered = standing.acknowledgements(bedside.events)
    lines = tuple(_alarm(condition, answered.get(condition.key), bedside) for condition in conditions)
    lines = (*_unwatched(bedside), *sorted(lines, key=lambda line: line.is_answered))
    return Live(
        state=bedside.state.value,
        state_tile=state_tile(bedside),
        tiles=vital_tiles(bedside),
        alarms=lines[:SHOWN],
        more_alarms=max(len(lines) - SHOWN, 0),
        due=due(bedside, conditions),
        controls=controls(bedside),
        is_simulated=bedside.mode.value != "real",
        is_open=bedside.state not in standing.CLOSED,
        seen=f"{timezone.localtime(bedside.now):%H:%M:%S}",
    )


SHOWN: Final = 3
SHOWN_LATER: Final = 3


def state_tile(bedside: Bedside) -> Tile:
    """Return the loudest tile: what the infusion is doing."""
    order, given = bedside.order, bedside.given
    title = STATE_WORDS[bedside.state]
    plan = f"{order.dose_mg:g} mg over {order.minutes:g} min"
    if given is None:
        return Tile(key="state", title=title, value=f"{order.rate_ml_per_h:g}", unit="mL/h ordered", says=plan)
    if bedside.state is State.RUNNING:
        minute = (bedside.now - given.started_at) // timedelta(minutes=1)
        says = f"{plan} · {given.remaining_mg:.1f} mg to go · {_ends(given.expected_end)}"
        rate = given.segments[-1].rate_ml_per_h
        return Tile(key="state", title=f"{title}, minute {minute}", value=f"{rate:g}", unit="mL/h", says=says)
    if bedside.state is State.PAUSED:
        since = given.segments[-1].started_at
        says = f"{plan} · {given.remaining_mg:.1f} mg to go · paused {ago((bedside.now - since).total_seconds())}"
        return Tile(key="state", title=title, value="0", unit="mL/h", says=says)
    minutes = bedside.since_end // timedelta(minutes=1)
    title = f"{title}, minute {minutes}" if bedside.state is State.RECOVERING else title
    says = f"{given.mg_per_kg:.2f} mg/kg of {order.dose_mg_per_kg:.2f} · ended {_clock(given.ended_at)}"
    return Tile(key="state", title=title, value=f"{given.mg:.1f}", unit="mg given", says=says)


def _ends(at: datetime | None) -> str:
    return f"ends {_clock(at)}" if at else "the bag should be empty: look at the pump"


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else "not known"


def _alarm(condition: Condition, answer: AlarmAcknowledged | None, bedside: Bedside) -> AlarmLine:
    is_technical = condition.kind is AlarmKind.TECHNICAL
    kind = "technical" if is_technical and condition.priority is not Priority.HIGH else condition.priority.value
    why = f"Consider: {condition.proposes.value}." if condition.proposes and bedside.infusing else ""
    if answer:
        why = f"{_clock(answer.at)} {answer.by}: {answer.action}. The condition still stands."
    return AlarmLine(
        key=condition.key,
        kind=kind,
        glyph="◆" if is_technical else GLYPHS[condition.priority],
        word=condition.priority.value.capitalize() + (", technical" if is_technical else ""),
        says=condition.says,
        since=f"{timezone.localtime(condition.since):%H:%M:%S}",
        why=why,
        is_answered=answer is not None,
        url=_url(bedside, "acknowledge") + f"?alarm_key={condition.key}",
    )


def _unwatched(bedside: Bedside) -> tuple[AlarmLine, ...]:
    """Return the line that stands above all others while nobody takes readings or decides alarms."""
    says = watchdog.trouble(now=bedside.now) if bedside.state in standing.WATCHED else ""
    if not says:
        return ()
    priority = Priority.HIGH if bedside.infusing else Priority.MEDIUM
    return (unread_line("gateway", priority, says, at=bedside.now, url=_url(bedside, "acknowledge")),)


def unread_line(key: str, priority: Priority, says: str, *, at: datetime, url: str) -> AlarmLine:
    """Return a technical alarm about Leeward itself; it stays unanswered until it is mended."""
    return AlarmLine(
        key=key,
        kind="high" if priority is Priority.HIGH else "technical",
        glyph="◆",
        word=f"{priority.value.capitalize()}, technical",
        says=says,
        since=f"{timezone.localtime(at):%H:%M:%S}",
        why="",
        is_answered=False,
        url=f"{url}?alarm_key={key}",
    )


def due(bedside: Bedside, conditions: tuple[Condition, ...]) -> tuple[DueLine, ...]:
    """Return the observations that are due or come next, the latest ones first."""
    found = observations(bedside.events, bedside.readings, now=bedside.now, conditions=conditions, mode=bedside.mode)
    late = [one for one in found if one.state is not Due.LATER]
    later = [one for one in found if one.state is Due.LATER]
    return tuple(_due(one, bedside.now) for one in (*late, *later[:SHOWN_LATER]))


def _due(one: Observation, now: datetime) -> DueLine:
    late_min = (now - one.due_at) // timedelta(minutes=1)
    says = {
        Due.OVERDUE: f"overdue, was due {_clock(one.due_at)} ({late_min} min)",
        Due.DUE: "due now",
        Due.LATER: _clock(one.due_at),
    }
    glyph = {Due.OVERDUE: "◆", Due.DUE: "●", Due.LATER: "○"}
    return DueLine(kind=one.state.value, glyph=glyph[one.state], label=one.label, says=says[one.state])


def controls(bedside: Bedside) -> tuple[Control, ...]:
    """Return what may be done in this state, the way out last."""
    offered = OFFERED[bedside.state]
    return tuple(
        Control(name=name, label=label, url=_url(bedside, name), kind=kind, opens_here=name not in PAGES)
        for name, label, kind in offered
    )


PAGES: Final = frozenset({"time_out", "discharge"})
OFFERED: Final = {
    State.PLANNED: (("time_out", "Time-out", "main"), ("cancel", "Cancel", "")),
    State.READY: (("start", "Start", "main"), ("time_out", "Look again", ""), ("cancel", "Cancel", "")),
    State.RUNNING: (
        ("confirm", "Pump runs", ""),
        ("pause", "Pause", ""),
        ("complete", "Complete", ""),
        ("stop", "Stop", "stop"),
    ),
    State.PAUSED: (("resume", "Resume", "main"), ("stop", "Stop", "stop")),
    State.RECOVERING: (("discharge", "Discharge", "main"),),
    State.DISCHARGED: (),
    State.CANCELLED: (),
}


def _url(bedside: Bedside, name: str) -> str:
    return reverse(f"infusions:{name}", args=[bedside.infusion.person_id, bedside.infusion.pk])
