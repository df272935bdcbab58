"""Read an Observation that a device posts: what it measured, when, and why a value is absent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from leeward.fhir.observation import ABSENT, PANEL, SECURITY
from leeward.fhir.outcome import Issue
from leeward.fhir.posted import CannotTakeIn
from leeward.fhir.tree import Node, codings, inner, name, number, several, text
from leeward.infusion.vitals import GenerationMode, Validity

TAKEN: Final = {
    "registered": Validity.QUESTIONABLE,
    "preliminary": Validity.VALID,  # a device's value before a person looked at it: all of them are
    "final": Validity.VALID,
    "amended": Validity.VALID,
    "corrected": Validity.VALID,
    "unknown": Validity.QUESTIONABLE,
}
TAKEN_BACK: Final = frozenset({"cancelled", "entered-in-error"})
COMPONENTS_MOST: Final = 50
MARKS: Final = {"HTEST": GenerationMode.TEST, "test": GenerationMode.TEST, "demo": GenerationMode.DEMO}
VALUES: Final = (
    "valueString", "valueCodeableConcept", "valueInteger", "valueBoolean", "valueRange", "valueRatio",
    "valueSampledData", "valueTime", "valueDateTime", "valuePeriod",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One value: every code that names it, the number, and every spelling of its unit."""

    codes: tuple[tuple[str, str], ...]
    called: str
    value: float | None
    units: tuple[str, ...]
    absent: str
    """Why there is no value, in the sender's words; empty where there is one."""
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One Observation: its identity, its time in UTC, and what was measured."""

    identifier: str
    at: datetime
    validity: Validity
    mode: GenerationMode
    patient: str
    device: str
    measured: tuple[Measured, ...]
    path: str


def observed(resource: Node, *, path: str = "Observation") -> Observed:
    """Return what the Observation says; raises CannotTakeIn with the path of what is wrong."""
    kind = text(resource, "resourceType")
    if kind != "Observation":
        raise _refused(f"Only an Observation is taken, and this is {kind or 'no resource'}.", path, "not-supported")
    if resource.get("modifierExtension"):
        raise _refused("It carries a modifier that nothing here understands.", f"{path}.modifierExtension", "extension")
    measured = tuple(_measured(resource, path))
    if not measured:
        raise _refused("It has neither a value, nor a reason why there is none.", f"{path}.value[x]", "required")
    subject, device = inner(resource, "subject"), inner(resource, "device")
    return Observed(
        identifier=_identifier(resource),
        at=_at(resource, path),
        validity=_validity(resource, path),
        mode=_mode(resource),
        patient=text(subject, "reference") or _identifier(subject) or text(subject, "display"),
        device=text(device, "display") or text(device, "reference") or _identifier(device),
        measured=measured,
        path=path,
    )


def _measured(resource: Node, path: str) -> Iterator[Measured]:
    """Yield the Observation's own value, and each of its components; a panel of pressures has components alone."""
    components = several(resource, "component")
    if len(components) > COMPONENTS_MOST:
        raise _refused(f"It has more than {COMPONENTS_MOST} components.", f"{path}.component", "too-long")
    own = _value(resource, path)
    is_panel = bool(components) and (own.value is None or PANEL in {code for _, code in own.codes})
    if not is_panel and (own.value is not None or own.absent):
        yield own
    for place, component in enumerate(components):
        yield _value(component, f"{path}.component[{place}]")


def _value(parent: Node, path: str) -> Measured:
    """Read one value; FHIR forbids one beside a reason for its absence."""
    concept, quantity = inner(parent, "code"), inner(parent, "valueQuantity")
    codes = tuple(codings(concept))
    if not codes:
        raise _refused("It has no code of a coding system: a text alone is not guessed at.", f"{path}.code", "required")
    other = next((key for key in VALUES if key in parent), "")
    if other:
        raise _refused("A vital sign is a valueQuantity.", f"{path}.{other}", "not-supported")
    absent = _absent(parent)
    if absent and "valueQuantity" in parent:
        raise _refused("There is a value, and a reason why there is none.", f"{path}.dataAbsentReason", "invariant")
    value = number(quantity, "value")
    if "valueQuantity" in parent and value is None:
        raise _refused("The quantity has no number.", f"{path}.valueQuantity.value", "value")
    if text(quantity, "comparator"):
        raise _refused("A value with a comparator (<, >) is no reading.", f"{path}.valueQuantity.comparator", "value")
    units = tuple(unit for unit in (text(quantity, "code"), text(quantity, "unit")) if unit)
    return Measured(codes=codes, called=name(concept), value=value, units=units, absent=absent, path=path)


def _absent(parent: Node) -> str:
    reason = inner(parent, "dataAbsentReason")
    coded = next((code for system, code in codings(reason) if system in (ABSENT, "")), "")
    return coded or (name(reason) or "no reason given" if reason else "")


def _at(resource: Node, path: str) -> datetime:
    """Return when it was measured: to the second, with a zone; an age that is not known is not guessed at."""
    key = "effectiveInstant" if "effectiveInstant" in resource else "effectiveDateTime"
    written, where = text(resource, key), f"{path}.{key}"
    if not written:
        says = "When it was measured is missing: its age decides whether it counts."
        raise _refused(says, where, "required")
    try:
        at = datetime.fromisoformat(written)
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refused(f"{written[:40]!r} is no date and time.", where, "value") from None
    if at.tzinfo is None or len(written) < len("2026-11-23T09:00"):
        says = f"{written[:40]!r} says no time of day with its zone. Write 2026-11-23T09:00:00Z."
        raise _refused(says, where, "value")
    return utc


def _validity(resource: Node, path: str) -> Validity:
    status = text(resource, "status")
    if status in TAKEN_BACK:
        says = f"A value that is {status} is not taken back from here: strike it at the chair, with the reason."
        raise _refused(says, f"{path}.status", "business-rule")
    if status not in TAKEN:
        known = ", ".join(TAKEN)
        raise _refused(f"The status is {status or 'missing'}; it is one of {known}.", f"{path}.status", "code-invalid")
    return TAKEN[status]


def _mode(resource: Node) -> GenerationMode:
    """Say whether it calls itself made up: a label of the security system, or a tag, `test` or `demo`."""
    meta = inner(resource, "meta")
    labels = [(text(each, "system"), text(each, "code")) for key in ("security", "tag") for each in several(meta, key)]
    made = [MARKS[code] for system, code in labels if code in MARKS and (code != "HTEST" or system in (SECURITY, ""))]
    return GenerationMode.DEMO if GenerationMode.DEMO in made else made[0] if made else GenerationMode.REAL


def _identifier(parent: Node) -> str:
    """Return system|value of the first identifier that has a value."""
    told = ((text(each, "system"), text(each, "value")) for each in several(parent, "identifier"))
    return next((f"{system}|{value}" for system, value in told if value), "")


def _refused(says: str, path: str, code: str) -> CannotTakeIn:
    return CannotTakeIn(Issue(says=says, path=path, code=code))
