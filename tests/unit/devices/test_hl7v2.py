"""What real monitors send, and what becomes of it. The messages are our own, built after published shapes."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import hl7
import pytest

from leeward.devices.hl7v2 import BadReading, acknowledge, encode, parse, read_acknowledgement
from leeward.devices.port import DeviceMessage
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOWN = Path(__file__).parents[4] / "shared/data/hl7/shown"
needs_shown = pytest.mark.skipif(not SHOWN.is_dir(), reason="the shared sample messages are not on this machine")

HR = "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.147842|72|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R"
SPO2 = "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.2.1.150456|97|262688^MDC_DIM_PERCENT^MDC|||||R"


def a_message(*rows: str, msh: str = "", end: str = "\r", **changes: str) -> bytes:
    fields = {
        "sender": "Bedside^0011^EUI-64", "at": "20261123090000+0000", "kind": "ORU^R01^ORU_R01",
        "id": "M1", "mode": "P", "charset": "UNICODE UTF-8", "obr7": "20261123090000+0000", "pid": "P-7",
    } | changes  # fmt: skip
    header = msh or "MSH|^~\\&|{sender}||||{at}||{kind}|{id}|{mode}|2.6|||NE|AL||{charset}".format(**fields)
    middle = [f"PID|||{fields['pid']}^^^Clinic^PI", f"OBR|1||||||{fields['obr7']}"]
    return (end.join([header, *middle, *rows]) + end).encode()


def read(*rows: str, **changes: str) -> DeviceMessage:
    return parse(a_message(*rows, **changes), received_at=NOW)


def value_of(message: DeviceMessage, kind: VitalKind) -> float | None:
    (reading,) = [r for r in message.readings if r.kind is kind]
    return reading.value


def a_row(code: str, value: str, unit: str = "/min", *, place: str = "1.1.1.1", **at: str) -> str:
    rest = {"flags": "", "status": "R", "time": ""} | at
    return f"OBX|1|NM|{code}|{place}|{value}|{unit}||{rest['flags']}|||{rest['status']}|||{rest['time']}"


def test_a_message_in_order_has_readings_and_no_problems():
    message = read(HR, SPO2)
    assert [(r.kind, r.value, r.unit) for r in message.readings] == [
        (VitalKind.HEART_RATE, 72, "/min"),
        (VitalKind.SPO2, 97, "%"),
    ]
    assert (message.problems, message.device_id, message.message_id) == ((), "0011", "M1")
    assert (message.patient_id, message.mode) == ("P-7", GenerationMode.REAL)
    assert all(r.at == NOW and r.validity is Validity.VALID and r.device == "0011" for r in message.readings)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_is_read(end):
    assert len(parse(a_message(HR, SPO2, end=end), received_at=NOW).readings) == 2


@pytest.mark.hazard("H28 Artefact accepted as physiology")
@pytest.mark.parametrize("sentinel", ["-999", "-1", "8388607", "-99.9", "384.5", "99999999999999"])
@pytest.mark.parametrize(
    ("code", "unit", "kind"),
    [
        ("147842^MDC_ECG_HEART_RATE^MDC", "264864^MDC_DIM_BEAT_PER_MIN^MDC", VitalKind.HEART_RATE),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "266016^MDC_DIM_MMHG^MDC", VitalKind.SYSTOLIC),
        ("150344^MDC_TEMP^MDC", "268192^MDC_DIM_DEGC^MDC", VitalKind.TEMPERATURE),
    ],
)
def test_a_sentinel_is_no_measurement_and_is_named(sentinel, code, unit, kind):
    message = read(a_row(code, sentinel, unit))
    (reading,) = message.readings
    assert (reading.value, reading.validity) == (None, Validity.INVALID)
    assert kind.label in message.problems[0]
    assert sentinel in message.problems[0]


@pytest.mark.parametrize(
    ("code", "value", "unit", "kind", "ours"),
    [
        ("150344^MDC_TEMP^MDC", "98.6", "[degF]^^UCUM", VitalKind.TEMPERATURE, 37.0),
        ("150344^MDC_TEMP^MDC", "99.5", "266560^MDC_DIM_FAHR^MDC", VitalKind.TEMPERATURE, 37.5),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "16", "kPa", VitalKind.SYSTOLIC, 120.0),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "120", "mm[Hg]^mm[Hg]^UCUM", VitalKind.SYSTOLIC, 120.0),
        ("151708^MDC_AWAY_CO2_ET^MDC", "5.0", "265987^MDC_DIM_KILO_PASCAL^MDC", VitalKind.ETCO2, 37.5),
        ("8867-4^Heart rate^LN", "61", "{beats}/min", VitalKind.HEART_RATE, 61.0),
        ("0002-4bb8^SpO2^MDIL", "98", "%", VitalKind.SPO2, 98.0),
        ("147842^MDC_ECG_CARD_BEAT_RATE^MDC", "61", "bpm", VitalKind.HEART_RATE, 61.0),
    ],
)
def test_units_and_names_of_other_makers_are_understood(code, value, unit, kind, ours):
    message = read(a_row(code, value, unit))
    assert value_of(message, kind) == ours
    assert message.problems == ()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (a_row("12345^FOO", "5"), "Not used: code 12345^FOO (OBX 1)."),
        (a_row("150031^MDC_PRESS_CUFF_SYS^MDC", "120", "mmHg"), "Not used: code 150031^MDC_PRESS_CUFF_SYS"),
        (a_row("150301^MDC_ECG_HEART_RATE^MDC", "120", "mmHg"), "the code and the name do not belong together"),
        (a_row("147842^MDC_ECG_HEART_RATE^MDC", "see note"), '"see note" is not a number'),
        (a_row("147842^MDC_ECG_HEART_RATE^MDC", "72~73"), '"72~73" is not a number'),
        (a_row("147842^MDC_ECG_HEART_RATE^MDC", "72", ""), "no unit was sent"),
        (a_row("147842^MDC_ECG_HEART_RATE^MDC", "72", "furlong"), 'unit "furlong" is not known'),
        (a_row("147842^MDC_ECG_HEART_RATE^MDC", "72", "%"), "/min was expected"),
        (a_row("150344^MDC_TEMP^MDC", "36.8", "268192^MDC_DIM_FAHR^MDC"), "is not known"),
        (a_row("150456^MDC_PULS_OXIM_SAT_O2^MDC", "", "%", status="X"), "no value (status X)"),
        (a_row("150456^MDC_PULS_OXIM_SAT_O2^MDC", "97", "%", status="W"), "calls the value wrong"),
        (a_row("150456^MDC_PULS_OXIM_SAT_O2^MDC", "97", "%", time="yesterday"), "its age is not known"),
    ],
)
def test_what_is_not_used_is_named(row, says):
    message = read(row)
    assert any(says in problem for problem in message.problems), message.problems
    assert all(r.value is None and r.validity is Validity.INVALID for r in message.readings)


@pytest.mark.parametrize(
    ("changes", "validity"),
    [
        ({"status": "X"}, Validity.QUESTIONABLE),
        ({"flags": "QUES"}, Validity.QUESTIONABLE),
        ({"flags": "CAL"}, Validity.CALIBRATING),
        ({"flags": "H~INV"}, Validity.INVALID),
        ({"flags": "H", "status": "F"}, Validity.VALID),
    ],
)
def test_the_monitor_s_own_doubt_is_kept(changes, validity):
    message = read(a_row("150456^MDC_PULS_OXIM_SAT_O2^MDC", "97", "%", **changes))
    assert [r.validity for r in message.readings] == [validity]
    assert bool(message.problems) is (validity is not Validity.VALID)


def test_two_probes_are_two_readings_told_apart_by_their_place():
    message = read(
        a_row("150344^MDC_TEMP^MDC", "36.8", "Cel", place="1.5.1.150344"),
        a_row("150344^MDC_TEMP^MDC", "35.1", "Cel", place="1.5.2.150344"),
    )
    assert [(r.value, r.source) for r in message.readings] == [
        (36.8, "monitor: any 1.5.1.150344"),
        (35.1, "monitor: any 1.5.2.150344"),
    ]
    assert len({r.reading_id for r in message.readings}) == 2


@pytest.mark.hazard("H17 Stale vitals shown as live")
def test_a_cuff_reading_keeps_its_own_older_time():
    cuff = a_row("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "131", "mmHg", time="20261123085500+0000")
    assert read(cuff, HR).readings[0].at == NOW - timedelta(minutes=5)
    assert read(cuff, HR).readings[1].at == NOW


@pytest.mark.hazard("H17 Stale vitals shown as live")
def test_a_cuff_reading_takes_the_time_of_its_heading():
    heading = "OBX|1||150020^MDC_PRESS_BLD_NONINV^MDC|1.3.1.0|||||||X|||20261123085500+0000"
    cuff = a_row("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "131", "mmHg", place="1.3.1.150021")
    message = read(heading, cuff)
    assert message.readings[0].at == NOW - timedelta(minutes=5)
    assert message.problems == ()


def test_zones_are_followed_and_a_missing_one_is_assumed():
    with_offset = read(HR, at="20261123140000+0500", obr7="20261123140000+0500")
    assert with_offset.readings[0].at == NOW
    bare = parse(
        a_message(HR, at="20261123100000", obr7="20261123100000"),
        received_at=NOW,
        assumed_zone=timezone(timedelta(hours=1)),
    )
    assert (bare.readings[0].at, bare.sent_at, bare.problems) == (NOW, NOW, ())


def test_a_wrong_clock_is_said_and_the_device_s_time_is_kept():
    message = read(HR, at="20261123091500+0000", obr7="")
    assert "more than a minute ahead of ours" in message.problems[0]
    assert message.readings[0].at == NOW + timedelta(minutes=15)


def test_without_any_time_the_receipt_counts_and_is_said():
    message = read(HR, at="", obr7="")
    assert message.readings[0].at == NOW
    assert any("the time of receipt was taken" in problem for problem in message.problems)


@pytest.mark.parametrize(
    ("letter", "mode"),
    [("P", GenerationMode.REAL), ("T", GenerationMode.TEST), ("D", GenerationMode.DEMO), ("", GenerationMode.TEST)],
)
def test_the_mode_is_on_every_reading(letter, mode):
    message = read(HR, mode=letter)
    assert {message.mode, message.readings[0].mode} == {mode}
    assert bool(message.problems) is (letter == "")


def test_a_row_marked_as_a_demonstration_is_one():
    message = read(a_row("147842^MDC_ECG_HEART_RATE^MDC", "72", flags="DEMO"))
    assert (message.mode, message.readings[0].mode) == (GenerationMode.REAL, GenerationMode.DEMO)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "ORU^R40^ORU_R40"}, "an alarm"),
        ({"kind": "ADT^A01^ADT_A01"}, "admission data"),
        ({"kind": "RGV^O15"}, "an order for a pump"),
        ({"kind": "QRY^A19"}, "Only results"),
        ({"kind": ""}, "Only results"),
    ],
)
def test_what_is_not_a_result_is_refused_with_a_sentence(changes, says):
    with pytest.raises(BadReading, match=says):
        read(HR, **changes)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "does not begin with MSH"),
        (b"GET / HTTP/1.1\r\n\r\n", "does not begin with MSH"),
        (b"MSH", "five separators"),
        (b"MSH|||||", "five separators"),
        (b"MSH|^~\\&|A||||20261123||ORU^R01|1|P|2.6", "no observation"),
        (a_message(HR, "MSH|^~\\&|B"), "Two messages"),
        (a_message(HR, "PID|||other"), "more than one patient"),
        (a_message(*[HR] * 2500), "at most 2000"),
        (a_message(HR).decode().encode("utf-16"), "does not begin with MSH"),
    ],
)
def test_what_cannot_be_a_message_is_refused(raw, says):
    with pytest.raises(BadReading, match=says):
        parse(raw, received_at=NOW)


def test_segments_run_together_are_said():
    message = read(HR + SPO2)
    assert any("Segments run together: OBX" in problem for problem in message.problems)
    whole = b"".join(a_message(HR, SPO2).split(b"\r"))
    with pytest.raises(BadReading, match="on a line of its own"):
        parse(whole, received_at=NOW)


def test_a_stray_line_is_said_and_the_rest_is_read():
    message = read(HR, "A1B2", SPO2)
    assert len(message.readings) == 2
    assert message.problems == ('Line 5 is not a segment and was not used: "A1B2".',)


def test_latin_1_is_read_when_declared_and_said_when_not():
    raw = a_message(HR, pid="Müller", charset="8859/1").decode().encode("latin-1")
    assert parse(raw, received_at=NOW).patient_id == "Müller"
    assert parse(raw, received_at=NOW).problems == ()
    message = parse(raw.replace(b"8859/1", b""), received_at=NOW)
    assert message.patient_id == "Müller"
    assert "Latin-1" in message.problems[0]


def test_other_separators_are_obeyed():
    raw = a_message(HR).replace(b"|", b"#").replace(b"^", b"@")
    assert parse(raw, received_at=NOW).readings[0].value == 72


@pytest.mark.hazard("H27 Duplicate or out-of-order samples")
def test_a_message_sent_again_gives_the_same_readings_and_a_counter_started_again_does_not():
    first, again = read(HR), parse(a_message(HR), received_at=NOW + timedelta(minutes=1))
    assert first.readings[0].reading_id == again.readings[0].reading_id
    later = read(HR, at="20261123090002+0000", obr7="20261123090002+0000")
    assert first.readings[0].reading_id != later.readings[0].reading_id
    other = parse(a_message(HR), received_at=NOW, peer="10.0.0.8")
    assert first.readings[0].reading_id != other.readings[0].reading_id


def test_a_cuff_reading_repeated_in_later_messages_is_one_reading():
    cuff = a_row("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "131", "mmHg", time="20261123085500+0000")
    first, later = read(HR, cuff), read(cuff, id="M2", at="20261123090002+0000", obr7="20261123090002+0000")
    assert first.readings[1].reading_id == later.readings[0].reading_id


def test_the_answer_names_the_message_and_survives_any_bytes():
    answer = read_acknowledgement(acknowledge(a_message(HR, id="A|B^C"), "AR", "Not | like ^ this\r", at=NOW))
    assert (answer.code, answer.message_id, answer.text) == ("AR", "A", "Not | like ^ this")
    assert read_acknowledgement(acknowledge(b"\xff\x00junk", "AR", "No.", at=NOW)).message_id == ""
    with pytest.raises(BadReading, match="no MSA"):
        read_acknowledgement(a_message(HR))


def test_every_kind_can_be_written():
    readings = tuple(
        Reading(
            reading_id=read(HR).readings[0].reading_id, kind=kind, value=kind.plausible.high, unit=kind.unit,
            at=NOW, received_at=NOW, source="", mode=GenerationMode.DEMO,
        )
        for kind in VitalKind
    )  # fmt: skip
    raw = encode(readings, message_id="1", device_id="sim|1", sent_at=NOW, mode=GenerationMode.DEMO)
    message = parse(raw, received_at=NOW)
    assert [r.kind for r in message.readings] == list(VitalKind)
    assert (message.problems, message.device_id) == ((), "sim|1")


@needs_shown
@pytest.mark.parametrize(
    ("name", "expected", "unused"),
    [
        ("ipf_pcd01_nibp.hl7", [("systolic", 120), ("diastolic", 80), ("mean_arterial_pressure", 100)], 0),
        (
            "ipf_pcd01_multiparam_awaregateway.hl7",
            [
                ("heart_rate", 60),
                ("mean_arterial_pressure", 92),
                ("systolic", 120),
                ("diastolic", 80),
                ("pulse_rate", 60),
            ],
            4,
        ),
    ],
)
def test_messages_that_others_wrote_are_read_as_python_hl7_reads_them(name, expected, unused):
    raw = (SHOWN / name).read_bytes()
    message = parse(raw, received_at=NOW)
    assert [(r.kind.value, r.value) for r in message.readings] == expected
    assert sum(problem.startswith("Not used: code") for problem in message.problems) == unused
    oracle = hl7.parse(raw.decode().replace("\n", "\r"))
    theirs = [float(str(row[5])) for row in oracle.segments("OBX") if str(row[5])]
    assert [value for _, value in expected] == [value for value in theirs if value in dict(expected).values()][
        : len(expected)
    ]


@needs_shown
def test_the_cuff_message_names_device_patient_and_time():
    message = parse((SHOWN / "ipf_pcd01_nibp.hl7").read_bytes(), received_at=NOW)
    assert {r.device for r in message.readings} == {"0123456789ABCDEF"}
    assert {r.at for r in message.readings} == {datetime(2009, 8, 13, 4, 57, 15, tzinfo=UTC)}
    assert message.patient_id == "789567"


def an_alarm(*facets: str) -> list[str]:
    rows = [f"OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.1.1.1|{facets[0]}||||||R|||20261123085958+0000"]
    return [*rows, *(f"OBX|{n}|ST|{facet}||||||R" for n, facet in enumerate(facets[1:], 2))]


@pytest.mark.hazard("H21 its own alarms silence none of ours")
def test_a_monitors_own_alarm_is_told_from_its_facets_and_is_no_reading():
    message = read(
        *an_alarm(
            "196670^MDC_EVT_LO^MDC",
            "68480^MDC_ATTR_ALERT_SOURCE^MDC|1.1.1.2|150456^MDC_PULS_OXIM_SAT_O2^MDC",
            "68481^MDC_ATTR_EVENT_PHASE^MDC|1.1.1.3|start",
            "68482^MDC_ATTR_ALARM_STATE^MDC|1.1.1.4|active",
            "68484^MDC_ATTR_ALARM_PRIORITY^MDC|1.1.1.6|PH",
            "68546^MDC_ATTR_ALERT_TEXT^MDC|1.1.1.8|SpO2 low",
        ),
        HR,
    )
    (alarm,) = message.alarms
    assert (alarm.code, alarm.text, alarm.priority, alarm.is_present) == ("196670", "SpO2 low", "high", True)
    assert alarm.at == NOW - timedelta(seconds=2)
    assert [row.kind for row in message.rows] == [VitalKind.HEART_RATE]
    assert message.problems == ('The device\'s own alarm "SpO2 low" (high) stands.',)


@pytest.mark.parametrize(
    ("facets", "found"),
    [
        (("196670^MDC_EVT_LO^MDC", "68481^X^MDC|1|end"), ("196670", "MDC_EVT_LO", "none", False)),
        (("196670^MDC_EVT_LO^MDC", "68482^X^MDC|1|inactive"), ("196670", "MDC_EVT_LO", "none", False)),
        (("Probe off", "68484^X^MDC|1|PM"), ("196616", "MDC_EVT_ALARM", "medium", True)),
        (("", "68484^X^MDC|1|loud"), ("196616", "MDC_EVT_ALARM", "none", True)),
    ],
)
def test_an_alarm_ends_by_its_phase_or_state_and_says_no_more_than_was_sent(facets, found):
    (alarm,) = read(*an_alarm(*facets), HR).alarms
    assert (alarm.code, alarm.text, alarm.priority, alarm.is_present) == found


def test_two_alarms_of_one_message_are_two():
    first, second = an_alarm("196670^MDC_EVT_LO^MDC", "68484^X^MDC|1|PH"), an_alarm("196648^MDC_EVT_HI^MDC")
    found = read(*first, *second).alarms
    assert [(one.code, one.priority) for one in found] == [("196670", "high"), ("196648", "none")]
