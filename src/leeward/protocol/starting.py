"""What must be so immediately before the start: go, look again, or no go."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.evidence import Cited, Facts, Status, assumed, cite
from leeward.evidence.sources import ASA_2017, SCIRP_ED, SPRAVATO_US
from leeward.protocol.vital_kind import VitalKind

_DEFAULT = "Design default of the safety dossier, section 4.3; no published source. The medical director signs it."


class Start(Facts):
    """The vital signs at the start."""

    systolic_go = cite("140 mmHg", SPRAVATO_US, at="above 140/90 weigh the risk before dosing")
    systolic_no = assumed("160 mmHg", why=_DEFAULT)
    diastolic_go = cite("90 mmHg", SPRAVATO_US, at="above 140/90 weigh the risk before dosing")
    diastolic_no = assumed("100 mmHg", why=_DEFAULT)
    systolic_low_go = assumed("100 mmHg", why=_DEFAULT)
    systolic_low_no = cite("90 mmHg", SCIRP_ED, at="do not give: systolic below 90")
    diastolic_low = assumed(
        "40 mmHg", why="No lower diastolic limit is given anywhere; a fence against a wrong reading."
    )
    heart_rate_low_go = assumed("50 /min", why=_DEFAULT)
    heart_rate_low_no = assumed("45 /min", why=_DEFAULT)
    heart_rate_go = assumed("100 /min", why=_DEFAULT)
    heart_rate_no = assumed("120 /min", why=_DEFAULT)
    spo2_go = assumed("95 %", why=_DEFAULT)
    spo2_no = assumed("92 %", why=_DEFAULT)
    spo2_most = assumed("100 %", why="Nothing is above it.")
    respiratory_rate_low = cite("10 /min", SCIRP_ED, at="do not give: respiratory rate below 10")
    respiratory_rate_go = assumed("20 /min", why=_DEFAULT)
    respiratory_rate_no = assumed("24 /min", why=_DEFAULT)
    temperature_low = assumed("35 Cel", why="The dossier gives no lower limit; below 35 is hypothermia by definition.")
    temperature_go = assumed("37.7 Cel", why="Section 4.3 says below 37.8.")
    temperature_no = assumed("38.2 Cel", why=_DEFAULT)
    fresh_for = assumed("15 min", why="How old a vital sign at the start may be; section 4.3 says immediately before.")
    temperature_fresh_for = assumed("240 min", why="Taken once on the day of treatment.")
    pump_agrees = assumed("1 %", why="Hazard H06: the rate read back from the pump must match the order within 1 %.")
    clock_apart = assumed("5 s", why="Hazard H19: the start is blocked when clocks differ by more.")
    monitor_heard_within = assumed("60 s", why="Ten times the few seconds between two messages of a monitor.")
    recheck_apart = assumed("5 min", why=_DEFAULT)
    recheck_repeats = assumed("2 1", why=_DEFAULT)
    recheck_within = assumed("30 min", why="Repeats of another hour say nothing of now.")
    medicines_fresh_for = assumed("24 h", why="Hazard H11: gone through before each infusion, a day at most before it.")


class Fasting(Facts):
    """How long before the start nothing was eaten or drunk."""

    light_meal = cite("6 h", ASA_2017, at="section 2.3 of the dossier: light meal", status=Status.SECONDARY)
    heavy_meal = cite("8 h", ASA_2017, at="section 2.3: fatty, fried or meat", status=Status.SECONDARY)
    clear_fluid = cite("2 h", ASA_2017, at="section 2.3: clear liquids", status=Status.SECONDARY)
    short_by = assumed("1 h", why="Section 4.3: short by less than an hour is for the prescriber to decide.")


class Readiness(Enum):
    """What a vital sign says about starting."""

    GO = "go"
    RECHECK = "look again"
    NO_GO = "no go"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBand:
    """Inside `low_go` to `high_go` one may start; outside `low_no` to `high_no` one may not; between, look again."""

    vital: VitalKind
    low_no: Cited
    low_go: Cited
    high_go: Cited
    high_no: Cited
    fresh_for: Cited = Start.fresh_for

    def place(self, value: float) -> Readiness:
        """Return what the value, in the vital sign's unit, says."""
        unit = self.vital.unit
        if self.low_go.to(unit) <= value <= self.high_go.to(unit):
            return Readiness.GO
        return Readiness.RECHECK if self.low_no.to(unit) <= value <= self.high_no.to(unit) else Readiness.NO_GO

    def beyond(self, value: float) -> float:
        """Return how far the value lies outside go, in the vital sign's unit; nothing inside."""
        unit = self.vital.unit
        return max(self.low_go.to(unit) - value, value - self.high_go.to(unit), 0.0)


BANDS: Final = (
    StartBand(vital=VitalKind.SYSTOLIC, low_no=Start.systolic_low_no, low_go=Start.systolic_low_go,
              high_go=Start.systolic_go, high_no=Start.systolic_no),
    StartBand(vital=VitalKind.DIASTOLIC, low_no=Start.diastolic_low, low_go=Start.diastolic_low,
              high_go=Start.diastolic_go, high_no=Start.diastolic_no),
    StartBand(vital=VitalKind.HEART_RATE, low_no=Start.heart_rate_low_no, low_go=Start.heart_rate_low_go,
              high_go=Start.heart_rate_go, high_no=Start.heart_rate_no),
    StartBand(vital=VitalKind.SPO2, low_no=Start.spo2_no, low_go=Start.spo2_go,
              high_go=Start.spo2_most, high_no=Start.spo2_most),
    StartBand(vital=VitalKind.RESPIRATORY_RATE, low_no=Start.respiratory_rate_low, low_go=Start.respiratory_rate_low,
              high_go=Start.respiratory_rate_go, high_no=Start.respiratory_rate_no),
    StartBand(vital=VitalKind.TEMPERATURE, low_no=Start.temperature_low, low_go=Start.temperature_low,
              high_go=Start.temperature_go, high_no=Start.temperature_no, fresh_for=Start.temperature_fresh_for),
)  # fmt: skip


class Answered(Enum):
    """Where the answer to an item comes from: nobody ticks what the record knows or what is read and compared."""

    PERSON = "a person saw it"
    TYPED = "typed and compared"
    RECORD = "the record"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartItem:
    """One line of the time-out, and where its answer comes from."""

    key: str
    says: str
    why: str
    answered: Answered = Answered.PERSON


def _seen(key: str, says: str, why: str) -> StartItem:
    return StartItem(key=key, says=says, why=why)


def _typed(key: str, says: str, why: str) -> StartItem:
    return StartItem(key=key, says=says, why=why, answered=Answered.TYPED)


def _known(key: str, says: str, why: str) -> StartItem:
    return StartItem(key=key, says=says, why=why, answered=Answered.RECORD)


ITEMS: Final = (
    _typed("identity", "Name and date of birth, as the patient says them, are those of this record.", "H01"),
    _known("eligible", "Today's assessment says: eligible.", "4.3"),
    _known("consent", "The consent in force is signed and not taken back.", "4.3"),
    _seen("willing", "The patient still wants today's infusion.", "4.3"),
    _known("allergies-asked", "Allergies were asked about.", "1.3"),
    _seen("allergies", "Allergies were read aloud and nothing speaks against it.", "1.3"),
    _known("medicines", "Medicines were gone through in the last 24 hours.", "H11"),
    _seen("elsewhere", "No ketamine or esketamine was had elsewhere in the last days: asked today.", "H13"),
    _known("weight", "The weight was measured today on a scale, in kg.", "H03"),
    _known("pregnancy", "Pregnancy test today is negative, or cannot apply and it is written why.", "H12"),
    _typed("fasting", "Fasting times for food and clear fluids are met.", "2.3"),
    _typed("escort", "An escort for going home is named, with a telephone number.", "H32"),
    _seen("suicidality", "The suicidality screen was asked today and shows no imminent risk.", "H34"),
    _seen("awake", "Oriented, and not intoxicated.", "4.3"),
    _known("moaas", "Awake: MOAA/S is 5.", "4.3"),
    _known("cadss", "Dissociation before the start is scored (CADSS-6).", "4.2"),
    _known("distress", "Distress before the start is scored.", "4.2"),
    _known("dose", "Two persons checked drug, vial strength, volume and label against the order.", "H04"),
    _known("reconciled", "The ketamine drawn agrees with the controlled-drug record.", "4.3"),
    _typed("pump", "Rate and volume read back from the pump agree with the order.", "H06"),
    _seen("vein", "The vein is open: flushes freely, no swelling, no pain.", "4.3"),
    _known("paired", "A monitor is paired with this patient and is heard, or readings are charted by hand.", "H18"),
    _seen("monitor", "The monitor is on this patient and its own alarms sound.", "H18, H21"),
    _known("clocks", "The monitor's clock agrees with this page within 5 s.", "H19"),
    _seen("pump-clock", "The pump shows the same time as this page within 5 s.", "H19"),
    _seen("call", "The patient has tried the call button, and it was heard.", "4.5"),
    _seen("kit", "Emergency kit and oxygen are checked and in the room.", "4.5"),
    _seen("staff", "One nurse for this patient; a clinician with airway skills is on site.", "4.5"),
)
BY_HAND: Final = _seen(
    "by-hand", "No monitor sends readings here: they are charted by hand from one that alarms.", "H18"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLimits:
    """The clinic's conditions for starting."""

    bands: tuple[StartBand, ...] = BANDS
    items: tuple[StartItem, ...] = ITEMS
    may_chart_by_hand: bool = True  # with a monitor at the chair that alarms by itself, and sends nothing here


STARTING: Final = StartLimits()
