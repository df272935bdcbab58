"""The gate before the start, from what is on record, what was typed and compared, and what persons saw."""

from dataclasses import replace
from datetime import date
from typing import Final

from django.utils import timezone

from leeward.assessment import Chart, Outcome, assess
from leeward.clinic.assessments import charts
from leeward.clinic.assessments import consenting as consents
from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.infusions import gates
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.people.allergy_words import allergies_in_words, latest_allergies, told_by
from leeward.clinic.pharmacy.reconciled import drawn_for
from leeward.clinic.plans.ready import ready_order
from leeward.clinic.plans.standing import CannotPlan
from leeward.clinic.web.moments import moment
from leeward.infusion import known, told
from leeward.infusion.charting import checked
from leeward.infusion.events import EscortNamed, FastingTold, IdentityReadBack, PumpReadBack, RecheckAccepted
from leeward.infusion.gate import Gate
from leeward.infusion.repeats import accepted_kinds
from leeward.infusion.time_out import time_out
from leeward.infusion.told import Known, last
from leeward.protocol.starting import BY_HAND
from leeward.truth import NO, UNKNOWN, YES

FASTING: Final = "fasting"


def start_gate(bedside: Bedside) -> Gate:
    """Return the time-out as it stands."""
    limits = bedside.protocol.starting
    gate = time_out(
        checked(bedside.events),
        bedside.readings,
        limits,
        now=bedside.now,
        known=known_of(bedside),
        accepted=accepted_kinds(bedside.events, limits.bands, bedside.readings, now=bedside.now, mode=bedside.mode),
        mode=bedside.mode,
    )
    return replace(gate, items=(*gate.items, gates.warnings(bedside), gates.long_term(bedside)))


def known_of(bedside: Bedside) -> dict[str, Known]:
    """Return what the record and the typed figures say of each item that nobody ticks."""
    on = timezone.localdate(bedside.now)
    chart = charts.chart_of(bedside.infusion.person_id, on=on)
    return {
        **_of_the_chart(bedside, chart, on=on),
        **_of_the_events(bedside),
        **_of_the_drug(bedside, on=on),
        **_of_the_monitor(bedside),
    }


def devices_of(bedside: Bedside) -> tuple[str, ...]:
    """Return the monitors that are paired with this infusion now."""
    return tuple(pairing.device_id for pairing in bedside.infusion.pairings.filter(ended_at=None))


def _of_the_chart(bedside: Bedside, chart: Chart, *, on: date) -> dict[str, Known]:
    person_id = bedside.infusion.person_id
    entry = charts.standing(person_id).get("weight")
    source = f"{entry.source}, {entry.by.name}, {moment(entry.at)}" if entry else ""
    return {
        "eligible": _eligible(bedside, chart),
        "consent": Known(truth=chart.truth(consents.KEY), why=consents.in_words(person_id, on=on)),
        "allergies-asked": _allergies(bedside),
        "medicines": _medicines(bedside),
        "weight": known.weight(chart, source=source),
        "pregnancy": known.pregnancy(chart),
    }


def _eligible(bedside: Bedside, chart: Chart) -> Known:
    found = assess(chart, bedside.protocol)
    if found.outcome is Outcome.ELIGIBLE:
        return Known(truth=YES, why="From the chart as it stands now.")
    answer = UNKNOWN if found.outcome in {Outcome.NEEDS_INFORMATION, Outcome.NEEDS_SIGNOFF} else NO
    said = (*found.reasons, *found.asks)[:3]
    return Known(truth=answer, why=f"It says: {found.outcome.value}. {' '.join(said)} See Assessment.")


def _allergies(bedside: Bedside) -> Known:
    record = latest_allergies(bedside.infusion.person_id)
    if record is None:
        return Known(truth=UNKNOWN, why="Not yet asked: ask, and chart the answer.")
    return Known(truth=YES, why=f"{allergies_in_words(record).says}: {told_by(record)}.")


def _medicines(bedside: Bedside) -> Known:
    """The list with what is new and what is gone since the one before."""
    lists = list(MedicationList.objects.filter(person_id=bedside.infusion.person_id, at__lte=bedside.now))
    if not lists:
        return known.medicines(gone_through_at=None, now=bedside.now)
    latest = lists[-1]
    says = f"{latest} ({latest.by.name}, {moment(latest.at)}). {_changed(lists)}".strip()
    return known.medicines(gone_through_at=latest.at, now=bedside.now, says=says)


def _changed(lists: list[MedicationList]) -> str:
    """Say what is new and what is gone since the list of an earlier day."""
    earlier = [each for each in lists if timezone.localdate(each.at) < timezone.localdate(lists[-1].at)]
    if not earlier:
        return ""
    before, today = set(earlier[-1].names), set(lists[-1].names)
    new, gone = sorted(today - before), sorted(before - today)
    since = f"Since {timezone.localtime(earlier[-1].at):%d-%b-%Y}: "
    parts = [f"new {', '.join(new)}" if new else "", f"gone {', '.join(gone)}" if gone else ""]
    return since + ("; ".join(part for part in parts if part) or "nothing changed") + "."


def _of_the_events(bedside: Bedside) -> dict[str, Known]:
    events, order = bedside.events, bedside.order
    accepted = [e for e in events if isinstance(e, RecheckAccepted) and e.item == FASTING]
    return {
        "identity": _identity(last(events, IdentityReadBack)),
        FASTING: told.fasting(
            last(events, FastingTold), now=bedside.now, accepted=accepted[-1] if accepted else None
        ),
        "escort": told.escort(last(events, EscortNamed)),
        "pump": told.pump(
            last(events, PumpReadBack), rate_ml_per_h=order.rate_ml_per_h, vtbi_ml=order.vtbi_ml
        ),
        "moaas": known.awake(events, now=bedside.now),
        "cadss": known.scored(events, known.CADSS),
        "distress": known.scored(events, "distress"),
    }  # fmt: skip


def _identity(read: IdentityReadBack | None) -> Known:
    if read is None:
        return Known(truth=UNKNOWN, why="Ask the patient for name and date of birth, and type what they say.")
    if read.agrees is YES:
        return Known(truth=YES, why=f"Read back as {read.name}, {read.born}: {read.by}, {moment(read.at)}.")
    if read.agrees is UNKNOWN:
        return Known(truth=UNKNOWN, why="This record has no date of birth: complete it, then read it back again.")
    return Known(truth=NO, why=f"What was read back, {read.name}, {read.born}, is not this record. Whose chair is it?")


def _of_the_drug(bedside: Bedside, *, on: date) -> dict[str, Known]:
    order_id, snapshot = bedside.infusion.order_id, bedside.order
    if order_id is None:  # planned from a copy of an order alone: only the copy tells who checked it
        answers = checked(bedside.events)
        return {
            "dose": Known(truth=YES if snapshot.checked_by else UNKNOWN, why=f"Checked by {snapshot.checked_by}."),
            "reconciled": Known(truth=answers.get("reconciled", UNKNOWN), why="No order of this clinic's stock."),
        }
    try:
        ready = ready_order(bedside.infusion.person_id, order_id, on=on)
    except CannotPlan as why:
        return {name: Known(truth=NO, why=str(why)) for name in ("dose", "reconciled")}
    drawn = f"{ready.drug_ml:g} mL of lot {ready.lot}: drawn, and computed again by {ready.checked_by}."
    agrees, says = drawn_for(order_id, dose_mg=ready.dose_mg)
    return {"dose": Known(truth=YES, why=drawn), "reconciled": Known(truth=agrees, why=says)}


def _of_the_monitor(bedside: Bedside) -> dict[str, Known]:
    devices, by_hand = devices_of(bedside), checked(bedside.events).get(BY_HAND.key, UNKNOWN)
    may = bedside.protocol.starting.may_chart_by_hand
    return {
        "paired": known.paired(
            devices, bedside.readings, by_hand=by_hand, may_chart_by_hand=may, now=bedside.now
        ),
        "clocks": known.clocks(devices, bedside.readings, by_hand=by_hand if may else UNKNOWN, now=bedside.now),
    }  # fmt: skip
