"""A bedside monitor on a virtual patient: what it would send at each instant, while the pump runs as recorded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from numpy.random import Generator

from leeward.devices.hl7_write import encode
from leeward.evidence import Facts, assumed
from leeward.infusion.account import RateSegment
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.virtual_patient import VirtualPatient

MINUTE: Final = timedelta(minutes=1)
FINGER: Final = (VitalKind.SPO2, VitalKind.PULSE_RATE)
CUFF: Final = (VitalKind.SYSTOLIC, VitalKind.DIASTOLIC, VitalKind.MEAN_ARTERIAL_PRESSURE)

Recorded = Callable[[datetime], Sequence[RateSegment]]
"""Tells, at an instant, at which rates the pump has run so far; nothing before the start."""


class Trouble(Facts):
    """How a finger probe misbehaves when the patient moves: for trying alarms on, not a claim about any monitor."""

    lasts = assumed("20 s", why="shorter and longer ones are seen; near the delays of an SpO2 alarm")
    falls_by = assumed("12 %", why="deep enough to pass an SpO2 limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """How the monitor is set, and how often its finger probe slips (artefact) or falls off, per hour."""

    device_id: str = "simulated-1"
    every: timedelta = timedelta(seconds=2)
    cuff_every: timedelta = timedelta(minutes=5)
    artefacts_per_h: float = 0.0
    probe_off_per_h: float = 0.0
    mode: GenerationMode = GenerationMode.DEMO


class Monitor:
    """The monitor. Ask it at instants that go forward; the same generator state gives the same messages."""

    def __init__(
        self, patient: VirtualPatient, recorded: Recorded, *, rng: Generator, wear: Wear | None = None
    ) -> None:
        self.wear = wear or Wear()
        self._patient, self._recorded, self._rng = patient, recorded, rng
        self._cuff_at: datetime | None = None
        self._slipped_until: datetime | None = None
        self._off_until: datetime | None = None

    def measure_pressure(self) -> None:
        """Press the cuff's button: the next message holds a pressure, and the interval starts anew."""
        self._cuff_at = None

    def readings_at(self, at: datetime) -> tuple[Reading, ...]:
        """Return what the monitor shows at this instant: the cuff's values only when it has just measured."""
        values = self._values(at)
        kinds = [VitalKind.HEART_RATE, VitalKind.RESPIRATORY_RATE, *FINGER]
        if self._cuff_at is None or at - self._cuff_at >= self.wear.cuff_every:
            self._cuff_at = at
            kinds += CUFF
        slipped, off = self._finger(at)
        return tuple(
            self._reading(kind, values[kind], at, is_off=off and kind in FINGER, slipped=slipped) for kind in kinds
        )

    def message_at(self, at: datetime) -> bytes:
        """Return the instant's readings as one IHE PCD-01 message, marked as a demonstration unless told otherwise."""
        return encode(
            self.readings_at(at),
            message_id=f"{self.wear.device_id}-{at:%Y%m%d%H%M%S%f}",
            device_id=self.wear.device_id,
            sent_at=at,
            mode=self.wear.mode,
        )

    def _values(self, at: datetime) -> dict[VitalKind, float]:
        """Follow the recorded rates up to now, so that a pause or a stop changes the patient."""
        segments = self._recorded(at)
        start = segments[0].started_at if segments else at
        regimen = Regimen.recorded(
            ((s.started_at - start) / MINUTE, (s.ended_at - start) / MINUTE, s.rate_mg_per_min)
            for s in segments
            if s.ended_at > s.started_at
        )
        found = self._patient.given(regimen).vitals_at((at - start) / MINUTE, self._rng)
        values = {VitalKind(name.value): value for name, value in found.items()}
        systolic, diastolic = values[VitalKind.SYSTOLIC], values[VitalKind.DIASTOLIC]
        values[VitalKind.MEAN_ARTERIAL_PRESSURE] = diastolic + (systolic - diastolic) / 3
        values[VitalKind.PULSE_RATE] = values[VitalKind.HEART_RATE]
        return values

    def _finger(self, at: datetime) -> tuple[bool, bool]:
        """Draw whether the probe slips or falls off in this interval, and say whether it is so now."""
        lasts = timedelta(seconds=Trouble.lasts.to("s"))
        slips, falls = self._rng.random(2) < self._chances()
        if slips:
            self._slipped_until = at + lasts
        if falls:
            self._off_until = at + lasts
        return (
            self._slipped_until is not None and at < self._slipped_until,
            self._off_until is not None and at < self._off_until,
        )

    def _chances(self) -> tuple[float, float]:
        hours = self.wear.every / timedelta(hours=1)
        return self.wear.artefacts_per_h * hours, self.wear.probe_off_per_h * hours

    def _reading(self, kind: VitalKind, value: float, at: datetime, *, is_off: bool, slipped: bool) -> Reading:
        if slipped and kind is VitalKind.SPO2:
            value -= Trouble.falls_by.to("%")
        return Reading(
            reading_id=uuid5(NAMESPACE_URL, f"leeward:simulated:{self.wear.device_id}:{kind.value}:{at.isoformat()}"),
            kind=kind,
            value=None if is_off else float(round(min(max(value, kind.plausible.low), kind.plausible.high))),
            unit=kind.unit,
            at=at,
            received_at=at,
            source="simulated monitor",
            device=self.wear.device_id,
            validity=Validity.INVALID if is_off else Validity.VALID,
            mode=self.wear.mode,
        )


def messages(monitor: Monitor, instants: Iterable[datetime]) -> Iterator[bytes]:
    """Yield the monitor's message at each instant; no clock is read."""
    return (monitor.message_at(at) for at in instants)


def instants(start: datetime, *, minutes: float, every: timedelta = Wear().every) -> Iterator[datetime]:
    """Yield instants from `start` on, for so many minutes."""
    return (start + every * tick for tick in range(int(minutes * MINUTE / every) + 1))
