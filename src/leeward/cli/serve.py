"""leeward serve: the clinic's pages and its gateway for bedside monitors, on this machine."""

import argparse
import os

from leeward.cli.processes import CannotServe, Child, refuse_taken, supervise, web
from leeward.cli.project import DEMO_MARK, CannotOpenClinic, open_clinic

WEB_PORT = 8000
GATEWAY_PORT = 2575  # registered for HL7 over MLLP


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="serve the clinic on 127.0.0.1", description=__doc__)
    parser.add_argument("--port", type=int, default=WEB_PORT, help="of the pages (%(default)s)")
    parser.add_argument(
        "--gateway-port", type=int, default=GATEWAY_PORT, help="for monitors, HL7 over MLLP (%(default)s)"
    )
    parser.set_defaults(run=run, refusals=(CannotServe, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Bring the database up to date and serve until stopped."""
    refuse_taken(arguments.port, option="--port")
    refuse_taken(arguments.gateway_port, option="--gateway-port")
    open_clinic()
    _refuse_demonstration()
    print(f"Leeward serves http://127.0.0.1:{arguments.port} and listens for monitors on {arguments.gateway_port}.")
    print("Stop with Ctrl-C. Put a TLS proxy before it for any address but this machine's own.", flush=True)
    return supervise((web(arguments.port), gateway(arguments.gateway_port)), environment=os.environ)


def _refuse_demonstration() -> None:
    """Raise CannotServe for the synthetic clinic's folder: its passwords are printed for everyone."""
    from django.conf import settings

    if (settings.HOME / DEMO_MARK).exists():
        raise CannotServe(
            f"{settings.HOME} holds the synthetic clinic, whose passwords everyone knows. "
            "Serve it with `leeward demo`, or set LEEWARD_HOME to another folder."
        )


def gateway(port: int) -> Child:
    """Return the process that receives readings and decides alarms."""
    return Child("gateway", ("leeward.cli", "gateway", "--port", str(port)))
