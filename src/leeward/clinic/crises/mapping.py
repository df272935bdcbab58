"""Between the stored steps and the core's crisis, the stored duties and the core's."""

from collections.abc import Iterable
from typing import Any

from leeward.clinic.crises.models import Crisis, CrisisStep, OnCall
from leeward.outcomes import crisis as core
from leeward.outcomes.crisis import Deed, Step, Urgency
from leeward.outcomes.crisis_triggers import Answered, Trigger
from leeward.outcomes.on_call import Duty


def crisis(row: Crisis, steps: Iterable[CrisisStep]) -> core.Crisis:
    """Return the crisis that the stored steps lead to."""
    return core.replay((step(each) for each in steps), ranks=row.ranks)


def step(row: CrisisStep) -> Step:
    """Return one stored step."""
    return Step(
        deed=Deed(row.deed),
        at=row.at,
        by=row.actor,
        who=row.who,
        urgency=Urgency(row.urgency) if row.urgency else None,
        rank=row.rank,
    )


def duty(row: OnCall) -> Duty:
    """Return one stored duty."""
    return Duty(name=row.name, phone=row.phone, rank=row.rank, start=row.start, end=row.end)


def named(duties: Iterable[Duty]) -> list[dict[str, Any]]:
    """Return who was named on screen, as stored beside the step that named them."""
    return [{"name": duty.name, "phone": duty.phone, "rank": duty.rank} for duty in duties]


def trigger_as_json(trigger: Trigger) -> dict[str, Any]:
    """Return a positive answer as stored: the instrument and every answer, in the words that were shown."""
    return {
        "instrument": trigger.instrument,
        "says": trigger.says,
        "answers": [{"item": each.item, "answer": each.answer, "points": each.points} for each in trigger.answers],
    }


def answers(row: CrisisStep) -> tuple[Answered, ...]:
    """Return the answers that a step was made of; () for a step that is no answer."""
    return tuple(Answered(**each) for each in row.told.get("answers", ()))
