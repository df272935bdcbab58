"""JSON lines: who says hello rightly is heard and answered, and nothing else is."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.devices.json_lines import Listener
from leeward.devices.port import CannotTake, DeviceMessage, Known, Receipt, Register, Unreadable
from leeward.devices.vocabulary import Metric, Vocabulary
from leeward.devices.wire import Bounds
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "s3cret"
OWN = Vocabulary(codes={("hr1", ""): Metric(VitalKind.HEART_RATE, "ECG")}, units={"slagen": "/min"})
HELLO = {"device": "gw-3", "secret": SECRET}


class Keeper:
    """A sink in memory."""

    def __init__(self, *troubles: Exception) -> None:
        self.taken: list[DeviceMessage] = []
        self.aside: list[Unreadable] = []
        self.troubles = list(troubles)

    async def take(self, message: DeviceMessage) -> Receipt:
        if self.troubles:
            raise self.troubles.pop()
        self.taken.append(message)
        return Receipt(message_id=message.message_id, new=len(message.rows))

    async def set_aside(self, what: Unreadable) -> None:
        self.aside.append(what)


class Book:
    """A register of one device with a secret."""

    def __init__(self, mode: GenerationMode = GenerationMode.REAL) -> None:
        self.mode = mode

    def who(self, device_id: str, _: str, secret: str | None) -> Known | str:
        if (device_id, secret) == ("gw-3", SECRET):
            return Known(device_id="gw-3", mode=self.mode, vocabulary=OWN)
        return f"The device {device_id} did not show its secret."


BOOK = Book()


def talk(
    *lines: object, keeper: Keeper | None = None, register: Register | None = BOOK, bounds: Bounds | None = None
) -> list[dict[str, Any]]:
    """Say the lines, in one piece, and return everything that is answered."""
    sent = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)

    async def story(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[dict[str, Any]]:
        writer.write(sent)
        writer.write_eof()
        heard = await reader.read()
        writer.close()
        return [json.loads(line) for line in heard.splitlines()]

    return at_the_door(story, keeper or Keeper(), register, bounds)


def at_the_door(
    story: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[list[dict[str, Any]]]],
    keeper: Keeper,
    register: Register | None,
    bounds: Bounds | None,
) -> list[dict[str, Any]]:
    async def run() -> list[dict[str, Any]]:
        async with Listener(keeper, now=lambda: NOW, bounds=bounds, register=lambda: register) as listener:
            await listener.start(port=0)
            reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
            return await asyncio.wait_for(story(reader, writer), 20)

    return asyncio.run(run())


def test_a_hello_and_its_messages_are_answered_in_order():
    keeper = Keeper()
    first = {"message": "m1", "at": "2026-11-23T09:00:00Z", "mode": "real", "values": {"heart_rate": 72, "spo2": 97.5}}
    second = {"message": "m2", "at_ms": int(NOW.timestamp() * 1000), "mode": "real", "values": {"spo2": None}}
    greeted, one, two = talk(HELLO, first, b"", second, keeper=keeper)
    assert (greeted["device"], greeted["speaks"], greeted["mode"]) == ("gw-3", "leeward-lines-1", "real")
    assert [(a["message"], a["kept"]) for a in (one, two)] == [("m1", True), ("m2", True)]
    said, nothing = keeper.taken
    assert [(r.kind, r.value, r.at, r.validity) for r in said.rows] == [
        (VitalKind.HEART_RATE, 72, NOW, Validity.VALID),
        (VitalKind.SPO2, 97.5, NOW, Validity.VALID),
    ]
    assert (said.problems, said.mode, said.peer, nothing.sent_at) == ((), GenerationMode.REAL, "127.0.0.1", NOW)
    assert [(r.value, r.validity) for r in nothing.rows] == [(None, Validity.INVALID)]


def test_a_reading_may_go_by_a_code_in_any_unit_with_its_own_time_and_the_devices_own_words():
    keeper = Keeper()
    earlier = (NOW - timedelta(minutes=5)).isoformat()
    readings = [
        {"code": "150344", "system": "MDC", "value": 98.6, "unit": "degF", "where": "ear"},
        {"code": "hr1", "value": 61, "unit": "slagen"},
        {"kind": "systolic", "value": 120, "unit": "mmHg", "at": earlier, "validity": "questionable"},
        {"code": "999999", "system": "MDC", "value": 1, "unit": "%"},
        {"kind": "spo2", "value": -999, "unit": "%"},
        {"kind": "spo2", "value": 97, "unit": "mmHg"},
    ]
    talk(HELLO, {"message": "m", "at": NOW.isoformat(), "mode": "real", "readings": readings}, keeper=keeper)
    (message,) = keeper.taken
    assert [(r.kind, r.value) for r in message.rows] == [
        (VitalKind.TEMPERATURE, 37.0),
        (VitalKind.HEART_RATE, 61),
        (VitalKind.SYSTOLIC, 120),
        (VitalKind.SPO2, None),
        (VitalKind.SPO2, None),
    ]
    assert message.rows[2].at == NOW - timedelta(minutes=5)
    assert message.rows[0].source == "monitor: any ear"
    assert message.problems == (
        "Systolic pressure: the monitor calls its value questionable.",
        'Not used: "999999^MDC" (reading 4).',
        f"SpO2: -999 % lies outside {VitalKind.SPO2.plausible} %; it is no measurement.",
        "SpO2: it was sent in mmHg; % was expected.",
    )


@pytest.mark.hazard("H27 Duplicate/out-of-order samples")
def test_a_message_sent_again_gives_the_same_readings():
    keeper = Keeper(CannotTake("The disk is full."))
    line = {"message": "m1", "at": NOW.isoformat(), "values": {"spo2": 97}}
    _, refused, *kept = talk(HELLO, line, line, line, keeper=keeper)
    assert (refused["kept"], refused["again"], refused["why"]) == (False, True, "The disk is full.")
    assert [answer["kept"] for answer in kept] == [True, True]
    first, second = keeper.taken
    assert [r.reading_id for r in first.readings] == [r.reading_id for r in second.readings]


@pytest.mark.parametrize(
    "hello",
    [
        {"device": "gw-3", "secret": "wrong"}, {"device": "gw-3"}, {"device": "gw-9", "secret": SECRET},
        {"secret": SECRET},
        {"message": "m1", "values": {"spo2": 97}}, b"GET / HTTP/1.1", b"\xff\xfe", b"[" * 3000, b"x" * 5000,
    ],
)  # fmt: skip
def test_who_does_not_prove_itself_is_hung_up_on_and_its_secret_is_shown_to_nobody(hello):
    keeper = Keeper()
    (answer,) = talk(hello, {"message": "m1", "mode": "real", "values": {"spo2": 97}}, keeper=keeper)
    assert (answer["kept"], answer["again"]) == (False, False)
    assert answer["why"]
    assert keeper.taken == []
    assert [what.head for what in keeper.aside] in ([b""], [])


@pytest.mark.parametrize(
    "line",
    [
        b"{}", b"null", b"{", {"message": ""}, {"message": "m", "colour": "red"}, {"message": "m", "mode": "sure"},
        {"message": "m", "values": {"spo2": "97"}}, {"message": "m", "values": {"spo2": True}},
        {"message": "m", "device": "gw-4", "values": {"spo2": 97}}, {"message": "m", "at": "yesterday"},
        {"message": "m", "at_ms": 10**18}, {"message": "m" * 300}, {"message": "m", "at": "0001-01-01T00:00:00+14:00"},
        b'{"message": "m", "values": {"spo2": NaN}}', b"[" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_for_good_and_the_line_goes_on(line):
    keeper = Keeper()
    good = {"message": "m9", "values": {"spo2": 97}}
    _, refused, kept = talk(HELLO, line, good, keeper=keeper)
    assert (refused["kept"], refused["again"], bool(refused["why"])) == (False, False, True)
    assert (kept["message"], kept["kept"]) == ("m9", True)
    assert [message.message_id for message in keeper.taken] == ["m9"]
    assert keeper.aside[0].device_id == "gw-3"


@pytest.mark.hazard("H18 a device on trial is not on a patient")
def test_the_register_caps_how_real_it_is_and_silence_about_it_is_test():
    keeper = Keeper()
    talk(
        HELLO,
        {"message": "m1", "mode": "real", "values": {"spo2": 97}},
        keeper=keeper,
        register=Book(GenerationMode.DEMO),
    )
    talk(HELLO, {"message": "m2", "values": {"spo2": 97}}, keeper=keeper)
    assert [(m.mode, m.rows[0].mode) for m in keeper.taken] == [
        (GenerationMode.DEMO, GenerationMode.DEMO),
        (GenerationMode.TEST, GenerationMode.TEST),
    ]


def test_a_line_too_long_is_hung_up_on():
    _, answer = talk(HELLO, b'{"message": "' + b"m" * 5000, {"message": "m1"}, bounds=Bounds(max_frame_bytes=1000))
    assert "longer than 1000 bytes" in answer["why"]


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_no_bytes_after_the_hello_get_more_than_a_no(pieces):
    keeper = Keeper()
    greeted, *answers = talk(HELLO, *pieces, keeper=keeper)
    assert greeted["device"] == "gw-3"
    assert all(answer["kept"] is False for answer in answers)
    assert keeper.taken == []


def test_a_number_beyond_all_measure_is_no_measurement():
    keeper = Keeper()
    readings = [{"kind": "systolic", "value": 1e308, "unit": "kPa"}, {"kind": "spo2", "value": 97, "unit": "%"}]
    talk(HELLO, {"message": "m", "at": NOW.isoformat(), "readings": readings}, keeper=keeper)
    assert [row.value for row in keeper.taken[0].rows] == [None, 97]
    assert keeper.taken[0].problems == ("Systolic pressure: 1e+308 is no measurement.",)


@pytest.mark.hazard("H28 hostile or damaged messages")
@pytest.mark.parametrize("own", [{"message": "m\x00"}, {"patient": "P\x001"}, {"place": "\x00"}])
def test_a_name_that_no_database_keeps_is_refused_for_good(own):
    keeper = Keeper()
    _, refused = talk(HELLO, {"message": "m", "values": {"spo2": 97}} | own, keeper=keeper)
    assert (refused["kept"], refused["again"], "NUL character" in refused["why"]) == (False, False, True)
    assert (keeper.taken, keeper.aside[0].device_id) == ([], "gw-3")
