"""The law of the quick HL7 reader: whatever comes, it says what the careful one says, the first time and again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import hl7_parse
from benchmarks.peers import python_hl7
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.devices.hl7_body import Told
from leeward.devices.hl7_head import UNNAMED, device_of
from leeward.devices.hl7_quick import read_usual
from leeward.devices.hl7_remembered import Memory
from leeward.devices.hl7_write import _reply, _usual_reply, header_of, sender_of
from leeward.devices.hl7v2 import BadReading, parse, read_carefully
from leeward.devices.vocabulary import SHIPPED_ONLY, Metric, Vocabulary
from leeward.infusion.vitals import VitalKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENT = "20261123090000"
OWN = Vocabulary(codes={("101", "99MNDRY"): Metric(VitalKind.HEART_RATE, "ECG")}, units={"slagen": "/min"})


def mostly(usual: tuple[str, ...], odd: tuple[str, ...]) -> Callable[[Random], str]:
    """Draw what senders usually write, and seldom what hardly any does: most messages are to reach the quick reader."""
    return lambda rng: rng.choice(odd if rng.random() < 0.03 else usual)


TIMES = mostly(
    ("", SENT, f"{SENT}+0000", "20261123085500", "20261123085500.5+0100"),
    ("yesterday", f"1{SENT}", f" {SENT} ", f"{SENT}9999", "\x01", "2026112309"),
)
ORDERS = mostly(("", "1", "M1^BED", SENT), ("OBX", "1PID", "x", "PV1^2", "OBR ", "\x01", "\x02"))
CODES = mostly(
    ("147842^MDC_ECG_HEART_RATE^MDC", "150456^MDC_PULS_OXIM_SAT_O2^MDC", "150021^MDC_PRESS_BLD_NONINV_SYS^MDC",
     "150020^MDC_PRESS_BLD_NONINV^MDC", "150031^MDC_PRESS_CUFF_SYS^MDC", "147842^MDC_TEMP^MDC", "101^HR^99MNDRY"),
    ("8867-4^Heart rate^LN", "0002-4bb8^SpO2^MDIL", "", "150344", f"147842^{SENT}", "148065^X~147842^Y", "147842^\x01"),
)  # fmt: skip
VALUES = mostly(
    ("72", "", "97.5", "-999"),
    ("384.5", "120~130", "=^72", r"\F\72", "1e3", " 80 ", SENT, "٧", "PID", "OBX", "\x01"),
)
UNITS = mostly(
    ("/min", "264864^MDC_DIM_BEAT_PER_MIN^MDC", "%", "mm[Hg]^mm[Hg]^UCUM", "slagen"), ("", "kPa", "°C", r"m\T\m", SENT)
)
PLACES = mostly(("1.1.1.147842", "1.1.1", "1.1.0.0", "1.2.1.150021", "1"), ("", r"1.\S\.1", SENT))
FLAGS = mostly(("", "", "INV", "QUES~DEMO", "test"), ("N", "CAL", "x~INV"))
STATUSES = mostly(("R", "F", "X"), ("", "D", "r"))
EQUIPMENT = mostly(("", "", "0123^EUI-64", "Pump^X"), (SENT, r"\S\x"))


NUMBERS = mostly(("", "1", "2"), ("x",))
KINDS = mostly(("NM", "NM", ""), ("SN", "TX"))
LOCATIONS = mostly(("", "ICU^3", r"A\T\E"), (SENT,))
SENDERS = mostly(("Bed^0011^EUI-64", "Bed", r"A\T\B"), ("", "Bed^PID", "APV1"))
MESSAGE_KINDS = mostly(("ORU^R01^ORU_R01", "oru^r01"), ("ORU^R40", "ADT^A01", ""))
NAMES = mostly(("M1", SENT), ("", "A^B", r"\F\1", " 7 "))
MODES = mostly(("P", "D", "T"), ("", "p^T", "?"))
SENT_AT = mostly((SENT, f"{SENT}+0000", "20261123090000.250"), ("", "today", "\x01"))
CHARSETS = mostly(("", "UNICODE UTF-8"), ("8859/1",))
CODECS = mostly(("utf-8",), ("latin-1",))


def an_obx(rng: Random) -> str:
    number, kind = NUMBERS(rng), KINDS(rng)
    fields = ["OBX", number, kind, CODES(rng), PLACES(rng), VALUES(rng), UNITS(rng), "", FLAGS(rng), "", "",
              STATUSES(rng), "", "", TIMES(rng), "", "", "", EQUIPMENT(rng)]  # fmt: skip
    return "|".join(fields[: rng.choice((12, 15, 15, 19, 19, 8))])


def another(rng: Random) -> str:
    return rng.choice((
        f"OBR|1|||||x|{TIMES(rng)}", f"OBR|{ORDERS(rng)}|{ORDERS(rng)}|{ORDERS(rng)}|x|||{TIMES(rng)}",
        "PID|||P-7^^^A~Q", f"PV1||I|{LOCATIONS(rng)}",
        "NTE|1||said", "", "  ", " NTE|1||said ", "\x0bOBX|3|NM|147842|1|61|/min|||||R|||",
    ))  # fmt: skip


def odd_line(rng: Random) -> str:
    noise = "".join(rng.choice("OBXPIDMSHR|^~\\&\x00\x01\x02 é1") for _ in range(rng.randrange(24)))
    return rng.choice((
        "PID|||P-8", "PID|||", f"PID|||{SENT}", "no segment", "OBX", "NTE|PID|1|2", "NTE|1PID|x", f"NTE|1|OBX|{SENT}",
        "MSH|^~\\&|B", "NTE|\x02", f"OBX|1|NM|147842|1|72|/min|||||R|||{TIMES(rng)}OBX|2", noise,
    ))  # fmt: skip


def a_head(rng: Random) -> str:
    sender, at, kind, name = SENDERS(rng), SENT_AT(rng), MESSAGE_KINDS(rng), NAMES(rng)
    return f"MSH|^~\\&|{sender}||||{at}||{kind}|{name}|{MODES(rng)}|2.6||||||{CHARSETS(rng)}"


def a_message(seed: int) -> bytes:
    rng = Random(seed)  # noqa: S311  (made-up messages)
    end = rng.choice(("\r", "\r", "\n", "\r\n", "\r\r"))
    lines = [a_head(rng), *(rng.choice((an_obx, an_obx, an_obx, another))(rng) for _ in range(rng.randrange(7)))]
    if rng.random() < 0.2:
        lines.insert(rng.randint(1, len(lines)), odd_line(rng))
    text = end.join(lines) + rng.choice(("", end, "\r\n\t"))
    if rng.random() < 0.05:
        text = text.translate(str.maketrans("|^~\\&", rng.choice(("#^~\\&", "|$*?@"))))
    return rng.choice((b"", b"", b"\n", b"\xef\xbb\xbf")) + text.encode(CODECS(rng), "replace")


MESSAGES = st.integers(0, 2**64).map(a_message)


def told(vocabulary: Vocabulary = SHIPPED_ONLY, **changes: Any) -> Told:
    return Told(NOW, UTC, "10.0.0.9", vocabulary)._replace(**changes)


def answer(read: Callable[[], object]) -> object:
    try:
        return read()
    except BadReading as why:
        return str(why)


def said_by_both(raw: bytes, known: Told) -> tuple[object, object]:
    given_to = known._asdict()
    quick = answer(lambda: parse(raw, **given_to))
    return quick, answer(lambda: read_carefully(raw, known))


@settings(max_examples=800)
@given(st.lists(MESSAGES, min_size=1, max_size=3), st.sampled_from((SHIPPED_ONLY, OWN)))
def test_both_readers_say_the_same_the_first_time_and_again(messages, vocabulary):
    for raw in (*messages, *messages):
        quick, careful = said_by_both(raw, told(vocabulary))
        assert quick == careful


@given(MESSAGES, st.sampled_from(("UTC", "Europe/Amsterdam", "America/New_York")), st.integers(-400, 4000))
def test_both_readers_say_the_same_in_any_zone_and_at_any_time(raw, zone, late_s):
    quick, careful = said_by_both(
        raw, told(received_at=NOW + timedelta(seconds=late_s), assumed_zone=ZoneInfo(zone), peer="")
    )
    assert quick == careful


@given(MESSAGES)
def test_a_usual_head_is_answered_as_any_other(raw):
    assert _usual_reply(raw) in (None, _reply(header_of(raw)))


@given(MESSAGES)
def test_the_sender_is_the_same_by_either_way(raw):
    header = header_of(raw)
    assert sender_of(raw) == (None if header is None else device_of(header))


def usual(number: int, rate: int, *, at: str = SENT) -> bytes:
    return (
        f"MSH|^~\\&|Bed^0011^EUI-64||||{at}||ORU^R01^ORU_R01|M{number}|P|2.6\rPID|||P-7\rOBR|1||||||{at}\r"
        f"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.147842|{rate}|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R|||{at}\r"
    ).encode()


def test_the_usual_message_is_read_quickly_and_times_make_no_new_lines():
    own = Vocabulary()
    for second in range(10, 60):
        message = read_usual(usual(second, 70 + second % 3, at=f"202611230900{second}"), told(own))
        assert message is not None
        assert message.rows[0].value == 70 + second % 3
    assert len(own.memory["hl7"].young) < 15


def test_lines_are_forgotten_when_there_are_too_many_and_read_again():
    memory = Memory(SHIPPED_ONLY, lines=8)
    for round_ in range(3):
        for rate in range(40, 80):
            found = memory.look_up(f"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1|{rate}|/min|||||R", 1)
            assert found is not None
            assert found[0].value == rate, round_
        assert len(memory.young) <= 8


def test_a_line_of_any_length_is_not_kept_in_mind():
    memory = Memory(SHIPPED_ONLY)
    assert memory.look_up("NTE|1||" + "x" * 10_000, 1) is not None
    assert memory.young == {}


def test_most_of_the_generated_messages_are_read_quickly():
    """Else the laws above would compare the careful reader with itself."""
    quick = sum(read_usual(a_message(seed), told()) is not None for seed in range(400))
    assert quick > 150


@settings(max_examples=800)
@given(MESSAGES)
def test_python_hl7_reads_what_we_read_in_every_message_that_both_accept(raw):
    try:
        ours = parse(raw, received_at=NOW)
        text = raw.decode("utf-8").lstrip("\ufeff")
        theirs = python_hl7.check(text, python_hl7.fields(text))
    except (BadReading, UnicodeDecodeError, python_hl7.NotAccepted):
        return
    if any("its age is not known" in problem for problem in ours.problems):
        return  # a time that cannot be read takes the value with it; what a time is python-hl7 does not say
    assert [(row.kind, row.value) for row in ours.rows] == [
        (kind, value) for kind, _, value in python_hl7.meaning(theirs)
    ]
    assert ours.device_id in (theirs.device_id, UNNAMED)
    assert ours.sent_at == python_hl7.sent_at(theirs)


def test_the_messages_of_the_benchmark_are_read_alike():
    for write in hl7_parse.shapes().values():
        hl7_parse.check([write(number) for number in range(40)])
