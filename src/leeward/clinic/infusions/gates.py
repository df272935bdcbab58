"""The two gates of an infusion, from what is on record: before the start, and before going home."""

from dataclasses import replace
from typing import Final

from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.people.queries import gate_warnings
from leeward.infusion.charting import checked
from leeward.infusion.discharge import HomeGate, discharge
from leeward.infusion.gate import GateItem
from leeward.infusion.time_out import Gate, time_out
from leeward.infusion.vitals import VitalKind
from leeward.truth import NO, UNKNOWN, YES

ACCEPTED: Final = "accepted-"
LONGER_STAY: Final = "longer-stay"
WARNINGS: Final = "warnings"


def start_gate(bedside: Bedside) -> Gate:
    """Return the time-out as it stands."""
    answers = checked(bedside.events)
    accepted = [kind for kind in VitalKind if answers.get(ACCEPTED + kind.value) is YES]
    gate = time_out(
        answers, bedside.readings, bedside.protocol.starting, now=bedside.now, accepted=accepted, mode=bedside.mode
    )
    return replace(gate, items=(*gate.items, _warnings(bedside)))


def home_gate(bedside: Bedside) -> HomeGate:
    """Return the gate before going home as it stands."""
    gate = discharge(
        bedside.readings,
        bedside.events,
        bedside.protocol.discharge,
        baseline=bedside.baseline,
        now=bedside.now,
        needs_longer=checked(bedside.events).get(LONGER_STAY, UNKNOWN),
        mode=bedside.mode,
    )
    return replace(gate, items=(*gate.items, _warnings(bedside)))


def _warnings(bedside: Bedside) -> GateItem:
    """A warning of a questionnaire, above all about suicide, stands until somebody acted upon it (H34)."""
    told = gate_warnings(bedside.infusion.person_id)
    why = f"{' '.join(told)} See Outcomes." if told else ""
    return GateItem(key=WARNINGS, says="No warning of a questionnaire stands.", truth=NO if told else YES, why=why)
