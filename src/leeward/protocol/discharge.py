"""What must be so before the patient leaves."""

from dataclasses import dataclass
from typing import Final

from leeward.evidence import Cited, Facts, assumed, cite
from leeward.evidence.sources import ACEVEDO_DIAZ_2020, PADSS_1995, SPRAVATO_US

_DEFAULT = "Design default of the safety dossier, section 4.6; no published source. The medical director signs it."

_STANDING = "Section 4.6, hazard H33: the usual definition of a drop on standing; recalled, no source read."


class Leaving(Facts):
    """Times, vital signs and scores at discharge."""

    after_start = cite(
        "120 min", SPRAVATO_US, at="observation of at least 2 h after dosing (nearest labelled analogue)"
    )
    side_effects_gone = cite("2 h", ACEVEDO_DIAZ_2020, at="most side effects gone by 2 h")
    after_end = assumed("60 min", why=_DEFAULT)
    after_end_longer = assumed("120 min", why="After midazolam or an antihypertensive, liver disease, age >= 70, OSA.")
    review_after = assumed("240 min", why="Not fit 4 h after the start: the prescriber reviews.")
    systolic = cite("140 mmHg", SPRAVATO_US, at="blood pressure should be below 140/90 or falling")
    diastolic = cite("90 mmHg", SPRAVATO_US, at="blood pressure should be below 140/90 or falling")
    within_baseline = cite("20 %", PADSS_1995, at="vital signs within 20 % of the preoperative value score 2")
    readings_apart = assumed("10 min", why=_DEFAULT)
    fresh_for = assumed("30 min", why="How old the last vital sign may be when the patient leaves; operational choice.")
    spo2 = assumed("94 %", why=_DEFAULT)
    heart_rate_low = assumed("50 /min", why=_DEFAULT)
    heart_rate_high = assumed("100 /min", why=_DEFAULT)
    moaas = assumed("5 points", why="5 is awake; anything less is still sedated.")
    aldrete = assumed("9 points", why="Customary; recalled, to be confirmed.")
    padss = cite("9 points", PADSS_1995, at="a score of 9 or more is fit for discharge")
    dissociation_rise = assumed("1 points", why="CADSS-6 at most 1 above the own score before the start; section 4.6.")
    distress = assumed("2 points", why=_DEFAULT)
    vomiting_free = assumed("30 min", why=_DEFAULT)


class StandingDrop(Facts):
    """How far the pressure may drop on standing up."""

    systolic = assumed("20 mmHg", why=_STANDING)
    diastolic = assumed("10 mmHg", why=_STANDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingItem:
    """One statement that a person confirms before the patient leaves."""

    key: str
    says: str


ITEMS: Final = (
    LeavingItem(key="oriented", says="Oriented to person, place, time and situation."),
    LeavingItem(key="no-hallucination", says="No hallucination, no distressing unreality."),
    LeavingItem(key="steady", says="Sits, stands and walks steadily."),
    LeavingItem(key="no-vomiting", says="No vomiting for 30 min, and water stays down."),
    LeavingItem(key="suicidality", says="The suicidality screen was asked again; the safety plan is known."),
    LeavingItem(
        key="instructions", says="Written instructions and the 24-hour number were given: no driving until tomorrow."
    ),
    LeavingItem(key="next-day-call", says="A call tomorrow is agreed, with its time and a telephone number."),
    LeavingItem(key="escort", says="The escort is here, named, and takes the patient home."),
    LeavingItem(key="reconciled", says="The vial is reconciled: given, wasted and left over add up."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeCriteria:
    """The clinic's conditions for going home."""

    after_start: Cited = Leaving.after_start
    after_end: Cited = Leaving.after_end
    after_end_longer: Cited = Leaving.after_end_longer
    review_after: Cited = Leaving.review_after
    systolic: Cited = Leaving.systolic
    diastolic: Cited = Leaving.diastolic
    within_baseline: Cited = Leaving.within_baseline
    readings_apart: Cited = Leaving.readings_apart
    fresh_for: Cited = Leaving.fresh_for
    spo2: Cited = Leaving.spo2
    heart_rate_low: Cited = Leaving.heart_rate_low
    heart_rate_high: Cited = Leaving.heart_rate_high
    moaas: Cited = Leaving.moaas
    aldrete: Cited = Leaving.aldrete
    padss: Cited = Leaving.padss
    dissociation_rise: Cited = Leaving.dissociation_rise
    distress: Cited = Leaving.distress
    standing_drop_systolic: Cited = StandingDrop.systolic
    standing_drop_diastolic: Cited = StandingDrop.diastolic
    items: tuple[LeavingItem, ...] = ITEMS


DISCHARGE: Final = DischargeCriteria()
