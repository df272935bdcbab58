"""A device's own alarms: in the journal once for each beginning and end, on the flowsheet, and never one of ours."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from leeward.cli import gateway
from leeward.clinic.infusions.bedside import load
from leeward.clinic.infusions.device_alarms import A_MINUTE, DeviceAlarms
from leeward.clinic.infusions.flowsheet_table import rows_of
from leeward.clinic.infusions.gateway_door import Door
from leeward.clinic.infusions.gateway_records import Records
from leeward.clinic.infusions.gateway_watch import Watch
from leeward.clinic.infusions.mapping import journal_of
from leeward.devices.hl7v2 import parse
from leeward.devices.port import DeviceAlarm
from leeward.devices.sdc_states import alarms_of
from leeward.infusion.events import DeviceAlarmTold
from leeward.truth import Truth

from .conftest import message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.hazard("H21 its own alarms silence none of ours")]
LOW = DeviceAlarm(code="196670", text="SpO2 low", priority="high", is_present=True, at=None)
OVER = DeviceAlarm(code="196670", text="SpO2 low", priority="high", is_present=False, at=None)


@pytest.fixture
def now():
    """The gateway reads the clock, so these tests play now."""
    return datetime.now(UTC) - timedelta(minutes=5)


def hear(*messages):
    """Let the gateway hear the messages once it has read its chairs, and write what it decided."""

    async def once():
        stopping, records = asyncio.Event(), Records(now=gateway.now)
        watching = Watch(records, now=gateway.now)
        door = Door(records, decide=watching.chairs.hear)
        running = asyncio.ensure_future(watching.run(door, stopping, every_s=0.01))
        try:
            await asyncio.wait_for(watching.begun.wait(), 20)
            for one in messages:
                await door.take(one)
            while watching.chairs.unwritten():
                await asyncio.sleep(0.005)
        finally:
            stopping.set()
            await running
            await door.in_thread(records.close)
            await door.close()

    asyncio.run(asyncio.wait_for(once(), 60))


def told(infusion):
    events = [entry.event for entry in journal_of(infusion.journal.all())]
    return [(e.code, e.says, e.priority, e.stands, e.source) for e in events if isinstance(e, DeviceAlarmTold)]


def said(*alarms):
    return replace(message(datetime.now(UTC), {}), alarms=alarms)


BEGAN = ("196670", "SpO2 low", "high", Truth.YES, "mon-3")
ENDED = ("196670", "SpO2 low", "high", Truth.NO, "mon-3")


def test_each_beginning_and_end_stands_in_the_journal_once_and_on_the_flowsheet(running, paired):
    hear(said(LOW), said(LOW), said(OVER), said(OVER))
    assert told(running) == [BEGAN, ENDED]
    happened = [line for row in rows_of(load(running, now=datetime.now(UTC))) for line in row.happened]
    assert "The device's own alarm: SpO2 low (high) stands · mon-3" in happened
    assert "196670" not in " ".join(str(entry.body) for entry in running.journal.filter(kind="AlarmRaised"))


def test_a_gateway_that_starts_again_writes_what_goes_on_no_second_time(running, paired):
    hear(said(LOW))
    hear(said(LOW))
    hear(said(OVER))
    assert told(running) == [BEGAN, ENDED]


def test_what_hl7_tells_of_an_alarm_is_kept(running, paired):
    at = f"{datetime.now(UTC):%Y%m%d%H%M%S}+0000"
    raw = (
        f"MSH|^~\\&|mon-3||||{at}||ORU^R01|A1|D|2.6\rOBR|1||||||{at}\r"
        "OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.1|196670^MDC_EVT_LO^MDC||||||R\r"
        "OBX|2|ST|68484^MDC_ATTR_ALARM_PRIORITY^MDC|1.1|PH||||||R\r"
        "OBX|3|ST|68546^MDC_ATTR_ALERT_TEXT^MDC|1.1|SpO2 low||||||R\r"
    )
    hear(parse(raw.encode(), received_at=datetime.now(UTC)))
    assert told(running) == [BEGAN]


def test_what_sdc_tells_of_an_alarm_is_kept(running, paired):
    word = SimpleNamespace(text="SpO2 low")
    kind = SimpleNamespace(Code="196670", CodingSystem=None, ConceptDescription=[word])
    described = {"a": SimpleNamespace(Type=kind, Priority="Hi")}
    state = SimpleNamespace(
        DescriptorHandle="a", ActualConditionGenerationDelay=None, ActualPriority=None, Presence=True,
        DeterminationTime=None,
    )  # fmt: skip
    hear(said(*alarms_of([state], described)))
    assert told(running) == [BEGAN]


@pytest.mark.hazard("H01 Wrong patient")
def test_what_stood_before_the_pairing_is_nobodys_here(running, paired, now):
    before = now - timedelta(minutes=1)
    hear(said(DeviceAlarm(code="196670", text="SpO2 low", priority="high", is_present=True, at=before)))
    assert told(running) == []


def test_an_alarm_that_flutters_fills_no_journal(running):
    known = DeviceAlarms(running.pk)
    events = [event for n in range(100) for event in known.news(said(LOW if n % 2 == 0 else OVER))]
    assert len(events) == A_MINUTE
