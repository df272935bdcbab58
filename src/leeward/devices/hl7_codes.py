"""The codes by which monitors name what they measure, and in which unit.

ISO/IEEE 11073-10101 numbers a term as partition * 65536 + code within the partition. Older Philips
exports write the same two numbers in hexadecimal, `0002-4bb8`. A code outside this table is never
guessed at: it is named to the reader as not used.
"""

from collections.abc import Mapping
from typing import Final

from leeward.devices.vocabulary import SHIPPED_ONLY, Metric, Vocabulary
from leeward.infusion.vitals import VitalKind
from leeward.units import Quantity


def _metric(kind: VitalKind, site: str, *names: str) -> Metric:
    return Metric(kind, site, frozenset(names))


MDC: Final[Mapping[str, Metric]] = {
    "147842": _metric(VitalKind.HEART_RATE, "ECG", "MDC_ECG_HEART_RATE", "MDC_ECG_CARD_BEAT_RATE"),
    "149530": _metric(VitalKind.PULSE_RATE, "SpO2 probe", "MDC_PULS_OXIM_PULS_RATE"),
    "149546": _metric(VitalKind.PULSE_RATE, "cuff", "MDC_PULS_RATE_NON_INV"),
    "149522": _metric(VitalKind.PULSE_RATE, "arterial line", "MDC_BLD_PULS_RATE_INV"),
    "150456": _metric(VitalKind.SPO2, "SpO2 probe", "MDC_PULS_OXIM_SAT_O2"),
    "151562": _metric(VitalKind.RESPIRATORY_RATE, "any", "MDC_RESP_RATE"),
    "151578": _metric(VitalKind.RESPIRATORY_RATE, "thorax", "MDC_TTHOR_RESP_RATE"),
    "151594": _metric(VitalKind.RESPIRATORY_RATE, "CO2", "MDC_CO2_RESP_RATE"),
    "150021": _metric(VitalKind.SYSTOLIC, "cuff", "MDC_PRESS_BLD_NONINV_SYS"),
    "150022": _metric(VitalKind.DIASTOLIC, "cuff", "MDC_PRESS_BLD_NONINV_DIA"),
    "150023": _metric(VitalKind.MEAN_ARTERIAL_PRESSURE, "cuff", "MDC_PRESS_BLD_NONINV_MEAN"),
    "150301": _metric(VitalKind.SYSTOLIC, "cuff", "MDC_PRESS_CUFF_SYS"),
    "150302": _metric(VitalKind.DIASTOLIC, "cuff", "MDC_PRESS_CUFF_DIA"),
    "150303": _metric(VitalKind.MEAN_ARTERIAL_PRESSURE, "cuff", "MDC_PRESS_CUFF_MEAN"),
    "150033": _metric(VitalKind.SYSTOLIC, "arterial line", "MDC_PRESS_BLD_ART_SYS"),
    "150034": _metric(VitalKind.DIASTOLIC, "arterial line", "MDC_PRESS_BLD_ART_DIA"),
    "150035": _metric(VitalKind.MEAN_ARTERIAL_PRESSURE, "arterial line", "MDC_PRESS_BLD_ART_MEAN"),
    "151708": _metric(VitalKind.ETCO2, "CO2", "MDC_AWAY_CO2_ET", "MDC_CONC_AWAY_CO2_ET"),
    "150344": _metric(VitalKind.TEMPERATURE, "any", "MDC_TEMP"),
}  # fmt: skip

# LOINC displays vary by sender and are not held against the code.
LOINC: Final[Mapping[str, Metric]] = {
    "8867-4": _metric(VitalKind.HEART_RATE, "any"),
    "8889-8": _metric(VitalKind.PULSE_RATE, "SpO2 probe"),
    "59408-5": _metric(VitalKind.SPO2, "SpO2 probe"),
    "2708-6": _metric(VitalKind.SPO2, "any"),
    "9279-1": _metric(VitalKind.RESPIRATORY_RATE, "any"),
    "8480-6": _metric(VitalKind.SYSTOLIC, "any"),
    "8462-4": _metric(VitalKind.DIASTOLIC, "any"),
    "8478-0": _metric(VitalKind.MEAN_ARTERIAL_PRESSURE, "any"),
    "19891-1": _metric(VitalKind.ETCO2, "CO2"),
    "8310-5": _metric(VitalKind.TEMPERATURE, "any"),
}

# Written for each kind by our own simulator: a monitor with leads, a finger probe and a cuff.
WRITTEN: Final[Mapping[VitalKind, tuple[str, str]]] = {
    VitalKind.HEART_RATE: ("147842", "MDC_ECG_HEART_RATE"),
    VitalKind.PULSE_RATE: ("149530", "MDC_PULS_OXIM_PULS_RATE"),
    VitalKind.SPO2: ("150456", "MDC_PULS_OXIM_SAT_O2"),
    VitalKind.RESPIRATORY_RATE: ("151562", "MDC_RESP_RATE"),
    VitalKind.SYSTOLIC: ("150021", "MDC_PRESS_BLD_NONINV_SYS"),
    VitalKind.DIASTOLIC: ("150022", "MDC_PRESS_BLD_NONINV_DIA"),
    VitalKind.MEAN_ARTERIAL_PRESSURE: ("150023", "MDC_PRESS_BLD_NONINV_MEAN"),
    VitalKind.ETCO2: ("151708", "MDC_AWAY_CO2_ET"),
    VitalKind.TEMPERATURE: ("150344", "MDC_TEMP"),
}

# Every spelling of a unit seen from a sender, in small letters, and our own name for it.
UNITS: Final[Mapping[str, str]] = {
    "264864": "/min", "mdc_dim_beat_per_min": "/min", "{beat}/min": "/min", "{beats}/min": "/min", "bpm": "/min",
    "264928": "/min", "mdc_dim_resp_per_min": "/min", "{breath}/min": "/min", "{breaths}/min": "/min", "rpm": "/min",
    "/min": "/min", "1/min": "/min", "min-1": "/min", "beats/min": "/min", "breaths/min": "/min", "brpm": "/min",
    "262688": "%", "mdc_dim_percent": "%", "%": "%",
    "266016": "mmHg", "mdc_dim_mmhg": "mmHg", "mm[hg]": "mmHg", "mmhg": "mmHg", "mm hg": "mmHg",
    "265987": "kPa", "mdc_dim_kilo_pascal": "kPa", "kpa": "kPa",
    "268192": "Cel", "mdc_dim_degc": "Cel", "cel": "Cel", "degc": "Cel", "°c": "Cel", "c": "Cel",
    "266560": "degF", "mdc_dim_fahr": "degF", "[degf]": "degF", "degf": "degF", "°f": "degF", "f": "degF",
}  # fmt: skip

WRITTEN_UNITS: Final[Mapping[str, str]] = {
    "/min": "264864^MDC_DIM_BEAT_PER_MIN^MDC",
    "%": "262688^MDC_DIM_PERCENT^MDC",
    "mmHg": "266016^MDC_DIM_MMHG^MDC",
    "Cel": "268192^MDC_DIM_DEGC^MDC",
}
BREATHS: Final = "264928^MDC_DIM_RESP_PER_MIN^MDC"

PARTITION: Final = 65536  # plain: the size of one partition of the nomenclature
FREEZING_F, F_PER_CEL = 32.0, 1.8


def find(code: str, system: str, own: Vocabulary = SHIPPED_ONLY) -> Metric | None:
    """Return what the code stands for: by the device's own table, else by the shipped ones; None where none knows."""
    if found := own.find(code, system):
        return found
    if system in ("LN", "LOINC"):
        return LOINC.get(code)
    if system == "MDIL":
        return MDC.get(_from_hexadecimal(code))
    if system in ("MDC", ""):
        return MDC.get(code)
    return None


def _from_hexadecimal(code: str) -> str:
    partition, _, term = code.partition("-")
    try:
        return str(int(partition, 16) * PARTITION + int(term, 16))
    except ValueError:
        return ""


def unit_of(*spellings: str, own: Mapping[str, str] = SHIPPED_ONLY.units) -> str | None:
    """Return our name for a unit spelt in one or more ways; None where none is known or two contradict.

    >>> unit_of("266016", "MDC_DIM_MMHG", "MDC"), unit_of("266016", "kPa")
    ('mmHg', None)
    """
    written = [spelling.strip().lower() for spelling in spellings]
    known = {own.get(spelling) or UNITS.get(spelling) for spelling in written} - {None}
    return known.pop() if len(known) == 1 else None


def to_ours(number: float, unit: str, ours: str) -> float | None:
    """Return the number in our unit, to one decimal when it had to be converted; None if it measures something else.

    >>> to_ours(98.6, "degF", "Cel"), to_ours(16.0, "kPa", "mmHg"), to_ours(60.0, "%", "mmHg")
    (37.0, 120.0, None)
    """
    if unit == ours:
        return number
    if (unit, ours) == ("degF", "Cel"):
        return round((number - FREEZING_F) / F_PER_CEL, 1)
    if (unit, ours) == ("kPa", "mmHg"):
        return round(Quantity(number, unit).to(ours), 1)
    return None
