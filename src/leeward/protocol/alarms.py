"""When a reading calls a person: the limits, how long a value must stay beyond them, and when they re-arm."""

from typing import Final

from leeward.evidence import Facts, assumed, cite
from leeward.evidence.sources import CVACH_2014, GORGES_2009, MINDRAY, SPRAVATO_US
from leeward.protocol.alarm_limit import AlarmKind as AlarmKind
from leeward.protocol.alarm_limit import AlarmLimit as AlarmLimit
from leeward.protocol.alarm_limit import Beyond as Beyond
from leeward.protocol.alarm_limit import Look as Look
from leeward.protocol.alarm_limit import Priority as Priority
from leeward.protocol.alarm_limit import Proposal as Proposal
from leeward.protocol.alarm_limit import ScoreLimit as ScoreLimit
from leeward.protocol.vital_kind import VitalKind

_DEFAULT = (
    "Design default of the safety dossier, sections 4.4 and 5.2; no published source. The medical director signs it."
)
_REARM = "Design default, section 5.2: the value must leave the limit behind by this much before the alarm ends."


class Oxygen(Facts):
    """Oxygen saturation."""

    desaturation = cite("80 %", MINDRAY, at="BeneVision manual: SpO2 desat limit 80, high priority")
    desaturation_rearm = assumed("5 %", why=_REARM)
    low = cite("90 %", MINDRAY, at="factory low limit 90, also Edan X8 and Contec CMS8000")
    low_rearm = assumed("2 %", why=_REARM)
    amber = assumed("92 %", why=_DEFAULT)
    amber_rearm = assumed("2 %", why=_REARM)
    advisory = assumed("94 %", why=_DEFAULT)
    advisory_rearm = assumed("1 %", why=_REARM)


class Heart(Facts):
    """Heart rate and pulse rate."""

    very_high = assumed("140 /min", why=_DEFAULT)
    high = cite("120 /min", MINDRAY, at="factory high limit 120, also Edan X8")
    advisory = assumed("110 /min", why=_DEFAULT)
    low = cite("50 /min", MINDRAY, at="factory low limit 50")
    very_low = assumed("45 /min", why=_DEFAULT)
    falls_by = assumed("5 /min", why=_REARM)
    rises_by = assumed("3 /min", why=_REARM)


class Pressure(Facts):
    """Blood pressure by cuff: one reading counts, and the next one ends it."""

    emergency = assumed("200 mmHg", why=_DEFAULT)
    systolic_red = cite("180 mmHg", SPRAVATO_US, at="reporting band: systolic 180 mmHg or more")
    systolic_amber = cite("160 mmHg", MINDRAY, at="factory systolic high limit 160")
    systolic_advisory = assumed("150 mmHg", why=_DEFAULT)
    systolic_low = cite("90 mmHg", MINDRAY, at="factory systolic low limit 90")
    diastolic_red = cite("110 mmHg", SPRAVATO_US, at="reporting band: diastolic 110 mmHg or more")
    diastolic_amber = assumed("100 mmHg", why=_DEFAULT)
    mean_high = assumed("120 mmHg", why=_DEFAULT)
    mean_low = cite("60 mmHg", MINDRAY, at="factory mean low limit 60")
    systolic_rise = cite("40 mmHg", SPRAVATO_US, at="reporting band: systolic rise of 40 mmHg or more")
    systolic_rise_advisory = assumed("20 mmHg", why=_DEFAULT)
    diastolic_rise = cite("25 mmHg", SPRAVATO_US, at="reporting band: diastolic rise of 25 mmHg or more")


class Breathing(Facts):
    """Breathing rate and end-tidal carbon dioxide."""

    no_breath = assumed("0 /min", why="Section 4.4: apnoea. A monitor that counts no breath has waited already.")
    rate_red = assumed("8 /min", why=_DEFAULT)
    rate_amber = assumed("10 /min", why="Section 4.4 says 8-9; section 5.2 the same.")
    rate_high = assumed("24 /min", why=_DEFAULT)
    rate_rearm = assumed("2 /min", why=_REARM)
    etco2_absent = assumed(
        "5 mmHg", why="Section 4.4: absent for 15 s. No breath reaches the sensor, or no sensor does."
    )
    etco2_low = assumed("25 mmHg", why=_DEFAULT)
    etco2_high = assumed("55 mmHg", why=_DEFAULT)


class Delay(Facts):
    """How long a value must stay beyond its limit: short enough for harm, long enough for artefact."""

    heart = assumed("10 s", why="Section 5.3, rule 1: 10-15 s on SpO2 and heart rate.")
    saturation = assumed("15 s", why="Section 5.3, rule 1; a PACU study found 60 % fewer alarms at 15 s.")
    breathing = assumed("15 s", why=_DEFAULT)
    advisory = assumed("30 s", why=_DEFAULT)
    clears_saturation = assumed("10 s", why=_REARM)
    removes_half = cite("14 s", GORGES_2009, at="abstract: 14 s removes 50 % of ignored or ineffective alarms")
    not_actionable = cite("80 %", CVACH_2014, at="80-99 % of device alarms are not actionable (lower figure)")


class Signal(Facts):
    """How an alarm is told and told again; 60601-1-8 and section 5.3, rule 5."""

    once_per = assumed("60 s", why="One condition sounds at most once in this time (section 5.3, rule 5).")
    audio_pause = assumed("120 s", why="Audio pause of at most 2 min, then it sounds again by itself (section 5.1).")
    second_device = assumed("60 s", why="Unacknowledged for this long: the second device (section 5.3, rule 5).")
    everyone = assumed("120 s", why="Unacknowledged for this long: all staff (section 5.3, rule 5).")


class Bedside(Facts):
    """What a person scores at the bedside: sedation 5 awake to 0, distress 0 to 10."""

    moaas_red = assumed("2 points", why=_DEFAULT)
    moaas_amber = assumed("3 points", why=_DEFAULT)
    moaas_advisory = assumed("4 points", why=_DEFAULT)
    distress_red = assumed("9 points", why=_DEFAULT)
    distress_amber = assumed("7 points", why=_DEFAULT)
    distress_advisory = assumed("4 points", why=_DEFAULT)


# From the most to the least urgent within each vital sign.
LIMITS: Final = (
    AlarmLimit(key="spo2-desaturation", vital=VitalKind.SPO2, beyond=Beyond.AT_OR_BELOW,
               limit=Oxygen.desaturation, priority=Priority.HIGH, rearm=Oxygen.desaturation_rearm,
               proposes=Proposal.STOP),
    AlarmLimit(key="spo2-red", vital=VitalKind.SPO2, beyond=Beyond.BELOW,
               limit=Oxygen.low, priority=Priority.HIGH,
               looks_at=Look.MEDIAN, rearm=Oxygen.low_rearm, delay=Delay.saturation,
               clear_delay=Delay.clears_saturation, proposes=Proposal.STOP),
    AlarmLimit(key="spo2-amber", vital=VitalKind.SPO2, beyond=Beyond.AT_OR_BELOW,
               limit=Oxygen.amber, priority=Priority.MEDIUM,
               looks_at=Look.MEDIAN, rearm=Oxygen.amber_rearm, delay=Delay.saturation,
               clear_delay=Delay.clears_saturation, proposes=Proposal.PAUSE),
    AlarmLimit(key="spo2-advisory", vital=VitalKind.SPO2, beyond=Beyond.AT_OR_BELOW,
               limit=Oxygen.advisory, priority=Priority.LOW,
               looks_at=Look.MEDIAN, rearm=Oxygen.advisory_rearm, delay=Delay.advisory),
    AlarmLimit(key="heart-rate-high-red", vital=VitalKind.HEART_RATE, beyond=Beyond.AT_OR_ABOVE,
               limit=Heart.very_high, priority=Priority.HIGH,
               looks_at=Look.MEDIAN, rearm=Heart.falls_by, delay=Delay.heart,
               proposes=Proposal.STOP),
    AlarmLimit(key="heart-rate-high-amber", vital=VitalKind.HEART_RATE, beyond=Beyond.AT_OR_ABOVE,
               limit=Heart.high, priority=Priority.MEDIUM,
               looks_at=Look.MEDIAN, rearm=Heart.falls_by, delay=Delay.heart,
               proposes=Proposal.PAUSE),
    AlarmLimit(key="heart-rate-high-advisory", vital=VitalKind.HEART_RATE, beyond=Beyond.ABOVE,
               limit=Heart.advisory, priority=Priority.LOW,
               looks_at=Look.MEDIAN, rearm=Heart.falls_by, delay=Delay.advisory),
    AlarmLimit(key="heart-rate-low-red", vital=VitalKind.HEART_RATE, beyond=Beyond.BELOW,
               limit=Heart.very_low, priority=Priority.HIGH,
               looks_at=Look.MEDIAN, rearm=Heart.rises_by, delay=Delay.heart,
               proposes=Proposal.STOP),
    AlarmLimit(key="heart-rate-low-advisory", vital=VitalKind.HEART_RATE, beyond=Beyond.BELOW,
               limit=Heart.low, priority=Priority.LOW,
               looks_at=Look.MEDIAN, rearm=Heart.rises_by, delay=Delay.heart),
    AlarmLimit(key="systolic-emergency", vital=VitalKind.SYSTOLIC, beyond=Beyond.AT_OR_ABOVE,
               limit=Pressure.emergency, priority=Priority.HIGH, proposes=Proposal.STOP),
    AlarmLimit(key="systolic-red", vital=VitalKind.SYSTOLIC, beyond=Beyond.AT_OR_ABOVE,
               limit=Pressure.systolic_red, priority=Priority.HIGH, proposes=Proposal.STOP),
    AlarmLimit(key="systolic-low", vital=VitalKind.SYSTOLIC, beyond=Beyond.BELOW,
               limit=Pressure.systolic_low, priority=Priority.HIGH, proposes=Proposal.STOP),
    AlarmLimit(key="systolic-amber", vital=VitalKind.SYSTOLIC, beyond=Beyond.AT_OR_ABOVE,
               limit=Pressure.systolic_amber, priority=Priority.MEDIUM, proposes=Proposal.PAUSE, repeats=2),
    AlarmLimit(key="systolic-rise", vital=VitalKind.SYSTOLIC, beyond=Beyond.RISE,
               limit=Pressure.systolic_rise, priority=Priority.MEDIUM, proposes=Proposal.PAUSE, repeats=2),
    AlarmLimit(key="systolic-advisory", vital=VitalKind.SYSTOLIC, beyond=Beyond.ABOVE,
               limit=Pressure.systolic_advisory, priority=Priority.LOW),
    AlarmLimit(key="systolic-rise-advisory", vital=VitalKind.SYSTOLIC, beyond=Beyond.RISE,
               limit=Pressure.systolic_rise_advisory, priority=Priority.LOW),
    AlarmLimit(key="diastolic-red", vital=VitalKind.DIASTOLIC, beyond=Beyond.AT_OR_ABOVE,
               limit=Pressure.diastolic_red, priority=Priority.HIGH, proposes=Proposal.STOP),
    AlarmLimit(key="diastolic-amber", vital=VitalKind.DIASTOLIC, beyond=Beyond.AT_OR_ABOVE,
               limit=Pressure.diastolic_amber, priority=Priority.MEDIUM, proposes=Proposal.PAUSE, repeats=2),
    AlarmLimit(key="diastolic-rise", vital=VitalKind.DIASTOLIC, beyond=Beyond.RISE,
               limit=Pressure.diastolic_rise, priority=Priority.MEDIUM, proposes=Proposal.PAUSE, repeats=2),
    AlarmLimit(key="mean-low", vital=VitalKind.MEAN_ARTERIAL_PRESSURE, beyond=Beyond.BELOW,
               limit=Pressure.mean_low, priority=Priority.HIGH, proposes=Proposal.STOP),
    AlarmLimit(key="mean-high", vital=VitalKind.MEAN_ARTERIAL_PRESSURE, beyond=Beyond.ABOVE,
               limit=Pressure.mean_high, priority=Priority.MEDIUM),
    AlarmLimit(key="apnoea", vital=VitalKind.RESPIRATORY_RATE, beyond=Beyond.AT_OR_BELOW,
               limit=Breathing.no_breath, priority=Priority.HIGH, rearm=Breathing.rate_rearm, proposes=Proposal.STOP),
    AlarmLimit(key="breathing-red", vital=VitalKind.RESPIRATORY_RATE, beyond=Beyond.BELOW,
               limit=Breathing.rate_red, priority=Priority.HIGH, rearm=Breathing.rate_rearm, delay=Delay.breathing,
               proposes=Proposal.STOP),
    AlarmLimit(key="breathing-amber", vital=VitalKind.RESPIRATORY_RATE, beyond=Beyond.BELOW,
               limit=Breathing.rate_amber, priority=Priority.MEDIUM, rearm=Breathing.rate_rearm,
               delay=Delay.breathing, proposes=Proposal.PAUSE),
    AlarmLimit(key="breathing-high", vital=VitalKind.RESPIRATORY_RATE, beyond=Beyond.ABOVE,
               limit=Breathing.rate_high, priority=Priority.MEDIUM, rearm=Breathing.rate_rearm, delay=Delay.breathing),
    AlarmLimit(key="etco2-absent", vital=VitalKind.ETCO2, beyond=Beyond.AT_OR_BELOW,
               limit=Breathing.etco2_absent, priority=Priority.HIGH, delay=Delay.breathing, proposes=Proposal.STOP),
    AlarmLimit(key="etco2-low", vital=VitalKind.ETCO2, beyond=Beyond.BELOW,
               limit=Breathing.etco2_low, priority=Priority.HIGH, delay=Delay.breathing, proposes=Proposal.STOP),
    AlarmLimit(key="etco2-high", vital=VitalKind.ETCO2, beyond=Beyond.ABOVE,
               limit=Breathing.etco2_high, priority=Priority.HIGH, delay=Delay.breathing),
)  # fmt: skip

SCORE_LIMITS: Final = (
    ScoreLimit(key="sedation-red", scale_key="moaa-s", label="Sedation (MOAA/S)", beyond=Beyond.AT_OR_BELOW,
               limit=Bedside.moaas_red, priority=Priority.HIGH, proposes=Proposal.STOP),
    ScoreLimit(key="sedation-amber", scale_key="moaa-s", label="Sedation (MOAA/S)", beyond=Beyond.AT_OR_BELOW,
               limit=Bedside.moaas_amber, priority=Priority.MEDIUM, proposes=Proposal.PAUSE),
    ScoreLimit(key="sedation-advisory", scale_key="moaa-s", label="Sedation (MOAA/S)", beyond=Beyond.AT_OR_BELOW,
               limit=Bedside.moaas_advisory, priority=Priority.LOW),
    ScoreLimit(key="distress-red", scale_key="distress", label="Distress", beyond=Beyond.AT_OR_ABOVE,
               limit=Bedside.distress_red, priority=Priority.HIGH, proposes=Proposal.STOP),
    ScoreLimit(key="distress-amber", scale_key="distress", label="Distress", beyond=Beyond.AT_OR_ABOVE,
               limit=Bedside.distress_amber, priority=Priority.MEDIUM, proposes=Proposal.PAUSE),
    ScoreLimit(key="distress-advisory", scale_key="distress", label="Distress", beyond=Beyond.AT_OR_ABOVE,
               limit=Bedside.distress_advisory, priority=Priority.LOW),
)  # fmt: skip
