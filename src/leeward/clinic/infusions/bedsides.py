"""Reading many infusions at once, with as many questions for fifty as for one: what the gateway begins with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Max, Q

from leeward.clinic.infusions import frame_rows
from leeward.clinic.infusions.bedside import CONTINUED, WINDOW, Bedside, Measured, load, put_together
from leeward.clinic.infusions.frame_blocks import in_blocks
from leeward.clinic.infusions.mapping import StoredFrame
from leeward.clinic.infusions.models import Frame, Infusion, JournalEntry
from leeward.clinic.infusions.models import Reading as ReadingRow
from leeward.clinic.protocols import queries as protocols
from leeward.infusion.vitals import NIBP
from leeward.protocol import Protocol

Row = TypeVar("Row")


class Together:
    """The rows of some infusions, read together; `bedside` then makes of them what `bedside.load` would."""

    def __init__(self, infusions: Sequence[Infusion], *, now: datetime) -> None:
        self._now, self._since = now, now - WINDOW
        ids = [infusion.pk for infusion in infusions]
        self._protocol_at = _one_protocol(infusions, now=now)
        self._journals = _by_infusion(JournalEntry.objects.filter(infusion_id__in=ids).order_by())
        cuff = Q(kind__in=[kind.value for kind in NIBP])
        rows = ReadingRow.objects.filter(Q(at__gte=self._since) | cuff, infusion_id__in=ids)
        self._rows = _by_infusion(rows.order_by())
        self._frames = self._read_frames(infusions)
        self._with_older = self._find_older(ids)

    def bedside(self, infusion: Infusion) -> Bedside:
        """Return how one of them stands; what fell silent long ago is looked for on its own."""
        if infusion.pk in self._with_older:
            return load(infusion, now=self._now)
        measured = Measured(self._rows[infusion.pk], self._frames[infusion.pk], self._since)
        return put_together(
            infusion, self._journals[infusion.pk], measured, now=self._now, protocol_at=self._protocol_at
        )

    def _read_frames(self, infusions: Sequence[Infusion]) -> dict[UUID, list[StoredFrame]]:
        found: dict[UUID, list[StoredFrame]] = defaultdict(list)
        if not infusions:
            return found
        frames = (
            in_blocks(Frame.objects.all())
            .alias(cuff=F("news").bitand(frame_rows.bits(NIBP)))
            .filter(
                Q(at__gte=self._since) | ~Q(cuff=0),
                infusion_id__in=[infusion.pk for infusion in infusions],
                at__gte=min(infusion.created_at for infusion in infusions),
            )
        )
        for infusion_id, *frame in frames.order_by().values_list("infusion_id", *StoredFrame._fields).iterator():
            found[infusion_id].append(StoredFrame._make(frame))
        return found

    def _find_older(self, ids: list[UUID]) -> frozenset[UUID]:
        """Return those where a kind has not come in the window, but did before."""
        older = set()
        kinds = [kind.value for kind in CONTINUED]
        lasts = ReadingRow.objects.filter(infusion_id__in=ids, kind__in=kinds).order_by().values_list("infusion_id")
        for infusion_id, kind, last in lasts.values_list("infusion_id", "kind").annotate(last=Max("at")):
            if last < self._since and not self._came(infusion_id, frame_rows.NEWS_OF[kind]):
                older.add(infusion_id)
        before = in_blocks(Frame.objects.all()).filter(infusion_id__in=ids, at__lt=self._since)
        for infusion_id, news in before.order_by().values_list("infusion_id", "news").distinct():
            if any(
                news & frame_rows.NEWS[kind] and not self._came(infusion_id, frame_rows.NEWS[kind])
                for kind in CONTINUED
            ):
                older.add(infusion_id)
        return frozenset(older)

    def _came(self, infusion_id: UUID, bit: int) -> bool:
        """Did this kind come within the window?"""
        framed = any(frame.news & bit and frame.at >= self._since for frame in self._frames[infusion_id])
        return framed or any(
            frame_rows.NEWS_OF[row.kind] & bit and row.at >= self._since for row in self._rows[infusion_id]
        )


def _by_infusion(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.infusion_id].append(row)  # type: ignore[attr-defined]
    return found


def _one_protocol(infusions: Sequence[Infusion], *, now: datetime) -> Callable[[datetime], Protocol]:
    """Return how to find the protocol of an instant: the one of today wherever none was signed since the first came."""
    today = protocols.in_force(now)
    first = min((infusion.created_at for infusion in infusions), default=now)
    if protocols.in_force(first).version == today.version:
        return lambda at: today if at >= first else protocols.in_force(at)
    return protocols.in_force
