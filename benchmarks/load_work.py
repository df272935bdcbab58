"""The work of the load benchmark: N beds, six numerics a second each, and the beds whose saturation falls, and when.

Everything follows from the bed's number, the second and the seed, so that the generator, the servers and whoever checks
their records agree on every value without telling one another.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

SEED: Final = 20261123
WARM_UP_S: Final = 3
WARM_UP_S_PER_BED: Final = 1 / 400
"""Every bed comes back at once, to a gateway that has just started and reads the records of them all meanwhile."""
MEASURED_S: Final = 12
CALM_SPO2, LOW_SPO2 = 97, 76
"""Calm, and below the one limit on saturation that calls without a delay (80 %)."""
DESATURATION: Final = "spo2-desaturation"
FALLS_FOR_S: Final = 3
BEDS_FOR_A_FALL: Final = 50
FEWEST_FALLS: Final = 5

NAMES: Final = ("heart_rate", "pulse_rate", "spo2", "respiratory_rate", "etco2", "temperature")
CODES: Final = ("147842", "149530", "150456", "151578", "151708", "150344")
"""What a bed sends, and the MDC codes by which it does."""
LOWEST: Final = (45, 45, 80, 0, 25, 30)
HIGHEST: Final = (140, 140, 101, 24, 55, 43)
"""What a server without our alarm engine decides by: a value at or beyond either calls."""

PROFILE: Final = "|||PCD_DEC_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"
PCD: Final = "\r".join((
    r"MSH|^~\&|LOAD^%(device)s^EUI-64|WARD|||%(time)s||ORU^R01^ORU_R01|%(message)s|D|2.6|||NE|AL||UNICODE UTF-8%(pcd)s",
    "PID|||%(patient)s^^^Leeward^PI||Load^Bed^^^^^L|||U",
    "PV1||E|Ward^^%(device)s",
    "OBR|1|%(message)s^LOAD|%(message)s^LOAD|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||%(time)s",
    "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||%(device)s^^%(device)s^EUI-64",
    "OBX|2||70666^MDC_DEV_ECG_RESP_VMD^MDC|1.1.0.0|||||||X",
    "OBX|3|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.147842|%(heart_rate)s|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R",
    "OBX|4|NM|151578^MDC_TTHOR_RESP_RATE^MDC|1.1.2.151578|%(respiratory_rate)s|264928^MDC_DIM_RESP_PER_MIN^MDC|||||R",
    "OBX|5||69642^MDC_DEV_ANALY_SAT_O2_VMD^MDC|1.2.0.0|||||||X",
    "OBX|6|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.2.1.150456|%(spo2)s|262688^MDC_DIM_PERCENT^MDC|||||R",
    "OBX|7|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.2.1.149530|%(pulse_rate)s|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R",
    "OBX|8||69682^MDC_DEV_ANALY_CONC_GAS_MULTI_PARAM_VMD^MDC|1.3.0.0|||||||X",
    "OBX|9|NM|151708^MDC_CONC_AWAY_CO2_ET^MDC|1.3.1.151708|%(etco2)s|266016^MDC_DIM_MMHG^MDC|||||R",
    "OBX|10|NM|150344^MDC_TEMP^MDC|1.4.1.150344|%(temperature)s|268192^MDC_DIM_DEGC^MDC|||||R",
)) + "\r"  # fmt: skip
"""One IHE PCD-01 message with its device tree, of the shape that multi-parameter monitors send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who sends when; the first seconds warm up and are not measured."""

    beds: int
    seconds: int
    warm_up_s: int

    @classmethod
    def of(cls, beds: int, *, measured_s: int = MEASURED_S) -> Self:
        """Return the work of so many beds, measured for so long once all is warm."""
        warm_up_s = WARM_UP_S + int(beds * WARM_UP_S_PER_BED)
        return cls(beds=beds, seconds=warm_up_s + measured_s, warm_up_s=warm_up_s)

    def phases_ms(self) -> list[int]:
        """Return each bed's own millisecond within the second."""
        rng = random.Random(SEED)  # noqa: S311 - a schedule, not a secret
        return [rng.randrange(1000) for _ in range(self.beds)]

    def falls(self) -> dict[int, int]:
        """Return the beds whose saturation falls, each with the first second of it: all while it is measured."""
        rng = random.Random(SEED + 1)  # noqa: S311 - a schedule, not a secret
        wanted = min(self.beds, max(FEWEST_FALLS, self.beds // BEDS_FOR_A_FALL))
        last = self.seconds - FALLS_FOR_S
        return {bed: rng.randint(self.warm_up_s, last) for bed in rng.sample(range(self.beds), wanted)}


def device_of(bed: int) -> str:
    """Return the name under which a bed's monitor speaks."""
    return f"load-{bed:05d}"


def secret_of(bed: int) -> str:
    """Return the secret by which a bed that speaks JSON proves itself; worth nothing outside a seeded clinic."""
    return f"of no worth, bed {bed:05d}"


def message_of(bed: int, second: int) -> str:
    """Return the id of a bed's message."""
    return f"{bed:05d}-{second}"


def of_message(message_id: str | bytes) -> tuple[int, int]:
    """Return the bed and the second that a message's id names."""
    return int(message_id[:5]), int(message_id[6:])


def calm_of(bed: int) -> tuple[int, int, int, int, int, float]:
    """Return a bed's own values in the order of NAMES; patients differ, so that no reader learns a few by heart."""
    heart = 56 + (7 * bed) % 40
    return heart, heart, CALM_SPO2, 11 + bed % 8, 32 + bed % 10, round(36.4 + bed % 8 / 10, 1)


def values_of(bed: int, second: int, falls_at: int | None) -> tuple[int, int, int, int, int, float]:
    """Return the values in the order of NAMES: calm but for a fall, and never two alike in a row."""
    heart, _, calm, breaths, etco2, warmth = calm_of(bed)
    heart += (3 * second) % 10
    is_low = falls_at is not None and falls_at <= second < falls_at + FALLS_FOR_S
    spo2 = LOW_SPO2 if is_low else calm + second % 3
    return heart, heart, spo2, breaths + second % 4, etco2 + second % 4, round(warmth + second % 3 / 10, 1)


def is_beyond(values: tuple[float, ...]) -> bool:
    """Does any value call, by the plain limits?"""
    return any(value <= low or value >= high for value, low, high in zip(values, LOWEST, HIGHEST, strict=True))


@lru_cache(maxsize=8)
def _second(second: int) -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(second))


def hl7_time(at_ms: int) -> str:
    """Return an instant as HL7 writes it."""
    return f"{_second(at_ms // 1000)}.{at_ms % 1000:03d}+0000"


Speak = Callable[[int, int], bytes]
"""Returns a bed's message in its frame, from the second and the instant in ms since 1970."""


def hl7_bed(bed: int, falls_at: int | None) -> Speak:
    """Return how a bed's monitor speaks HL7 over MLLP; what never changes is made once."""
    own = {"device": device_of(bed), "patient": f"P{bed:05d}", "pcd": PROFILE}
    kept = {"time": "%(time)s", "message": "%(message)s"} | {name: f"%({name})s" for name in NAMES}
    template = "\x0b" + PCD % (own | kept) + "\x1c\r"

    def speak(second: int, at_ms: int) -> bytes:
        told: dict[str, object] = dict(zip(NAMES, values_of(bed, second, falls_at), strict=True))
        told["time"], told["message"] = hl7_time(at_ms), message_of(bed, second)
        return (template % told).encode()

    return speak


def json_bed(bed: int, falls_at: int | None) -> Speak:
    """Return how a bed's monitor speaks JSON, one object a message."""
    device = device_of(bed)

    def speak(second: int, at_ms: int) -> bytes:
        values = dict(zip(NAMES, values_of(bed, second, falls_at), strict=True))
        told = {"message": message_of(bed, second), "device": device, "mode": "demo", "at_ms": at_ms, "values": values}
        return json.dumps(told, separators=(",", ":")).encode()

    return speak
