"""leeward replay: a file goes to a real door as HL7, and what is refused says why."""

import argparse
import asyncio
from datetime import UTC, datetime

import pytest

from leeward.cli import replay
from leeward.devices.mllp import Listener
from leeward.devices.port import Receipt
from leeward.devices.register import Entry, Snapshot
from leeward.infusion.vitals import GenerationMode

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Sink:
    """Keeps messages in a list."""

    def __init__(self):
        self.taken, self.aside = [], []

    async def take(self, message):
        self.taken.append(message)
        return Receipt(message_id=message.message_id, new=len(message.rows))

    async def set_aside(self, what):
        self.aside.append(what)


def asked(tmp_path, **own):
    file = tmp_path / "rec.csv"
    file.write_text("Time [s],HR,SpO2\n0,71,97\n1,72,98\n2,,\n")
    told = {"file": file, "device": "mon-1", "to": "", "start": "2026-11-23T08:00:00Z", "mode": "test", "speed": 0.0}
    return argparse.Namespace(**(told | own))


def played(arguments, sink, names):
    register = Snapshot({name: Entry(device_id=name, mode=GenerationMode.DEMO) for name in names})

    async def talk():
        async with Listener(sink, now=lambda: NOW, register=lambda: register) as listener:
            await listener.start(port=0)
            arguments.to = f"127.0.0.1:{listener.port}"
            return await asyncio.to_thread(replay.run, arguments)

    return asyncio.run(talk())


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
def test_a_file_is_sent_row_by_row_and_is_what_the_register_says(tmp_path, capsys):
    sink = Sink()
    assert played(asked(tmp_path), sink, ["mon-1"]) == 0
    assert "2 messages sent, 0 refused" in capsys.readouterr().out
    assert [row.value for message in sink.taken for row in message.rows] == [71.0, 97.0, 72.0, 98.0]
    assert {row.mode for message in sink.taken for row in message.rows} == {GenerationMode.DEMO}


def test_a_stranger_hears_why_and_is_set_aside(tmp_path):
    sink = Sink()
    with pytest.raises(replay.CannotReplay, match="mon-1 is not on the register"):
        played(asked(tmp_path), sink, [])
    assert not sink.taken
    assert "not on the register" in sink.aside[0].why


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"to": "somewhere"}, "neither http"),
        ({"to": "http://127.0.0.1:9/devices/csv"}, "LEEWARD_DEVICE_SECRET"),
        ({"start": "2026-11-23T08:00:00"}, "says no zone"),
        ({"start": "soon"}, "is no time"),
    ],
)
def test_what_cannot_be_sent_says_what_to_do(tmp_path, monkeypatch, own, says):
    monkeypatch.delenv(replay.SECRET, raising=False)
    with pytest.raises(replay.CannotReplay, match=says):
        replay.run(asked(tmp_path, **own))
