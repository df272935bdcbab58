"""leeward replay: a recording of vital signs, row by row, as if a registered device had sent it.

Its numbers are as real as the register says of the device, and no more: what is on trial reaches no real patient.
"""

import argparse
import asyncio
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from leeward.cli.processes import LAST_PORT
from leeward.devices.hl7v2 import encode
from leeward.devices.mllp_client import CannotSend, Client
from leeward.devices.port import BadReading, DeviceMessage
from leeward.devices.replay import replay
from leeward.infusion.vitals import GenerationMode

SECRET: Final = "LEEWARD_DEVICE_SECRET"  # noqa: S105 - the name of a variable
ROWS_AT_ONCE: Final = 500
TIMEOUT_S: Final = 30.0


class CannotReplay(Exception):
    """Why the recording was not sent, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("replay", help="send a recording of vital signs", description=__doc__)
    parser.add_argument("file", type=Path, help="CSV; the first column is `Time [s]` or `minute`")
    parser.add_argument("--device", required=True, help="the name of a registered device")
    parser.add_argument("--to", required=True, metavar="WHERE", help="http://.../devices/csv, or HOST:PORT for HL7")
    parser.add_argument("--start", help="when its first row was measured, with the zone; else: its last row is now")
    parser.add_argument("--mode", choices=("demo", "test"), default="demo", help="of HL7 (%(default)s)")
    parser.add_argument("--speed", type=float, default=0.0, help="of HL7: times real time; 0: at once (%(default)s)")
    parser.set_defaults(run=run, refusals=(CannotReplay,))


def run(arguments: argparse.Namespace) -> int:
    """Send the file; 0 when all of it was taken."""
    try:
        text = arguments.file.read_text("utf-8-sig")
        first = _start(arguments.start, text, arguments.device)
        if arguments.to.startswith(("http://", "https://")):
            told = _over_http(text, arguments.to, first)
        else:
            messages = _messages(text, first, arguments.device, GenerationMode(arguments.mode))
            told = asyncio.run(_over_hl7(messages, arguments.to, speed=arguments.speed))
    except (OSError, UnicodeDecodeError) as why:
        raise CannotReplay(f"{arguments.file} cannot be read or sent: {why}.") from why
    except (BadReading, CannotSend) as why:
        raise CannotReplay(str(why)) from why
    print(told)
    return 0


def _messages(text: str, start: datetime, device: str, mode: GenerationMode) -> list[DeviceMessage]:
    return list(replay(text, started_at=start, device_id=device, mode=mode))


def _start(told: str | None, text: str, device: str) -> datetime:
    """Return the instant of second 0: as told, or so that the last row is now."""
    if told is None:
        zero = datetime.fromtimestamp(0, UTC)
        last = max((m.received_at for m in _messages(text, zero, device, GenerationMode.TEST)), default=zero)
        return datetime.now(UTC).replace(microsecond=0) - (last - zero)
    try:
        at = datetime.fromisoformat(told)
    except ValueError as why:
        raise CannotReplay(f"{told} is no time. Write 2026-11-23T09:00:00Z.") from why
    if at.tzinfo is None:
        raise CannotReplay(f"{told} says no zone. Write {told}Z, or with an offset.")
    return at


def _over_http(text: str, url: str, start: datetime) -> str:
    """Post the rows in pieces, each with the heading; the secret comes from the environment."""
    secret = os.environ.get(SECRET, "")
    if not secret:
        raise CannotReplay(f"Set {SECRET} to the device's secret; it is drawn on the device's page.")
    heading, *rows = text.splitlines()
    told = ""
    for place in range(0, len(rows), ROWS_AT_ONCE):
        body = "\n".join([heading, *rows[place : place + ROWS_AT_ONCE]]).encode()
        where = f"{url}?start={start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        head = {"Authorization": f"Bearer {secret}", "Content-Type": "text/csv"}
        asked = urllib.request.Request(where, data=body, headers=head)  # noqa: S310 - http or https, as asked above
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
                told = _diagnostics(answer.read())
        except urllib.error.HTTPError as why:
            raise CannotReplay(_diagnostics(why.read())) from why
    return told


def _diagnostics(body: bytes) -> str:
    try:
        return " ".join(issue["diagnostics"] for issue in json.loads(body)["issue"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode("utf-8", "replace")


async def _over_hl7(messages: list[DeviceMessage], to: str, *, speed: float) -> str:
    """Send each row as an HL7 message, at its pace or at once."""
    host, _, port = to.rpartition(":")
    if not host or not port.isdecimal() or int(port) > LAST_PORT:
        raise CannotReplay(f"{to} is neither http://... nor HOST:PORT (a port goes up to {LAST_PORT}).")
    client, refused, sent = Client(host, int(port)), [], 0
    try:
        for message, wait_s in _paced(messages, speed=speed):
            await asyncio.sleep(wait_s)
            raw = encode(
                message.readings, message_id=message.message_id, device_id=message.device_id,
                sent_at=message.sent_at or message.received_at, mode=message.mode,
            )  # fmt: skip
            (answer,) = await client.send([raw])
            sent += 1
            refused += [answer.text] if answer.code != "AA" else []
    finally:
        await client.close()
    if refused and len(refused) == sent:
        raise CannotReplay(f"All {sent} messages were refused. The first: {refused[0]}")
    why = f" The first: {refused[0]}" if refused else ""
    return f"{sent} messages sent, {len(refused)} refused.{why}"


def _paced(messages: list[DeviceMessage], *, speed: float) -> Iterator[tuple[DeviceMessage, float]]:
    """Yield the messages that hold a reading, each with how long to wait before it."""
    began, first = time.monotonic(), messages[0].received_at if messages else None
    for message in messages:
        if message.rows and first is not None:
            due_s = (message.received_at - first) / timedelta(seconds=speed) if speed > 0 else 0.0
            yield message, max(due_s - (time.monotonic() - began), 0.0)
