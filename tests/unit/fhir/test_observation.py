"""One reading, written as FHIR."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from leeward.fhir import to_observation
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind

AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def reading(kind: VitalKind, value: float | None = 97.0, **more: object) -> Reading:
    facts: dict = {
        "reading_id": UUID(int=7),
        "kind": kind,
        "value": value,
        "unit": kind.unit,
        "at": AT,
        "received_at": AT,
        "source": "monitor 3",
    }
    return Reading(**(facts | more))


def codes(concept: dict) -> list[str]:
    return [coding["code"] for coding in concept["coding"]]


def test_oxygen_saturation_carries_both_codes_and_a_ucum_unit():
    written = to_observation(reading(VitalKind.SPO2), patient="Patient/17")
    assert codes(written["code"]) == ["2708-6", "59408-5"]
    assert written["valueQuantity"] == {
        "value": 97.0,
        "unit": "%",
        "system": "http://unitsofmeasure.org",
        "code": "%",
    }
    assert written["subject"] == {"reference": "Patient/17"}
    assert written["effectiveDateTime"] == "2026-11-23T09:05:00+00:00"
    assert codes(written["category"][0]) == ["vital-signs"]


def test_a_pressure_is_a_component_of_the_panel():
    written = to_observation(reading(VitalKind.SYSTOLIC, 140.0), patient="Patient/17")
    assert codes(written["code"]) == ["85354-9"]
    (part,) = written["component"]
    assert codes(part["code"]) == ["8480-6"]
    assert part["valueQuantity"]["code"] == "mm[Hg]"
    assert "valueQuantity" not in written


@pytest.mark.parametrize("kind", VitalKind)
def test_every_vital_sign_has_a_code_and_a_unit(kind: VitalKind):
    written = to_observation(reading(kind, 50.0), patient="Patient/17")
    assert written["resourceType"] == "Observation"


def test_no_value_is_absent_and_never_zero():
    written = to_observation(reading(VitalKind.HEART_RATE, None), patient="Patient/17")
    assert "valueQuantity" not in written
    assert codes(written["dataAbsentReason"]) == ["error"]


def test_an_artefact_and_a_demo_never_pass_for_real():
    artefact = to_observation(reading(VitalKind.SPO2, artefact_reason="sensor off"), patient="Patient/17")
    assert artefact["status"] == "entered-in-error"
    demo = to_observation(reading(VitalKind.SPO2, mode=GenerationMode.DEMO), patient="Patient/17")
    assert demo["meta"]["security"][0]["code"] == "HTEST"
    doubtful = to_observation(reading(VitalKind.SPO2, validity=Validity.QUESTIONABLE), patient="Patient/17")
    assert "questionable" in doubtful["note"][0]["text"]
