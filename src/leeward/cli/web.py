"""leeward web: the clinic's pages alone; `leeward serve` starts them together with the hub and the gateway."""

import argparse
import os
import sys
from typing import Final

from leeward.cli.processes import CannotServe, port, refuse_taken
from leeward.cli.project import CannotOpenClinic, set_up_django

WEB_PORT: Final = 8000
WORKERS: Final = 2


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("web", help="serve the pages alone", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=port, default=WEB_PORT, help="of the pages (%(default)s)")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes that answer (%(default)s)")
    parser.set_defaults(run=run, refusals=(CannotServe, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Become the pages' server."""
    refuse_taken(arguments.port, option="--port", host=arguments.host)
    set_up_django()
    told = command(arguments.host, arguments.port, workers=arguments.workers)
    os.execv(sys.executable, [sys.executable, "-m", *told])  # noqa: S606 - our own server


def command(host: str, port: int, *, workers: int) -> tuple[str, ...]:
    """Return the `python -m` command of the pages' server."""
    return (
        *("granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning", "--no-ws"),
        "leeward.clinic.wsgi:application",
    )
