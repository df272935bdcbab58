"""The load benchmark's own parts: everybody reads the same of a message, and what is missing is found to be missing."""

import json
from datetime import UTC, datetime

import pytest
from benchmarks.load_ledger import NO, UNANSWERED, YES, Ledger
from benchmarks.load_prototype import read_hl7, read_json
from benchmarks.load_records import Verdict
from benchmarks.load_round import at_share
from benchmarks.load_store import Limits, Message
from benchmarks.load_wires import hear_hl7, hear_http, hear_json
from benchmarks.load_work import (
    CODES,
    FALLS_FOR_S,
    NAMES,
    Work,
    calm_of,
    hl7_bed,
    is_beyond,
    json_bed,
    message_of,
    of_message,
    values_of,
)
from benchmarks.peers import hl7_mllp

from bedside import a_reading
from leeward.devices import hl7v2
from leeward.infusion.alarms import watch
from leeward.infusion.vitals import GenerationMode, VitalKind
from leeward.protocol.alarms import LIMITS

AT_MS = 1_795_000_000_123
BEDS = (0, 7, 1_234, 9_999)


@pytest.mark.parametrize("bed", BEDS)
def test_the_product_the_prototype_and_the_peer_read_the_same_of_a_message(bed):
    raw = hl7_bed(bed, 4)(5, AT_MS)[1:-2]
    ours = hl7v2.parse(raw, received_at=datetime.fromtimestamp(AT_MS / 1000, UTC))
    told = {row.kind.value: row.value for row in ours.rows}
    values = values_of(bed, 5, 4)

    assert not ours.problems
    assert ours.message_id == message_of(bed, 5)
    assert {row.at.timestamp() for row in ours.rows} == {AT_MS / 1000}
    assert tuple(told[name] for name in NAMES) == values
    expected = Message(bed, 5, AT_MS, tuple(map(float, values)))
    assert read_hl7(raw) == (message_of(bed, 5).encode(), expected)
    assert hl7_mllp.read(hl7_mllp.hl7.parse(raw.decode())) == expected
    assert read_json(json_bed(bed, 4)(5, AT_MS))[1] == expected
    assert len(CODES) == len(NAMES)


@pytest.mark.parametrize("bed", range(0, 10_000, 97))
def test_a_bed_is_calm_by_every_limit_of_the_product_until_its_saturation_falls(bed):
    baseline = {VitalKind.SYSTOLIC: 121.0} | dict(zip(map(VitalKind, NAMES), map(float, calm_of(bed)), strict=True))
    stood = []
    for falls_at in (None, 12):
        readings = [
            reading
            for second in range(15)
            for reading in hl7v2.parse(
                hl7_bed(bed, falls_at)(second, AT_MS + 1000 * second)[1:-2],
                received_at=datetime.fromtimestamp(AT_MS / 1000 + second, UTC),
            ).readings
        ]
        now = readings[-1].received_at
        cuff = a_reading(VitalKind.SYSTOLIC, 121.0, readings[0].at, mode=GenerationMode.DEMO)
        found = watch([cuff, *readings], baseline, LIMITS, now=now, running=True, mode=GenerationMode.DEMO)
        stood.append({condition.key for condition in found})
    assert stood == [set(), {"spo2-desaturation", "spo2-leap"}]
    assert not is_beyond(values_of(bed, 5, None))
    assert is_beyond(values_of(bed, 5, 5))


def test_falls_are_drawn_once_and_lie_within_what_is_measured():
    work = Work.of(1_000)
    assert work.falls() == Work.of(1_000).falls()
    assert len(work.falls()) == 20
    assert all(work.warm_up_s <= second <= work.seconds - FALLS_FOR_S for second in work.falls().values())


def test_limits_call_once_for_a_fall_and_again_for_the_next():
    limits = Limits()
    called = [limits.decide(Message(3, second, second, values_of(3, second, 1))) for second in range(6)]
    assert [one is not None for one in called] == [False, True, False, False, False, False]
    assert limits.decide(Message(3, 6, 6, values_of(3, 6, 6))) is not None


def test_answers_are_heard_however_the_stream_is_cut():
    stream = b"\x0bMSH|^~\\&|A\rMSA|AA|00003-1\r\x1c\r\x0bMSH|^~\\&|A\rMSA|AE|00003-2|The disk is full.\r\x1c\r"
    heard, found = bytearray(), []
    for place in range(len(stream)):
        heard += stream[place : place + 1]
        found += hear_hl7(heard)
    assert found == [(b"00003-1", True), (b"00003-2", False)]
    lines = (
        b'{"device":"load-00003","speaks":"x"}\n{"message":"00003-1","kept":true}\n{"message":"00003-2","kept":false}\n'
    )
    assert list(hear_json(bytearray(lines))) == found
    web = b'HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n"00003-1"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n'
    assert list(hear_http(bytearray(web))) == [(b"00003-1", True), (b"", False)]


def a_ledger():
    ledger = Ledger(work=Work(beds=2, seconds=2, warm_up_s=0), phases_ms=[0, 500], start_s=100.0, start_ms=AT_MS)
    for place in range(4):
        ledger.lag_ms[place] = 0.0
    return ledger


def test_the_book_counts_from_when_a_message_was_due_and_calls_strange_what_was_never_asked():
    ledger = a_ledger()
    ledger.note(b"00001-1", True, 101.75)
    ledger.note(b"00000-0", False, 100.1)
    ledger.note(b"00001-1", True, 101.9)
    told = ledger.told()
    assert told["answers"] == [NO, UNANSWERED, UNANSWERED, YES]
    assert told["answer_ms"][3] == 250.0
    assert told["strange"] == 1


def test_a_message_that_was_acknowledged_and_is_missing_wrong_or_there_twice_is_found():
    ledger = a_ledger()
    for message_id in (b"00000-0", b"00000-1", b"00001-0"):
        ledger.note(message_id, True, 102.0)
    told = json.loads(json.dumps(ledger.told()))
    right = {
        (name, AT_MS + 1000 * second): [value]
        for second in (0, 1)
        for name, value in zip(NAMES, values_of(0, second, None), strict=True)
    }
    verdict = Verdict()
    verdict.compare(0, told, None, right)
    assert (verdict.acknowledged, verdict.lost, verdict.wrong, verdict.twice) == (2, 0, 0, 0)
    verdict.compare(0, told, None, right | {("spo2", AT_MS): [], ("etco2", AT_MS + 1000): [1.0, 2.0]})
    assert (verdict.acknowledged, verdict.lost, verdict.wrong, verdict.twice) == (4, 1, 1, 1)
    verdict.compare(1, told, None, {})
    assert (verdict.acknowledged, verdict.lost) == (5, 2)


def test_nothing_answered_is_infinitely_late():
    assert at_share([], 0.99) == float("inf")
    assert at_share(list(range(1, 101)), 0.99) == 100
    assert of_message(message_of(9_999, 12)) == (9_999, 12)
