"""The clock of a crisis: until when the next step is due, and who is told when it was not taken."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from leeward.evidence import Cited, Facts, assumed
from leeward.outcomes.crisis import CLOCK, Crisis, Deed, Stage, Step, Urgency


class Clock(Facts):
    """How long each step may take before the next people are told."""

    imminent = assumed("5 min", why="No source gives a time to acknowledge intent, a plan or a recent act: set short.")
    raised = assumed(
        "15 min", why="No source gives a time to acknowledge a positive item: a visit's wait, set by the product owner."
    )
    low = assumed("60 min", why="No source; a wish to be dead without thoughts of suicide, talked over the same visit.")
    contact_imminent = assumed(
        "15 min", why="No source; three times the time to acknowledge, then others must help to reach the patient."
    )
    contact = assumed("60 min", why="No source; within the visit, or one hour of calling where the patient is at home.")


ACKNOWLEDGE_WITHIN: Final[Mapping[Urgency, Cited]] = {
    Urgency.IMMINENT: Clock.imminent,
    Urgency.RAISED: Clock.raised,
    Urgency.LOW: Clock.low,
}
REACH_WITHIN: Final[Mapping[Urgency, Cited]] = {
    Urgency.IMMINENT: Clock.contact_imminent,
    Urgency.RAISED: Clock.contact,
    Urgency.LOW: Clock.contact,
}


def deadline(crisis: Crisis) -> datetime | None:
    """Return until when the next step is due; None where no clock runs."""
    within = {Stage.WAITING: ACKNOWLEDGE_WITHIN, Stage.ACKNOWLEDGED: REACH_WITHIN}.get(crisis.stage)
    if within is None:
        return None
    return crisis.clock_from + timedelta(seconds=within[crisis.urgency].to("s"))


def due(crisis: Crisis, *, ranks: Collection[int], now: datetime) -> Step | None:
    """Return the escalation that the clock asks for at `now`, None for none; `ranks` are those on call now.

    The next rank that is on call is told, and after the last one everybody. When everybody was told and nobody
    acknowledged there is nobody left to tell: the crisis stays open and overdue.
    """
    until = deadline(crisis)
    if until is None or now < until or (crisis.rank is None and crisis.stage is Stage.WAITING):
        return None
    above = [] if crisis.rank is None else [rank for rank in ranks if rank > crisis.rank]
    return Step(deed=Deed.ESCALATED, at=now, by=CLOCK, rank=min(above, default=None))
