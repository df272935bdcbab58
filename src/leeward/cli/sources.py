"""leeward sources: the bibliography, and everything that rests on one source."""

import argparse
import json
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from leeward.assessment import EVERY
from leeward.cli.reference_pages.collected import all_sources, tables
from leeward.evidence import CLAIMS, Cited, Source
from leeward.evidence.checked import last_checked
from leeward.medicines import INTERACTIONS


class CannotFindSource(ValueError):
    """No source has this key; the sentence names the nearest."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sources",
        help="list the sources, or everything that rests on one",
        description="Lists the bibliography; with a key, every number, rule, medicine and claim that rests on it.",
    )
    parser.add_argument("key", nargs="?", metavar="KEY", help="one source, as in feder-2021")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run, refusals=(CannotFindSource,))


def run(arguments: argparse.Namespace) -> int:
    """Print the list or the one; raises CannotFindSource for a key that nothing has."""
    known = {source.key: source for source in all_sources().values()}
    if arguments.key is None:
        every = tuple(known.values())
        print(_json([as_plain(one) for one in every]) if arguments.json else "\n".join(map(_line, every)))
        return 0
    if arguments.key not in known:
        near = get_close_matches(arguments.key, tuple(known), n=1)
        hint = f"Did you mean {near[0]}?" if near else "`leeward sources` lists them all."
        raise CannotFindSource(f"There is no source {arguments.key!r}. {hint}")
    source = known[arguments.key]
    told = as_plain(source) | {"rests_on_it": resting_on(source)}
    print(_json(told) if arguments.json else "\n".join(_lines(source)), file=sys.stdout)
    return 0


def as_plain(source: Source) -> dict[str, Any]:
    """Return one entry of the bibliography."""
    return {
        "key": source.key,
        "title": source.title,
        "year": source.year,
        "design": source.design.value,
        "population": source.population,
        "people": source.n,
        "doi": source.doi,
        "address": source.address,
    }


def resting_on(source: Source) -> dict[str, list[Any]]:
    """Return the numbers, rules, medicines and claims that cite a source."""
    rows = (row for one in tables() for row in one.rows() if row.source is source)
    return {
        "numbers": [_number(row) for row in rows],
        "rules": [rule.key for rule in EVERY if any(cite.source is source for cite in rule.cites)],
        "medicines": [one.generic for one in INTERACTIONS if any(cite.source is source for cite in one.cites)],
        "claims": [claim.says for claim in CLAIMS if any(cite.source is source for cite in claim.cites)],
    }


def _number(row: Cited) -> dict[str, Any]:
    return {
        "name": row.name.removeprefix("leeward."),
        "value": row.quantity.number,
        "unit": row.quantity.unit,
        "at": row.at,
        "status": row.status.value,
        "last_checked": last_checked(row),
    }


def _line(source: Source) -> str:
    return f"{source.key:<28} {source}"


def _lines(source: Source) -> Iterator[str]:
    people = f"{source.n} people" if source.n else ""
    yield str(source)
    yield "; ".join(part for part in (source.design.value, source.population, people) if part)
    for kind, found in resting_on(source).items():
        if found:
            yield ""
            yield f"{kind.capitalize()} ({len(found)})"
            yield from (f"  {_told(one)}" for one in found)


def _told(one: Any) -> str:
    if isinstance(one, str):
        return one
    return f"{one['value']:g} {one['unit']}  {one['name']}  [{one['status']}; {one['at']}]"


def _json(told: object) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False)
