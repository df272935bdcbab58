"""The two tables of frames in plain SQL: no object is made for a row, on SQLite as on PostgreSQL."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from leeward.clinic.infusions.models import Frame, FrameBatch
from leeward.infusion.frame_chain import SealedBatch, frame_line

FRAMES: Final = Frame._meta.db_table
BATCHES: Final = FrameBatch._meta.db_table
COLUMNS: Final = "infusion_id, device, message_id, at, received_at, mode, news, rows, batch_id"
INSERT: Final = (
    f"INSERT INTO {FRAMES} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) "  # noqa: S608 - names of ours
    "ON CONFLICT (at, device, message_id) DO NOTHING"
)
FIND: Final = f"SELECT {COLUMNS} FROM {FRAMES} WHERE device = %s AND message_id = %s AND at = %s"  # noqa: S608
SEAL: Final = (
    f"INSERT INTO {BATCHES} (id, origin, seq, kept_at, rows, previous, digest) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
)


class FrameRow(NamedTuple):
    """One frame on its way to the table, or out of it."""

    infusion_id: UUID
    device: str
    message_id: str
    at: datetime
    received_at: datetime
    mode: str
    news: int
    rows: str
    batch_id: int


def next_batch_id(connection: BaseDatabaseWrapper) -> int:
    """Return the id of the next batch: its frames are written before it, since it seals those that were new."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [BATCHES])
        else:  # the transaction holds the only write lock
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {BATCHES}")  # noqa: S608 - a name of ours
        return int(cursor.fetchone()[0])


Spelled = tuple[str, str, str, str, str, str, int, str, int]
"""A frame's columns as SQLite keeps them and the chain spells them: instants and ids as Django writes them there."""


def insert(connection: BaseDatabaseWrapper, rows: Sequence[FrameRow], spelled: Sequence[Spelled] = ()) -> int:
    """Write the frames that are not there yet, and return how many were written; `spelled` are the same, if at hand."""
    if not rows:
        return 0
    is_sqlite = connection.vendor != "postgresql"
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, (spelled or [spell(row) for row in rows]) if is_sqlite else rows)
        return int(cursor.rowcount)


def spell(row: FrameRow) -> Spelled:
    """Return the frame as it is kept in SQLite, which has no type for instants and ids."""
    infusion_id, device, message_id, at, received_at, *rest = row
    return (_hex(infusion_id), device, message_id, _text(at), _text(received_at), *rest)  # type: ignore[return-value]


@lru_cache(maxsize=65_536)
def _hex(value: UUID) -> str:
    return value.hex


def _text(at: datetime) -> str:
    """Return the instant as Django keeps it in SQLite, which is also how the chain spells it."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6]


def line_of(frame: Spelled) -> str:
    """Return the frame as the chain spells it."""
    infusion, device, message_id, at, received_at, mode, _, rows, _ = frame
    return frame_line(
        infusion=infusion, device=device, message_id=message_id, at=at, received_at=received_at, mode=mode, rows=rows
    )


def find(connection: BaseDatabaseWrapper, row: FrameRow) -> FrameRow | None:
    """Return the frame of the same device, message and instant."""
    at = row.at if connection.vendor == "postgresql" else _text(row.at)
    with connection.cursor() as cursor:
        cursor.execute(FIND, [row.device, row.message_id, at])
        found = cursor.fetchone()
    return None if found is None else row._replace(rows=found[7], batch_id=found[8])


def insert_batch(connection: BaseDatabaseWrapper, batch_id: int, *, batch: SealedBatch, kept_at: datetime) -> None:
    """Write the seal over a batch of frames."""
    at = kept_at if connection.vendor == "postgresql" else _text(kept_at)
    with connection.cursor() as cursor:
        cursor.execute(SEAL, [batch_id, batch.origin, batch.seq, at, batch.rows, batch.previous, batch.digest])


def last_batch(origin: str) -> SealedBatch | None:
    """Return the end of a writer's chain."""
    found = FrameBatch.objects.filter(origin=origin).order_by("-seq").values_list(*SealedBatch._fields).first()
    return SealedBatch._make(found) if found else None


def sealed_batches() -> Iterator[tuple[SealedBatch, list[str]]]:
    """Yield every batch with the lines of its frames; those of one writer come in the order of its chain.

    Both tables are read once, in the order of the batches. Frames that name no batch come under one that is none.
    """
    frames = Frame.objects.order_by("batch_id").values_list(*FrameRow._fields).iterator()
    by_batch = groupby(map(FrameRow._make, frames), key=lambda frame: frame.batch_id)
    held, found = next(by_batch, (None, iter(())))
    for pk, *batch in FrameBatch.objects.order_by("pk").values_list("pk", *SealedBatch._fields).iterator():
        while held is not None and held < pk:
            yield SealedBatch("", 0, 0, "", ""), [line_of(spell(frame)) for frame in found]
            held, found = next(by_batch, (None, iter(())))
        lines = [line_of(spell(frame)) for frame in found] if held == pk else []
        if held == pk:
            held, found = next(by_batch, (None, iter(())))
        yield SealedBatch._make(batch), lines
    while held is not None:
        yield SealedBatch("", 0, 0, "", ""), [line_of(spell(frame)) for frame in found]
        held, found = next(by_batch, (None, iter(())))
