"""What kept the gateway from keeping readings, one event for each spell, for the journals of the chairs it touched."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from leeward.infusion.event import Event
from leeward.infusion.gateway_events import KeepingInterrupted, MonitorFlooded
from leeward.infusion.vitals import VitalKind
from leeward.protocol.monitoring import MONITORING

WRITER: Final = "gateway"
REST: Final = timedelta(minutes=5)  # a monitor that is too fast again within these is still in the same spell
STALE_AFTER: Final = MONITORING.stale_after(VitalKind.SPO2, infusing=True)


class Spells:
    """Asked at each look of the gateway's watch; it asks nothing of any disk."""

    def __init__(self) -> None:
        self._kept_at: datetime | None = None
        self._reason = ""
        self._touched: set[UUID] = set()
        self._flooded_at: dict[str, datetime] = {}

    def keeping(self, why_not: str, watched: Collection[UUID], *, now: datetime) -> dict[UUID, tuple[Event, ...]]:
        """Note whether things are kept, and say what is to be told of a spell that is over: to each chair, once."""
        if why_not and self._kept_at is not None:
            self._reason = why_not
            self._touched.update(watched)
            return {}
        since, touched, self._kept_at, self._touched = self._kept_at, self._touched, now, set()
        if since is None or not touched or now - since <= STALE_AFTER:
            return {}
        return {one: (self._interrupted(one, since=since, now=now),) for one in touched}

    def _interrupted(self, infusion_id: UUID, *, since: datetime, now: datetime) -> Event:
        return KeepingInterrupted(
            event_id=uuid5(infusion_id, f"not kept since {since.isoformat()}"),
            at=now,
            by=WRITER,
            source=WRITER,
            since=since,
            until=now,
            reason=self._reason,
        )

    def floods(self, flooding: Mapping[str, UUID], *, now: datetime) -> dict[UUID, tuple[Event, ...]]:
        """Say which chairs are to be told that their monitor sends too much: once, as the spell begins.

        `flooding` are the monitors that do now, each with the infusion that it is paired with.
        """
        self._flooded_at = {name: at for name, at in self._flooded_at.items() if abs(now - at) <= REST}
        told: dict[UUID, list[Event]] = defaultdict(list)
        for name, infusion_id in flooding.items():
            if name not in self._flooded_at:
                told[infusion_id].append(_flooded(infusion_id, name, now))
            self._flooded_at[name] = now
        return {infusion_id: tuple(events) for infusion_id, events in told.items()}


def _flooded(infusion_id: UUID, device: str, now: datetime) -> Event:
    event_id = uuid5(infusion_id, f"{device} floods since {now.isoformat()}")
    return MonitorFlooded(event_id=event_id, at=now, by=WRITER, source=WRITER, device=device)
