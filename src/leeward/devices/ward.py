"""Simulated monitors by the thousand: each on a plain patient that was drawn beforehand, with faults by name."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from leeward.devices.faults import Fault, Faults
from leeward.devices.hl7_write import encode
from leeward.devices.simulated import FINGER, Trouble
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind

SECONDS: Final = 600
CUFF_EVERY: Final = timedelta(minutes=5)
KEPT: Final = 600  # messages that a monitor keeps while its line is down
PULSE_LIKE: Final = {VitalKind.PULSE_RATE: VitalKind.HEART_RATE}
# A person at rest: middle and spread between persons, and how far a value wanders within one.
AT_REST: Final[Mapping[VitalKind, tuple[float, float, float]]] = {
    VitalKind.HEART_RATE: (72.0, 7.0, 1.5),
    VitalKind.RESPIRATORY_RATE: (14.5, 1.2, 0.7),
    VitalKind.SPO2: (97.5, 0.6, 0.5),
    VitalKind.SYSTOLIC: (122.0, 8.0, 3.0),
    VitalKind.DIASTOLIC: (77.0, 5.0, 2.0),
}
CUFF: Final = (VitalKind.SYSTOLIC, VitalKind.DIASTOLIC)
SENTINEL: Final = -999.0
WANDERS_S: Final = 20.0


class Said(NamedTuple):
    """One message of a simulated monitor, before it is written in the words of a protocol."""

    message_id: str
    at: datetime
    readings: tuple[Reading, ...]


class PlainMonitor:
    """A monitor on a patient at rest. Ask at instants that go forward; the same seed gives the same messages."""

    def __init__(self, device_id: str, *, rng: Generator, faults: frozenset[Fault] = frozenset()) -> None:
        self.device_id, self._rng = device_id, rng
        self._faults = Faults(faults, rng)
        self._values = {kind: _series(kind, rng) for kind in AT_REST}
        self._phase_s = int(rng.integers(SECONDS))
        self._cuff_at: datetime | None = None
        self._flat: dict[VitalKind, float] | None = None
        self._kept: list[Said] = []
        self._number = 0
        self.is_connected = True

    def messages_at(self, at: datetime) -> list[Said]:
        """Return what is sent at this instant: nothing while the line is down, and what was kept once it is not."""
        faults = self._faults.now(at)
        said = self._said(at, faults)
        self.is_connected = not faults & {Fault.BURST, Fault.DISCONNECT}
        if Fault.BURST in faults:
            self._kept = [*self._kept, said][-KEPT:]
        if not self.is_connected:
            return []
        found, self._kept = [*self._kept, said], []
        return [*found, said] if self._faults.is_twice() else found

    def _said(self, at: datetime, faults: frozenset[Fault]) -> Said:
        shown_at = at + self._faults.skew
        self._number += 1
        kinds = [VitalKind.HEART_RATE, VitalKind.RESPIRATORY_RATE, *FINGER]
        if self._cuff_at is None or at - self._cuff_at >= CUFF_EVERY:
            self._cuff_at = at
            kinds += CUFF
        values = self._shown(at, faults)
        readings = tuple(self._reading(kind, values, shown_at, faults) for kind in kinds)
        # The instant is in the name too: a bedside that is started again would else repeat its names.
        return Said(f"{self.device_id}-{at:%Y%m%d%H%M%S%f}-{self._number}", shown_at, readings)

    def _shown(self, at: datetime, faults: frozenset[Fault]) -> dict[VitalKind, float]:
        second = (int(at.timestamp()) + self._phase_s) % SECONDS
        values = {kind: float(series[second]) for kind, series in self._values.items()}
        self._flat = (self._flat or values) if Fault.FLAT_LINE in faults else None
        return self._flat or values

    def _reading(
        self, kind: VitalKind, values: Mapping[VitalKind, float], at: datetime, faults: frozenset[Fault]
    ) -> Reading:
        value: float | None = values[PULSE_LIKE.get(kind, kind)]
        is_off = kind in FINGER and Fault.SENSOR_OFF in faults
        if is_off:
            value = None
        elif kind in FINGER and Fault.SENTINEL in faults:
            value = SENTINEL
        elif kind is VitalKind.SPO2 and Fault.ARTEFACT in faults:
            value = values[kind] - Trouble.falls_by.to("%")
        return Reading(
            reading_id=uuid5(NAMESPACE_URL, f"leeward:ward:{self.device_id}:{kind.value}:{at.isoformat()}"),
            kind=kind,
            value=value,
            unit=kind.unit,
            at=at,
            received_at=at,
            source="simulated monitor",
            device=self.device_id,
            validity=Validity.INVALID if is_off else Validity.VALID,
            mode=GenerationMode.DEMO,
        )


def _series(kind: VitalKind, rng: Generator) -> NDArray[np.float64]:
    """Return ten minutes of one value a second that wander about a person's own, and join at their ends."""
    middle, between, within = AT_REST[kind]
    white = np.fft.rfft(rng.standard_normal(SECONDS))
    slow = np.fft.irfft(white / (1.0 + (np.arange(white.size) * WANDERS_S * 2.0 * np.pi / SECONDS) ** 2) ** 0.5)
    values = middle + between * rng.standard_normal() + within * slow / slow.std()
    found: NDArray[np.float64] = np.round(np.clip(values, kind.plausible.low, kind.plausible.high))
    return found


def as_hl7(said: Said, device_id: str) -> bytes:
    """Write the message as IHE PCD-01, marked as a demonstration."""
    return encode(
        said.readings, message_id=said.message_id, device_id=device_id, sent_at=said.at, mode=GenerationMode.DEMO
    )


def as_json(said: Said, device_id: str) -> bytes:
    """Write the message as one line of JSON, marked as a demonstration."""
    rows = [
        {"kind": one.kind.value, "value": one.value, "unit": one.unit, "validity": one.validity.value}
        for one in said.readings
    ]
    told = {
        "message": said.message_id, "device": device_id, "at": said.at.isoformat(), "mode": GenerationMode.DEMO.value,
        "readings": rows,
    }  # fmt: skip
    return json.dumps(told).encode() + b"\n"
