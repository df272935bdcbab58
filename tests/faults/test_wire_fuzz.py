"""Hostile streams in the suite: a few hundred of each wire, always the same ones; wire_fuzz.py runs more by hand."""

import asyncio

import pytest

from faults import wire_fuzz
from leeward.devices.hl7v2 import parse

STREAMS = 300


@pytest.mark.hazard("H28 hostile or damaged messages")
@pytest.mark.parametrize("wire", ["hl7", "json"])
def test_whatever_comes_is_answered_or_hung_up_on_and_no_value_is_made_up(wire):
    assert asyncio.run(wire_fuzz.run(wire, range(STREAMS))) > STREAMS / 2


def test_the_same_number_makes_the_same_stream():
    messages = wire_fuzz.corpus("hl7")
    assert wire_fuzz.a_stream(7, messages, bytes) == wire_fuzz.a_stream(7, messages, bytes)


def test_a_value_that_was_never_sent_would_be_found():
    (message,) = [parse(raw, received_at=wire_fuzz.NOW) for raw in wire_fuzz.corpus("hl7")[:1]]
    with pytest.raises(wire_fuzz.Broken, match="never sent"):
        wire_fuzz.check_values(b"nothing", [message])
