"""What devices sent years ago: thinned to one reading a minute once the protocol's time for the rest is over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from leeward.clinic.audit import triggers
from leeward.clinic.infusions import frame_chain_check, mapping, partitions
from leeward.clinic.infusions.frame_blocks import in_blocks
from leeward.clinic.infusions.frame_rows import StoredFrame, readings
from leeward.clinic.infusions.models import Frame, FrameBatch, FrameRetirement, JournalEntry
from leeward.clinic.infusions.models import Reading as ReadingRow
from leeward.infusion.frame_chain import SealedBatch
from leeward.infusion.machine import State
from leeward.infusion.vitals import NIBP, Reading, Validity, VitalKind, in_order
from leeward.protocol import Protocol
from leeward.protocol.records import Keeping

OVER: Final = frozenset({State.DISCHARGED.value, State.CANCELLED.value})
AT_ONCE: Final = 2_000  # rows


class CannotRetire(Exception):
    """Why nothing was thinned, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What of one gateway may be thinned: everything up to a batch."""

    last: SealedBatch
    frames: int


def kept_for(protocol: Protocol) -> timedelta:
    """How long the protocol keeps what devices sent at its own rate."""
    return timedelta(days=protocol.thresholds.of(Keeping.raw_readings).to("d"))


def due(*, before: datetime) -> tuple[Due, ...]:
    """Return what was kept before an instant and belongs to infusions that are over, gateway by gateway."""
    origins = FrameBatch.objects.order_by().values_list("origin", flat=True).distinct()
    found = (_due_of(origin, before) for origin in origins)
    return tuple(one for one in found if one is not None)


def _due_of(origin: str, before: datetime) -> Due | None:
    batches = FrameBatch.objects.filter(origin=origin, kept_at__lt=before)
    going_on = Frame.objects.filter(batch__in=batches).exclude(infusion__state__in=OVER)
    first_kept = going_on.order_by("batch__seq").values_list("batch__seq", flat=True).first()
    batches = batches if first_kept is None else batches.filter(seq__lt=first_kept)
    frames = Frame.objects.filter(batch__in=batches).count()
    if not frames:
        return None
    last = batches.order_by("-seq").values_list(*SealedBatch._fields).first()
    return Due(last=SealedBatch._make(last), frames=frames) if last else None


@transaction.atomic
def retire(*, before: datetime, by: str, at: datetime) -> tuple[FrameRetirement, ...]:
    """Thin what is due: of every minute one reading of each kind stays, with its own id; what was taken is counted.

    Every cuff reading, what was marked as artefact and what the journal names stay too. Raises CannotRetire where the
    chain over the frames does not verify: then somebody looks before anything goes.
    """
    if wrong := frame_chain_check.broken():
        raise CannotRetire(f"The chain over the frames does not verify, so nothing is thinned: {wrong[0]}.")
    found = due(before=before)
    if not found:
        return ()
    triggers.remove(connection)  # they refuse that a frame goes, and stand again before this transaction ends
    done = tuple(_retire(one, before=before, by=by, at=at) for one in found)
    partitions.drop_past(before=before)
    triggers.install(connection)
    return done


def _retire(one: Due, *, before: datetime, by: str, at: datetime) -> FrameRetirement:
    frames = Frame.objects.filter(
        batch__origin=one.last.origin, batch__seq__lte=one.last.seq, batch__kept_at__lt=before
    )
    stay = 0
    for infusion_id in list(frames.order_by().values_list("infusion_id", flat=True).distinct()):
        own = in_blocks(frames).filter(infusion_id=infusion_id)
        stored = own.order_by("at").values_list(*StoredFrame._fields)
        told = (StoredFrame._make(each) for each in stored.iterator(chunk_size=AT_ONCE))
        stay += _keep(thinned_to_minutes(told, named=_named(infusion_id)), infusion_id=infusion_id)
    frames.order_by()._raw_delete(frames.db)
    return FrameRetirement.objects.create(
        origin=one.last.origin, up_to_seq=one.last.seq, digest=one.last.digest, frames=one.frames, readings=stay,
        kept_before=before, at=at, by=by,
    )  # fmt: skip


def thinned_to_minutes(frames: Iterable[StoredFrame], *, named: frozenset[UUID]) -> Iterator[Reading]:
    """Yield every cuff reading, what is named elsewhere, and of each minute the middle one of the rest of each kind."""
    minutes: dict[tuple[VitalKind, datetime], list[Reading]] = {}
    whole: list[Reading] = []
    for frame in frames:
        for reading in readings(frame, {}):
            if reading.kind in NIBP or reading.reading_id in named:
                whole.append(reading)
            elif reading.value is not None and reading.validity is Validity.VALID:
                minutes.setdefault((reading.kind, reading.at.replace(second=0, microsecond=0)), []).append(reading)
    yield from in_order(whole)
    for found in minutes.values():
        found.sort(key=lambda reading: (reading.value or 0.0, reading.at))
        yield found[(len(found) - 1) // 2]


def _named(infusion_id: UUID) -> frozenset[UUID]:
    """The readings that the journal speaks of: alarms that began with them, artefacts."""
    told = JournalEntry.objects.filter(infusion_id=infusion_id).values_list("body__reading_id", flat=True)
    return frozenset(UUID(name) for name in told if name)


def _keep(staying: Iterable[Reading], *, infusion_id: UUID) -> int:
    rows = [mapping.reading_row(reading, infusion_id=infusion_id) for reading in staying]
    ReadingRow.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(rows)
