"""A chart and a decision as plain tables, as they are stored and printed; and the chart read back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from leeward.assessment.chart import ITEM_BY_KEY, MEASURE_BY_KEY, Chart, SignOff
from leeward.assessment.charting import chart_from
from leeward.assessment.eligibility import Eligibility
from leeward.assessment.history_reading import history_as_plain
from leeward.assessment.override import Override, Signatory
from leeward.assessment.rule import Finding
from leeward.assessment.workup import WorkupLine
from leeward.evidence import Cited, Reference, bibliography
from leeward.medicines import MedicineFinding
from leeward.truth import UNKNOWN, YES


def chart_as_plain(chart: Chart) -> dict[str, Any]:
    """Return the chart with everything that was answered; what is unknown is left out."""
    kept: dict[str, Any] = {
        "on": chart.on.isoformat(),
        "born": chart.born.isoformat() if chart.born else None,
        "sex": chart.sex.value,
        "medicines": None if chart.medicines is None else list(chart.medicines),
        "allergies": None if chart.allergies is None else list(chart.allergies),
        "signoffs": [_signoff(one) for one in chart.signoffs],
    }
    if chart.overrides:
        kept["overrides"] = [override_as_plain(one) for one in chart.overrides]
    if chart.history.was_asked is YES:
        kept["history"] = history_as_plain(chart.history)
    for key in ITEM_BY_KEY:
        if chart.answer(key) is not UNKNOWN:
            answer, day = chart.answer(key).value, chart.answered(key)
            kept[key] = answer if day == chart.on else {"value": answer, "at": day.isoformat()}
    for key in MEASURE_BY_KEY:
        if (taken := chart.measurement(key)) is not None:
            kept[key] = {"value": str(taken.quantity), "at": taken.at.isoformat(), "source": taken.source}
    return kept


def chart_from_plain(kept: Mapping[str, Any]) -> Chart:
    """Return the chart that was kept; raises CannotChart for what this version does not understand."""
    return chart_from({key: value for key, value in kept.items() if key != "on"}, on=date.fromisoformat(kept["on"]))


def override_as_plain(override: Override) -> dict[str, Any]:
    """Return an override with both persons and their reasons."""
    return {
        "rule_key": override.rule_key,
        "first": _signatory(override.first),
        "second": _signatory(override.second),
        "on": override.on.isoformat(),
    }


def eligibility_as_plain(eligibility: Eligibility) -> dict[str, Any]:
    """Return the decision in words and keys, with its bibliography."""
    medication = eligibility.medication
    return {
        "outcome": eligibility.outcome.value,
        "findings": [_finding(one) for one in eligibility.findings],
        "asks": list(eligibility.asks),
        "also_asks": list(eligibility.also_asks),
        "reasons": list(eligibility.reasons),
        "signoffs_needed": list(eligibility.signoffs_needed),
        "cautions": list(eligibility.cautions),
        "would_change": list(eligibility.would_change),
        "may_be_overridden": list(eligibility.may_be_overridden),
        "overridden": [override_as_plain(one.override) for one in eligibility.overridden],
        "not_yet_tried": list(eligibility.not_yet_tried),
        "workup": [_workup(line) for line in eligibility.workup],
        "medicines": [_medicine(found) for found in medication.matched] if medication else None,
        "unreviewed": list(medication.unreviewed) if medication else None,
        "sources": [str(source) for source in bibliography(eligibility.cites)],
    }


def cited_as_plain(each: Cited | Reference) -> dict[str, str | None]:
    """Return one citation in words: the number (if it is one), the source, the place and the status."""
    return {
        "number": str(each.quantity) if isinstance(each, Cited) else None,
        "source": str(each.source) if each.source else None,
        "at": each.at,
        "status": each.status.value,
    }


def _signoff(signoff: SignOff) -> dict[str, str]:
    return {"rule_key": signoff.rule_key, "by": signoff.by, "on": signoff.on.isoformat(), "reason": signoff.reason}


def _signatory(one: Signatory) -> dict[str, str]:
    return {"name": one.name, "office": one.office.value, "reason": one.reason}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.key,
        "row": finding.rule.row,
        "weight": finding.rule.weight.name,
        "truth": finding.truth.value,
        "says": finding.says,
        "cites": [cited_as_plain(each) for each in finding.cites],
    }


def _workup(line: WorkupLine) -> dict[str, Any]:
    return {
        "part": line.item.key,
        "standing": line.standing.name.lower(),
        "reason": line.reason,
        "fresh_until": line.fresh_until.isoformat() if line.fresh_until else None,
    }


def _medicine(found: MedicineFinding) -> dict[str, Any]:
    return {
        "entered": found.entered,
        "generic": found.generic,
        "how": found.how.value,
        "severity": found.severity.value,
        "advice": found.advice,
        "cites": [cited_as_plain(each) for each in found.cites],
    }
