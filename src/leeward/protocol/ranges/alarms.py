"""How far a clinic may move the limits of the alarms: where a manual or a label gives one, it is only tightened."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.alarms import Bedside, Breathing, Delay, Heart, Oxygen, Pressure
from leeward.protocol.movable import Adjustable, Group, move, tighten

_STRICT = "Stricter than this it sounds for nothing, and people stop hearing it."
_LOOSE = "Looser than this it comes too late."


class OxygenRange(Facts):
    """Oxygen, breathing, and how long a value must stay beyond its limit."""

    desaturation = assumed("85 %", why=_STRICT)
    low = assumed("92 %", why=_STRICT)
    amber_strict = assumed("94 %", why=_STRICT)
    amber_loose = assumed("90 %", why=_LOOSE)
    advisory_strict = assumed("96 %", why=_STRICT)
    advisory_loose = assumed("92 %", why=_LOOSE)
    rate_red_strict = assumed("10 /min", why=_STRICT)
    rate_red_loose = assumed("6 /min", why=_LOOSE)
    rate_amber_strict = assumed("12 /min", why=_STRICT)
    rate_amber_loose = assumed("8 /min", why=_LOOSE)
    rate_high_strict = assumed("20 /min", why=_STRICT)
    rate_high_loose = assumed("30 /min", why=_LOOSE)
    etco2_low_strict = assumed("30 mmHg", why=_STRICT)
    etco2_low_loose = assumed("20 mmHg", why=_LOOSE)
    etco2_high_strict = assumed("50 mmHg", why=_STRICT)
    etco2_high_loose = assumed("60 mmHg", why=_LOOSE)
    delay_strict = assumed("5 s", why=_STRICT)
    delay_loose = assumed("20 s", why=_LOOSE)


class CirculationRange(Facts):
    """Heart rate and blood pressure."""

    very_high_strict = assumed("120 /min", why=_STRICT)
    very_high_loose = assumed("150 /min", why=_LOOSE)
    high = assumed("105 /min", why=_STRICT)
    advisory_strict = assumed("95 /min", why=_STRICT)
    advisory_loose = assumed("120 /min", why=_LOOSE)
    low = assumed("55 /min", why=_STRICT)
    very_low_strict = assumed("50 /min", why=_STRICT)
    very_low_loose = assumed("40 /min", why=_LOOSE)
    emergency_strict = assumed("180 mmHg", why=_STRICT)
    emergency_loose = assumed("210 mmHg", why=_LOOSE)
    systolic_red = assumed("160 mmHg", why=_STRICT)
    systolic_amber = assumed("145 mmHg", why=_STRICT)
    systolic_advisory_strict = assumed("135 mmHg", why=_STRICT)
    systolic_advisory_loose = assumed("160 mmHg", why=_LOOSE)
    systolic_low = assumed("100 mmHg", why=_STRICT)
    diastolic_red = assumed("95 mmHg", why=_STRICT)
    diastolic_amber_strict = assumed("90 mmHg", why=_STRICT)
    diastolic_amber_loose = assumed("105 mmHg", why=_LOOSE)
    mean_high_strict = assumed("105 mmHg", why=_STRICT)
    mean_high_loose = assumed("130 mmHg", why=_LOOSE)
    mean_low = assumed("70 mmHg", why=_STRICT)
    systolic_rise = assumed("25 mmHg", why=_STRICT)
    rise_advisory_strict = assumed("15 mmHg", why=_STRICT)
    rise_advisory_loose = assumed("30 mmHg", why=_LOOSE)
    diastolic_rise = assumed("15 mmHg", why=_STRICT)


class BedsideRange(Facts):
    """Scores given at the bedside."""

    moaas_red_strict = assumed("3 points", why=_STRICT)
    moaas_red_loose = assumed("1 points", why=_LOOSE)
    moaas_amber_strict = assumed("4 points", why=_STRICT)
    moaas_amber_loose = assumed("2 points", why=_LOOSE)
    moaas_advisory_loose = assumed("3 points", why=_LOOSE)
    distress_red_strict = assumed("7 points", why=_STRICT)
    distress_red_loose = assumed("10 points", why="The scale's maximum.")
    distress_amber_strict = assumed("5 points", why=_STRICT)
    distress_amber_loose = assumed("8 points", why=_LOOSE)
    distress_advisory_strict = assumed("2 points", why=_STRICT)
    distress_advisory_loose = assumed("6 points", why=_LOOSE)


_O, _P, _S = Group.OXYGEN_ALARMS, Group.PRESSURE_ALARMS, Group.SCORE_ALARMS
OXYGEN: Final[tuple[Adjustable, ...]] = (
    tighten(Oxygen.desaturation, "SpO2: desaturation, at once", _O, to=OxygenRange.desaturation),
    tighten(Oxygen.low, "SpO2: high priority below", _O, to=OxygenRange.low),
    move(Oxygen.amber, "SpO2: medium priority at or below", _O,
         strictest=OxygenRange.amber_strict, loosest=OxygenRange.amber_loose),
    move(Oxygen.advisory, "SpO2: advisory at or below", _O,
         strictest=OxygenRange.advisory_strict, loosest=OxygenRange.advisory_loose),
    move(Breathing.rate_red, "Breaths: high priority below", _O,
         strictest=OxygenRange.rate_red_strict, loosest=OxygenRange.rate_red_loose),
    move(Breathing.rate_amber, "Breaths: medium priority below", _O,
         strictest=OxygenRange.rate_amber_strict, loosest=OxygenRange.rate_amber_loose),
    move(Breathing.rate_high, "Breaths: medium priority above", _O,
         strictest=OxygenRange.rate_high_strict, loosest=OxygenRange.rate_high_loose),
    move(Breathing.etco2_low, "End-tidal CO2: high priority below", _O,
         strictest=OxygenRange.etco2_low_strict, loosest=OxygenRange.etco2_low_loose),
    move(Breathing.etco2_high, "End-tidal CO2: high priority above", _O,
         strictest=OxygenRange.etco2_high_strict, loosest=OxygenRange.etco2_high_loose),
    move(Delay.saturation, "SpO2 must stay beyond its limit for", _O,
         strictest=OxygenRange.delay_strict, loosest=OxygenRange.delay_loose),
    move(Delay.breathing, "Breathing must stay beyond its limit for", _O,
         strictest=OxygenRange.delay_strict, loosest=OxygenRange.delay_loose),
    move(Delay.heart, "Heart rate must stay beyond its limit for", _P,
         strictest=OxygenRange.delay_strict, loosest=OxygenRange.delay_loose),
)  # fmt: skip

CIRCULATION: Final[tuple[Adjustable, ...]] = (
    move(Heart.very_high, "Heart rate: high priority from", _P,
         strictest=CirculationRange.very_high_strict, loosest=CirculationRange.very_high_loose),
    tighten(Heart.high, "Heart rate: medium priority from", _P, to=CirculationRange.high),
    move(Heart.advisory, "Heart rate: advisory above", _P,
         strictest=CirculationRange.advisory_strict, loosest=CirculationRange.advisory_loose),
    tighten(Heart.low, "Heart rate: advisory below", _P, to=CirculationRange.low),
    move(Heart.very_low, "Heart rate: high priority below", _P,
         strictest=CirculationRange.very_low_strict, loosest=CirculationRange.very_low_loose),
    move(Pressure.emergency, "Systolic: emergency from", _P,
         strictest=CirculationRange.emergency_strict, loosest=CirculationRange.emergency_loose),
    tighten(Pressure.systolic_red, "Systolic: high priority from", _P, to=CirculationRange.systolic_red),
    tighten(Pressure.systolic_amber, "Systolic: medium priority from", _P, to=CirculationRange.systolic_amber),
    move(Pressure.systolic_advisory, "Systolic: advisory above", _P,
         strictest=CirculationRange.systolic_advisory_strict, loosest=CirculationRange.systolic_advisory_loose),
    tighten(Pressure.systolic_low, "Systolic: high priority below", _P, to=CirculationRange.systolic_low),
    tighten(Pressure.diastolic_red, "Diastolic: high priority from", _P, to=CirculationRange.diastolic_red),
    move(Pressure.diastolic_amber, "Diastolic: medium priority from", _P,
         strictest=CirculationRange.diastolic_amber_strict, loosest=CirculationRange.diastolic_amber_loose),
    move(Pressure.mean_high, "Mean pressure: medium priority above", _P,
         strictest=CirculationRange.mean_high_strict, loosest=CirculationRange.mean_high_loose),
    tighten(Pressure.mean_low, "Mean pressure: high priority below", _P, to=CirculationRange.mean_low),
    tighten(Pressure.systolic_rise, "Rise of systolic: medium priority from", _P, to=CirculationRange.systolic_rise),
    move(Pressure.systolic_rise_advisory, "Rise of systolic: advisory from", _P,
         strictest=CirculationRange.rise_advisory_strict, loosest=CirculationRange.rise_advisory_loose),
    tighten(Pressure.diastolic_rise, "Rise of diastolic: medium priority from", _P,
            to=CirculationRange.diastolic_rise),
)  # fmt: skip

SCORES: Final[tuple[Adjustable, ...]] = (
    move(Bedside.moaas_red, "Sedation (MOAA/S): high priority at or below", _S,
         strictest=BedsideRange.moaas_red_strict, loosest=BedsideRange.moaas_red_loose),
    move(Bedside.moaas_amber, "Sedation (MOAA/S): medium priority at or below", _S,
         strictest=BedsideRange.moaas_amber_strict, loosest=BedsideRange.moaas_amber_loose),
    move(Bedside.moaas_advisory, "Sedation (MOAA/S): advisory at or below", _S,
         strictest=Bedside.moaas_advisory, loosest=BedsideRange.moaas_advisory_loose),
    move(Bedside.distress_red, "Distress: high priority from", _S,
         strictest=BedsideRange.distress_red_strict, loosest=BedsideRange.distress_red_loose),
    move(Bedside.distress_amber, "Distress: medium priority from", _S,
         strictest=BedsideRange.distress_amber_strict, loosest=BedsideRange.distress_amber_loose),
    move(Bedside.distress_advisory, "Distress: advisory from", _S,
         strictest=BedsideRange.distress_advisory_strict, loosest=BedsideRange.distress_advisory_loose),
)  # fmt: skip
