"""Charts for tests: a patient with nothing against starting, and tables of answers that read like a form."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from leeward.assessment import EVERY, ITEMS, MEASURES, Chart, Moment, assess, chart_from
from leeward.protocol import STANDARD
from leeward.protocol.thresholds import SHIPPED
from leeward.truth import Truth

TODAY = date(2026, 11, 23)
PROTOCOL = STANDARD
RULES = {rule.key: rule for rule in EVERY}

CLEAR_MEASURES = {
    "systolic": "120 mmHg",
    "diastolic": "75 mmHg",
    "heart_rate": "70 /min",
    "oxygen_saturation": "98 %",
    "respiratory_rate": "14 /min",
    "temperature": "36.8 Cel",
    "weight": "70 kg",
    "height": "175 cm",
    "moca": "28 points",
    "ymrs": "1 points",
    "bladder_score": "3 points",
    "stop_bang": "1 points",
    "liver_enzymes": "0.8 times ULN",
    "filtration_rate": "90 mL/min",
    "lorazepam_equivalent": "0 mg",
    "heart_failure_class": "1 class",
    "morphine_equivalent": "0 mg",
    "pcl5": "45 points",
    "phq9": "12 points",
    "cadss6": "1 points",
    "audit_c": "1 points",
    "dast10": "0 points",
}
CLEAR_ANSWERS = {item.key: item.clear for item in ITEMS} | CLEAR_MEASURES
CLEAR_ANSWERS |= {"born": date(1985, 1, 1), "sex": "female", "medicines": [], "allergies": []}


def a_chart(**changes) -> Chart:
    """Return a chart with nothing against starting, but for the changes; None leaves an entry out."""
    return chart_from(CLEAR_ANSWERS | changes, on=TODAY)


def an_empty_chart(**entries) -> Chart:
    """Return a chart on which nothing is charted but the entries."""
    return chart_from(entries, on=TODAY)


def assessed(chart: Chart, **options):
    return assess(chart, PROTOCOL, **options)


def assessed_for_the_course(chart: Chart):
    return assess(chart, PROTOCOL, moments=(Moment.COURSE,))


def _entry(text: str) -> tuple[str, object]:
    key, _, value = (part.strip() for part in text.partition("="))
    if key == "age":
        return "born", date(TODAY.year - int(value), TODAY.month, TODAY.day)
    if key in {"medicines", "allergies"}:
        return key, [name.strip() for name in value.split("+") if name.strip()]
    return key, value


def rows(table: str) -> list[tuple[str, dict[str, object], Truth]]:
    """Read `rule | entries | answer`; entries are `key = value` with semicolons between them, nothing for none."""
    read = []
    for line in table.strip().splitlines():
        rule, entries, answer = (cell.strip() for cell in line.split("|"))
        read.append((rule, dict(_entry(one) for one in entries.split(";") if one.strip()), Truth(answer)))
    return read


def answer(rule: str, entries: dict[str, object]) -> Truth:
    return RULES[rule].applies(an_empty_chart(**entries), SHIPPED)


def _tables() -> Iterator[str]:
    """Read the table of every body system as it stands beside its test."""
    for path in sorted((Path(__file__).parent / "unit" / "assessment").glob("test_rules_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TABLE":
                yield ast.literal_eval(node.value)


RULE_ROWS = [row for table in _tables() for row in rows(table)]
assert set(CLEAR_MEASURES) == {measure.key for measure in MEASURES}
