"""Laws of the monitor's messages: what is written is read, by us and by another library, and no bytes can break us."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import hl7
from hypothesis import given
from hypothesis import strategies as st

from leeward.devices.hl7v2 import BadReading, acknowledge, encode, parse, read_acknowledgement
from leeward.devices.port import DeviceMessage
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAME = st.text("ABC789-|^~\\& é", min_size=1, max_size=12).filter(
    lambda name: bool(name.strip()) and name == name.strip()
)


@st.composite
def a_reading(draw: st.DrawFn) -> Reading:
    kind = draw(st.sampled_from(VitalKind))
    tenths = st.integers(int(kind.plausible.low) * 10, int(kind.plausible.high) * 10)
    validity = draw(st.sampled_from(Validity))
    value = None if validity is Validity.INVALID else draw(tenths) / 10
    at = NOW - timedelta(milliseconds=draw(st.integers(0, 600_000)))
    return Reading(
        reading_id=UUID(int=0),
        kind=kind,
        value=value,
        unit=kind.unit,
        at=at,
        received_at=NOW,
        source="",
        validity=validity,
    )


def written(readings: list[Reading], device: str = "sim-1", mode: GenerationMode = GenerationMode.DEMO) -> bytes:
    return encode(readings, message_id="42", device_id=device, sent_at=NOW, mode=mode)


@given(st.lists(a_reading(), min_size=1, max_size=9), NAME, st.sampled_from(GenerationMode))
def test_what_is_written_is_read(readings, device, mode):
    message = parse(written(readings, device, mode), received_at=NOW)
    assert (message.device_id, message.mode) == (device, mode)
    assert [(r.kind, r.value, r.at, r.validity) for r in message.readings] == [
        (r.kind, r.value, r.at, r.validity) for r in readings
    ]
    assert {r.device for r in message.readings} == {device}
    measured = {(r.kind, r.value, r.at, r.validity) for r in readings}
    assert len({r.reading_id for r in message.readings}) == len(measured)


@given(st.lists(a_reading(), min_size=1, max_size=9))
def test_python_hl7_reads_in_our_messages_what_we_read(readings):
    raw = written(readings)
    ours = parse(raw, received_at=NOW)
    theirs = [row for row in hl7.parse(raw.decode()).segments("OBX") if str(row[2])]
    assert [str(r.value) if r.value is not None else "" for r in ours.readings] == [
        str(float(str(row[5]))) if str(row[5]) else "" for row in theirs
    ]
    assert [r.kind.value for r in ours.readings] == [r.kind.value for r in readings]
    assert [str(row[4]) for row in theirs] == [r.source.split()[-1] for r in ours.readings]


@given(st.lists(a_reading(), min_size=1, max_size=6))
def test_the_same_bytes_give_the_same_readings_whenever_they_come(readings):
    first = parse(written(readings), received_at=NOW)
    again = parse(written(readings), received_at=NOW + timedelta(hours=1))
    assert [r.reading_id for r in first.readings] == [r.reading_id for r in again.readings]


def is_refused_or_whole(raw: bytes) -> None:
    try:
        message = parse(raw, received_at=NOW)
    except BadReading:
        pass
    else:
        assert isinstance(message, DeviceMessage)
        assert all(r.value is None or r.value in r.kind.plausible for r in message.readings)
        assert len(message.problems) <= 101
    assert read_acknowledgement(acknowledge(raw, "AR", "No.", at=NOW)).code == "AR"


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_bad_reading(raw):
    is_refused_or_whole(raw)


@given(st.binary(max_size=200))
def test_no_bytes_after_a_header_raise_anything_but_bad_reading(raw):
    is_refused_or_whole(b"MSH|^~\\&|A||||20261123||ORU^R01|1|P|2.6\rOBX|" + raw)


@given(st.lists(a_reading(), min_size=1, max_size=4), st.integers(0, 2000), st.binary(max_size=6), st.integers(0, 6))
def test_a_damaged_message_raises_nothing_but_bad_reading(readings, at, noise, cut):
    raw = written(readings)
    at = min(at, len(raw))
    is_refused_or_whole(raw[:at] + noise + raw[at + cut :])


@given(st.lists(a_reading(), min_size=1, max_size=4), st.integers(0, 2000))
def test_a_truncated_message_never_invents_a_value(readings, at):
    raw = written(readings)[:at]
    try:
        message = parse(raw, received_at=NOW)
    except BadReading:
        return
    known = {(r.kind, r.value) for r in readings} | {(r.kind, None) for r in readings}
    assert {(r.kind, r.value) for r in message.readings} <= known


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_text_in_any_field_is_survived(value, unit, time):
    row = f"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1|{value}|{unit}|||||R|||{time}"
    header = "MSH|^~\\&|A||||20261123090000||ORU^R01|1|P|2.6"
    is_refused_or_whole(f"{header}\r{row}\r".encode("utf-8", "surrogatepass"))
