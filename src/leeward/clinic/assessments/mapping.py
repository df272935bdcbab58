"""Between the stored entries and the core's chart; and a decision as JSON."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from leeward.assessment import Chart, Eligibility, Measurement, SignOff, chart_from
from leeward.assessment.history_reading import history_as_plain
from leeward.assessment.items import ITEMS, MEASURES
from leeward.clinic.assessments.models import ChartEntry, SpecialistApproval
from leeward.clinic.people import queries as people
from leeward.evidence import Cited, Reference, bibliography
from leeward.medicines import MedicineFinding
from leeward.truth import Truth
from leeward.units import Quantity

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


def chart_as_json(chart: Chart) -> dict[str, Any]:
    """Return the chart with everything that was answered; what is unknown is left out."""
    kept: dict[str, Any] = {
        "on": chart.on.isoformat(),
        "born": chart.born.isoformat() if chart.born else None,
        "sex": chart.sex.value,
        "medicines": list(chart.medicines) if chart.medicines is not None else None,
        "allergies": list(chart.allergies) if chart.allergies is not None else None,
        "signoffs": [
            {"rule_key": each.rule_key, "by": each.by, "on": each.on.isoformat(), "reason": each.reason}
            for each in chart.signoffs
        ],
    }
    if chart.history.was_asked is Truth.YES:
        kept["history"] = history_as_plain(chart.history)
    for key in ITEM_BY_KEY:
        if chart.answer(key) is not Truth.UNKNOWN:
            answer, day = chart.answer(key).value, chart.answered(key)
            kept[key] = answer if day == chart.on else {"value": answer, "at": day.isoformat()}
    for key in MEASURE_BY_KEY:
        if (taken := chart.measurement(key)) is not None:
            kept[key] = {"value": str(taken.quantity), "at": taken.at.isoformat(), "source": taken.source}
    return kept


def chart_from_json(kept: Mapping[str, Any]) -> Chart:
    """Return the chart that a decision was made from."""
    return chart_from({key: value for key, value in kept.items() if key != "on"}, on=date.fromisoformat(kept["on"]))


def eligibility_as_json(eligibility: Eligibility) -> dict[str, Any]:
    """Return the decision in words and keys, with its bibliography."""
    medication = eligibility.medication
    return {
        "outcome": eligibility.outcome.value,
        "findings": [
            {
                "rule": finding.rule.key,
                "weight": finding.rule.weight.name,
                "truth": finding.truth.value,
                "says": finding.says,
                "cites": [cited(each) for each in finding.cites],
            }
            for finding in eligibility.findings
        ],
        "asks": list(eligibility.asks),
        "reasons": list(eligibility.reasons),
        "signoffs_needed": list(eligibility.signoffs_needed),
        "cautions": list(eligibility.cautions),
        "medicines": [_medicine(found) for found in medication.matched] if medication else None,
        "unreviewed": list(medication.unreviewed) if medication else None,
        "sources": [str(source) for source in bibliography(eligibility.cites)],
    }


def _medicine(found: MedicineFinding) -> dict[str, Any]:
    return {
        "entered": found.entered,
        "generic": found.generic,
        "how": found.how.value,
        "severity": found.severity.value,
        "advice": found.advice,
        "cites": [cited(each) for each in found.cites],
    }


def cited(each: Cited | Reference) -> dict[str, str | None]:
    """Return one citation in words: the number (if it is one), the source, the place and the status."""
    return {
        "number": str(each.quantity) if isinstance(each, Cited) else None,
        "source": str(each.source) if each.source else None,
        "at": each.at,
        "status": each.status.value,
    }
