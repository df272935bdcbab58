"""leeward verify: compute every stored decision again; it must come out as it was stored."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from leeward import __version__
from leeward.cli.project import CannotOpenClinic, database_told, set_up_django, take_time

if TYPE_CHECKING:
    from leeward.clinic.protocols.replayed import Replayed

LONGEST: Final = 60
MOST_SHOWN: Final = 8


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("verify", help="compute every stored decision again, and compare", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run, refusals=(CannotOpenClinic,))


def run(arguments: argparse.Namespace) -> int:
    """Print what agreed and every disagreement with its path; return 1 where anything disagrees."""
    set_up_django()
    take_time()
    from leeward.clinic.protocols.replayed import are_all_well

    with database_told():
        refuse_older_tables("verify")
        found = tuple(replays())
    print(json.dumps(as_json(found), indent=2) if arguments.json else "\n".join(as_lines(found)))
    return 0 if are_all_well(found) else 1


def refuse_older_tables(then: str) -> None:
    """Raise CannotOpenClinic where the database has not this version's tables: who only looks makes none."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotOpenClinic(
            f"The database has not the tables of this version of Leeward. Run `leeward serve` once, then {then}."
        )


def replays() -> "Iterator[Replayed]":
    """Compute everything that is stored again."""
    from leeward.clinic.assessments import replaying as assessments
    from leeward.clinic.courses import replaying as courses
    from leeward.clinic.infusions import replaying as infusions
    from leeward.clinic.outcomes import replaying as outcomes
    from leeward.clinic.pharmacy import replaying as pharmacy
    from leeward.clinic.plans import replaying as plans
    from leeward.clinic.protocols import replaying as protocols

    for app in (protocols, assessments, plans, pharmacy, infusions, outcomes, courses):
        yield from app.replays()
    yield from _as_written()


def _as_written() -> "Iterator[Replayed]":
    """Hold every table against the audit's copy of its rows."""
    from leeward.clinic.audit import whole
    from leeward.clinic.protocols.replayed import Difference, Replayed

    for table in whole.tables():
        yield Replayed(
            kind="table that only grows" if table.only_grows else "table as last recorded",
            key=f"{table.name} ({table.rows} rows)",
            at="",
            protocol_version=None,
            engine_version="",
            differences=tuple(
                Difference(path=f"{table.name}[{row}]", stored=what, again="as the audit recorded it")
                for row, what in table.wrong
            ),
        )


def as_lines(found: "Sequence[Replayed]") -> Iterator[str]:
    """Say how many of each kind came out how, then every one that did not, with its paths."""
    counted = Counter((each.kind, each.standing) for each in found)
    if not found:
        yield "Nothing is stored yet."
    for (kind, standing), count in sorted(counted.items(), key=lambda item: (item[0][0], item[0][1].value)):
        yield f"{count:>6}  {kind:<22} {standing.value}"
    for each in found:
        if each.differences or each.trouble:
            yield from _told(each)


def _told(each: "Replayed") -> Iterator[str]:
    judged = f", protocol version {each.protocol_version}" if each.protocol_version else ""
    engine = f", Leeward {each.engine_version}" if each.engine_version else ""
    yield ""
    yield f"{each.standing.value.capitalize()}: {each.kind} {each.key}{judged}{engine} {each.at}".rstrip()
    if each.trouble:
        yield f"    It cannot be computed again: {each.trouble}"
    for difference in each.differences[:MOST_SHOWN]:
        yield f"    {difference.path}: stored {_short(difference.stored)}, again {_short(difference.again)}"
    if len(each.differences) > MOST_SHOWN:
        yield f"    and {len(each.differences) - MOST_SHOWN} more; --json lists them all."


def as_json(found: "Sequence[Replayed]") -> dict[str, Any]:
    """Return everything as one object."""
    from leeward.clinic.protocols.replayed import are_all_well

    return {
        "leeward": __version__,
        "agrees": are_all_well(found),
        "decisions": [
            {
                "kind": each.kind,
                "key": each.key,
                "at": each.at,
                "protocol_version": each.protocol_version,
                "engine_version": each.engine_version,
                "standing": each.standing.value,
                "trouble": each.trouble,
                "differences": [
                    {"path": one.path, "stored": one.stored, "again": one.again} for one in each.differences
                ],
            }
            for each in found
        ],
    }


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
