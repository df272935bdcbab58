"""LOINC codes and UCUM units of the measurements that Leeward reads and writes."""

from typing import Final

from leeward.instruments import AUDIT_C, DAST10, EVERY, PCL5, PHQ9

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"

# LOINC code -> the chart's measure.
MEASURES: Final = {
    "29463-7": "weight",
    "3141-9": "weight",
    "8302-2": "height",
    "3137-7": "height",
    "8480-6": "systolic",
    "8462-4": "diastolic",
    "8867-4": "heart_rate",
    "2708-6": "oxygen_saturation",
    "59408-5": "oxygen_saturation",
    "9279-1": "respiratory_rate",
    "8310-5": "temperature",
    "8331-1": "temperature",
    "33914-3": "filtration_rate",
    "48642-3": "filtration_rate",
    "62238-1": "filtration_rate",
    "98979-8": "filtration_rate",
    "72172-0": "moca",
    PHQ9.loinc_total: "phq9",
    PCL5.loinc_total: "pcl5",
    AUDIT_C.loinc_total: "audit_c",
    DAST10.loinc_total: "dast10",
}
# Totals that the chart keeps only with their answers.
TOTALS: Final = {scale.loinc_total: scale.name for scale in EVERY if scale.loinc_total not in {"", *MEASURES}}

# What a sender writes -> our unit, and how many of it (with a zero for scales that do not start together).
_KG_PER_LB, _CM_PER_INCH, _DEGREES_PER_CEL, _FREEZING_DEGF = 0.45359237, 2.54, 1.8, 32.0
_FROM_DEGF: Final = ("Cel", 1 / _DEGREES_PER_CEL, -_FREEZING_DEGF / _DEGREES_PER_CEL)
UNITS: Final = {
    "kg": ("kg", 1.0, 0.0),
    "g": ("kg", 0.001, 0.0),
    "[lb_av]": ("kg", _KG_PER_LB, 0.0),
    "lb": ("kg", _KG_PER_LB, 0.0),
    "lbs": ("kg", _KG_PER_LB, 0.0),
    "lb_av": ("kg", _KG_PER_LB, 0.0),
    "pounds": ("kg", _KG_PER_LB, 0.0),
    "kgs": ("kg", 1.0, 0.0),
    "[oz_av]": ("kg", _KG_PER_LB / 16, 0.0),
    "cm": ("cm", 1.0, 0.0),
    "m": ("cm", 100.0, 0.0),
    "[in_i]": ("cm", _CM_PER_INCH, 0.0),
    "in": ("cm", _CM_PER_INCH, 0.0),
    "in_i": ("cm", _CM_PER_INCH, 0.0),
    "[in_us]": ("cm", _CM_PER_INCH, 0.0),
    "inches": ("cm", _CM_PER_INCH, 0.0),
    "[ft_i]": ("cm", _CM_PER_INCH * 12, 0.0),
    "mm[Hg]": ("mmHg", 1.0, 0.0),
    "mmHg": ("mmHg", 1.0, 0.0),
    "mm Hg": ("mmHg", 1.0, 0.0),
    "kPa": ("mmHg", 7.50062, 0.0),
    "/min": ("/min", 1.0, 0.0),
    "{beats}/min": ("/min", 1.0, 0.0),
    "{breaths}/min": ("/min", 1.0, 0.0),
    "beats/min": ("/min", 1.0, 0.0),
    "breaths/min": ("/min", 1.0, 0.0),
    "bpm": ("/min", 1.0, 0.0),
    "{Beats}/min": ("/min", 1.0, 0.0),
    "{Breaths}/min": ("/min", 1.0, 0.0),
    "br/min": ("/min", 1.0, 0.0),
    "breaths/minute": ("/min", 1.0, 0.0),
    "beats/minute": ("/min", 1.0, 0.0),
    "%": ("%", 1.0, 0.0),
    "Cel": ("Cel", 1.0, 0.0),
    "degC": ("Cel", 1.0, 0.0),
    "°C": ("Cel", 1.0, 0.0),
    **dict.fromkeys(("[degF]", "degF", "°F"), _FROM_DEGF),
    "mL/min": ("mL/min", 1.0, 0.0),
    "mL/min/{1.73_m2}": ("mL/min", 1.0, 0.0),
    **dict.fromkeys(("{score}", "score", "{points}", "points", "1"), ("points", 1.0, 0.0)),
}
SAME: Final = frozenset(
    {"score", "{points}", "points", "1", "kg", "cm", "mmHg", "mm[Hg]", "/min", "%", "Cel", "mL/min", "{score}"}
)
