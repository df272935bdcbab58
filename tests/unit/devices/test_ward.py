"""Simulated monitors by the thousand: seeded, each fault by its name, and never anything but a demonstration."""

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from leeward.cli.bedside_ward import CannotAttend, faults_of, run, told
from leeward.devices import json_lines, mllp
from leeward.devices.bedside import attend_plain
from leeward.devices.faults import MEANS, Fault
from leeward.devices.json_client import LinesClient
from leeward.devices.mllp_client import CannotSend, Client
from leeward.devices.port import Receipt
from leeward.devices.ward import KEPT, PlainMonitor, as_hl7, as_json
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def a_monitor(*faults, seed=1):
    return PlainMonitor("bed-1", rng=np.random.default_rng((seed, 1)), faults=frozenset(faults))


def an_hour(monitor):
    """Return what is sent at each second of an hour."""
    return [monitor.messages_at(T0 + SECOND * n) for n in range(3600)]


def values(sent, kind):
    return [one.value for messages in sent for said in messages for one in said.readings if one.kind is kind]


def test_the_same_seed_gives_the_same_messages_and_another_gives_others():
    first, again, other = (an_hour(a_monitor(*Fault, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_whatever_goes_wrong_it_is_a_demonstration():
    for messages in an_hour(a_monitor(*Fault)):
        assert all(one.mode is GenerationMode.DEMO for said in messages for one in said.readings)


def test_without_faults_a_person_at_rest_is_shown_each_second():
    sent = an_hour(a_monitor())
    assert all(len(messages) == 1 for messages in sent)
    assert min(values(sent, VitalKind.SPO2)) > 92
    assert len(set(values(sent, VitalKind.HEART_RATE))) > 3
    assert len(values(sent, VitalKind.SYSTOLIC)) == 12
    assert len({said.message_id for messages in sent for said in messages}) == 3600


def test_each_fault_shows_as_its_name_says():
    assert set(MEANS) == set(Fault)
    assert min(values(an_hour(a_monitor(Fault.ARTEFACT)), VitalKind.SPO2)) < 88
    off = an_hour(a_monitor(Fault.SENSOR_OFF))
    assert None in values(off, VitalKind.SPO2)
    assert None not in values(off, VitalKind.HEART_RATE)
    assert -999.0 in values(an_hour(a_monitor(Fault.SENTINEL)), VitalKind.PULSE_RATE)
    twice = an_hour(a_monitor(Fault.DUPLICATE))
    assert any(len(messages) == 2 and messages[0] == messages[1] for messages in twice)
    lost = an_hour(a_monitor(Fault.DISCONNECT))
    assert [] in lost
    assert sum(map(len, lost)) < 3600
    kept = an_hour(a_monitor(Fault.BURST))
    assert max(map(len, kept)) > 30
    assert max(map(len, kept)) <= KEPT + 1
    times = [said.at for messages in kept for said in messages]
    assert times == sorted(times)


def test_numbers_that_stand_still_stand_for_minutes():
    beats = values(an_hour(a_monitor(Fault.FLAT_LINE, seed=3)), VitalKind.HEART_RATE)
    longest = run_length = 1
    for before, after in pairwise(beats):
        run_length = run_length + 1 if before == after else 1
        longest = max(longest, run_length)
    assert longest >= 200


def test_some_clocks_are_wrong_and_stay_so():
    skews = []
    for seed in range(12):
        sent = a_monitor(Fault.CLOCK_SKEW, seed=seed).messages_at(T0)
        skews.append(abs(sent[0].at - T0))
    assert timedelta(0) in skews
    assert timedelta(seconds=5) < max(skews) <= timedelta(seconds=90)


class Keeper:
    """Keeps what it is given, in a list."""

    def __init__(self):
        self.messages = []

    async def take(self, message):
        self.messages.append(message)
        return Receipt(message_id=message.message_id, new=len(message.rows))

    async def set_aside(self, what):
        raise AssertionError(what.why)


@pytest.mark.parametrize("protocol", ["hl7", "json"])
def test_it_speaks_to_the_real_listeners_and_is_kept(protocol):
    keeper, heard = Keeper(), []
    monitor = a_monitor(Fault.SENSOR_OFF, Fault.BURST)
    instants = iter([T0 + SECOND * n for n in range(400)] * 2)

    async def no_sleep(_):
        await asyncio.sleep(0)

    async def talk():
        listens = mllp.Listener if protocol == "hl7" else json_lines.Listener
        async with listens(keeper, now=lambda: T0) as listener:
            await listener.start("127.0.0.1", 0)
            client = (
                Client("127.0.0.1", listener.port)
                if protocol == "hl7"
                else LinesClient("127.0.0.1", listener.port, device="bed-1")
            )
            await attend_plain(
                monitor, client, as_hl7 if protocol == "hl7" else as_json, every=SECOND, now=lambda: next(instants),
                hear=heard.append, sleep=no_sleep, is_over=lambda: len(heard) >= 60,
            )  # fmt: skip
            await client.close()

    asyncio.run(asyncio.wait_for(talk(), 60))
    assert {one.became if protocol == "json" else one.code for one in heard} == {"kept" if protocol == "json" else "AA"}
    assert len(keeper.messages) == len(heard)
    rows = [row for message in keeper.messages for row in message.rows]
    assert {row.mode for row in rows} == {GenerationMode.DEMO}
    assert {row.validity for row in rows} <= {Validity.VALID, Validity.INVALID}
    assert {VitalKind.SPO2, VitalKind.HEART_RATE, VitalKind.SYSTOLIC} <= {row.kind for row in rows}


def test_nobody_there_is_told_and_not_waited_for():
    async def call():
        client = LinesClient("127.0.0.1", 1, device="bed-1")
        with pytest.raises(CannotSend, match="did not answer"):
            await client.send_one(b"{}\n")

    asyncio.run(call())


def test_the_faults_are_chosen_by_name():
    assert faults_of("artefact, burst") == {Fault.ARTEFACT, Fault.BURST}
    assert faults_of("all") == set(Fault)
    with pytest.raises(argparse.ArgumentTypeError, match="sensor-off"):
        faults_of("gremlins")


def test_what_cannot_be_simulated_is_refused_in_words():
    with pytest.raises(CannotAttend, match="0 chairs"):
        run(argparse.Namespace(chairs=0, every=1.0))
    with pytest.raises(CannotAttend, match="every 0 seconds"):
        run(argparse.Namespace(chairs=1, every=0.0))
    assert told({}) == "nothing was sent yet"
