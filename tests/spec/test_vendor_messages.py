"""What each maker's monitor sends, and what Leeward makes of it: one table for a biomedical engineer to check.

The messages in tests/data/hl7_vendors are built after the shapes that the makers publish, with values of our own. A
dash is a reading without a value: the monitor measured nothing that counts.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leeward.devices.hl7v2 import BadReading, parse
from leeward.devices.port import DeviceMessage
from leeward.devices.vocabulary import SHIPPED_ONLY, Metric, Vocabulary
from leeward.infusion.vitals import Validity, VitalKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "data" / "hl7_vendors"

# Mindray before MDC, as its gateway's manual lists the codes: what a clinic writes into the register for such a device.
MINDRAY = Vocabulary(
    codes={
        ("101", ""): Metric(VitalKind.HEART_RATE, "ECG"),
        ("151", ""): Metric(VitalKind.RESPIRATORY_RATE, "thorax"),
        ("160", ""): Metric(VitalKind.SPO2, "SpO2 probe"),
        ("161", ""): Metric(VitalKind.PULSE_RATE, "SpO2 probe"),
        ("170", ""): Metric(VitalKind.SYSTOLIC, "cuff"),
        ("171", ""): Metric(VitalKind.DIASTOLIC, "cuff"),
        ("172", ""): Metric(VitalKind.MEAN_ARTERIAL_PRESSURE, "cuff"),
        ("200", ""): Metric(VitalKind.TEMPERATURE, "T1"),
        ("201", ""): Metric(VitalKind.TEMPERATURE, "T2"),
    }
)

# file | measured                | value | where and how                        | at       | the monitor's own word
TABLE = """
ge_two_breath_rates | heart_rate             | 64    | monitor: ECG 1.1.1.147842          | 08:59:59 | valid
ge_two_breath_rates | respiratory_rate       | 13    | monitor: any 1.1.2.151562          | 08:59:59 | valid
ge_two_breath_rates | respiratory_rate       | 12    | monitor: any 1.2.1.151562          | 08:59:59 | valid
ge_two_breath_rates | etco2                  | 38    | monitor: CO2 1.2.1.151708          | 08:59:59 | valid
ge_two_breath_rates | temperature            | 36.6  | monitor: any 1.3.1.150344          | 08:59:59 | valid
ge_two_breath_rates | temperature            | 33.9  | monitor: any 1.3.2.150344          | 08:59:59 | valid
philips_ranges      | heart_rate             | 88    | monitor: ECG 1.1.1.147842          | 09:00:00 | questionable
philips_ranges      | spo2                   | 96    | monitor: SpO2 probe 1.2.1.150456   | 09:00:00 | valid
philips_ranges      | systolic               | 133   | monitor: cuff 1.3.1.150021         | 08:52:10 | valid
philips_ranges      | diastolic              | 81    | monitor: cuff 1.3.1.150022         | 08:52:10 | valid
philips_ranges      | mean_arterial_pressure | 98    | monitor: cuff 1.3.1.150023         | 08:52:10 | valid
efficia_mdil        | spo2                   | 98    | monitor: SpO2 probe 0              | 09:00:00 | valid
efficia_mdil        | pulse_rate             | -     | monitor: SpO2 probe 0              | 09:00:00 | invalid
efficia_mdil        | heart_rate             | 71    | monitor: ECG 0                     | 09:00:00 | valid
mindray_231_codes   | heart_rate             | 69    | monitor: ECG 2101                  | 09:00:00 | valid
mindray_231_codes   | respiratory_rate       | -     | monitor: thorax 2102               | 09:00:00 | invalid
mindray_231_codes   | spo2                   | 97    | monitor: SpO2 probe 2103           | 09:00:00 | valid
mindray_231_codes   | pulse_rate             | -     | monitor: SpO2 probe 2103           | 09:00:00 | invalid
mindray_231_codes   | temperature            | -     | monitor: T1 2104                   | 09:00:00 | invalid
mindray_231_codes   | temperature            | -     | monitor: T2 2104                   | 09:00:00 | invalid
mindray_231_codes   | systolic               | 118   | monitor: cuff 2105                 | 08:56:00 | valid
mindray_231_codes   | diastolic              | 70    | monitor: cuff 2105                 | 08:56:00 | valid
mindray_231_codes   | mean_arterial_pressure | 86    | monitor: cuff 2105                 | 08:56:00 | valid
mindray_mismatch    | diastolic              | 70    | monitor: cuff 1.1.1.150302         | 08:56:00 | valid
"""

# file | what a person is told
SENTENCES = """
philips_ranges      | Heart rate (OBX 1): the monitor calls its value questionable.
efficia_mdil        | Pulse rate (OBX 2): no value (status X).
efficia_mdil        | Not used: code 0002-0f00^Alarm (OBX 4).
mindray_231_codes   | Respiratory rate (OBX 2): -100 /min lies outside 0 to 80 /min; it is no measurement.
mindray_231_codes   | Pulse rate (OBX 4): -999 /min lies outside 0 to 300 /min; it is no measurement.
mindray_231_codes   | Temperature (OBX 5): 384.5 Cel lies outside 30 to 43 Cel; it is no measurement.
mindray_231_codes   | Temperature (OBX 6): -99.9 Cel lies outside 30 to 43 Cel; it is no measurement.
mindray_mismatch    | Not used: code 150031^MDC_PRESS_CUFF_SYS (OBX 1).
mindray_mismatch    | Not used: code 150301^MDC_PRESS_CUFF_MEAN (OBX 3): the code and the name do not belong together.
braun_pump_status   | Not used: code 67972^MDC_ID_PROD_SPEC_SERIAL (OBX 2).
braun_pump_status   | Not used: code 158014^MDC_FLOW_FLUID_PUMP_CURRENT (OBX 3).
braun_pump_status   | Not used: code 157993^MDC_VOL_FLUID_DELIV_TOTAL (OBX 4).
"""

WORDS = {"mindray_231_codes": MINDRAY}
READ = sorted({line.split("|")[0].strip() for line in (TABLE + SENTENCES).splitlines() if line})


def rows(table: str, file: str) -> list[tuple[str, ...]]:
    found = (tuple(cell.strip() for cell in line.split("|", 5)) for line in table.splitlines() if line)
    return [cells[1:] for cells in found if cells[0] == file]


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def read(file: str, *, shipped_only: bool = False) -> DeviceMessage:
    own = SHIPPED_ONLY if shipped_only else WORDS.get(file, SHIPPED_ONLY)
    return parse((FOLDER / f"{file}.hl7").read_bytes(), received_at=NOW, vocabulary=own)


@pytest.mark.parametrize("file", READ)
def test_what_a_makers_message_becomes(file):
    message = read(file)
    assert [
        (row.kind.value, shown(row.value), row.source, f"{row.at:%H:%M:%S}", row.validity.value) for row in message.rows
    ] == rows(TABLE, file)
    assert [(sentence,) for sentence in message.problems] == rows(SENTENCES, file)


def test_two_values_of_one_quantity_in_one_message_are_two_readings():
    breaths = [r for r in read("ge_two_breath_rates").readings if r.kind is VitalKind.RESPIRATORY_RATE]
    assert len({reading.reading_id for reading in breaths}) == 2


def test_codes_that_only_the_maker_knows_are_named_until_somebody_writes_them_into_the_register():
    message = read("mindray_231_codes", shipped_only=True)
    assert message.rows == ()
    assert message.problems[0] == "Not used: code 101^HR (OBX 1)."
    assert len(message.problems) == 9


def test_a_pump_that_knows_no_patient_names_itself():
    message = read("braun_pump_status")
    assert (message.device_id, message.patient_id) == ("70B3D5FFFE000001", "Unknown Patient")
    assert message.rows == ()


def test_a_watchdog_of_alarms_is_refused_with_the_reason():
    with pytest.raises(BadReading, match="the bedside monitor stays the alarm device"):
        read("draeger_watchdog")


def test_every_fixture_is_read_by_a_row_of_this_table_or_a_test():
    assert {path.stem for path in FOLDER.glob("*.hl7")} == {*READ, "draeger_watchdog"}
    assert Validity.VALID.value in TABLE
