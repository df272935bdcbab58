"""The gate before going home, from what is on record, and what stands at both gates."""

from dataclasses import replace
from typing import Final

from django.utils import timezone

from leeward.clinic.assessments.charts import chart_of
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.people.queries import gate_warnings
from leeward.clinic.pharmacy.queries import unsettled, was_drawn
from leeward.clinic.pharmacy.reconciled import booked_otherwise
from leeward.clinic.plans.holds import holds
from leeward.dosing.drug_amounts import microlitres
from leeward.infusion.charting import checked
from leeward.infusion.discharge import HomeGate, discharge
from leeward.infusion.gate import GateItem
from leeward.infusion.longer_stay import longer_stay
from leeward.truth import NO, UNKNOWN, YES, Truth

ACCEPTED: Final = "accepted-"
LONGER_STAY: Final = "longer-stay"
WARNINGS: Final = "warnings"
HOLDS: Final = "long-term-safety"
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


def by_ledger(bedside: Bedside) -> bool:
    """Does the ledger know whether the vial is reconciled, so that nobody is asked?"""
    return bool(open_account(bedside)[0]) or was_drawn(bedside.infusion.order_id)


def _reconciled(item: GateItem, bedside: Bedside) -> GateItem:
    """What the ledger says goes before what a person says; a person speaks only for what it does not know."""
    says, _ = open_account(bedside)
    if says:
        return replace(item, truth=NO, why=f"{says}: not accounted for.")
    if not was_drawn(bedside.infusion.order_id):
        return item
    differs = _booked_otherwise(bedside)
    return replace(item, truth=NO if differs else YES, why=differs or "By the ledger.")


def _booked_otherwise(bedside: Bedside) -> str:
    """Say where the ledger and this infusion's own record of what went in differ."""
    given, order_id = bedside.given, bedside.infusion.order_id
    if given is None or order_id is None:
        return ""
    return booked_otherwise(order_id, delivered_ul=microlitres(given.ml))


def warnings(bedside: Bedside) -> GateItem:
    """Return the item of both gates: a warning, above all of suicide, stands until somebody acted upon it (H34)."""
    told = gate_warnings(bedside.infusion.person_id)
    why = f"{' '.join(told)} See Outcomes." if told else ""
    return GateItem(key=WARNINGS, says="No warning of a questionnaire stands.", truth=NO if told else YES, why=why)


def long_term(bedside: Bedside) -> GateItem:
    """Return the item of the time-out: nothing of the long-term safety schedule holds the infusion."""
    told = holds(bedside.infusion.person_id, now=bedside.now)
    why = f"{' '.join(told)} See Long-term safety." if told else ""
    says = "Nothing of the long-term safety schedule holds it."
    return GateItem(key=HOLDS, says=says, truth=NO if told else YES, why=why)
