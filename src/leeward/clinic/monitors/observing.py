"""From an Observation that a device posted to the message that any device hands over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from leeward.devices.hl7_codes import find, to_ours, unit_of
from leeward.devices.port import DeviceMessage, Known, Row
from leeward.devices.register import at_most
from leeward.devices.vocabulary import Metric, Vocabulary
from leeward.fhir.device_observation import Measured, Observed
from leeward.fhir.outcome import Issue, Severity
from leeward.fhir.posted import CannotTakeIn
from leeward.infusion.vitals import Validity

# FHIR names a coding system by its address, HL7 v2 by letters.
SYSTEMS: Final = {
    "http://loinc.org": "LN",
    "urn:iso:std:iso:11073:10101": "MDC",
    "urn:oid:2.16.840.1.113883.6.24": "MDC",
}


def message_of(
    one: Observed, *, known: Known, once: str, peer: str, now: datetime
) -> tuple[DeviceMessage, tuple[Issue, ...]]:
    """Return the message, and what of it was not used; raises CannotTakeIn where nothing of it was.

    The same Observation sent again gives the same readings. Under `once`, an identifier, whatever comes is the same.
    """
    rows, issues = [], []
    mode = at_most(one.mode, known.mode)
    for place, measured in enumerate(one.measured):
        metric = _metric(measured, known.vocabulary)
        if metric is None:
            issues.append(_not_used(measured))
            continue
        value, why = _value(measured, metric, known.vocabulary)
        identity = ("once", once, str(place)) if once else (one.identifier, one.at.isoformat(), str(value))
        rows.append(
            Row(
                kind=metric.kind,
                value=value,
                at=one.at,
                source=f"FHIR: {metric.site}",
                device=known.device_id,
                validity=Validity.INVALID if value is None else one.validity,
                mode=mode,
                name="\x1f".join((known.device_id, *identity, metric.kind.value, metric.site)),
            )
        )
        issues += (
            [Issue(says=f"{metric.kind.label}: {why}", path=measured.path, severity=Severity.WARNING)] if why else []
        )
    if not rows:
        raise CannotTakeIn(issues[0])
    message = DeviceMessage(
        message_id=(once or one.identifier or one.at.isoformat())[:120],  # plain: the width of its column
        device_id=known.device_id,
        mode=mode,
        rows=tuple(rows),
        problems=tuple(issue.says for issue in issues),
        sent_at=None,  # when it was measured is no word on the sender's clock
        received_at=now,
        peer=peer,
        patient_id=one.patient or None,
    )
    return message, tuple(issues)


def _metric(measured: Measured, vocabulary: Vocabulary) -> Metric | None:
    """Return what every known code of the value means; raises CannotTakeIn where two mean different things."""
    found = [metric for metric in _meant(measured.codes, vocabulary) if metric is not None]
    if len({metric.kind for metric in found}) > 1:
        says = f"The codes of {measured.called} mean different vital signs: {_codes(measured)}."
        raise CannotTakeIn(Issue(says=says, path=f"{measured.path}.code", code="code-invalid"))
    return found[0] if found else None


def _meant(codes: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> Iterable[Metric | None]:
    for system, code in codes:
        short = SYSTEMS.get(system, system)
        yield vocabulary.find(code, short) or vocabulary.find(code, system) or find(code, short)


def _value(measured: Measured, metric: Metric, vocabulary: Vocabulary) -> tuple[float | None, str]:
    """Return the value in our unit, or None and the sentence that says why it was not used."""
    if measured.value is None:
        return None, f"no value ({measured.absent or 'no reason given'})."
    own = {unit.strip().lower() for unit in measured.units}
    told = {vocabulary.units[unit] for unit in own if unit in vocabulary.units}
    unit = told.pop() if len(told) == 1 else unit_of(*measured.units)
    if unit is None:
        said = " ".join(measured.units)
        return None, f"the unit {said} is not known." if said else "no unit was sent."
    ours = to_ours(measured.value, unit, metric.kind.unit)
    if ours is None:
        return None, f"it was sent in {unit}; {metric.kind.unit} was expected."
    if ours not in metric.kind.plausible:
        return None, f"{measured.value:g} {unit} lies outside {metric.kind.plausible} {metric.kind.unit}."
    return ours, ""


def _not_used(measured: Measured) -> Issue:
    says = f"Not used: {measured.called} ({_codes(measured)}) is in no table here."
    return Issue(says=says, path=f"{measured.path}.code", code="not-supported", severity=Severity.WARNING)


def _codes(measured: Measured) -> str:
    return ", ".join(f"{system}|{code}" if system else code for system, code in measured.codes)
