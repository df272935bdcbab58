"""The gate before going home, from what is on record, and what stands at both gates."""

from dataclasses import replace
from typing import Final

from django.utils import timezone

from leeward.clinic.assessments.charts import chart_of
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.people.queries import gate_warnings
from leeward.clinic.pharmacy.queries import unsettled, was_drawn
from leeward.infusion.charting import checked
from leeward.infusion.discharge import HomeGate, discharge
from leeward.infusion.gate import GateItem
from leeward.infusion.longer_stay import longer_stay
from leeward.truth import NO, UNKNOWN, YES, Truth

ACCEPTED: Final = "accepted-"
LONGER_STAY: Final = "longer-stay"
WARNINGS: Final = "warnings"
RECONCILED: Final = "reconciled"


def home_gate(bedside: Bedside) -> HomeGate:
    """Return the gate before going home as it stands."""
    gate = discharge(
        bedside.readings,
        bedside.events,
        bedside.protocol.discharge,
        baseline=bedside.baseline,
        now=bedside.now,
        needs_longer=needs_longer(bedside),
        mode=bedside.mode,
    )
    items = tuple(_reconciled(item, bedside) if item.key == RECONCILED else item for item in gate.items)
    return replace(gate, items=(*items, warnings(bedside)))


def needs_longer(bedside: Bedside) -> Truth:
    """Does age, sleep apnea or liver disease ask for the longer stay? What the chart says, then what a person says."""
    told = checked(bedside.events).get(LONGER_STAY, UNKNOWN)
    chart = chart_of(bedside.infusion.person_id, on=timezone.localdate(bedside.now))
    known = longer_stay(chart, bedside.protocol.thresholds)
    return YES if YES in (told, known) else told if told is not UNKNOWN else known


def open_account(bedside: Bedside) -> tuple[str, str]:
    """Return what of this order's ketamine is not accounted for, and where to do so; nothing where all is."""
    rows = unsettled(bedside.infusion.person_id)
    mine = next((row for row in rows if row.order_id == bedside.infusion.order_id), None)
    return (mine.says, mine.url) if mine else ("", "")


def _reconciled(item: GateItem, bedside: Bedside) -> GateItem:
    """What the ledger says goes before what a person says; a person speaks only for what it does not know."""
    says, _ = open_account(bedside)
    if says:
        return replace(item, truth=NO, why=f"{says}: not accounted for.")
    return replace(item, truth=YES, why="By the ledger.") if was_drawn(bedside.infusion.order_id) else item


def warnings(bedside: Bedside) -> GateItem:
    """Return the item of both gates: a warning, above all of suicide, stands until somebody acted upon it (H34)."""
    told = gate_warnings(bedside.infusion.person_id)
    why = f"{' '.join(told)} See Outcomes." if told else ""
    return GateItem(key=WARNINGS, says="No warning of a questionnaire stands.", truth=NO if told else YES, why=why)
