"""python-hl7's own MLLP server, keeping what it hears as the bare prototype does: limits, table, disk."""

import argparse
import asyncio
import sys
from pathlib import Path

import hl7
import hl7.mllp
import uvloop

from benchmarks.load_prototype import PLACES, hl7_instant
from benchmarks.load_store import Message, Store
from benchmarks.load_work import CODES, of_message


def read(message: hl7.Message) -> Message:
    """Return what a PCD-01 message says."""
    values = [0.0] * len(CODES)
    for row in message.segments("OBX"):
        if str(row[2]) == "NM":
            values[PLACES[str(row[3][0][0]).encode()]] = float(str(row[5]))
    bed, seq = of_message(str(message.segment("MSH")[10]))
    return Message(bed, seq, hl7_instant(str(message.segment("OBR")[7]).encode()), tuple(values))


async def talk(store: Store, reader: hl7.mllp.HL7StreamReader, writer: hl7.mllp.HL7StreamWriter) -> None:
    """Keep every message of one bed, and say so once it is on disk."""
    try:
        while True:
            message = await reader.readmessage()
            kept = asyncio.Event()
            store.take(read(message), kept.set)
            await kept.wait()
            writer.writemessage(message.create_ack())
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve(database: Path) -> None:
    """Listen on a free port and say which."""
    store = Store(database)
    server = await hl7.mllp.start_hl7_server(
        lambda reader, writer: talk(store, reader, writer), "127.0.0.1", 0, encoding="utf-8", backlog=1024
    )
    print(f"listens on {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> int:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, required=True)
    uvloop.run(serve(parser.parse_args().database))
    return 0


if __name__ == "__main__":
    sys.exit(main())
