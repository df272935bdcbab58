"""leeward demo: a synthetic clinic to look at, or one synthetic patient's whole way printed."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from leeward.cli import demo_clinic
from leeward.cli.processes import CannotServe
from leeward.cli.project import CannotOpenClinic
from leeward.cli.report import CannotWrite, write_report
from leeward.cli.serve import add_ports, ports
from leeward.cli.synthetic import RUNNING, synthetic_case
from leeward.cli.telling import Terminal
from leeward.cli.walk import walk
from leeward.protocol import STANDARD

SEED = 2


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="serve a synthetic clinic with an infusion running", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="serve nothing: walk one synthetic patient and report")
    parser.add_argument("--reset", action="store_true", help="start afresh: throw the synthetic clinic's records away")
    add_ports(parser)
    parser.add_argument("--out", type=Path, default=Path("demo-report.html"), help="the headless report (%(default)s)")
    parser.set_defaults(run=run, refusals=(CannotServe, CannotOpenClinic, CannotWrite))


def run(arguments: argparse.Namespace) -> int:
    """Walk or serve."""
    if not arguments.headless:
        port, hub_port, gateway_port = ports(arguments)
        return demo_clinic.run(port=port, hub_port=hub_port, gateway_port=gateway_port, afresh=arguments.reset)
    tell = Terminal(Console())
    case = synthetic_case(RUNNING, starts_at=datetime.now(UTC).replace(second=0, microsecond=0))
    tell.step(
        f"{case.family}, {case.given}: a synthetic patient",
        "Everything about this person is made up, the scores included. Nothing here is evidence of anything.",
    )
    write_report(walk(case, STANDARD, seed=SEED, tell=tell), arguments.out)
    tell.step(f"Report: {arguments.out}", STANDARD.says)
    return 0
