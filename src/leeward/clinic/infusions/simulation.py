"""What the simulated bedside has to know of the simulated infusions: which chairs, which pump rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.models import DevicePairing, Infusion
from leeward.infusion import journal
from leeward.infusion.account import RateSegment, delivered
from leeward.infusion.machine import State

ATTENDED = frozenset({State.PLANNED, State.READY, State.RUNNING, State.PAUSED, State.RECOVERING})


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedChair:
    """One simulated infusion with the monitor that is paired to it."""

    infusion_id: UUID
    order_id: UUID
    device_id: str


def simulated_chairs() -> tuple[SimulatedChair, ...]:
    """Return the open simulated infusions that have a monitor and an order."""
    pairings = DevicePairing.objects.filter(
        ended_at=None,
        infusion__mode=Infusion.Mode.DEMO,
        infusion__state__in=[state.value for state in ATTENDED],
        infusion__order_id__isnull=False,
    ).select_related("infusion")
    return tuple(
        SimulatedChair(infusion_id=each.infusion_id, order_id=order_id, device_id=each.device_id)
        for each in pairings
        if (order_id := each.infusion.order_id) is not None
    )


def is_attended(infusion_id: UUID) -> bool:
    """Is the infusion still open?"""
    return Infusion.objects.filter(pk=infusion_id, state__in=[state.value for state in ATTENDED]).exists()


def rates(infusion_id: UUID, now: datetime) -> Sequence[RateSegment]:
    """Return at which rates the pump has run so far; nothing before the start."""
    events = journal.events(journaling.load(Infusion.objects.get(pk=infusion_id)))
    given = delivered(events, now=now)
    return given.segments if given else ()
