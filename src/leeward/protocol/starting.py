"""What must be so immediately before the start: go, look again, or no go."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.evidence import Cited, Facts, assumed, cite
from leeward.evidence.sources import SCIRP_ED, SPRAVATO_US
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StartItem:
    """One line of the time-out: a statement that a person confirms, denies, or leaves open."""

    key: str
    says: str
    why: str


ITEMS: Final = (
    StartItem(key="identity", says="Name and date of birth agree with the wristband and this page.", why="H01"),
    StartItem(key="consent", says="Consent for today's infusion is signed and still wanted.", why="4.3"),
    StartItem(key="allergies", says="Allergies were read aloud and nothing speaks against it.", why="1.3"),
    StartItem(key="medicines", says="Medicines were gone through today; nothing new is open.", why="H11"),
    StartItem(key="weight", says="The weight was measured today, in kg.", why="H03"),
    StartItem(
        key="pregnancy", says="Pregnancy test today is negative, or cannot apply and it is written why.", why="H12"
    ),
    StartItem(key="fasting", says="Fasting times for food and clear fluids are met.", why="2.3"),
    StartItem(key="escort", says="An escort for going home is named and can be reached.", why="H32"),
    StartItem(key="suicidality", says="The suicidality screen was asked today and shows no imminent risk.", why="H34"),
    StartItem(key="awake", says="Awake and oriented, not intoxicated (MOAA/S 5).", why="4.3"),
    StartItem(
        key="dose", says="Two persons checked drug, vial strength, volume and label against the order.", why="H04"
    ),
    StartItem(key="reconciled", says="The ketamine drawn agrees with the controlled-drug record.", why="4.3"),
    StartItem(key="pump", says="Rate and volume read back from the pump agree with the order.", why="H06"),
    StartItem(key="vein", says="The vein is open: flushes freely, no swelling, no pain.", why="4.3"),
    StartItem(key="monitor", says="The monitor is on this patient and its own alarms sound.", why="H18, H21"),
    StartItem(key="clocks", says="Monitor, pump and this page show the same time within 5 s.", why="H19"),
    StartItem(key="kit", says="Emergency kit and oxygen are checked and in the room.", why="4.5"),
    StartItem(key="staff", says="One nurse for this patient; a clinician with airway skills is on site.", why="4.5"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLimits:
    """The clinic's conditions for starting."""

    bands: tuple[StartBand, ...] = BANDS
    items: tuple[StartItem, ...] = ITEMS


STARTING: Final = StartLimits()
