"""leeward schema: what a chart file may hold, as JSON Schema 2020-12, made from the questions and measurements."""

import argparse
import json
from collections.abc import Sequence
from typing import Any, Final

from leeward.assessment import ITEMS, MEASURES, Moment, Sex
from leeward.assessment.item import Item, Measure
from leeward.assessment.override import Office
from leeward.assessment.treatment import Response, Stopped, Therapy
from leeward.cli.chart_entries import RULES, units_of
from leeward.truth import Truth

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ADDRESS: Final = "urn:leeward:schema:chart"
Schema = dict[str, Any]
TEXT: Final[Schema] = {"type": "string", "pattern": r"\S"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "schema",
        help="print the JSON Schema of a chart file",
        description="Prints what a chart file may hold: every question and measurement with its unit and range.",
    )
    parser.add_argument("kind", choices=tuple(KINDS), help="of which kind of file")
    parser.set_defaults(run=run, refusals=())


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    print(json.dumps(KINDS[arguments.kind](), indent=2, ensure_ascii=False))
    return 0


def chart_schema() -> Schema:
    """Return the schema of a chart file; whatever it does not name is refused."""
    return {
        "$schema": DIALECT,
        "$id": ADDRESS,
        "title": "Chart of one patient on one day",
        "description": "What is left out is unknown, and never taken for no. No date may be later than `on`.",
        **_object(
            {
                **_person(),
                **{item.key: _item(item) for item in ITEMS},
                **{measure.key: _measure(measure) for measure in MEASURES},
            },
            needed=("on",),
        ),
        "$defs": {
            "answer": {"enum": [one.value for one in Truth]},
            "rule": {"anyOf": [{"enum": list(RULES)}, {"type": "string", "pattern": "^medicine:."}]},
            "signatory": _object({"name": TEXT, "office": {"enum": [one.value for one in Office]}, "reason": TEXT}),
        },
    }


def _person() -> Schema:
    rule = {"$ref": "#/$defs/rule"}
    who = {"$ref": "#/$defs/signatory"}
    return {
        "on": DAY | {"description": "The day of the assessment."},
        "born": DAY | {"description": "Date of birth."},
        "sex": {
            "enum": [one.value for one in Sex],
            "description": "The recorded sex; whether a pregnancy is possible is asked by itself.",
        },
        "medicines": _list(TEXT, "Every medicine taken, as told; [] says that none is. Left out: nobody asked."),
        "allergies": _list(TEXT, "Every allergy; [] says that none is known. Left out: nobody asked."),
        "signoffs": _list(
            _object({"rule_key": rule, "by": TEXT, "on": DAY, "reason": TEXT}),
            "Named persons' approvals; the key is the finding's, or medicine: and the medicine's generic name.",
        ),
        "overrides": _list(
            _object({"rule_key": rule, "first": who, "second": who, "on": DAY}),
            "Exclusions that two different persons set aside; one of them is the medical director.",
        ),
        "history": _history(),
    }


def _history() -> Schema:
    common = {
        "weeks": {"type": "number", "description": "For how many weeks; a medicine at its highest dose."},
        "response": {"enum": _names(Response)},
        "stopped": {"enum": _names(Stopped)},
        "source": {"type": "string"},
        "note": {"type": "string"},
    }
    therapy = {
        "therapy": {"enum": _names(Therapy)},
        "name": {"type": "string", "description": "Which one, where the therapy is another."},
        "sessions": {"type": "integer"},
    }
    medicine = {"medicine": TEXT, "dose_mg_per_day": {"type": "number", "description": "The highest, in mg a day."}}
    parts = {
        "psychotherapies": _tried(_object(therapy | common, needed=("therapy",))),
        "medicines": _tried(_object(medicine | common, needed=("medicine",))),
    }
    return {"description": "The treatments tried before.", **_object(parts, needed=())}


def _tried(trial: Schema) -> Schema:
    complete = {"$ref": "#/$defs/answer", "description": "Is the list complete?"}
    return _object({"complete": complete, "tried": {"type": "array", "items": trial}}, needed=())


def _item(item: Item) -> Schema:
    day = " An answer of another day does not stand." if item.moment is Moment.DAY else ""
    answer = {"$ref": "#/$defs/answer"}
    return {
        "description": f"{item.question} {item.why} Asked {item.moment.value}.{day}",
        "oneOf": [answer, _object({"value": answer, "at": DAY}, needed=("value",))],
    }


def _measure(measure: Measure) -> Schema:
    low, high = measure.low.to(measure.unit), measure.high.to(measure.unit)
    units = units_of(measure)
    written = {"type": "string", "pattern": rf"^-?[0-9]+(\.[0-9]+)? ({'|'.join(_plain(unit) for unit in units)})$"}
    told = {"at": MOMENT, "source": TEXT}
    number = {"value": {"type": "number", "minimum": low, "maximum": high}, "unit": {"const": measure.unit}}
    return {
        "description": f"{measure.label}: {low:g} to {high:g} {measure.unit}.",
        "x-unit": measure.unit,
        "x-minimum": low,
        "x-maximum": high,
        "oneOf": [
            written,
            _object({"value": written, **told}, needed=("value",)),
            _object({**number, **told}, needed=("value", "unit")),
        ],
    }


def _plain(unit: str) -> str:
    """Return a unit as a pattern: what stands for itself, in JSON Schema's regular expressions."""
    return "".join(f"\\{sign}" if sign in "/()^." else sign for sign in unit)


def _object(entries: Schema, *, needed: Sequence[str] | None = None) -> Schema:
    """Return an object that holds these entries and no others; without `needed` it has to hold them all."""
    required = list(entries if needed is None else needed)
    told: Schema = {"type": "object", "properties": entries, "additionalProperties": False}
    return told | ({"required": required} if required else {})


def _list(entry: Schema, says: str) -> Schema:
    return {"type": "array", "items": entry, "description": says}


KINDS: Final = {"chart": chart_schema}


def _names(names: type[Response] | type[Stopped] | type[Therapy]) -> list[str]:
    return [one.name.lower() for one in names]
