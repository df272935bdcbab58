"""leeward course: take a real case the whole way, from its record to a report."""

import argparse
from pathlib import Path

from rich.console import Console

from leeward.assessment import CannotChart
from leeward.cli.case import CannotOpenCase, find_case, open_case
from leeward.cli.project import CannotOpenClinic
from leeward.cli.report import CannotWrite, write_report
from leeward.cli.telling import Terminal
from leeward.cli.toml_lines import CannotRead
from leeward.cli.walk import walk
from leeward.protocol import STANDARD

SEED = 1
REFUSALS = (CannotOpenCase, CannotRead, CannotChart, CannotWrite, CannotOpenClinic)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "course",
        help="take a case the whole way and write its report",
        description="A case is a folder with bundle.json (a FHIR R4 bundle of one patient) and answers.toml (what the "
        "clinician answered), or the two files. The infusion is a rehearsal with a virtual patient and says so. "
        "docs/how-to/run-a-case.md documents every entry.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="CASE", help="folder, or bundle and answers file")
    parser.add_argument("--out", type=Path, default=Path("course-report.html"), help="the report (%(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the virtual patients (%(default)s)")
    parser.set_defaults(run=run, refusals=REFUSALS)


def run(arguments: argparse.Namespace) -> int:
    """Walk the case and write the report."""
    case = open_case(*find_case(arguments.paths))
    tell = Terminal(Console())
    tell.step(
        f"Record of {case.family}, {case.given}",
        f"{len(case.notes)} notes on what was seen and not used; the report lists them.",
        *case.disagreements,
    )
    walked = walk(case, STANDARD, seed=arguments.seed, tell=tell)
    write_report(walked, arguments.out)
    tell.step(f"Report: {arguments.out}", STANDARD.says)
    return 0
