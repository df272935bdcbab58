"""A message that changes nothing: every value valid, in order, and so far inside that no limit would remember it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from leeward.infusion.clocks import CONTINUOUS, FROZEN_AFTER
from leeward.infusion.sustained import Held
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading, Validity
from leeward.protocol.alarm_limit import Beyond
from leeward.protocol.artefact import GATES
from leeward.protocol.vital_kind import VitalKind

_HAIR: Final = 1e-6  # plain: a rise is a difference of two numbers, and rounding may bring it to the limit


class Row(Protocol):
    """One value of a message, as the devices' port hands it over."""

    @property
    def kind(self) -> VitalKind: ...
    @property
    def value(self) -> float | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def source(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def validity(self) -> Validity: ...
    @property
    def mode(self) -> GenerationMode: ...


class Message(Protocol):
    """What a device sent at once; its readings are made only when somebody looks."""

    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def readings(self) -> tuple[Reading, ...]: ...
    @property
    def received_at(self) -> datetime: ...


class Band(NamedTuple):
    """Between which values, both included, no limit has anything to remember, and by how much a value may leap."""

    low: float
    high: float
    by: float
    within: timedelta


class Calm:
    """What a message is held against while nothing stands: the bands, the one device, and what it sent last.

    `patience` says how old the last of each kind may grow; `until` when time alone changes something else.
    """

    def __init__(
        self,
        lasts: Mapping[VitalKind, Reading],
        bands: Mapping[VitalKind, Band],
        *,
        device: str,
        mode: GenerationMode,
        tolerance: timedelta,
        patience: Mapping[VitalKind, timedelta],
        cuff_stands: bool,
        looked_at: datetime,
        came_until: datetime,
        moved_at: datetime | None,
        until: datetime,
    ) -> None:
        self.lasts: dict[VitalKind, tuple[datetime, float]] = {
            kind: (one.at, one.value) for kind, one in lasts.items() if one.value is not None
        }
        self.came_until, self.moved_at = came_until, moved_at
        self._newest_at = max((at for kind, (at, _) in self.lasts.items() if kind in CONTINUOUS), default=came_until)
        self._bands, self._device, self._mode, self._tolerance = bands, device, mode, tolerance
        self._cuff_stands, self._patience, self._looked_at, self._until = cuff_stands, patience, looked_at, until

    @property
    def due(self) -> datetime:
        """The first instant after the look at which time alone may change a key or a priority."""
        looked_at, patience = self._looked_at, self._patience
        moments = [at + patience[kind] for kind, (at, _) in self.lasts.items()]
        moments.append(self.moved_at + FROZEN_AFTER if self.moved_at is not None else looked_at)
        return min([when for when in moments if when >= looked_at] + [self._until])

    def passes(self, message: Message) -> bool:
        """Is the message calm? Then it is remembered; after a no the whole of this is to be thrown away."""
        came_at = message.received_at
        if came_at < self.came_until:
            return False
        self.came_until = came_at
        return all(self._is_calm(row, came_at) for row in message.rows)

    def _is_calm(self, row: Row, came_at: datetime) -> bool:
        kind, value, at = row.kind, row.value, row.at
        last = self.lasts.get(kind)
        if last is None or value is None or row.validity is not Validity.VALID or row.mode is not self._mode:
            return False
        low, high, by, within = self._bands[kind]
        before, was = last
        if not low <= value <= high or at < before or row.device != self._device:
            return False
        if value != was:
            # Of two values at one instant the ids say which is the later one, and so which way it leapt.
            if by != math.inf and (at == before or (abs(value - was) > by and at - before <= within)):
                return False
            if kind in CONTINUOUS:
                self.moved_at = before
        self.lasts[kind] = (at, value)
        if kind not in CONTINUOUS:
            return not self._cuff_stands and at - came_at <= self._tolerance
        ahead = self._newest_at
        if at > ahead:
            self._newest_at = at
        elif ahead - at > self._tolerance:
            return False
        return -self._tolerance <= came_at - at <= self._tolerance and row.source != BY_HAND


def band_of(kind: VitalKind, limits: Iterable[Held]) -> Band:
    """Return the band of a kind within these limits."""
    low, high = kind.plausible.low, kind.plausible.high
    for holds in limits:
        edge = holds.bound + holds.own
        match holds.limit.beyond:
            case Beyond.BELOW:
                low = max(low, edge)
            case Beyond.AT_OR_BELOW:
                low = max(low, math.nextafter(edge, math.inf))
            case Beyond.ABOVE:
                high = min(high, edge)
            case Beyond.AT_OR_ABOVE:
                high = min(high, math.nextafter(edge, -math.inf))
            case Beyond.RISE:
                high = min(high, edge - _HAIR)
    gate = GATES.get(kind)
    return Band(low, high, gate.by if gate else math.inf, gate.within if gate else timedelta(0))
