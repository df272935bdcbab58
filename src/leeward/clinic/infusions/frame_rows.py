"""The rows of a frame as compact JSON, and the readings that they are.

A row is `[kind, value, source, id, age_us, validity, device]`: `age_us` is how much older it is than its frame, and the
last ones are left away where they say nothing: not older, valid, of the frame's own device. The unit is the one in
which its kind is kept, and the mode is the frame's.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any, Final
from uuid import UUID

import msgspec

from leeward.devices.port import Row
from leeward.infusion.vitals import NAMES_OF_DEVICES, GenerationMode, Reading, Validity, VitalKind

NEWS: Final[Mapping[VitalKind, int]] = {kind: 1 << place for place, kind in enumerate(VitalKind)}
NEWS_OF: Final[Mapping[str, int]] = {kind.value: bit for kind, bit in NEWS.items()}
_NAMESPACE: Final = NAMES_OF_DEVICES.bytes
_KINDS: Final = {kind.value: kind for kind in VitalKind}
_VALIDITIES: Final = {validity.value: validity for validity in Validity}
_VALID: Final = Validity.VALID
_MICROSECOND: Final = timedelta(microseconds=1)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[list[Any]]).decode


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
    for kind, value, row_at, source, row_device, validity, _, name in rows:
        digest = sha1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()[:32]
        if row_device == device and validity is _VALID:
            if row_at == at:
                kept.append((kind._value_, value, source, digest))
            else:
                kept.append((kind._value_, value, source, digest, (at - row_at) // _MICROSECOND))
            continue
        rest = (validity.value,) if row_device == device else (validity.value, row_device)
        kept.append((kind._value_, value, source, digest, (at - row_at) // _MICROSECOND, *rest))
    return _encode(kept).decode()


def readings(
    rows: str,
    *,
    at: datetime,
    received_at: datetime,
    device: str,
    mode: GenerationMode,
    artefacts: Mapping[UUID, str],
) -> Iterator[Reading]:
    """Yield the readings of a frame."""
    for kind_name, value, source, name, *rest in _decode(rows):
        kind = _KINDS[kind_name]
        reading_id = UUID(hex=name, version=5)
        yield Reading(
            reading_id=reading_id,
            kind=kind,
            value=None if value is None else float(value),
            unit=kind.unit,
            at=at - timedelta(microseconds=rest[0]) if rest else at,
            received_at=received_at,
            source=source,
            device=rest[2] if len(rest) > 2 else device,
            validity=_VALIDITIES[rest[1]] if len(rest) > 1 else Validity.VALID,
            mode=mode,
            artefact_reason=artefacts.get(reading_id),
        )
