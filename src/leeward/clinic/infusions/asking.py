"""A therapist asks for a pause: what is asked, how it stands, and the line that the nurse sees above everything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.actions import record
from leeward.clinic.infusions.clock import clock
from leeward.clinic.infusions.deed import Deed
from leeward.infusion.charting import pause_asked
from leeward.infusion.events import PauseAsked
from leeward.infusion.machine import INFUSING, State

REASONS: Final = ("distress", "a memory breaks in", "the patient asks", "cannot be reached by words", "nausea")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the infusion stands for somebody who may ask and not act."""

    infusion_id: UUID
    title: str
    state: State
    can_ask: bool
    stands: str
    told: tuple[str, ...]


def asked(*, person_id: UUID, infusion_id: UUID, now: datetime) -> Asked:
    """Return whether a pause can be asked for, whether a request stands, and what was asked before."""
    infusion = standing.find(person_id=person_id, infusion_id=infusion_id)
    bedside = standing.load(infusion, now=now)
    request = pause_asked(bedside.events)
    earlier = [event for event in bedside.events if isinstance(event, PauseAsked)]
    return Asked(
        infusion_id=infusion.pk,
        title=f"Infusion {infusion.number}, chair {infusion.chair}",
        state=bedside.state,
        can_ask=bedside.state in INFUSING,
        stands=f"Asked at {clock(request.at)}: {request.reason}. It stands on the nurse's screen." if request else "",
        told=tuple(f"{clock(event.at)} {event.by}: {event.reason}" for event in earlier),
    )


def ask_for_pause(deed: Deed, *, reason: str) -> State:
    """Ask; the request stands until the pump is paused or somebody answers it."""
    return record(deed, PauseAsked(**deed.stamp, reason=reason))
