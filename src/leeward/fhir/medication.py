"""Read what the patient takes: active prescriptions and statements, the stopped ones noted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.fhir.dates import day, day_of
from leeward.fhir.dosage import dosage
from leeward.fhir.imported import Left, Stated
from leeward.fhir.tree import LONGEST, Node, codings, identity, inner, left, name, several, statuses, text


class Orders(Facts):
    """How old an order may be before we doubt that it is still taken."""

    doubtful_after = assumed("12 month", why="Prescriptions are renewed at least yearly; older ones are asked about.")


TAKEN: Final = frozenset({"active", "intended"})
OVER: Final = frozenset({"stopped", "completed", "cancelled", "not-taken", "ended", "abandoned"})
# R5 tells of a statement only that it is recorded, and beside that whether the medicine is taken.
ADHERENCE: Final = {"taking": "active", "not-taking": "stopped", "stopped": "stopped", "on-hold": "on-hold"}
# The International Patient Summary, and SNOMED CT: that no medicine is known is said as if it were one.
NO_MEDICINE: Final = frozenset({"no-known-medications", "no-medication-info", "787481004", "1234391007"})
NONE_SAID: Final = re.compile(
    r"(?:no (?:known|current|active|regular|medic\w*)|none|unknown|not (?:on|taking))\b", re.IGNORECASE
)
PROPOSED: Final = frozenset({"proposal", "option"})
LISTED: Final = "it is listed as"
STOPPED: Final = "it is stopped or completed"
ERROR: Final = "it was entered in error"
SAID: Final = frozenset({STOPPED, ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicines:
    """What is active, each once, with where it was read; and what was left."""

    names: tuple[str, ...]
    stated: dict[str, Stated]
    notes: tuple[str, ...]
    left: tuple[Left, ...]


def medicines(resources: tuple[Node, ...], known: Mapping[str, Node], *, on: date) -> Medicines:
    """Sort prescriptions and statements; a note tells what is stopped, doubtful or not named."""
    taken: dict[str, Stated] = {}
    stopped: dict[str, None] = {}
    notes: list[str] = []
    unused: list[Left] = []
    for resource in resources:
        called, status = called_in(resource, known), _status(resource)
        why = _why_not(resource, called, status, on=on)
        if not why:
            said = Stated(resource=identity(resource), on=_ordered(resource), detail=dosage(resource))
            taken[called] = _newest(taken.get(called), said)
            continue
        unused.append(replace(left(resource, why), called=called[:LONGEST]))
        if why in SAID:
            stopped |= {called: None} if why == STOPPED else {}
        elif why.startswith(LISTED):
            notes.append(f"{called} {why.removeprefix('it ')}.")
        else:
            notes.append(f"Not used: {called or identity(resource)}: {why}.")
    notes += _doubts(taken, on=on)
    over = [called for called in stopped if called not in taken]
    if over:
        notes.append(f"Stopped or completed, not used: {', '.join(over)}.")
    return Medicines(names=tuple(taken), stated=taken, notes=tuple(notes), left=tuple(unused))


def _why_not(resource: Node, called: str, status: str, *, on: date) -> str:
    """Say why this is nothing that the patient takes; empty where it is."""
    if not called:
        return "it does not name its medicine; ask"
    if resource.get("doNotPerform") is True or text(resource, "intent").lower() in PROPOSED:
        return "it is only proposed, or is not to be given"
    if NONE_SAID.match(called) or NO_MEDICINE & {value for _, value in codings(_concept(resource))}:
        return "it says that no medicine is known; ask"
    if status in TAKEN and not _ended(resource, on=on):
        return ""
    if status == "entered-in-error":
        return ERROR
    if status in OVER or status in TAKEN:
        return STOPPED
    return f"{LISTED} {status or 'of no status'}: ask whether it is taken"


def _status(resource: Node) -> str:
    """Return how the entry stands; what says that it is not taken counts before what says that it is active."""
    status, taken = text(resource, "status").lower(), text(resource, "taken").lower()
    told = statuses(inner(resource, "adherence", "code"))
    adheres = next((says for code, says in ADHERENCE.items() if code in told), "")
    if taken in {"n", "unk", "na"}:  # STU3
        return "not-taken" if taken == "n" else "unknown"
    return adheres or status if status in {"recorded", "active", "draft"} else status


def _doubts(taken: Mapping[str, Stated], *, on: date) -> list[str]:
    oldest_days = Orders.doubtful_after.to("d")
    return [
        f"{called} was last ordered on {stated.on:%Y-%m-%d} and is still listed as active: ask whether it is taken."
        for called, stated in taken.items()
        if stated.on and (on - stated.on).days > oldest_days
    ]


def _ended(resource: Node, *, on: date) -> bool:
    """Is the statement active, and yet its period over?"""
    end = day(text(inner(resource, "effectivePeriod"), "end"))
    return end is not None and end < on


def _newest(one: Stated | None, other: Stated) -> Stated:
    if one is None or one.on is None:
        return other
    return other if other.on and other.on > one.on else one


def _ordered(resource: Node) -> date | None:
    return day(text(resource, "authoredOn")) or day_of(resource, "effective") or day(text(resource, "dateAsserted"))


def called_in(resource: Node, known: Mapping[str, Node]) -> str:
    """Return the medicine's name: coded here, contained, or another entry of the bundle."""
    own = name(_concept(resource))
    if own:
        return own
    link = _link(resource)
    target = text(link, "reference")
    contained = {f"#{text(one, 'id')}": one for one in several(resource, "contained")}
    medication = contained.get(target) or known.get(target) or {}
    return name(inner(medication, "code")) or text(link, "display")


def links_of(resources: tuple[Node, ...]) -> frozenset[str]:
    """Return the references to medicines that stand elsewhere in the record."""
    return frozenset(link for one in resources if (link := text(_link(one), "reference")))


def _concept(resource: Node) -> Node:
    return inner(resource, "medicationCodeableConcept") or inner(resource, "medication", "concept")


def _link(resource: Node) -> Node:
    return inner(resource, "medicationReference") or inner(resource, "medication", "reference")
