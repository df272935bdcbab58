"""What adapters hand over: rows become readings when asked for, and a device's own table is checked when it is made."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.devices.hl7v2 import parse
from leeward.devices.port import DeviceMessage, Row
from leeward.devices.vocabulary import Metric, Vocabulary
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind, name_reading

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROW = Row(
    kind=VitalKind.SPO2, value=97.0, at=NOW, source="monitor: finger", device="m-1", validity=Validity.VALID,
    mode=GenerationMode.TEST, name="\x1f".join(("m-1", "17", "3")),
)  # fmt: skip


def a_message(*rows: Row) -> DeviceMessage:
    return DeviceMessage(
        message_id="17", device_id="m-1", mode=GenerationMode.TEST, rows=rows, problems=(),
        sent_at=NOW, received_at=NOW + timedelta(seconds=1),
    )  # fmt: skip


def test_rows_become_readings_once():
    message = a_message(ROW)
    (reading,) = message.readings
    assert (reading.kind, reading.value, reading.unit) == (VitalKind.SPO2, 97.0, "%")
    assert (reading.at, reading.received_at) == (NOW, NOW + timedelta(seconds=1))
    assert reading.reading_id == name_reading(device="m-1", message="17", place="3")
    assert message.readings[0] is reading
    assert a_message().readings == ()


@pytest.mark.hazard("H27 Duplicate/out-of-order samples")
def test_the_ids_of_readings_stay_what_they_were_in_the_first_release():
    """A resend across an upgrade must find what was kept before it."""
    raw = (
        b"MSH|^~\\&|Bed^7^L||||20261123090000+0000||ORU^R01|M7|D|2.6\r"
        b"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1|72|/min|||||R\r"
        b"OBX|2|NM|150021^MDC_PRESS_BLD_NONINV_SYS^MDC|1.2.1|120|mm[Hg]|||||R|||20261123085500+0000\r"
    )
    message = parse(raw, received_at=NOW, peer="10.0.0.9")
    assert [str(reading.reading_id) for reading in message.readings] == [
        "ccd05603-7ab2-5772-92b8-4840f7f2c987",
        "ae2def09-17d1-5ae3-92ab-2a7023ad2c54",
    ]


def test_a_table_of_a_device_finds_its_codes_by_system_and_without():
    own, any_system = Metric(VitalKind.HEART_RATE, "ECG"), Metric(VitalKind.SPO2, "finger")
    table = Vocabulary(codes={("101", "99MNDRY"): own, ("160", ""): any_system}, units={"bpm?": "/min"})
    assert table.find("101", "99MNDRY") is own
    assert table.find("101", "MDC") is None
    assert table.find("160", "MDC") is any_system


@pytest.mark.parametrize(("units", "words"), [({"x": "stone"}, "stone is no unit"), ({"BPM": "/min"}, "small letters")])
def test_a_table_with_a_unit_that_nobody_reads_is_refused(units, words):
    with pytest.raises(ValueError, match=words):
        Vocabulary(units=units)
