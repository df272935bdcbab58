"""The other gateways: which chairs are ours among theirs, and what the monitors of ours sent to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from leeward.clinic.infusions import frame_rows
from leeward.clinic.infusions.frame_rows import StoredFrame
from leeward.clinic.infusions.models import Frame
from leeward.clinic.infusions.shares import Renewed, Shares, share_of
from leeward.infusion.vitals import Reading

# A frame with a lower number may be seen after one with a higher: so many are looked at again.
LOOKED_BACK: Final = 5_000
RECENT: Final = timedelta(days=1)  # older frames change no alarm, and their days' tables need not be touched
FIELDS: Final = ("pk", "infusion_id", "rows", "at", "received_at", "device", "mode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at the others brought: our shares, and what came to them for our chairs."""

    renewed: Renewed
    readings: dict[UUID, tuple[Reading, ...]]


class Others:
    """Used from the writer's thread alone, but for `watches`."""

    def __init__(self, shares: Shares, *, origin: str, now: Callable[[], datetime]) -> None:
        self._shares, self._origin, self._now = shares, origin, now
        self._until: int | None = None
        self._seen: frozenset[int] = frozenset()

    def watches(self, infusion_id: UUID) -> bool:
        """Are this infusion's alarms decided here?"""
        return share_of(infusion_id) in self._shares.watched

    @property
    def are_there(self) -> bool:
        """Were other gateways there at the last look?"""
        return self._shares.has_others

    def look(self) -> Looked:
        """Renew our shares, and read what others kept of our chairs since the last look."""
        renewed = self._shares.renew()
        # While the database is away there is nothing to read, and what is watched is watched on.
        return Looked(renewed=renewed, readings=self._kept_by_others() if renewed.held else {})

    def close(self) -> None:
        """Give our shares to the others at once."""
        self._shares.close()

    def _kept_by_others(self) -> dict[UUID, tuple[Reading, ...]]:
        if not self._shares.has_others:
            self._until = None
            return {}
        if self._until is None:  # the chairs that are gained now are read whole, after this
            self._until = Frame.objects.aggregate(last=Max("pk"))["last"] or 0
        recent = Frame.objects.filter(pk__gt=self._until - LOOKED_BACK, at__gte=self._now() - RECENT)
        rows = recent.exclude(batch__origin=self._origin).order_by("pk").values_list(*FIELDS)
        new = [row for row in rows if row[0] not in self._seen]
        self._seen = frozenset(row[0] for row in rows)
        self._until = max([self._until, *self._seen])
        return self._ours(new)

    def _ours(self, rows: Iterable[tuple[Any, ...]]) -> dict[UUID, tuple[Reading, ...]]:
        found: dict[UUID, list[Reading]] = {}
        for _, infusion_id, told, at, received_at, device, mode in rows:
            if self.watches(infusion_id):
                frame = StoredFrame(told, at, received_at, device, mode, news=0)
                read = frame_rows.readings(frame, {})
                found.setdefault(infusion_id, []).extend(read)
        return {infusion_id: tuple(readings) for infusion_id, readings in found.items()}
