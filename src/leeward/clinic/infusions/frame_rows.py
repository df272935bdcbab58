"""The rows of a frame as compact JSON, and the readings that they are.

A row is `[kind, value, source, id, age_us, validity, device]`: `age_us` is how much older it is than its frame, and the
last ones are left away where they say nothing: not older, valid, of the frame's own device. The unit is the one in
which its kind is kept, and the mode is the frame's.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from leeward.devices.port import Row
from leeward.infusion.vitals import NAMES_OF_DEVICES, GenerationMode, Reading, Validity, VitalKind

NEWS: Final[Mapping[VitalKind, int]] = {kind: 1 << place for place, kind in enumerate(VitalKind)}
NEWS_OF: Final[Mapping[str, int]] = {kind.value: bit for kind, bit in NEWS.items()}
_OF_DEVICES: Final = sha1(NAMES_OF_DEVICES.bytes, usedforsecurity=False)
_KINDS: Final = {kind.value: kind for kind in VitalKind}
_MODES: Final = {mode.value: mode for mode in GenerationMode}
_VALIDITIES: Final = {validity.value: validity for validity in Validity}
_VALID: Final = Validity.VALID
_MICROSECOND: Final = timedelta(microseconds=1)
_encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(list[list[Any]]).decode


def bits(kinds: Iterable[VitalKind]) -> int:
    """Return the kinds as one number, as the column `news` keeps them."""
    return sum(NEWS[kind] for kind in kinds)


def kinds(news: int) -> frozenset[VitalKind]:
    """Return the kinds of a number of the column `news`."""
    return frozenset(kind for kind, bit in NEWS.items() if news & bit)


def as_json(rows: Iterable[Row], *, at: datetime, device: str) -> str:
    """Return the rows as they are kept; `at` is the newest of their times, and `device` the frame's."""
    # One loop and no smaller functions: it runs for every value of every message.
    kept: list[tuple[object, ...]] = []
    begin = _OF_DEVICES.copy
    for kind, value, row_at, source, row_device, validity, _, name in rows:
        named = begin()  # the same as `infusion.vitals.named_reading`
        named.update(name.encode())
        digest = named.hexdigest()[:32]
        if row_device == device and validity is _VALID:
            if row_at == at:
                kept.append((kind._value_, value, source, digest))
            else:
                kept.append((kind._value_, value, source, digest, (at - row_at) // _MICROSECOND))
            continue
        rest = (validity.value,) if row_device == device else (validity.value, row_device)
        kept.append((kind._value_, value, source, digest, (at - row_at) // _MICROSECOND, *rest))
    return _encode(kept).decode()


class StoredFrame(NamedTuple):
    """What of a frame its readings are made of. A tuple: an hour at a chair is thousands of them."""

    rows: str
    at: datetime
    received_at: datetime
    device: str
    mode: str
    news: int


def readings(frame: StoredFrame, artefacts: Mapping[UUID, str]) -> Iterator[Reading]:
    """Yield the readings of a frame, with what was marked as artefact."""
    return (reading_of(row, frame, artefacts) for row in decode(frame.rows))


def reading_of(row: list[Any], frame: StoredFrame, artefacts: Mapping[UUID, str]) -> Reading:
    """Return the reading of one row of a frame."""
    kind_name, value, source, name, *rest = row
    kind, reading_id = _KINDS[kind_name], id_of(name)
    return Reading(
        reading_id=reading_id,
        kind=kind,
        value=None if value is None else float(value),
        unit=kind.unit,
        at=frame.at - timedelta(microseconds=rest[0]) if rest else frame.at,
        received_at=frame.received_at,
        source=source,
        device=rest[2] if len(rest) > 2 else frame.device,
        validity=_VALIDITIES[rest[1]] if len(rest) > 1 else Validity.VALID,
        mode=_MODES[frame.mode],
        artefact_reason=artefacts.get(reading_id),
    )


def id_of(name: str) -> UUID:
    """Return the reading's id, from what a row keeps of it."""
    return UUID(hex=name, version=5)


def age(row: list[Any]) -> timedelta:
    """Return how much older than its frame a row is."""
    return timedelta(microseconds=row[4]) if len(row) > 4 else timedelta(0)


def is_drawn(row: list[Any]) -> bool:
    """Is it a number that the device itself holds to be valid?"""
    return row[1] is not None and len(row) < 6  # plain: the sixth place is there where it is not plainly valid
