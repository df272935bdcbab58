"""Between the stored entries and the core's chart; decisions as JSON are the core's own."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from leeward.assessment import Chart, Measurement, SignOff, chart_from
from leeward.assessment.as_plain import chart_as_plain as chart_as_json
from leeward.assessment.as_plain import chart_from_plain as chart_from_json
from leeward.assessment.as_plain import cited_as_plain as cited
from leeward.assessment.as_plain import eligibility_as_plain as eligibility_as_json
from leeward.assessment.items import ITEMS, MEASURES
from leeward.clinic.assessments.models import ChartEntry, SpecialistApproval
from leeward.clinic.people import queries as people
from leeward.truth import Truth
from leeward.units import Quantity

__all__ = ["chart_as_json", "chart_from_json", "cited", "eligibility_as_json"]

ITEM_BY_KEY = {item.key: item for item in ITEMS}
MEASURE_BY_KEY = {measure.key: measure for measure in MEASURES}
TAKES_BACK = "takes_back"


def chart(
    person_id: UUID,
    entries: Iterable[ChartEntry],
    *,
    medicines: tuple[str, ...] | None,
    approvals: Iterable[SpecialistApproval],
    on: date,
) -> Chart:
    """Build the chart of one day from what was stored; entries come oldest first.

    An answer of another day does not stand for a question that is asked on each infusion day.
    """
    person = people.get_person(person_id)
    answers: dict[str, object] = {"born": person.born, "sex": person.sex}
    answers |= {key: _answer(entry) for key, entry in standing(entries).items()}
    answers["medicines"] = medicines
    answers["allergies"] = people.allergies(person_id)
    answers["signoffs"] = tuple(_signoff(approval) for approval in approvals)
    return chart_from(answers, on=on)


def standing(entries: Iterable[ChartEntry]) -> dict[str, ChartEntry]:
    """Return the entry that holds for each key: the last answer charted, the last measurement taken.

    What was taken back never was; a measurement of an old record does not replace a later one.
    """
    kept = tuple(entries)
    gone = {entry.value[TAKES_BACK] for entry in kept if TAKES_BACK in entry.value}
    holding: dict[str, ChartEntry] = {}
    for entry in kept:
        if entry.pk in gone or TAKES_BACK in entry.value:
            continue
        before = holding.get(entry.key)
        if before is None or entry.key in ITEM_BY_KEY or taken_at(before) <= taken_at(entry):
            holding[entry.key] = entry
    return holding


def taken_at(entry: ChartEntry) -> datetime:
    """Return when a measurement was taken."""
    return datetime.fromisoformat(entry.value["taken_at"])


def _answer(entry: ChartEntry) -> object:
    item = ITEM_BY_KEY.get(entry.key)
    if item is not None:
        return {"value": Truth(entry.value["truth"]), "at": timezone.localdate(entry.at)}
    return measurement(entry)


def measurement(entry: ChartEntry) -> Measurement:
    """Return what was measured, on the clinic's own day."""
    return Measurement(
        quantity=Quantity(entry.value["value"], entry.value["unit"]),
        at=timezone.localtime(taken_at(entry)),
        source=entry.source,
    )


def truth_value(answer: Truth) -> dict[str, str]:
    """Return an answer as stored."""
    return {"truth": answer.value}


def measured_value(quantity: Quantity, taken_at: datetime) -> dict[str, Any]:
    """Return a measurement as stored; the instant in UTC."""
    return {"value": quantity.number, "unit": quantity.unit, "taken_at": taken_at.astimezone(UTC).isoformat()}


def taken_back(entry: ChartEntry) -> dict[str, Any]:
    """Return what is stored when a measurement is taken back: it was an error."""
    return {TAKES_BACK: entry.pk}


def _signoff(approval: SpecialistApproval) -> SignOff:
    return SignOff(rule_key=approval.rule_key, by=approval.specialist, on=approval.on, reason=approval.reason)
