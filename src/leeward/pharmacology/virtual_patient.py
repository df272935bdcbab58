"""A virtual patient on the chair: what a monitor and a nurse would truly find at any minute."""

from dataclasses import dataclass, replace
from enum import StrEnum

from numpy.random import Generator

from leeward.evidence import Facts, assumed
from leeward.pharmacology.effects import Circulation
from leeward.pharmacology.population import Population
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.response import Response, respond


class VitalName(StrEnum):
    """The vital signs of a virtual patient."""

    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    HEART_RATE = "heart_rate"
    SPO2 = "spo2"
    RESPIRATORY_RATE = "respiratory_rate"


class Wobble(Facts):
    """How much a signal moves from one second to the next at rest."""

    spo2 = assumed("0.4 %", why="a plausible oximeter at rest")
    spo2_most = assumed("100 %", why="a saturation cannot pass it")
    respiratory_rate = assumed("0.8 /min", why="a plausible adult at rest")
    slowest_breathing = assumed("6 /min", why="keeps chance from stopping a breath that no drug stopped")
    least_pulse_pressure = assumed("10 mmHg", why="keeps chance from putting diastolic above systolic")


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualPatient:
    """One of a Population, following a regimen or what a pump recorded; minutes count from the start."""

    person: Population
    regimen: Regimen

    def __post_init__(self) -> None:
        if self.person.size != 1:
            raise ValueError(f"A virtual patient is one person, not {self.person.size}: take one(population, index).")

    def given(self, regimen: Regimen) -> "VirtualPatient":
        """Return the same person on another regimen: after a pause, a change of rate, a stop."""
        return replace(self, regimen=regimen)

    def vitals_at(self, minutes: float, rng: Generator) -> dict[VitalName, float]:
        """Return the vital signs at that minute, with the noise of one reading; before minute 0, at rest."""
        truth = self._at(minutes)
        noise = rng.standard_normal(len(VitalName))
        systolic = float(truth.systolic_mmhg[0, 0] + Circulation.noise.to("mmHg") * noise[0])
        diastolic = float(truth.diastolic_mmhg[0, 0] + Circulation.diastolic_noise.to("mmHg") * noise[1])
        spo2 = float(self.person.resting_spo2[0] + Wobble.spo2.to("%") * noise[2])
        heart = float(truth.heart_rate_per_min[0, 0] + Circulation.heart_rate_noise.to("/min") * noise[-2])
        breaths = float(
            self.person.resting_respiratory_rate_per_min[0] + Wobble.respiratory_rate.to("/min") * noise[-1]
        )
        return {
            VitalName.SYSTOLIC: systolic,
            VitalName.DIASTOLIC: min(diastolic, systolic - Wobble.least_pulse_pressure.to("mmHg")),
            VitalName.HEART_RATE: heart,
            VitalName.SPO2: min(spo2, Wobble.spo2_most.to("%")),
            VitalName.RESPIRATORY_RATE: max(breaths, Wobble.slowest_breathing.to("/min")),
        }

    def cadss_at(self, minutes: float) -> int:
        """Return the CADSS total above baseline that an interview would find at that minute."""
        return round(float(self._at(minutes).cadss[0, 0]))

    def _at(self, minutes: float) -> Response:
        return respond(self.person, self.regimen, [max(minutes, 0.0)])
