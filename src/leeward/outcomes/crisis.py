"""One crisis: its states, the only ways between them, and what must be known before it is closed.

It opens by itself and never closes by itself. The clock moves it only upwards: to more people.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final

CLOCK: Final = "the clock"
PATIENT: Final = "the patient"


class Urgency(Enum):
    """How soon somebody has to take it; never lowered while a crisis is open."""

    IMMINENT = "imminent"
    RAISED = "raised"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Return 0 for the most urgent."""
        return tuple(Urgency).index(self)


class Stage(Enum):
    """Where one crisis stands."""

    WAITING = "nobody has acknowledged it"
    ACKNOWLEDGED = "acknowledged, the patient is not reached yet"
    IN_CONTACT = "somebody is in contact with the patient"
    HANDED_OVER = "handed over"
    CLOSED = "closed"


class Deed(Enum):
    """One step that is recorded."""

    ANSWERED = "positive answer"
    TOLD = "somebody was told"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    NOT_REACHED = "tried, not reached"
    REACHED = "contact made"
    ASSESSED = "assessed"
    PLANNED = "safety plan"
    HANDED_OVER = "handed over"
    NOTED = "note"
    CLOSED = "closed"


# A positive answer always leads back to WAITING: whoever holds the crisis must know of it. NOTED moves nothing.
STEPS: Final[Mapping[Stage, Mapping[Deed, Stage]]] = {
    Stage.WAITING: {
        Deed.ANSWERED: Stage.WAITING, Deed.TOLD: Stage.WAITING, Deed.ESCALATED: Stage.WAITING,
        Deed.ACKNOWLEDGED: Stage.ACKNOWLEDGED,
    },
    Stage.ACKNOWLEDGED: {
        Deed.ANSWERED: Stage.WAITING, Deed.TOLD: Stage.ACKNOWLEDGED, Deed.ESCALATED: Stage.WAITING,
        Deed.ACKNOWLEDGED: Stage.ACKNOWLEDGED, Deed.NOT_REACHED: Stage.ACKNOWLEDGED, Deed.REACHED: Stage.IN_CONTACT,
        Deed.HANDED_OVER: Stage.HANDED_OVER,
    },
    Stage.IN_CONTACT: {
        Deed.ANSWERED: Stage.WAITING, Deed.TOLD: Stage.IN_CONTACT, Deed.ESCALATED: Stage.IN_CONTACT,
        Deed.ACKNOWLEDGED: Stage.IN_CONTACT, Deed.NOT_REACHED: Stage.ACKNOWLEDGED, Deed.REACHED: Stage.IN_CONTACT,
        Deed.ASSESSED: Stage.IN_CONTACT, Deed.PLANNED: Stage.IN_CONTACT, Deed.HANDED_OVER: Stage.HANDED_OVER,
        Deed.CLOSED: Stage.CLOSED,
    },
    Stage.HANDED_OVER: {
        Deed.ANSWERED: Stage.WAITING, Deed.TOLD: Stage.HANDED_OVER, Deed.ACKNOWLEDGED: Stage.HANDED_OVER,
        Deed.REACHED: Stage.IN_CONTACT, Deed.ASSESSED: Stage.HANDED_OVER, Deed.PLANNED: Stage.HANDED_OVER,
        Deed.HANDED_OVER: Stage.HANDED_OVER, Deed.CLOSED: Stage.CLOSED,
    },
    Stage.CLOSED: {},
}  # fmt: skip


RESTARTS: Final = frozenset({Deed.ANSWERED, Deed.ESCALATED, Deed.ACKNOWLEDGED, Deed.NOT_REACHED})


class CannotStep(ValueError):
    """The step has no place in the crisis as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One recorded step. `by` is a person's key, PATIENT or CLOCK; `who` is the person whom the step is about."""

    deed: Deed
    at: datetime
    by: str
    who: str = ""
    urgency: Urgency | None = None  # of a positive answer
    rank: int | None = None  # of an escalation: whose turn it is; None is everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """One crisis as its steps left it."""

    stage: Stage
    urgency: Urgency
    opened_at: datetime
    clock_from: datetime
    last_at: datetime
    rank: int | None
    entered_by: frozenset[str]
    holder: str = ""
    assessed_by: str = ""
    is_planned: bool = False
    handed_to: str = ""

    @property
    def is_open(self) -> bool:
        """Is it on the list of the open ones? Only a person's step takes it off."""
        return self.stage is not Stage.CLOSED

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what must be recorded before it can be closed."""
        assessed = () if self.assessed_by else ("who assessed the patient",)
        planned = (
            () if self.is_planned or self.handed_to else ("a safety plan, or to whom the patient was handed over",)
        )
        return assessed + planned


def opened(answer: Step, *, ranks: Collection[int]) -> Crisis:
    """Return the crisis that a positive answer opens; with nobody on call it is everybody's at once."""
    if answer.deed is not Deed.ANSWERED or answer.urgency is None:
        raise CannotStep("A crisis opens with a positive answer and its urgency.")
    return Crisis(
        stage=Stage.WAITING,
        urgency=answer.urgency,
        opened_at=answer.at,
        clock_from=answer.at,
        last_at=answer.at,
        rank=min(ranks, default=None),
        entered_by=frozenset({answer.by}),
    )


def follow(crisis: Crisis, step: Step) -> Crisis:
    """Return the crisis after one more step; raises CannotStep with what is possible."""
    if step.at < crisis.last_at:
        raise CannotStep("Something later is recorded already. Load the page again, then record the step.")
    stage = _next(crisis, step)
    _refuse(crisis, step)
    moved = replace(
        crisis,
        stage=stage,
        last_at=step.at,
        clock_from=step.at if step.deed in RESTARTS else crisis.clock_from,
    )
    return _learned(moved, step)


def replay(steps: Iterable[Step], *, ranks: Collection[int] = ()) -> Crisis:
    """Return the crisis that recorded steps lead to; `ranks` were on call when it opened."""
    first, *others = steps
    crisis = opened(first, ranks=ranks)
    for step in others:
        crisis = follow(crisis, step)
    return crisis


def _next(crisis: Crisis, step: Step) -> Stage:
    if step.deed is Deed.NOTED:
        return crisis.stage
    try:
        return STEPS[crisis.stage][step.deed]
    except KeyError:
        possible = ", ".join(deed.value for deed in STEPS[crisis.stage])
        told = f"Possible now: {possible}." if possible else "It is closed; a new positive answer opens another."
        raise CannotStep(f"“{step.deed.value}” has no place here: {crisis.stage.value}. {told}") from None


def _refuse(crisis: Crisis, step: Step) -> None:
    """The clock does nothing but escalate; closing takes the facts, and somebody else than who entered the answer."""
    if step.by in {CLOCK, PATIENT} and step.deed not in {Deed.ESCALATED, Deed.ANSWERED}:
        raise CannotStep(f"Only a person of the clinic records “{step.deed.value}”.")
    if step.deed is Deed.ANSWERED and step.urgency is None:
        raise CannotStep("A positive answer has an urgency.")
    if step.deed is Deed.ESCALATED and step.rank is not None and not (crisis.rank and step.rank > crisis.rank):
        raise CannotStep("It goes to the next rank or to everybody, never back to fewer people.")
    if step.deed is not Deed.CLOSED:
        return
    if crisis.missing:
        raise CannotStep(f"It cannot be closed yet. Record first: {'; '.join(crisis.missing)}.")
    if step.by in crisis.entered_by:
        raise CannotStep("Whoever entered the positive answer cannot close it: ask a colleague to read it and close.")


def _learned(crisis: Crisis, step: Step) -> Crisis:
    """Return the crisis with what the step told; a new positive answer makes earlier assessments old."""
    match step.deed:
        case Deed.ANSWERED if step.urgency is not None:
            return replace(
                crisis,
                urgency=min(crisis.urgency, step.urgency, key=lambda urgency: urgency.rank),
                entered_by=crisis.entered_by | {step.by},
                assessed_by="",
                is_planned=False,
                handed_to="",
            )
        case Deed.ESCALATED:
            return replace(crisis, rank=step.rank)
        case Deed.ACKNOWLEDGED:
            return replace(crisis, holder=step.who or step.by)
        case Deed.ASSESSED:
            return replace(crisis, assessed_by=step.who or step.by)
        case Deed.PLANNED:
            return replace(crisis, is_planned=True)
        case Deed.HANDED_OVER:
            return replace(crisis, handed_to=step.who or step.by)
    return crisis
