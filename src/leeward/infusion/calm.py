"""A message that changes nothing: every value valid, in order, and so far inside that no limit would remember it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Protocol

from leeward.infusion.clocks import CONTINUOUS, FROZEN_AFTER
from leeward.infusion.sustained import Held
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading, Validity
from leeward.protocol.alarm_limit import Beyond
from leeward.protocol.artefact import GATES
from leeward.protocol.vital_kind import VitalKind

_LATEST: Final = datetime.max.replace(tzinfo=UTC)
_VALID: Final = Validity.VALID
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
    """Between which values, both included, no limit has anything to remember."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(slots=True)
class Known:
    """The last value of one kind, with what the next one is held against. Changed in place: one for each kind."""

    low: float
    high: float
    by: float | None
    within: timedelta
    is_continuous: bool
    at: datetime
    value: float


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
        self._kinds = {
            kind: _known(bands[kind], last, last.value) for kind, last in lasts.items() if last.value is not None
        }
        self._groups = [
            (one, looked_at - one, [known for kind, known in self._kinds.items() if patience[kind] == one])
            for one in {patience[kind] for kind in self._kinds}
        ]
        self.came_until, self.moved_at = came_until, moved_at
        self._newest_at = max((one.at for one in self._kinds.values() if one.is_continuous), default=came_until)
        self._device, self._mode, self._tolerance = device, mode, tolerance
        self._no_cuff, self._looked_at, self._until = not cuff_stands, looked_at, until

    @property
    def due(self) -> datetime:
        """The first instant after the look at which time alone may change a key or a priority."""
        looked_at, found = self._looked_at, self._until
        still = self.moved_at + FROZEN_AFTER if self.moved_at is not None else looked_at
        if looked_at <= still < found:
            found = still
        for patience, silent_at, kinds in self._groups:
            oldest = _LATEST
            for one in kinds:
                if silent_at <= one.at < oldest:
                    oldest = one.at
            if oldest is not _LATEST and oldest + patience < found:
                found = oldest + patience
        return found

    def passes(self, message: Message) -> bool:
        """Is the message calm? Then it is remembered; after a no all this is to be thrown away, but see `is_behind`."""
        came_at = message.received_at
        if came_at < self.came_until:
            return False
        latest = came_at + self._tolerance
        mode, device, kinds = self._mode, self._device, self._kinds
        # One loop and no smaller functions: it runs for every value of every bed.
        for row in message.rows:
            known, value, at = kinds.get(row.kind), row.value, row.at
            if known is None or value is None or row.validity is not _VALID or row.mode is not mode:
                return False
            if not known.low <= value <= known.high or at < known.at or at > latest or row.device != device:
                return False
            if value != known.value and self._leaps(known, value, at):
                return False
            known.at, known.value = at, value
            if not (self._is_in_time(at, came_at) and row.source != BY_HAND if known.is_continuous else self._no_cuff):
                return False
        self.came_until = came_at
        return True

    def is_behind(self, message: Message) -> bool:
        """Does a message that is not calm begin before what is known? Then that was seen at once, and nothing noted."""
        known = self._kinds.get(message.rows[0].kind) if message.rows else None
        return known is not None and message.rows[0].at < known.at

    def _leaps(self, known: "Known", value: float, at: datetime) -> bool:
        """May this be a leap? Of two values at one instant the ids say which is the later one, and so which leapt."""
        if known.is_continuous:
            self.moved_at = known.at
        if known.by is None:
            return False
        return at == known.at or (abs(value - known.value) > known.by and at - known.at <= known.within)

    def _is_in_time(self, at: datetime, came_at: datetime) -> bool:
        """Is it news, and does the device's clock go forward?"""
        if at == self._newest_at:
            return came_at - at <= self._tolerance
        if self._newest_at - at > self._tolerance:
            return False
        self._newest_at = max(at, self._newest_at)
        return came_at - at <= self._tolerance


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
    return Band(low, high)


def _known(band: Band, last: Reading, value: float) -> Known:
    gate = GATES.get(last.kind)
    by, within = (gate.by, gate.within) if gate is not None else (None, timedelta(0))
    return Known(band.low, band.high, by, within, last.kind in CONTINUOUS, last.at, value)
