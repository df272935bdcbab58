"""The schema of a chart file says the same as the reader: checked with a small validator of its own."""

import json
import re
from itertools import product

import pytest

from charts import CLEAR_ANSWERS
from leeward.assessment import ITEMS, MEASURES
from leeward.cli.__main__ import main
from leeward.cli.chart_file import KEYS, CannotReadChart, chart_of
from leeward.cli.schema import chart_schema
from leeward.truth import Truth

SCHEMA = chart_schema()
TYPES = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int}


def allows(schema, value) -> bool:
    """Does the value fit, by the words that our schema uses?"""
    if "$ref" in schema and not allows(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], value):
        return False
    if "type" in schema and (not isinstance(value, TYPES[schema["type"]]) or isinstance(value, bool)):
        return False
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        return (
            set(value) <= set(known)
            and set(schema.get("required", ())) <= set(value)
            and all(allows(known[key], one) for key, one in value.items())
        )
    if isinstance(value, list) and "items" in schema:
        return all(allows(schema["items"], one) for one in value)
    return (
        ("enum" not in schema or value in schema["enum"])
        and ("const" not in schema or value == schema["const"])
        and ("pattern" not in schema or (isinstance(value, str) and re.search(schema["pattern"], value) is not None))
        and ("minimum" not in schema or value >= schema["minimum"])
        and ("maximum" not in schema or value <= schema["maximum"])
        and ("oneOf" not in schema or sum(allows(one, value) for one in schema["oneOf"]) == 1)
        and ("anyOf" not in schema or any(allows(one, value) for one in schema["anyOf"]))
    )


def reads(told) -> bool:
    try:
        chart_of(json.dumps(told), name="chart.json")
    except CannotReadChart:
        return False
    return True


def test_it_is_printed_as_json(capsys):
    assert main(["schema", "chart"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_names_every_entry_that_is_read_and_refuses_others():
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert SCHEMA["additionalProperties"] is False
    assert not allows(SCHEMA, {"on": "2026-11-23", "aneurism": "no"})
    assert not allows(SCHEMA, {})


def test_every_entry_is_described_and_every_measurement_has_unit_and_range():
    assert all(one.get("description") or "enum" in one for one in SCHEMA["properties"].values())
    for measure in MEASURES:
        told = SCHEMA["properties"][measure.key]
        assert told["x-unit"] == measure.unit
        assert (told["x-minimum"], told["x-maximum"]) == (measure.low.to(measure.unit), measure.high.to(measure.unit))


def test_a_clear_chart_is_allowed_and_read():
    told = {key: value.value if isinstance(value, Truth) else value for key, value in CLEAR_ANSWERS.items()}
    told |= {"on": "2026-11-23", "born": "1985-01-01"}
    assert allows(SCHEMA, told)
    assert reads(told)


ANSWERS = (
    "yes",
    "no",
    "unknown",
    "Yes",
    "maybe",
    True,
    None,
    1,
    {"value": "no"},
    {"value": "no", "at": "2026-11-01"},
    {},
)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_schema_and_reader_agree_on_answers(item):
    for value in ANSWERS:
        told = {"on": "2026-11-23", item.key: value}
        assert allows(SCHEMA, told) is reads(told), value


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_schema_and_reader_agree_on_measurements(measure):
    low, high = measure.low.to(measure.unit), measure.high.to(measure.unit)
    for number, unit in product((low, high, low - 1, high + 1), (measure.unit, "lb")):
        told = {"on": "2026-11-23", measure.key: {"value": number, "unit": unit}}
        assert allows(SCHEMA, told) is reads(told), (number, unit)
    for value in (f"{high:g} {measure.unit}", f"{high:g}", high, f"{high:g} lb", f"x {measure.unit}", None, {}):
        told = {"on": "2026-11-23", measure.key: value}
        assert allows(SCHEMA, told) is reads(told), value
