"""Write one reading as a FHIR R4 vital-signs Observation."""

from typing import Final

from leeward.fhir.vital_codes import LOINC, UCUM
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind

CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
SECURITY: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

# The vital-signs profile asks for both codes of oxygen saturation.
CODES: Final = {
    VitalKind.SYSTOLIC: ("8480-6",),
    VitalKind.DIASTOLIC: ("8462-4",),
    VitalKind.MEAN_ARTERIAL_PRESSURE: ("8478-0",),
    VitalKind.HEART_RATE: ("8867-4",),
    VitalKind.PULSE_RATE: ("8889-8",),
    VitalKind.SPO2: ("2708-6", "59408-5"),
    VitalKind.RESPIRATORY_RATE: ("9279-1",),
    VitalKind.ETCO2: ("19891-1",),
    VitalKind.TEMPERATURE: ("8310-5",),
}
UNITS: Final = {"mmHg": "mm[Hg]", "/min": "/min", "%": "%", "Cel": "Cel", "kPa": "kPa"}
PRESSURES: Final = frozenset({VitalKind.SYSTOLIC, VitalKind.DIASTOLIC})
PANEL: Final = "85354-9"


def to_observation(reading: Reading, *, patient: str) -> dict[str, object]:
    """Return the Observation of one reading; `patient` is a reference such as `Patient/17`.

    A blood pressure is a component of the panel, as its profile asks; an artefact is `entered-in-error`, and a
    reading of a test or demonstration carries the security label HTEST.
    """
    observation: dict[str, object] = {
        "resourceType": "Observation",
        "id": str(reading.reading_id),
        "status": "entered-in-error" if reading.artefact_reason else "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "vital-signs"}]}],
        "subject": {"reference": patient},
        "effectiveDateTime": reading.at.isoformat(),
        "issued": reading.received_at.isoformat(),
    }
    measured: dict[str, object] = {"code": _concept(*CODES[reading.kind]), **_value(reading)}
    if reading.kind in PRESSURES:
        observation |= {"code": _concept(PANEL), "component": [measured]}
    else:
        observation |= measured
    if reading.mode is not GenerationMode.REAL:
        observation["meta"] = {"security": [{"system": SECURITY, "code": "HTEST"}]}
    if reading.device:
        observation["device"] = {"display": reading.device}
    notes = [note for note in (reading.artefact_reason, _quality(reading)) if note]
    if notes:
        observation["note"] = [{"text": note} for note in notes]
    return observation


def _concept(*codes: str) -> dict[str, object]:
    return {"coding": [{"system": LOINC, "code": code} for code in codes]}


def _value(reading: Reading) -> dict[str, object]:
    if reading.value is None:
        return {"dataAbsentReason": {"coding": [{"system": ABSENT, "code": "error"}]}}
    return {
        "valueQuantity": {
            "value": reading.value,
            "unit": reading.unit,
            "system": UCUM,
            "code": UNITS[reading.unit],
        }
    }


def _quality(reading: Reading) -> str:
    return "" if reading.validity is Validity.VALID else f"The device calls this reading {reading.validity.value}."
