"""The vital signs that Leeward knows: their words, their units and what a body can plausibly show."""

from enum import Enum
from typing import Final

from leeward.evidence import Cited, Facts, assumed
from leeward.protocol.limits import Range

_WIDE = (
    "Wide fence against artefact and mistyping, not a clinical limit; a value outside it is kept but not used (H28)."
)


class Plausible(Facts):
    """What a living adult can show on a working monitor; zero stays possible where it means the worst."""

    systolic_low = assumed("40 mmHg", why=_WIDE)
    systolic_high = assumed("300 mmHg", why=_WIDE)
    diastolic_low = assumed("15 mmHg", why=_WIDE)
    diastolic_high = assumed("200 mmHg", why=_WIDE)
    mean_arterial_pressure_low = assumed("20 mmHg", why=_WIDE)
    mean_arterial_pressure_high = assumed("250 mmHg", why=_WIDE)
    heart_rate_low = assumed("0 /min", why=_WIDE)
    heart_rate_high = assumed("300 /min", why=_WIDE)
    pulse_rate_low = assumed("0 /min", why=_WIDE)
    pulse_rate_high = assumed("300 /min", why=_WIDE)
    spo2_low = assumed("20 %", why=_WIDE)
    spo2_high = assumed("100 %", why=_WIDE)
    respiratory_rate_low = assumed("0 /min", why=_WIDE)
    respiratory_rate_high = assumed("80 /min", why=_WIDE)
    etco2_low = assumed("0 mmHg", why=_WIDE)
    etco2_high = assumed("120 mmHg", why=_WIDE)
    temperature_low = assumed("30 Cel", why=_WIDE)
    temperature_high = assumed("43 Cel", why=_WIDE)


class VitalKind(Enum):
    """A vital sign, by the glossary's word."""

    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    MEAN_ARTERIAL_PRESSURE = "mean_arterial_pressure"
    HEART_RATE = "heart_rate"
    PULSE_RATE = "pulse_rate"
    SPO2 = "spo2"
    RESPIRATORY_RATE = "respiratory_rate"
    ETCO2 = "etco2"
    TEMPERATURE = "temperature"

    # Each member stands once, and every reading of every bed is looked up by its kind: an Enum's own hash is slow.
    __hash__ = object.__hash__

    @property
    def label(self) -> str:
        """The words on a page."""
        return _LABELS[self]

    @property
    def unit(self) -> str:
        """The one unit in which readings of this kind are kept."""
        return _UNITS[self]

    @property
    def plausible(self) -> Range:
        """The fence outside which a value is taken for artefact."""
        return _RANGES[self]


NIBP: Final = (VitalKind.SYSTOLIC, VitalKind.DIASTOLIC, VitalKind.MEAN_ARTERIAL_PRESSURE)

_LABELS: Final = {
    VitalKind.SYSTOLIC: "Systolic pressure",
    VitalKind.DIASTOLIC: "Diastolic pressure",
    VitalKind.MEAN_ARTERIAL_PRESSURE: "Mean arterial pressure",
    VitalKind.HEART_RATE: "Heart rate",
    VitalKind.PULSE_RATE: "Pulse rate",
    VitalKind.SPO2: "SpO2",
    VitalKind.RESPIRATORY_RATE: "Respiratory rate",
    VitalKind.ETCO2: "End-tidal CO2",
    VitalKind.TEMPERATURE: "Temperature",
}

_PLAUSIBLE: Final[dict[VitalKind, tuple[Cited, Cited]]] = {
    VitalKind.SYSTOLIC: (Plausible.systolic_low, Plausible.systolic_high),
    VitalKind.DIASTOLIC: (Plausible.diastolic_low, Plausible.diastolic_high),
    VitalKind.MEAN_ARTERIAL_PRESSURE: (Plausible.mean_arterial_pressure_low, Plausible.mean_arterial_pressure_high),
    VitalKind.HEART_RATE: (Plausible.heart_rate_low, Plausible.heart_rate_high),
    VitalKind.PULSE_RATE: (Plausible.pulse_rate_low, Plausible.pulse_rate_high),
    VitalKind.SPO2: (Plausible.spo2_low, Plausible.spo2_high),
    VitalKind.RESPIRATORY_RATE: (Plausible.respiratory_rate_low, Plausible.respiratory_rate_high),
    VitalKind.ETCO2: (Plausible.etco2_low, Plausible.etco2_high),
    VitalKind.TEMPERATURE: (Plausible.temperature_low, Plausible.temperature_high),
}

# Looked up for every reading of every second, so they are made once.
_UNITS: Final = {kind: low.quantity.unit for kind, (low, _) in _PLAUSIBLE.items()}
_RANGES: Final = {kind: Range(low.to(kind.unit), high.to(kind.unit)) for kind, (low, high) in _PLAUSIBLE.items()}
