"""The two gates of an infusion, from what is on record: before the start, and before going home."""

from typing import Final

from leeward.clinic.infusions.bedside import Bedside
from leeward.infusion.charting import checked
from leeward.infusion.discharge import HomeGate, discharge
from leeward.infusion.time_out import Gate, time_out
from leeward.infusion.vitals import VitalKind
from leeward.truth import UNKNOWN, YES

ACCEPTED: Final = "accepted-"
LONGER_STAY: Final = "longer-stay"


def start_gate(bedside: Bedside) -> Gate:
    """Return the time-out as it stands."""
    answers = checked(bedside.events)
    accepted = [kind for kind in VitalKind if answers.get(ACCEPTED + kind.value) is YES]
    return time_out(answers, bedside.readings, now=bedside.now, accepted=accepted, mode=bedside.mode)


def home_gate(bedside: Bedside) -> HomeGate:
    """Return the gate before going home as it stands."""
    return discharge(
        bedside.readings,
        bedside.events,
        baseline=bedside.baseline,
        now=bedside.now,
        needs_longer=checked(bedside.events).get(LONGER_STAY, UNKNOWN),
        mode=bedside.mode,
    )
