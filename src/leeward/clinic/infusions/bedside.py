"""Reading one infusion from the database: its order, its events, its readings, and what is wrong now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet, Subquery

from leeward.clinic.infusions import frame_rows, mapping
from leeward.clinic.infusions.frame_blocks import in_blocks
from leeward.clinic.infusions.mapping import StoredFrame
from leeward.clinic.infusions.models import Frame, Infusion, JournalEntry
from leeward.clinic.infusions.models import Reading as ReadingRow
from leeward.clinic.infusions.snapshot import OrderSnapshot, order_from
from leeward.clinic.protocols import queries as protocols
from leeward.infusion import journal
from leeward.infusion.account import Delivered, delivered
from leeward.infusion.alarms import Condition, in_force, watch, watch_scores
from leeward.infusion.condition import by_urgency
from leeward.infusion.events import AlarmCleared, AlarmRaised, Discharged, Event
from leeward.infusion.journal import Journal
from leeward.infusion.late import happened
from leeward.infusion.machine import INFUSING, State
from leeward.infusion.vitals import NIBP, Baseline, GenerationMode, Reading, VitalKind, baseline_of
from leeward.protocol import Protocol
from leeward.protocol.alarm_limit import Priority

WINDOW: Final = timedelta(minutes=10)
WATCHED: Final = frozenset({State.READY, State.RUNNING, State.PAUSED, State.RECOVERING})
CONTINUED: Final = tuple(kind for kind in VitalKind if kind not in NIBP)
CLOSED: Final = frozenset({State.DISCHARGED, State.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bedside:
    """One infusion as it stands at `now`."""

    infusion: Infusion
    order: OrderSnapshot
    journal: Journal
    events: tuple[Event, ...]
    readings: tuple[Reading, ...]
    state: State
    mode: GenerationMode
    given: Delivered | None
    protocol: Protocol
    now: datetime

    @property
    def infusing(self) -> bool:
        """Does drug go in, or could it at once?"""
        return self.state in INFUSING

    @property
    def baseline(self) -> Baseline:
        """The patient's own values before the start."""
        return baseline_of(self.readings, before=self.given.started_at if self.given else self.now, mode=self.mode)

    @property
    def since_end(self) -> timedelta:
        """How long ago the drug ended; nothing while it has not."""
        ended = self.given.ended_at if self.given else None
        return max(self.now - ended, timedelta(0)) if ended else timedelta(0)


def load(infusion: Infusion, *, now: datetime, whole: bool = False, drawn: bool = False) -> Bedside:
    """Read the infusion; `whole` also reads the traces from the beginning, `drawn` as much of them as a sheet shows."""
    measured = _whole(infusion) if whole or drawn else _recent(infusion, now=now)
    if drawn:
        measured = measured._replace(thin_before=now - WINDOW)
    return put_together(infusion, infusion.journal.all(), measured, now=now)


def put_together(
    infusion: Infusion,
    journal_rows: Iterable[JournalEntry],
    measured: "Measured",
    *,
    now: datetime,
    protocol_at: Callable[[datetime], Protocol] = protocols.in_force,
) -> Bedside:
    """Make of the rows what they say."""
    entries = mapping.journal_of(journal_rows)
    events = happened(journal.events(entries))
    mode, given = GenerationMode(infusion.mode), delivered(events, now=now)
    return Bedside(
        infusion=infusion,
        order=order_from(infusion.order_snapshot),
        journal=entries,
        events=events,
        readings=mapping.readings_of(
            measured.rows,
            events,
            mode=mode,
            frames=measured.frames,
            since=measured.since,
            thin_before=measured.thin_before,
        ),
        state=State(infusion.state),
        mode=mode,
        given=given,
        # An infusion keeps the protocol that it started under: no limit moves while drug goes in.
        protocol=protocol_at(given.started_at if given else now),
        now=now,
    )


def as_it_ended(infusion: Infusion, *, now: datetime) -> Bedside:
    """Return the infusion with its whole traces; what is over as it stood at discharge, not as of today."""
    found = load(infusion, now=now, whole=True)
    left = next((event for event in found.events if isinstance(event, Discharged)), None)
    return found if left is None else load(infusion, now=left.at, whole=True)


def find(*, person_id: UUID, infusion_id: UUID) -> Infusion:
    """Return the infusion of this person; raises Infusion.DoesNotExist for anyone else's."""
    return Infusion.objects.select_related("person").get(pk=infusion_id, person_id=person_id)


class Measured(NamedTuple):
    """What of the two tables is looked at: `since` is where the window begins, None for everything there is."""

    rows: list[ReadingRow]
    frames: list[StoredFrame]
    since: datetime | None
    thin_before: datetime | None = None


def _whole(infusion: Infusion) -> Measured:
    return Measured(list(infusion.readings.order_by()), _stored(_frames(infusion)), None)


def _recent(infusion: Infusion, *, now: datetime) -> Measured:
    """Return the last minutes, every cuff reading, and the last of each kind; of those `mapping` keeps what is due."""
    since = now - WINDOW
    of_kind = ((kind, infusion.readings.filter(kind=kind.value)) for kind in CONTINUED)
    rows = infusion.readings.filter(
        Q(at__gte=since)
        | Q(kind__in=[kind.value for kind in NIBP])
        | _any(Q(kind=kind.value, at=_newest(rows)) for kind, rows in of_kind)
    )
    recent = _frames(infusion).alias(cuff=F("news").bitand(frame_rows.bits(NIBP))).filter(Q(at__gte=since) | ~Q(cuff=0))
    frames = _stored(recent)
    return Measured(list(rows.order_by()), [*frames, *_last_before(infusion, frames, since=since)], since)


def _last_before(infusion: Infusion, recent: Iterable[StoredFrame], *, since: datetime) -> list[StoredFrame]:
    """Return the newest frame of each kind that has not come since: when it fell silent stays known."""
    came = reduce(or_, (frame.news for frame in recent if frame.at >= since), 0)
    silent = [kind for kind in CONTINUED if not came & frame_rows.NEWS[kind]]
    if not silent:
        return []
    before = _frames(infusion).filter(at__lt=since)
    by_kind = before.alias(**{f"has_{kind.value}": F("news").bitand(frame_rows.NEWS[kind]) for kind in silent})
    newest = by_kind.aggregate(**{kind.value: Max("at", filter=~Q(**{f"has_{kind.value}": 0})) for kind in silent})
    lasts = {last for last in newest.values() if last is not None}
    cuff = F("news").bitand(frame_rows.bits(NIBP))  # those with a cuff reading are among the recent already
    return _stored(before.alias(cuff=cuff).filter(at__in=lasts, cuff=0)) if lasts else []


def _frames(infusion: Infusion) -> QuerySet[Frame]:
    """The infusion's frames: none is older than itself, so that no older day's part of the table is touched."""
    return in_blocks(infusion.frames.filter(at__gte=infusion.created_at))


def _newest(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("-at").values("at")[:1])


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _stored(frames: QuerySet[Frame]) -> list[StoredFrame]:
    return [StoredFrame._make(frame) for frame in frames.order_by().values_list(*StoredFrame._fields)]


def last_measured_at(infusion: Infusion) -> datetime | None:
    """Return when a device last measured something of this infusion; None where none did."""
    lasts = (rows.aggregate(last=Max("at"))["last"] for rows in (infusion.readings, _frames(infusion)))
    return max((last for last in lasts if last is not None), default=None)


def same_measurement(readings: tuple[Reading, ...], reading_id: str) -> tuple[Reading, ...]:
    """Return the reading, with the rest of one inflation of the cuff; empty where there is none."""
    found = next((reading for reading in readings if str(reading.reading_id) == reading_id), None)
    if found is None:
        return ()
    if found.kind not in NIBP:
        return (found,)
    return tuple(r for r in readings if r.kind in NIBP and (r.at, r.device) == (found.at, found.device))


def conditions(bedside: Bedside) -> tuple[Condition, ...]:
    """Return what is wrong now, from the readings and the scores; nothing once the infusion is closed."""
    if bedside.state not in WATCHED:
        return ()
    vital = watch(
        bedside.readings,
        bedside.baseline,
        in_force(bedside.protocol.alarms, bedside.events),
        now=bedside.now,
        running=bedside.infusing,
        mode=bedside.mode,
        active=active_keys(bedside.events),
        since_end=bedside.since_end,
    )
    return by_urgency((*vital, *watch_scores(bedside.events, bedside.protocol.score_limits)))


def active_keys(events: tuple[Event, ...]) -> dict[str, Priority]:
    """Return the alarms that the journal says were raised and have not ended, each with its priority."""
    active: dict[str, Priority] = {}
    for event in events:
        if isinstance(event, AlarmRaised):
            active[event.alarm_key] = event.priority
        elif isinstance(event, AlarmCleared):
            active.pop(event.alarm_key, None)
    return active
