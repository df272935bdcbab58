"""HL7: a thousand different messages of one shape, from bytes to rows by Leeward and to fields by python-hl7."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.measure import Claim, Comparison, Contestant, Disagrees, Timed, interleaved, ratio
from benchmarks.peers import python_hl7
from leeward.devices.hl7_body import Told
from leeward.devices.hl7_write import write_time
from leeward.devices.hl7v2 import parse, read_carefully
from leeward.devices.vocabulary import SHIPPED_ONLY, Vocabulary

MESSAGES: Final = 1000
PEER_MESSAGES: Final = 20
BAR: Final = 40.0
SEED: Final = 20261123
BEGAN: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOWN: Final = Path(__file__).parents[2] / "shared/data/hl7/shown"
MULTI: Final = "shared PCD-01, nine numerics"
NIBP: Final = "shared PCD-01, blood pressure"
LEAN: Final = "lean, 12 OBX"
TREE: Final = "PCD-01 tree, 20 OBX"
NOTES: Final = (
    "Before anything is timed, every message is read by all three, and quantities, places and values are the same.",
    (
        "No two messages are the same: time, id and every value differ, as from a hundred beds. Leeward remembers the "
        "lines that it has read, from one round to the next; `anew` forgets everything first."
    ),
    (
        "Leeward's time includes rows with their validity, units, times in UTC and a sentence for what is not used; "
        "python-hl7's ends with the fields taken out as text."
    ),
    f"python-hl7 reads {PEER_MESSAGES} of the {MESSAGES} messages; its time is scaled.",
)
# code, name, unit, lowest and highest value written
NUMERICS: Final = (
    ("147842", "MDC_ECG_HEART_RATE", "264864^MDC_DIM_BEAT_PER_MIN^MDC", 50, 120),
    ("149530", "MDC_PULS_OXIM_PULS_RATE", "264864^MDC_DIM_BEAT_PER_MIN^MDC", 50, 120),
    ("150456", "MDC_PULS_OXIM_SAT_O2", "262688^MDC_DIM_PERCENT^MDC", 88, 100),
    ("150448", "MDC_PULS_OXIM_PERF_REL", "262656^MDC_DIM_DIMLESS^MDC", 1, 9),
    ("151562", "MDC_RESP_RATE", "264928^MDC_DIM_RESP_PER_MIN^MDC", 8, 24),
    ("151708", "MDC_AWAY_CO2_ET", "266016^MDC_DIM_MMHG^MDC", 30, 50),
    ("151716", "MDC_AWAY_CO2_INSP", "266016^MDC_DIM_MMHG^MDC", 0, 3),
    ("150344", "MDC_TEMP", "268192^MDC_DIM_DEGC^MDC", 36, 38),
    ("150021", "MDC_PRESS_BLD_NONINV_SYS", "266016^MDC_DIM_MMHG^MDC", 90, 180),
    ("150022", "MDC_PRESS_BLD_NONINV_DIA", "266016^MDC_DIM_MMHG^MDC", 50, 100),
    ("150023", "MDC_PRESS_BLD_NONINV_MEAN", "266016^MDC_DIM_MMHG^MDC", 60, 120),
    ("149546", "MDC_PULS_RATE_NON_INV", "264864^MDC_DIM_BEAT_PER_MIN^MDC", 50, 120),
)
HEADINGS: Final = (
    "69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0", "70666^MDC_DEV_ECG_RESP_VMD^MDC|1.1.0.0",
    "69642^MDC_DEV_ANALY_SAT_O2_VMD^MDC|1.2.0.0", "69643^MDC_DEV_ANALY_SAT_O2_CHAN^MDC|1.2.1.0",
    "69682^MDC_DEV_ANALY_GAS_VMD^MDC|1.3.0.0", "69902^MDC_DEV_METER_TEMP_VMD^MDC|1.4.0.0",
    "70686^MDC_DEV_PRESS_BLD_NONINV_VMD^MDC|1.5.0.0", "70687^MDC_DEV_PRESS_BLD_NONINV_CHAN^MDC|1.5.1.0",
)  # fmt: skip


def measure(rounds: int) -> Claim:
    """Check that everybody reads alike, then time them."""
    timed: list[Timed] = []
    comparisons: list[Comparison] = []
    for shape, write in shapes().items():
        written = [write(number) for number in range(MESSAGES)]
        check(written)
        texts = [raw.decode() for raw in written[:PEER_MESSAGES]]
        ours, anew, theirs = (f"{who}: {shape}" for who in ("leeward", "leeward anew", "python-hl7"))
        spent = interleaved(
            [
                Contestant(name=ours, call=partial(read, written, SHIPPED_ONLY)),
                Contestant(name=anew, call=lambda raws=written: read(raws, Vocabulary())),
                Contestant(
                    name=theirs,
                    call=lambda them=texts: [python_hl7.fields(text) for text in them],
                    share=PEER_MESSAGES / MESSAGES,
                ),
            ],
            rounds=rounds,
        )
        timed += spent.values()
        comparisons.append(ratio(f"{shape}: python-hl7 / leeward", spent[theirs], spent[ours], bar=BAR))
        comparisons.append(ratio(f"{shape}: python-hl7 / leeward anew", spent[theirs], spent[anew]))
    return Claim(
        name="hl7",
        title=f"{MESSAGES} different HL7 messages of a monitor read",
        timed=tuple(timed),
        comparisons=tuple(comparisons),
        notes=NOTES,
    )


def read(written: Sequence[bytes], vocabulary: Vocabulary) -> None:
    """Read the messages as they come in, one a second."""
    for raw in written:
        parse(raw, received_at=BEGAN, peer="10.0.0.9", vocabulary=vocabulary)


def check(written: Sequence[bytes]) -> None:
    """Raise Disagrees where two readers read differently."""
    for raw in written:
        quick = parse(raw, received_at=BEGAN, peer="10.0.0.9")
        if quick != read_carefully(raw, Told(BEGAN, UTC, "10.0.0.9", SHIPPED_ONLY)):
            raise Disagrees(f"The quick and the careful reader differ on {raw!r}.")
        found = python_hl7.fields(raw.decode())
        ours = [(row.kind, row.value) for row in quick.rows]
        if ours != [(kind, value) for kind, _, value in python_hl7.meaning(found)]:
            raise Disagrees(f"python-hl7 reads other values in {raw!r}.")
        if (found.message_id, found.device_id, python_hl7.sent_at(found)) != (
            quick.message_id, quick.device_id, quick.sent_at,
        ):  # fmt: skip
            raise Disagrees(f"python-hl7 reads another head in {raw!r}.")


def shapes() -> dict[str, Callable[[int], bytes]]:
    """Return, for each shape, what writes the message of a number; the shared ones only where they lie at hand."""
    shown = {
        MULTI: SHOWN / "ipf_pcd01_multiparam_awaregateway.hl7",
        NIBP: SHOWN / "ipf_pcd01_nibp.hl7",
    }
    varied = {name: partial(another, path.read_bytes().decode()) for name, path in shown.items() if path.exists()}
    return {**varied, LEAN: lean, TREE: tree}


def another(sample: str, number: int) -> bytes:
    """Return the sample with another time, id and other values, everything else as it is."""
    rng, at = _chance(number), _at(number)
    lines = [line.split("|") for line in sample.replace("\n", "\r").split("\r") if line]
    for fields in lines:
        if fields[0] == "MSH":
            fields[6], fields[9] = f"{at:%Y%m%d%H%M%S}", f"M{number}"
        elif fields[0] == "OBR":
            fields[7] = f"{at - timedelta(seconds=2):%Y%m%d%H%M%S}"
        elif fields[0] == "OBX" and len(fields) > 14 and fields[14]:  # plain: OBX-14
            fields[14] = f"{at - timedelta(seconds=2):%Y%m%d%H%M%S}"
        if fields[0] == "OBX" and fields[5]:
            fields[5] = str(max(int(fields[5]) + rng.randrange(-9, 10), 1))
    return "".join("|".join(fields) + "\r" for fields in lines).encode()


def lean(number: int) -> bytes:
    """Return a message of twelve numerics without headings."""
    at = write_time(_at(number))
    return _message(number, [_row(place, place, number, "") for place in range(1, 13)], at)


def tree(number: int) -> bytes:
    """Return a message of eight headings and twelve numerics, each with its own time, about 2.5 kB."""
    at = write_time(_at(number))
    headings = [f"OBX|{place}||{heading}|||||||X" for place, heading in enumerate(HEADINGS, 1)]
    return _message(number, headings + [_row(place, place + len(HEADINGS), number, at) for place in range(1, 13)], at)


def _message(number: int, rows: Sequence[str], at: str) -> bytes:
    lines = (
        f"MSH|^~\\&|Bench^bed-{number % 100}^L||||{at}||ORU^R01^ORU_R01|M{number}|P|2.6|||NE|AL||UNICODE UTF-8",
        f"PID|||P-{number % 100}^^^Clinic^PI",
        f"PV1||I|Room^{number % 100}",
        f"OBR|1|||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||{at}",
        *rows,
    )
    return "".join(f"{line}\r" for line in lines).encode()


def _row(which: int, place: int, number: int, at: str) -> str:
    code, name, unit, low, high = NUMERICS[which - 1]
    value = _chance(number * len(NUMERICS) + which).randint(low, high)
    return f"OBX|{place}|NM|{code}^{name}^MDC|1.{which}.1.{code}|{value}|{unit}|||||R|||{at}"


def _chance(number: int) -> Random:
    return Random(SEED + number)  # noqa: S311 - made-up values, no secrets


def _at(number: int) -> datetime:
    return BEGAN + timedelta(seconds=number % 5, milliseconds=number)
