"""A recorded patient's vital signs from a CSV file, row by row, as if a monitor had sent them."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from leeward.devices.hl7_rows import NUMBER
from leeward.devices.hl7_text import quoted
from leeward.devices.port import BadReading, DeviceMessage, Row
from leeward.infusion.body import utc
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

COLUMNS: Final[Mapping[str, tuple[VitalKind, str]]] = {
    "hr": (VitalKind.HEART_RATE, "ECG"),
    "pulse": (VitalKind.PULSE_RATE, "SpO2 probe"),
    "resp": (VitalKind.RESPIRATORY_RATE, "thorax"),
    "spo2": (VitalKind.SPO2, "SpO2 probe"),
    "abpsys": (VitalKind.SYSTOLIC, "arterial line"),
    "abpdias": (VitalKind.DIASTOLIC, "arterial line"),
    "abpmean": (VitalKind.MEAN_ARTERIAL_PRESSURE, "arterial line"),
    "nbpsys": (VitalKind.SYSTOLIC, "cuff"),
    "nbpdias": (VitalKind.DIASTOLIC, "cuff"),
    "nbpmean": (VitalKind.MEAN_ARTERIAL_PRESSURE, "cuff"),
}
ABSENT: Final = ("", "nan", "-")
TIMES: Final = {"time": timedelta(seconds=1), "minute": timedelta(minutes=1)}


def replay(
    text: str, *, started_at: datetime, device_id: str, mode: GenerationMode = GenerationMode.TEST
) -> Iterator[DeviceMessage]:
    """Yield one message for each row; raises `BadReading` naming the line that cannot be read.

    The first column is `Time [s]` or `minute`. A blank or NaN is no reading; a zero is a monitor without a signal.
    """
    rows = csv.reader(text.splitlines())
    heading = [_bare(column) for column in next(rows, [])]
    if not heading or heading[0] not in TIMES:
        raise BadReading("Line 1: the first column must be `Time [s]` or `minute`.")
    if not set(heading) & set(COLUMNS):
        raise BadReading("Line 1: no column is a vital sign; HR, PULSE, RESP, SpO2, NBPSys and so on are known.")
    unknown = tuple(f"Not used: column {name}." for name in heading[1:] if name not in COLUMNS)
    for line, row in enumerate(rows, 2):
        if row:
            at = started_at + _number(row[0], line) * TIMES[heading[0]]
            message_id = f"line {line}"
            cells = [
                (*COLUMNS[name], cell.strip()) for name, cell in zip(heading, row, strict=False) if name in COLUMNS
            ]
            yield DeviceMessage(
                message_id=message_id,
                device_id=device_id,
                mode=mode,
                rows=tuple(
                    _row(kind, site, _number(cell, line), at, device_id, message_id, mode)
                    for kind, site, cell in cells
                    if cell.lower() not in ABSENT
                ),
                problems=unknown if line == 2 else (),
                sent_at=at,
                received_at=at,
            )


def _bare(column: str) -> str:
    """Return a column's name without its unit and the spaces that some files have before it."""
    return re.sub(r"\[.*", "", column).strip().lower()


def _number(text: str, line: int) -> float:
    if not NUMBER.fullmatch(text.strip()):
        raise BadReading(f"Line {line}: {quoted(text)} is not a number.")
    return float(text)


def _row(
    kind: VitalKind, site: str, value: float, at: datetime, device_id: str, message_id: str, mode: GenerationMode
) -> Row:
    is_signal = value != 0 and value in kind.plausible
    return Row(
        kind=kind,
        value=value if is_signal else None,
        at=utc(at),
        source=f"replay: {site}",
        device=device_id,
        validity=Validity.VALID if is_signal else Validity.INVALID,
        mode=mode,
        name="\x1f".join((device_id, message_id, f"{kind.value} {site} {at.isoformat()}")),
    )
