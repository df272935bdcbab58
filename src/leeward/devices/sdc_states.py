"""What an IEEE 11073 SDC device's states say, as rows and alarms; plain reading, no network and no library."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from leeward.devices.hl7_codes import find, to_ours, unit_of
from leeward.devices.hl7_text import quoted
from leeward.devices.port import DeviceAlarm, Row
from leeward.devices.vocabulary import SHIPPED_ONLY, Vocabulary
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

NOMENCLATURES: Final = {
    "urn:oid:1.2.840.10004.1.1.1.0.0.1": "MDC",
    "urn:oid:1.3.111.2.11073.10101.1": "MDC",
    "http://loinc.org": "LN",
    "urn:oid:2.16.840.1.113883.6.1": "LN",
}
# BICEPS' words for how far a value counts. While a measurement is going on, the number on the screen is no result yet.
VALIDITIES: Final[Mapping[str, Validity]] = {
    "Vld": Validity.VALID,
    "Vldated": Validity.VALID,
    "Qst": Validity.QUESTIONABLE,
    "Calib": Validity.CALIBRATING,
}
WORDS: Final = {
    "Ong": "its measurement is going on",
    "Inv": "it is invalid",
    "Oflw": "it lies above what the device can measure",
    "Uflw": "it lies below what the device can measure",
    "NA": "it is not available",
}
MODES: Final = {"Real": GenerationMode.REAL, "Test": GenerationMode.TEST, "Demo": GenerationMode.DEMO}
PRIORITIES: Final = {"Hi": "high", "Me": "medium", "Lo": "low", "None": "none"}


class States:
    """One report's metric states read against the device's description."""

    def __init__(
        self, descriptors: Mapping[str, Any], *, device_id: str, received_at: datetime, own: Vocabulary = SHIPPED_ONLY
    ) -> None:
        self._descriptors, self._device_id = descriptors, device_id
        self._received_at, self._own = received_at, own
        self.problems: list[str] = []

    def rows(self, states: Iterable[Any]) -> tuple[Row, ...]:
        """Return the rows of the quantities that we use; a sentence for whatever does not count."""
        return tuple(row for state in states if (row := self._row(state)) is not None)

    def _row(self, state: Any) -> Row | None:
        handle = str(state.DescriptorHandle)
        descriptor = self._descriptors.get(handle)
        kind_of = getattr(descriptor, "Type", None)
        if kind_of is None or not hasattr(state, "MetricValue"):
            return None
        metric = find(str(kind_of.Code), _system(kind_of), self._own)
        if metric is None:
            if hasattr(descriptor, "Resolution"):  # a number that we do not use is named, text and curves are not
                self.problems.append(f"Not used: code {quoted(str(kind_of.Code))} ({quoted(handle)}).")
            return None
        value, validity = self._value(metric.kind, state, descriptor)
        at = self._at(state.MetricValue)
        quality = getattr(state.MetricValue, "MetricQuality", None)
        return Row(
            metric.kind,
            value,
            at,
            f"monitor: {metric.site} {handle[:40]}".rstrip(),
            self._device_id,
            validity,
            MODES.get(_word(quality, "Mode") or "", GenerationMode.TEST),
            "\x1f".join((self._device_id, "", handle, str(value or ""), validity.value, at.isoformat())),
        )

    def _at(self, measured: Any) -> datetime:
        seconds = getattr(measured, "DeterminationTime", None)
        if not seconds:
            return self._received_at
        try:
            return datetime.fromtimestamp(float(seconds), UTC)
        except (ValueError, OverflowError, OSError):
            return self._received_at

    def _value(self, kind: VitalKind, state: Any, descriptor: Any) -> tuple[float | None, Validity]:
        measured = state.MetricValue
        activation = str(_word(state, "ActivationState") or "On")
        if activation != "On":
            return self._void(kind, "its measurement is switched off")
        number = getattr(measured, "Value", None)
        stated = str(_word(getattr(measured, "MetricQuality", None), "Validity") or "Inv")
        if stated not in VALIDITIES:
            return self._void(kind, WORDS.get(stated, f"the device calls it {quoted(stated)}"))
        if number is None:
            return self._void(kind, "no value")
        unit = unit_of(str(descriptor.Unit.Code), own=self._own.units)
        value = None if unit is None else to_ours(float(number), unit, kind.unit)
        if value is None:
            return self._void(kind, f"the unit {quoted(str(descriptor.Unit.Code))} is not the one expected")
        if value not in kind.plausible:
            return self._void(kind, f"{value:g} lies outside {kind.plausible} {kind.unit}; it is no measurement")
        validity = VALIDITIES[stated]
        if validity is not Validity.VALID:
            self.problems.append(f"{kind.label}: the monitor calls its value {validity.value}.")
        return value, validity

    def _void(self, kind: VitalKind, why: str) -> tuple[None, Validity]:
        self.problems.append(f"{kind.label}: {why}.")
        return None, Validity.INVALID


def alarms_of(states: Iterable[Any], descriptors: Mapping[str, Any]) -> tuple[DeviceAlarm, ...]:
    """Return the alarm conditions among the states; how the device sounds them is its own affair."""
    found = []
    for state in states:
        descriptor = descriptors.get(str(state.DescriptorHandle))
        if descriptor is None or not hasattr(state, "ActualConditionGenerationDelay"):
            continue
        kind_of = getattr(descriptor, "Type", None)
        seconds = getattr(state, "DeterminationTime", None)
        found.append(
            DeviceAlarm(
                code=str(kind_of.Code) if kind_of is not None else "",
                text=_text(kind_of) or str(state.DescriptorHandle),
                priority=PRIORITIES.get(str(_word(state, "ActualPriority") or _word(descriptor, "Priority")), "none"),
                is_present=bool(state.Presence),
                at=datetime.fromtimestamp(float(seconds), UTC) if seconds else None,
            )
        )
    return tuple(found)


def _word(of: Any, name: str) -> str | None:
    """Return an enumeration's BICEPS word."""
    found = getattr(of, name, None)
    return None if found is None else str(getattr(found, "value", found))


def _system(kind_of: Any) -> str:
    system = getattr(kind_of, "CodingSystem", None)
    return "MDC" if not system else NOMENCLATURES.get(str(system), str(system).upper())


def _text(kind_of: Any) -> str:
    words = getattr(kind_of, "ConceptDescription", None) or ()
    return next((str(word.text) for word in words if getattr(word, "text", None)), "")
