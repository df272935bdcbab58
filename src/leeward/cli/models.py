"""leeward models: the published models, whom they describe, where they stop, and where each number comes from."""

import argparse
import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.cli.simulated_levels import limits_of
from leeward.evidence import Cited
from leeward.pharmacology.model import Model
from leeward.pharmacology.models import EVERY, CannotFind, by_key


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "models",
        help="list the published models, or tell all of one",
        description="Lists models, the people behind them, their limits and sources; with a name, every parameter "
        "with its source and how it came to us.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"one of {', '.join(model.key for model in EVERY)}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run, refusals=())


def run(arguments: argparse.Namespace) -> int:
    """Print the list or the one; an unknown name is a sentence and exit status 2."""
    try:
        chosen = None if arguments.name is None else by_key(arguments.name)
    except CannotFind as why:
        print(why, file=sys.stderr)
        return 2
    if arguments.json:
        told = [as_json(model) for model in EVERY] if chosen is None else as_json(chosen)
        print(json.dumps(told, indent=2, ensure_ascii=False))
    elif chosen is None:
        _list(Console())
    else:
        _detail(Console(), chosen)
    return 0


def as_json(model: Model) -> dict[str, object]:
    """Return all that is known of a model, every parameter with its source and status."""
    return {
        "model": model.key,
        "population": model.population,
        "site": model.site.value,
        "analytes": list(model.analytes),
        "fitted_to": model.fitted_to.value,
        "limits": [*model.limits, *limits_of(model)],
        "doubts": [*model.doubts, model.sex],
        "source": _source(model),
        "residual_error": [
            {"analyte": one.analyte, "proportional": str(one.proportional.quantity), "on_log_scale": one.log}
            | ({} if one.additive is None else {"additive": str(one.additive.quantity)})
            for one in model.residual
        ],
        "between_people": list(model.eta_names),
        "between_sessions": list(model.occasion_names),
        "parameters": [_parameter(row) for row in model.cites],
    }


def _source(model: Model) -> dict[str, object]:
    source = model.source
    return {"key": source.key, "title": source.title, "year": source.year, "doi": source.doi, "people": source.n}


def _parameter(row: Cited) -> dict[str, object]:
    return {
        "name": _name(row),
        "value": row.quantity.number,
        "unit": row.quantity.unit,
        "status": row.status.value,
        "source": None if row.source is None else row.source.key,
        "at": row.at,
    }


def _name(row: Cited) -> str:
    return row.name.rsplit(".", 1)[-1]


def _list(console: Console) -> None:
    for model in EVERY:
        console.print(_heading(model))
        for line in _summary(model):
            _say(console, line, indent="  ")
        console.print()
    _say(console, f"Every parameter, doubt and source of one: leeward models {EVERY[0].key}")


def _heading(model: Model) -> Text:
    return Text.assemble((model.key, "bold"), f"  {', '.join(model.analytes)} in {model.site.value}")


def _summary(model: Model) -> Iterator[str]:
    yield f"People: {model.population}"
    yield f"Reach: {'; '.join(limits_of(model))}."
    yield from (f"Limit: {limit}" for limit in model.limits)
    came = Counter(row.status.value for row in model.cites)
    yield f"Numbers: {', '.join(f'{count} {status}' for status, count in came.items())}."
    yield f"Doubts: {len(model.doubts)}. Source: {model.source}"


def _detail(console: Console, model: Model) -> None:
    console.print(_heading(model))
    _say(console, f"Fitted to {model.fitted_to.value}. {model.population}")
    _say(console, f"Source: {model.source}")
    for title, lines in (
        ("Refused beyond", limits_of(model)),
        ("Limits", model.limits),
        ("Doubts", (*model.doubts, model.sex)),
    ):
        console.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            _say(console, f"- {line}", indent="  ")
    console.print(Text("\nEvery number, and how it came to us", style="bold"))
    origins = tuple(dict.fromkeys(_origin(row) for row in model.cites))
    console.print(_table(model, origins))
    for number, origin in enumerate(origins, start=1):
        _say(console, f"[{number}] {origin}")


def _origin(row: Cited) -> str:
    source = "" if row.source is None else f"; {row.source.key}"
    return f"{row.status.value}{source}: {row.at}"


def _table(model: Model, origins: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("parameter", no_wrap=True)
    table.add_column("value", no_wrap=True, justify="right")
    table.add_column("how it came to us")
    for row in model.cites:
        value = str(row.quantity).removesuffix(" 1")
        table.add_row(_name(row), value, Text(f"{row.status.value} [{origins.index(_origin(row)) + 1}]"))
    return table


def _say(console: Console, line: str, *, indent: str = "") -> None:
    """Print a paragraph as wide as the terminal; what follows its first line stands under it, not under its sign."""
    hanging = indent + ("  " if line.startswith("- ") or indent else "")
    console.print(Text(textwrap.fill(line, console.width, initial_indent=indent, subsequent_indent=hanging)))
