"""Read what the patient takes: active prescriptions and statements, the stopped ones noted."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.fhir.dates import day, day_of
from leeward.fhir.tree import Node, identity, inner, name, several, text


class Orders(Facts):
    """How old an order may be before we doubt that it is still taken."""

    doubtful_after = assumed("12 month", why="Prescriptions are renewed at least yearly; older ones are asked about.")


TAKEN: Final = frozenset({"active", "intended"})
MAYBE: Final = frozenset({"on-hold", "unknown", "draft", ""})
PROPOSED: Final = frozenset({"proposal", "option"})


def medicines(
    resources: tuple[Node, ...], known: Mapping[str, Node], *, on: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of what is active, each once, and notes on the rest."""
    taken: dict[str, date | None] = {}
    stopped: dict[str, None] = {}
    notes: list[str] = []
    for resource in resources:
        called, status = _called(resource, known), text(resource, "status").lower()
        if not called:
            notes.append(f"Not used: {identity(resource)} does not name its medicine; ask.")
        elif resource.get("doNotPerform") is True or text(resource, "intent").lower() in PROPOSED:
            notes.append(f"Not used: {called} is only proposed, or is not to be given.")
        elif status in TAKEN and not _ended(resource, on=on):
            taken[called] = _newest(taken.get(called), _ordered(resource))
        elif status in MAYBE:
            notes.append(f"{called} is listed as {status or 'of no status'}: ask whether it is taken.")
        elif status != "entered-in-error":
            stopped[called] = None
    notes += _doubts(taken, on=on)
    over = [called for called in stopped if called not in taken]
    if over:
        notes.append(f"Stopped or completed, not used: {', '.join(over)}.")
    return tuple(taken), tuple(notes)


def _doubts(taken: Mapping[str, date | None], *, on: date) -> list[str]:
    oldest_days = Orders.doubtful_after.to("d")
    return [
        f"{called} was last ordered on {ordered:%Y-%m-%d} and is still listed as active: ask whether it is taken."
        for called, ordered in taken.items()
        if ordered and (on - ordered).days > oldest_days
    ]


def _ended(resource: Node, *, on: date) -> bool:
    """Is the statement active, and yet its period over?"""
    end = day(text(inner(resource, "effectivePeriod"), "end"))
    return end is not None and end < on


def _newest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _ordered(resource: Node) -> date | None:
    return day(text(resource, "authoredOn")) or day_of(resource, "effective") or day(text(resource, "dateAsserted"))


def _called(resource: Node, known: Mapping[str, Node]) -> str:
    """Return the medicine's name: coded here, contained, or another entry of the bundle."""
    own = name(inner(resource, "medicationCodeableConcept")) or name(inner(resource, "medication", "concept"))
    if own:
        return own
    link = inner(resource, "medicationReference")
    target = text(link, "reference")
    contained = {f"#{text(one, 'id')}": one for one in several(resource, "contained")}
    medication = contained.get(target) or known.get(target) or {}
    return name(inner(medication, "code")) or text(link, "display")
