"""How far a clinic may move the vital signs at the start."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.assessing import RestingPressure
from leeward.protocol.movable import Adjustable, Group, move, tighten
from leeward.protocol.starting import Start

_STRICT = "Stricter than this nobody could start."
_LOOSE = "Looser than this the check before the start protects nobody."


class StartRange(Facts):
    """Vital signs at the start; where a label or a published protocol gives the number, it is the loose end."""

    systolic_go = assumed("120 mmHg", why=_STRICT)
    systolic_no = assumed("140 mmHg", why=_STRICT)
    diastolic_go = assumed("75 mmHg", why=_STRICT)
    diastolic_no = assumed("90 mmHg", why=_STRICT)
    systolic_low_go_strict = assumed("110 mmHg", why=_STRICT)
    systolic_low_go_loose = assumed("90 mmHg", why="Nothing below the published protocol's own bar.")
    systolic_low_no = assumed("100 mmHg", why=_STRICT)
    diastolic_low_strict = assumed("60 mmHg", why=_STRICT)
    diastolic_low_loose = assumed("35 mmHg", why=_LOOSE)
    heart_low_go_strict = assumed("60 /min", why=_STRICT)
    heart_low_go_loose = assumed("45 /min", why=_LOOSE)
    heart_low_no_strict = assumed("55 /min", why=_STRICT)
    heart_low_no_loose = assumed("40 /min", why=_LOOSE)
    heart_go_strict = assumed("90 /min", why=_STRICT)
    heart_go_loose = assumed("110 /min", why=_LOOSE)
    heart_no_strict = assumed("100 /min", why=_STRICT)
    heart_no_loose = assumed("130 /min", why=_LOOSE)
    spo2_go_strict = assumed("98 %", why=_STRICT)
    spo2_go_loose = assumed("94 %", why=_LOOSE)
    spo2_no_strict = assumed("95 %", why=_STRICT)
    spo2_no_loose = assumed("90 %", why=_LOOSE)
    breathing_low = assumed("12 /min", why=_STRICT)
    breathing_go_strict = assumed("16 /min", why=_STRICT)
    breathing_go_loose = assumed("22 /min", why=_LOOSE)
    breathing_no_strict = assumed("20 /min", why=_STRICT)
    breathing_no_loose = assumed("28 /min", why=_LOOSE)
    temperature_low_strict = assumed("36 Cel", why=_STRICT)
    temperature_low_loose = assumed("35 Cel", why="Below 35 is hypothermia by definition.")
    temperature_go_strict = assumed("37.2 Cel", why=_STRICT)
    temperature_go_loose = assumed("38 Cel", why=_LOOSE)
    temperature_no_strict = assumed("37.5 Cel", why=_STRICT)
    temperature_no_loose = assumed("38.5 Cel", why=_LOOSE)
    fresh_strict = assumed("5 min", why=_STRICT)
    fresh_loose = assumed("30 min", why=_LOOSE)


_G = Group.START
START: Final[tuple[Adjustable, ...]] = (
    tighten(Start.systolic_go, "Systolic up to which one may start", _G, to=StartRange.systolic_go),
    move(Start.systolic_no, "Systolic above which nobody starts", _G,
         strictest=StartRange.systolic_no, loosest=RestingPressure.systolic_to_exclude),
    tighten(Start.diastolic_go, "Diastolic up to which one may start", _G, to=StartRange.diastolic_go),
    move(Start.diastolic_no, "Diastolic above which nobody starts", _G,
         strictest=StartRange.diastolic_no, loosest=RestingPressure.diastolic_to_exclude),
    move(Start.systolic_low_go, "Systolic from which one may start", _G,
         strictest=StartRange.systolic_low_go_strict, loosest=StartRange.systolic_low_go_loose),
    tighten(Start.systolic_low_no, "Systolic below which nobody starts", _G, to=StartRange.systolic_low_no),
    move(Start.diastolic_low, "Diastolic below which nobody starts", _G,
         strictest=StartRange.diastolic_low_strict, loosest=StartRange.diastolic_low_loose),
    move(Start.heart_rate_low_go, "Heart rate from which one may start", _G,
         strictest=StartRange.heart_low_go_strict, loosest=StartRange.heart_low_go_loose),
    move(Start.heart_rate_low_no, "Heart rate below which nobody starts", _G,
         strictest=StartRange.heart_low_no_strict, loosest=StartRange.heart_low_no_loose),
    move(Start.heart_rate_go, "Heart rate up to which one may start", _G,
         strictest=StartRange.heart_go_strict, loosest=StartRange.heart_go_loose),
    move(Start.heart_rate_no, "Heart rate above which nobody starts", _G,
         strictest=StartRange.heart_no_strict, loosest=StartRange.heart_no_loose),
    move(Start.spo2_go, "SpO2 from which one may start", _G,
         strictest=StartRange.spo2_go_strict, loosest=StartRange.spo2_go_loose),
    move(Start.spo2_no, "SpO2 below which nobody starts", _G,
         strictest=StartRange.spo2_no_strict, loosest=StartRange.spo2_no_loose),
    tighten(Start.respiratory_rate_low, "Breaths a minute below which nobody starts", _G,
            to=StartRange.breathing_low),
    move(Start.respiratory_rate_go, "Breaths a minute up to which one may start", _G,
         strictest=StartRange.breathing_go_strict, loosest=StartRange.breathing_go_loose),
    move(Start.respiratory_rate_no, "Breaths a minute above which nobody starts", _G,
         strictest=StartRange.breathing_no_strict, loosest=StartRange.breathing_no_loose),
    move(Start.temperature_low, "Temperature below which nobody starts", _G,
         strictest=StartRange.temperature_low_strict, loosest=StartRange.temperature_low_loose),
    move(Start.temperature_go, "Temperature up to which one may start", _G,
         strictest=StartRange.temperature_go_strict, loosest=StartRange.temperature_go_loose),
    move(Start.temperature_no, "Temperature above which nobody starts", _G,
         strictest=StartRange.temperature_no_strict, loosest=StartRange.temperature_no_loose),
    move(Start.fresh_for, "A vital sign at the start may be this old", _G,
         strictest=StartRange.fresh_strict, loosest=StartRange.fresh_loose),
)  # fmt: skip
