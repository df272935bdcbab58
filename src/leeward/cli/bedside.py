"""leeward bedside: simulated monitors on virtual patients, which call the gateway as real monitors do.

Without options there is one for every simulated infusion that is open in the clinic: a virtual patient who answers to
the drug. With --chairs N there are N on patients at rest, at any gateway, with faults that are switched on by name;
register their names (bed-1, bed-2, ...) first, as devices on trial. Everything is marked as a demonstration and can
enter no real record.
"""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from leeward.cli import bedside_ward
from leeward.cli.processes import port
from leeward.cli.project import CannotOpenClinic, refuse_absent_tables, set_up_django
from leeward.cli.serve import GATEWAY_PORT
from leeward.devices.bedside import attend
from leeward.devices.mllp_client import Client
from leeward.devices.simulated import Monitor, Wear
from leeward.infusion.account import RateSegment
from leeward.pharmacology import Regimen, Subject, VirtualPatient, virtual_patients

LOOK_EVERY_S = 2.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("bedside", help="simulated monitors for the synthetic clinic", description=__doc__)
    parser.add_argument("--port", type=port, default=GATEWAY_PORT, help="of the gateway (%(default)s)")
    parser.add_argument("--cuff-every", type=float, default=5.0, metavar="MIN", help="minutes between cuff readings")
    bedside_ward.add(parser)
    parser.set_defaults(run=run, refusals=(CannotOpenClinic, bedside_ward.CannotAttend))


def run(arguments: argparse.Namespace) -> int:
    """Attend the simulated chairs until stopped."""
    if arguments.chairs is not None:
        return bedside_ward.run(arguments)
    set_up_django()
    refuse_absent_tables()
    asyncio.run(attend_all(arguments.port, cuff_every=timedelta(minutes=arguments.cuff_every)))
    return 0


async def attend_all(port: int, *, cuff_every: timedelta) -> None:
    """Put a monitor on each simulated chair as it opens, and take it off when it closes."""
    from leeward.clinic.infusions.simulation import simulated_chairs

    attended: dict[UUID, asyncio.Task[None]] = {}
    while True:
        for chair in await asyncio.to_thread(simulated_chairs):
            if chair.infusion_id not in attended or attended[chair.infusion_id].done():
                monitor = await asyncio.to_thread(
                    monitor_of, chair.infusion_id, chair.order_id, chair.device_id, cuff_every=cuff_every
                )
                watching = _attend(monitor, port, chair.infusion_id)
                attended[chair.infusion_id] = asyncio.create_task(watching)
        await asyncio.sleep(LOOK_EVERY_S)


async def _attend(monitor: Monitor, port: int, infusion_id: UUID) -> None:
    from leeward.clinic.infusions.simulation import is_attended

    client = Client("127.0.0.1", port)
    open_now = True

    async def look() -> None:
        nonlocal open_now
        while open_now:
            await asyncio.sleep(LOOK_EVERY_S)
            open_now = await asyncio.to_thread(is_attended, infusion_id)

    looking = asyncio.create_task(look())
    try:
        await attend(monitor, client, now=lambda: datetime.now(UTC), is_over=lambda: not open_now)
    finally:
        looking.cancel()
        await client.close()


def monitor_of(infusion_id: UUID, order_id: UUID, device_id: str, *, cuff_every: timedelta) -> Monitor:
    """Return the monitor of one simulated infusion: the same virtual patient whenever it is asked for."""
    from leeward.clinic.infusions.simulation import rates
    from leeward.clinic.plans.subjects import subject_of

    def recorded(now: datetime) -> Sequence[RateSegment]:
        return rates(infusion_id, now)

    return Monitor(
        virtual_patient(subject_of(order_id), infusion_id),
        recorded,
        rng=np.random.Generator(np.random.PCG64(infusion_id.int + 1)),
        wear=Wear(device_id=device_id, cuff_every=cuff_every),
    )


def virtual_patient(subject: Subject, infusion_id: UUID) -> VirtualPatient:
    """Return the virtual patient of one simulated infusion."""
    return VirtualPatient(person=virtual_patients(subject, 1, seed=infusion_id.int), regimen=Regimen(segments=()))
