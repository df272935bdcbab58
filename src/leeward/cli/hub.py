"""leeward hub: tells open pages which infusion changed, by server-sent events; one process for all who watch."""

import argparse
import os
import sys
from typing import Final

from leeward.cli.processes import CannotServe, port, refuse_taken
from leeward.cli.project import CannotOpenClinic, set_up_django

HUB_PORT: Final = 8100
OPEN_AT_ONCE: Final = 8192  # granian drops streams past 1,024 until both bounds are raised


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("hub", help="tell open pages what changed", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=port, default=HUB_PORT, help="of the streams (%(default)s)")
    parser.set_defaults(run=run, refusals=(CannotServe, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Become the hub's server."""
    refuse_taken(arguments.port, option="--port", host=arguments.host)
    set_up_django()
    os.execv(sys.executable, [sys.executable, "-m", *command(arguments.host, arguments.port)])  # noqa: S606 - our own


def command(host: str, port: int) -> tuple[str, ...]:
    """Return the `python -m` command of the hub's server: one worker, and room for thousands of open streams."""
    bounds = ("--workers", "1", "--backlog", str(OPEN_AT_ONCE), "--backpressure", str(OPEN_AT_ONCE))
    return (
        *("granian", "--interface", "asgi", "--host", host, "--port", str(port), *bounds),
        *("--loop", "uvloop", "--log-level", "warning", "--no-ws", "leeward.clinic.hub:application"),
    )
