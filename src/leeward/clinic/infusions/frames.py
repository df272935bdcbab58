"""What devices send, kept at their own rate: one row a message, many messages a transaction, sealed batch by batch."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from django.db import connection, transaction

from leeward.clinic.audit.turns import beside_the_others
from leeward.clinic.infusions import frame_rows, frame_tables
from leeward.clinic.infusions.frame_tables import FrameRow
from leeward.clinic.infusions.frame_tally import FrameTally
from leeward.clinic.infusions.pairings import BEFORE, Paired, Pairings, refusal, remember
from leeward.clinic.monitors.setting_aside import set_aside
from leeward.clinic.web import wake
from leeward.devices.port import DeviceMessage, Receipt, Row
from leeward.infusion import frame_chain
from leeward.infusion.vitals import NIBP

logger = logging.getLogger(__name__)
LONGEST_NAME: Final = 120  # what the table holds; a longer name of a device is refused, never cut off
LONGEST_MESSAGE_ID: Final = 200 - 9  # room is left for what tells two messages of one id apart
REMEMBERED: Final = 20_000  # reasons of the present minute: a sender that makes up reasons fills no memory
_NEWS, _CUFF = dict(frame_rows.NEWS), frozenset(NIBP)
TOO_LONG: Final = "The monitor's name or the message's id is too long to be kept."


class Head(NamedTuple):
    """The end of this writer's chain."""

    seq: int
    digest: str


class Kept(NamedTuple):
    """What became of the messages of one batch, in their order, and what of each is now in a record."""

    receipts: list[Receipt]
    owners: list[Paired | None]
    rows: list[tuple[Row, ...]]


class _Due(NamedTuple):
    """One frame to write, the place of its message in the batch, and how many rows it has."""

    place: int
    row: FrameRow
    spelled: frame_tables.Spelled
    readings: int


class FrameWriter:
    """Keeps frames under one name: the end of its chain and the pairings are held in memory between batches.

    After any failure both are read anew: what a rolled-back transaction had in mind is forgotten.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._pairings = Pairings()
        self._head: Head | None = None
        self._cuffs: dict[str, datetime] = {}
        self._aside: dict[tuple[str, str], datetime] = {}
        self._tally = FrameTally()

    def keep(self, messages: Sequence[DeviceMessage], *, now: datetime) -> Kept:
        """Keep the messages in one transaction, each once; what may not enter a record is set aside with the reason.

        Raises what the database raises, and then nothing is kept.
        """
        self._tally.begin()
        try:
            # Not in turn: the unique key holds the frames, and the chain is this writer's own.
            with beside_the_others(), transaction.atomic():
                kept, head = self._keep(messages, now=now)
                wake.tell(wake.INFUSIONS, {paired.infusion_id for paired in kept.owners if paired is not None})
        except BaseException:
            self._pairings, self._head, self._cuffs, self._aside = Pairings(), None, {}, {}
            raise
        self._head = head
        self._tally.committed(now)
        return kept

    @property
    def pairings(self) -> Pairings:
        """Whose readings each device's are, as of the last batch."""
        return self._pairings

    def _keep(self, messages: Sequence[DeviceMessage], *, now: datetime) -> tuple[Kept, Head]:
        self._pairings.refresh()
        head, batch_id = self._head or _head_of(self._origin), frame_tables.next_batch_id(connection)
        owners = [self._owner(message, now) for message in messages]
        rows = [self._own_rows(message, paired, now) for message, paired in zip(messages, owners, strict=True)]
        due = []
        for place, (message, own, paired) in enumerate(zip(messages, rows, owners, strict=True)):
            if own and paired is not None:
                row = self._row(message, own, paired, batch_id)
                due.append(_Due(place, row, frame_tables.spell(row), len(own)))
        written = self._write(due, batch_id)
        new = {one.place: one.readings for one in written}
        receipts = [
            Receipt(message_id=message.message_id, new=new[place])
            if place in new
            else Receipt(message_id=message.message_id, new=0, repeated=len(rows[place]))
            for place, message in enumerate(messages)
        ]
        if written:
            head = self._seal(head, batch_id, [frame_tables.line_of(one.spelled) for one in written], now=now)
        return Kept(receipts, owners, rows), head

    def _owner(self, message: DeviceMessage, now: datetime) -> Paired | None:
        """Return whose readings these are; None, and a row in the quarantine, where they may enter no record."""
        paired = self._pairings.get(message.device_id)
        why_not = refusal(message, paired)
        if len(message.device_id) > LONGEST_NAME or len(message.message_id) > LONGEST_MESSAGE_ID:
            why_not = TOO_LONG
        if why_not or paired is None:
            self._set_aside(message, why_not, now)
            self._tally.refused(message, why_not)
            return None
        self._tally.kept(message)
        if message.problems:
            self._set_aside(message, " ".join(message.problems), now)
        if message.patient_id or message.location:
            told = remember(message, paired)
            if told is not paired:
                self._pairings.put(told)
        return paired

    def _own_rows(self, message: DeviceMessage, paired: Paired | None, now: datetime) -> tuple[Row, ...]:
        """Return the rows that were measured since the pairing: a repeated cuff reading may be somebody else's."""
        if paired is None:
            return ()
        since = paired.paired_at
        for row in message.rows:
            if row.at < since:
                self._set_aside(message, BEFORE.format(device=message.device_id), now)
                return tuple(row for row in message.rows if row.at >= since)
        return message.rows

    def _set_aside(self, message: DeviceMessage, why: str, now: datetime) -> None:
        """Set aside once a minute for each reason, and ask the database only the first time."""
        minute = now.replace(second=0, microsecond=0)
        if self._aside.get((message.device_id, why)) == minute:
            return
        if len(self._aside) >= REMEMBERED:
            self._aside = {}
        set_aside(message, why=why, now=now)
        self._aside[message.device_id, why] = minute

    def _row(self, message: DeviceMessage, rows: tuple[Row, ...], paired: Paired, batch_id: int) -> FrameRow:
        at, device = max([row.at for row in rows]), message.device_id
        return FrameRow(
            infusion_id=paired.infusion_id,
            device=device,
            message_id=message.message_id,
            at=at,
            received_at=message.received_at,
            mode=paired.mode.value,
            news=self._news(device, rows),
            rows=frame_rows.as_json(rows, at=at, device=device),
            batch_id=batch_id,
        )

    def _news(self, device: str, rows: tuple[Row, ...]) -> int:
        """Say which kinds were measured anew: monitors repeat the last cuff reading in every message."""
        news, newest = 0, None
        for row in rows:
            kind = row[0]
            if kind in _CUFF:
                at = row.at
                last = self._cuffs.get(device)
                if last is not None and at <= last:
                    continue
                newest = at if newest is None or at > newest else newest
            news |= _NEWS[kind]
        if newest is not None:
            self._cuffs[device] = newest
        return news

    def _write(self, due: list[_Due], batch_id: int) -> list[_Due]:
        """Write what is not there yet, and return it; one of the same id but other content is written beside it."""
        if frame_tables.insert(connection, [one.row for one in due], [one.spelled for one in due]) == len(due):
            return due
        written, others = [], []
        for one in due:
            there = frame_tables.find(connection, one.row)
            if there is not None and there.batch_id == batch_id and there.rows == one.row.rows:
                written.append(one)
            elif there is None or there.rows != one.row.rows:
                apart = _named_apart(one.row)
                others.append(one._replace(row=apart, spelled=frame_tables.spell(apart)))
        if others and frame_tables.insert(connection, [one.row for one in others]):
            found = ((one, frame_tables.find(connection, one.row)) for one in others)
            written += [one for one, there in found if there is not None and there.batch_id == batch_id]
        return _each_once(written)

    def _seal(self, head: Head, batch_id: int, lines: list[str], *, now: datetime) -> Head:
        seq = head.seq + 1
        digest = frame_chain.seal(self._origin, seq, head.digest, lines)
        frame_tables.insert_batch(
            connection,
            batch_id,
            batch=frame_chain.SealedBatch(self._origin, seq, len(lines), head.digest, digest),
            kept_at=now,
        )
        return Head(seq, digest)


def _named_apart(row: FrameRow) -> FrameRow:
    """A sender that starts its counter again repeats ids: the content tells its messages apart."""
    return row._replace(message_id=f"{row.message_id}~{sha256(row.rows.encode()).hexdigest()[:8]}")


def _each_once(written: Iterable[_Due]) -> list[_Due]:
    """One batch may hold the same message twice: the first is new, the second a repetition."""
    return list({(one.row.device, one.row.message_id, one.row.at): one for one in reversed(list(written))}.values())


def _head_of(origin: str) -> Head:
    last = frame_tables.last_batch(origin)
    return Head(last.seq, last.digest) if last else Head(0, frame_chain.BEGINNING)


def keep_frames(messages: Sequence[DeviceMessage], now: datetime, *, origin: str = "gateway") -> list[Receipt]:
    """Keep messages in one transaction, each once, and return a receipt for each: the writer of a single batch."""
    return FrameWriter(origin).keep(messages, now=now).receipts
