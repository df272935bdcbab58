"""leeward medicines: read a medication list as people write it, and review it against ketamine."""

import argparse
import json
import textwrap

from rich.console import Console
from rich.text import Text

from leeward.medicines import Entry, MedicationReview, MedicineFinding, Reading, Route, read, review

ROUTES = {route.name.lower(): route for route in Route}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "medicines",
        help="read a medication list and review it against ketamine",
        description='Reads a list such as "xanax 1 prn, zoloft 100", shows what was understood, asks what is not sure '
        'and says what each does together with ketamine. A drug that is not known is "not reviewed", never "safe".',
    )
    parser.add_argument("text", metavar="TEXT", help='the list in quotes; "none" where nothing is taken')
    parser.add_argument("--route", choices=tuple(ROUTES), default="intravenous", help="of ketamine (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run, refusals=(CannotReadList,))


class CannotReadList(ValueError):
    """The list holds nothing that could be a medicine or an answer."""


def run(arguments: argparse.Namespace) -> int:
    """Print what was understood and the review."""
    reading = read(arguments.text)
    if not reading.entries and not reading.takes_none:
        raise CannotReadList(
            'The list is empty. Write the medicines, or "none" if the patient was asked and takes none.'
        )
    found = review(reading.names, route=ROUTES[arguments.route])
    if arguments.json:
        print(json.dumps(as_plain(reading, found), indent=2, ensure_ascii=False))
    else:
        _tell(Console(), reading, found)
    return 0


def as_plain(reading: Reading, found: MedicationReview) -> dict[str, object]:
    """Return the reading and the review as plain tables."""
    return {
        "takes_none": reading.takes_none,
        "route": found.route.name.lower(),
        "entries": [_entry(entry) for entry in reading.entries],
        "findings": [_finding(one) for one in found.matched],
        "not_reviewed": list(found.unreviewed),
        "duplicates": list(found.duplicates),
        "counts": {"cns_depressants": found.counts.cns_depressants, "pressors": found.counts.pressors},
        "questions": list(reading.questions),
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "entered": entry.entered,
        "understood": list(entry.generics),
        "how": entry.how.value if entry.how else None,
        "dose": entry.dose or None,
        "when": entry.when or None,
        "question": entry.question or None,
    }


def _finding(one: MedicineFinding) -> dict[str, object]:
    return {
        "generic": one.generic,
        "class": one.klass,
        "entered": one.entered,
        "severity": one.severity.name.lower(),
        "severity_says": one.severity.value,
        "effect": one.effect,
        "mechanism": one.mechanism,
        "advice": one.advice,
        "escalated": one.escalated or None,
        "status": one.status.value,
        "sources": [cite.source.key for cite in one.cites],
    }


def _tell(console: Console, reading: Reading, found: MedicationReview) -> None:
    if reading.takes_none:
        console.print("Asked, and takes no medicines.")
        return
    for one in found.matched:
        heading = Text.assemble(
            (one.generic, "bold"), f" ({one.klass}), from “{one.entered}”: ", (one.severity.value, "bold")
        )
        console.print(heading)
        _say(console, f"{one.effect.capitalize()}. Advice: {one.advice}.")
        if one.escalated:
            _say(console, one.escalated)
        _say(console, f"Source: {', '.join(cite.source.key for cite in one.cites) or 'none'}; {one.status.value}.")
    for name in found.unreviewed:
        console.print(Text.assemble((name, "bold"), ": ", ("not reviewed", "bold")))
    for line in (*found.duplicates, *reading.questions):
        _say(console, f"? {line}", indent="")


def _say(console: Console, line: str, *, indent: str = "  ") -> None:
    console.print(Text(textwrap.fill(line, console.width, initial_indent=indent, subsequent_indent=indent or "  ")))
