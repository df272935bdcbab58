"""The gateway's IEEE 11073 SDC devices: which are followed, and with which certificate of ours."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from leeward.devices.port import Register, Sink
from leeward.devices.sdc import CannotFollow, Follower, contexts, load

GOODBYE_S: Final = 3.0  # for ending the subscriptions; a device that is gone takes longer and is not waited for

Followers: TypeAlias = Callable[..., Sequence[Follower]]
"""Makes the followers: of the sink, with `now` and `register`."""


def no_followers(*_: object, **__: object) -> Sequence[Follower]:
    """Return none."""
    return ()


def add_sdc(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--sdc",
        action="append",
        default=[],
        metavar="NAME=URL",
        help="follow this registered SDC device",
    )
    for name, what in (("cert", "certificate"), ("key", "key"), ("authority", "authority that signed the devices'")):
        parser.add_argument(f"--sdc-{name}", type=Path, metavar="FILE", help=f"for SDC over TLS: our {what}")


def followers_of(
    arguments: argparse.Namespace,
) -> Followers:
    """Return what makes the followers once there is a sink. Raises CannotFollow where the options do not fit."""
    named = [text.partition("=") for text in arguments.sdc]
    wrong = [name for name, _, url in named if not (name and url.startswith(("http://", "https://")))]
    if wrong:
        raise CannotFollow(
            f"--sdc {wrong[0]}: write the device's registered name and its address, as mon-3=https://..."
        )
    files = (arguments.sdc_cert, arguments.sdc_key, arguments.sdc_authority)
    if any(files) and not all(files):
        raise CannotFollow("TLS for SDC needs all three: --sdc-cert, --sdc-key and --sdc-authority.")
    if named:
        load()
    tls = contexts(certificate=files[0], key=files[1], authority=files[2]) if named and all(files) else None

    def made(sink: Sink, *, now: Callable[[], datetime], register: Callable[[], Register | None]) -> Sequence[Follower]:
        return [Follower(sink, url=url, device_id=name, now=now, register=register, tls=tls) for name, _, url in named]

    return made


@asynccontextmanager
async def following(followers: Sequence[Follower]) -> AsyncIterator[None]:
    """Follow them while the gateway runs."""
    stopping = asyncio.Event()
    tasks = [asyncio.create_task(follower.follow(stopping)) for follower in followers]
    try:
        yield
    finally:
        stopping.set()
        if tasks:
            await asyncio.wait(tasks, timeout=GOODBYE_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
