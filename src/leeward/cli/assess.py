"""leeward assess: judge a chart from a file, and say why."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from leeward import __version__
from leeward.assessment import Chart, Eligibility, assess
from leeward.assessment.as_plain import chart_as_plain, cited_as_plain, eligibility_as_plain
from leeward.cli.chart_file import CannotReadChart, read_chart
from leeward.evidence import CLAIMS, Claim, bibliography
from leeward.protocol import STANDARD, Protocol

PROTOCOLS = {"default": STANDARD}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "assess",
        help="judge a chart from a JSON file: may this patient start, and why",
        description="Judges a chart. What the file leaves out is unknown, and never taken for no. "
        "`leeward schema chart` says what a chart may hold.",
        epilog="Exit status: 0 judged, whatever the outcome; 1 the file was refused, every mistake named by its path.",
    )
    parser.add_argument("chart", metavar="CHART", help="the file, as in chart.json; - for standard input")
    parser.add_argument("--on", type=_day, metavar="DATE", help="judge it as of this day instead of the file's own")
    parser.add_argument(
        "--start-at", type=_moment, metavar="TIME", help="the start: vital signs have to be of the half hour before it"
    )
    parser.add_argument(
        "--protocol", choices=tuple(PROTOCOLS), default="default", help="whose limits: the shipped ones (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run, refusals=(CannotReadChart,))


def run(arguments: argparse.Namespace) -> int:
    """Print the outcome with findings, questions and sources; return 1 where the file is refused."""
    try:
        chart = read_chart(arguments.chart, on=arguments.on)
    except CannotReadChart as why:
        if not arguments.json:
            raise
        print(json.dumps(_refused(why), indent=2, ensure_ascii=False))
        print(why, file=sys.stderr)
        return 1
    protocol = PROTOCOLS[arguments.protocol]
    judged = assess(chart, protocol, start_at=arguments.start_at)
    if arguments.json:
        print(json.dumps(as_plain(chart, judged, protocol), indent=2, ensure_ascii=False))
    else:
        print("\n".join(as_lines(judged, protocol)))
    return 0


def as_plain(chart: Chart, judged: Eligibility, protocol: Protocol) -> dict[str, Any]:
    """Return the decision with the chart and the versions that it was made by."""
    return {
        "leeward": __version__,
        "protocol": {"name": protocol.name, "version": protocol.version, "says": protocol.says},
        **eligibility_as_plain(judged),
        "known": [
            {
                "says": claim.says,
                "certainty": claim.certainty.value if claim.certainty else None,
                "cites": [cited_as_plain(each) for each in claim.cites],
            }
            for claim in CLAIMS
        ],
        "chart": {key: value for key, value in chart_as_plain(chart).items() if value is not None},
    }


def _known(claim: Claim) -> str:
    return f"{claim.says} {claim.certainty.value.capitalize()}." if claim.certainty else claim.says


def _refused(why: CannotReadChart) -> dict[str, Any]:
    return {"leeward": __version__, "refused": [{"path": one.path, "says": one.says} for one in why.faults]}


def as_lines(judged: Eligibility, protocol: Protocol) -> Iterator[str]:
    """Say the outcome, then everything behind it, part by part; empty parts are left out."""
    yield judged.outcome.value.upper()
    parts = (
        ("Why", judged.reasons),
        ("Asked for", judged.asks),
        ("What would change it", judged.would_change),
        ("May be overridden", judged.may_be_overridden),
        ("Before ketamine", judged.not_yet_tried),
        ("With care", judged.cautions),
        ("Work-up", tuple(f"{line.item.label}: {line.reason}" for line in judged.workup if line.is_open)),
        ("What is known of it, and how surely", tuple(map(_known, CLAIMS))),
        ("Sources of what speaks", tuple(map(str, bibliography(judged.cites)))),
    )
    for title, lines in parts:
        if lines:
            yield ""
            yield f"{title} ({len(lines)})"
            yield from (f"  - {line[:1].upper()}{line[1:]}" for line in lines)
    yield ""
    yield f"Judged by {protocol.says}. Leeward {__version__} advises; a clinician decides."


def _moment(text: str) -> datetime:
    try:
        if "T" in text:
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"expected a day and a time such as 2026-11-23T10:00; got {text!r}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a date such as 2026-11-23; got {text!r}") from None
