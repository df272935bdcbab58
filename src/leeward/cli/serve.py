"""leeward serve: the clinic's pages, their live stream, the gateway for monitors and the worker, on this machine."""

import argparse
import os
from collections.abc import Mapping
from typing import Final

from leeward.cli import hub, web
from leeward.cli.hub import HUB_PORT
from leeward.cli.processes import CannotServe, Child, port, refuse_taken, supervise
from leeward.cli.project import DEMO_MARK, CannotOpenClinic, open_clinic
from leeward.cli.web import WEB_PORT, WORKERS

HERE: Final = "127.0.0.1"
GATEWAY_PORT: Final = 2575  # registered for HL7 over MLLP
STATUS_BEYOND: Final = 100  # where a gateway tells probes how it is, counted from its own port
HUB_BEYOND: Final = HUB_PORT - WEB_PORT  # where the hub listens, counted from the pages' port, unless told


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="serve the clinic on 127.0.0.1", description=__doc__)
    add_ports(parser)
    parser.add_argument("--web", type=int, default=WORKERS, help="processes that answer pages (%(default)s)")
    parser.add_argument("--gateways", type=int, default=1, help="gateways; more than one on PostgreSQL (%(default)s)")
    parser.set_defaults(run=run, refusals=(CannotServe, CannotOpenClinic))


def add_ports(parser: argparse.ArgumentParser) -> None:
    """Add the ports of the three."""
    parser.add_argument("--port", type=port, default=WEB_PORT, help="of the pages (%(default)s)")
    parser.add_argument("--hub-port", type=port, help=f"of their live stream (--port and {HUB_BEYOND})")
    parser.add_argument(
        "--gateway-port", type=port, default=GATEWAY_PORT, help="for monitors, HL7 over MLLP (%(default)s)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Bring the database up to date and serve until stopped."""
    port, hub_port, gateway_port = ports(arguments)
    open_clinic()
    _refuse_demonstration()
    _refuse_too_many(arguments.gateways)
    forget_counts()
    print(f"Leeward serves http://{HERE}:{port} and listens for monitors on {gateway_port}.")
    print("Stop with Ctrl-C. Put a TLS proxy before it for any address but this machine's own.", flush=True)
    children = (
        pages(port, workers=arguments.web),
        stream(hub_port),
        worker(),
        *(gateway(gateway_port, number=number, of=arguments.gateways) for number in range(1, arguments.gateways + 1)),
    )
    return supervise(children, environment=environment(port=port, hub_port=hub_port))


def ports(arguments: argparse.Namespace) -> tuple[int, int, int]:
    """Return the ports of pages, stream and gateway; raise CannotServe where one is taken."""
    port, gateway_port = arguments.port, arguments.gateway_port
    hub_port = arguments.hub_port or port + HUB_BEYOND
    refuse_taken(port, option="--port")
    refuse_taken(hub_port, option="--hub-port")
    refuse_taken(gateway_port, option="--gateway-port")
    refuse_taken(gateway_port + STATUS_BEYOND, option="--gateway-port")
    return port, hub_port, gateway_port


def environment(*, port: int, hub_port: int) -> Mapping[str, str]:
    """Return what the children are told: where pages hear of changes, unless a proxy's path was set."""
    here = {"LEEWARD_EVENTS": str(hub_port), "LEEWARD_PAGES_PORT": str(port)}
    return {**os.environ} if os.environ.get("LEEWARD_EVENTS") else {**os.environ, **here}


def forget_counts() -> None:
    """Count from nothing: whoever counted before has ended."""
    from leeward.clinic.web import metrics

    metrics.begin_anew()


def _refuse_demonstration() -> None:
    """Raise CannotServe for the synthetic clinic's folder: its passwords are printed for everyone."""
    from django.conf import settings

    if (settings.HOME / DEMO_MARK).exists():
        raise CannotServe(
            f"{settings.HOME} holds the synthetic clinic, whose passwords everyone knows. "
            "Serve it with `leeward demo`, or set LEEWARD_HOME to another folder."
        )


def _refuse_too_many(gateways: int) -> None:
    """Raise CannotServe for several gateways on SQLite: its file has one writer."""
    from django.db import connection

    if gateways > 1 and connection.vendor == "sqlite":
        raise CannotServe(
            f"{gateways} gateways need PostgreSQL: set LEEWARD_DATABASE_URL (docs/how-to/run-a-clinic.md), or leave "
            "out --gateways."
        )


def pages(port: int, *, workers: int = WORKERS) -> Child:
    """Return the web server: the pages, by WSGI."""
    return Child("web", web.command(HERE, port, workers=workers))


def stream(port: int) -> Child:
    """Return the hub: what changed, told to open pages."""
    return Child("hub", hub.command(HERE, port))


def worker() -> Child:
    """Return the process that writes to patients what is due."""
    return Child("worker", ("leeward.cli", "worker"))


def gateway(port: int, *, number: int = 1, of: int = 1) -> Child:
    """Return a process that receives readings and decides alarms; several share the port."""
    status_port = str(port + STATUS_BEYOND + number - 1)
    command = ("leeward.cli", "gateway", "--port", str(port), "--status-port", status_port)
    return Child("gateway", command) if of == 1 else Child(f"gateway {number}", (*command, "--shared"))
