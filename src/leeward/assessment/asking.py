"""Everything that is unknown and must be known: answers, measurements, medicines, allergies."""

from collections.abc import Iterable
from datetime import date

from leeward.assessment.approvals import key_of, signed
from leeward.assessment.chart import ITEM_BY_KEY, MEASURE_BY_KEY, Chart
from leeward.assessment.rule import Finding, Rule, Weight
from leeward.assessment.workup import WorkupLine
from leeward.medicines import MedicationReview
from leeward.truth import UNKNOWN


def asks(
    chart: Chart,
    findings: tuple[Finding, ...],
    medication: MedicationReview | None,
    lines: tuple[WorkupLine, ...],
) -> tuple[str, ...]:
    """Return what has to be known before anyone is treated, each once."""
    weighty = tuple(f for f in findings if f.rule.weight is not Weight.CAUTIONS and f.truth is UNKNOWN)
    asked = list(questions(chart, weighty))
    if medication is None:
        asked.append("the list of current medicines")
    else:
        by_name = signed(chart)
        asked += [f"a pharmacist's review of {name}" for name in medication.unreviewed if key_of(name) not in by_name]
        asked += [f"confirmation that {one.entered} is {one.generic}" for one in medication.spellings]
    told = {key for finding in weighty for key in finding.rule.reads}
    asked += [_for_workup(line) for line in lines if line.is_open and not told.issuperset(line.open_keys)]
    return tuple(dict.fromkeys(asked))


def questions(chart: Chart, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what the rules that are unknown need."""
    return tuple(dict.fromkeys(_question(chart, f.rule) for f in findings if f.truth is UNKNOWN))


def _for_workup(line: WorkupLine) -> str:
    label = line.item.label
    first = label if label[:2].isupper() or label[:2].isdigit() else label[:1].lower() + label[1:]
    return f"{first} ({line.reason.rstrip('.')})"


def _question(chart: Chart, rule: Rule) -> str:
    """What the rule needs, and why what was charted does not do."""
    unfit = [_why_unfit(chart, key) for key in rule.reads]
    stale = "; ".join(why for why in unfit if why)
    return f"{rule.needs} ({stale})" if stale else rule.needs


def _why_unfit(chart: Chart, key: str) -> str:
    if key in ITEM_BY_KEY:
        return "" if chart.answer(key) is chart.truth(key) else _dated(chart, "the answer", chart.answered(key))
    measurement = chart.measurement(key) if key in MEASURE_BY_KEY else None
    if measurement is None or chart.is_fresh(key):
        return ""
    return f"{MEASURE_BY_KEY[key].label}: {_dated(chart, 'the one', measurement.day)}"


def _dated(chart: Chart, what: str, day: date) -> str:
    later = day > chart.on
    return f"{what} of {day:%d %b %Y} is {'dated later than today' if later else 'too old'}"
