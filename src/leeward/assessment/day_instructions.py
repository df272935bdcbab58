"""What the patient does before and after an infusion, by the clock: food, drink, medicines, company, driving."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from leeward.evidence import Cited, Facts, Reference, Status, assumed, cite
from leeward.evidence.sources import ASA_2017, KETALAR_US, NCT06036511, OXFORD_NHS, SPRAVATO_US
from leeward.medicines import MedicationReview, MedicineFinding, Severity


class BeforeTheDay(Facts):
    """How long before the start what must have ended."""

    fatty_meal = cite("8 h", ASA_2017, at="fried, fatty food or meat, as quoted", status=Status.SECONDARY)
    light_meal = cite("6 h", ASA_2017, at="light meal, as quoted", status=Status.SECONDARY)
    clear_fluids = cite("2 h", ASA_2017, at="clear liquids, as quoted", status=Status.SECONDARY)
    alcohol = cite("24 h", NCT06036511, at="day rules: no alcohol or cannabis in the 24 h before")


class AfterTheDay(Facts):
    """How long after an infusion what may not yet be done."""

    alone = assumed(
        "1 d", why="Dossier 2.3, design default: no legal decisions, sole child care or alcohol till next day."
    )


class DayAction(Enum):
    """What the patient does with a medicine on the infusion day."""

    TAKE = "Take as usual, with a sip of water"
    AFTER = "Take after the infusion, when the clinic says so"
    HOLD = "Do not take on the infusion day until the clinic says so"
    ASK = "Ask the clinic before the day"


# The interaction table's own advice, by how it begins; what fits none is asked.
_ADVISED: Final = (
    (DayAction.AFTER, re.compile(r"^take after")),
    (DayAction.HOLD, re.compile(r"^(hold|omit|none|not (same day|within)|avoid (same day|on the day)|stop at least)")),
    (DayAction.HOLD, re.compile(r"do not take on infusion morning|not a contraindication; hold")),
    (DayAction.TAKE, re.compile(r"^(take|continue|usual dose may continue|evening dose ok|stable dose)")),
    (DayAction.TAKE, re.compile(r"do not omit dose")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One sentence for the patient, with where it stands; no source: it is the clinic's own good order."""

    says: str
    cites: tuple[Cited | Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineInstruction:
    """What to do with one medicine on the day; `advice` is the clinician's line that it comes from."""

    entered: str
    generic: str
    action: DayAction
    advice: str
    cites: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayInstructions:
    """A patient's sheet for one infusion; `open_medicines` were not reviewed, so that nothing is said of them."""

    infusion_at: datetime
    before: tuple[Instruction, ...]
    medicines: tuple[MedicineInstruction, ...]
    open_medicines: tuple[str, ...]
    medicines_asked: bool
    after: tuple[Instruction, ...]


def day_instructions(medication: MedicationReview | None, *, infusion_at: datetime) -> DayInstructions:
    """Return the sheet; `infusion_at` in the clinic's own time. A list that nobody asked for is said to be missing."""
    return DayInstructions(
        infusion_at=infusion_at,
        before=_before(infusion_at),
        medicines=tuple(_medicine(found) for found in medication.matched) if medication else (),
        open_medicines=medication.unreviewed if medication else (),
        medicines_asked=medication is not None,
        after=_after(),
    )


def day_action(found: MedicineFinding) -> DayAction:
    """Return what the patient does with a medicine on the day, as the interaction table advises; asked where in doubt.

    What must not be combined with ketamine is always asked.
    """
    if found.severity is Severity.AVOID:
        return DayAction.ASK
    return next((action for action, advised in _ADVISED if advised.search(found.advice)), DayAction.ASK)


def _medicine(found: MedicineFinding) -> MedicineInstruction:
    return MedicineInstruction(
        entered=found.entered,
        generic=found.generic,
        action=day_action(found),
        advice=found.advice,
        cites=found.cites,
    )


def _before(at: datetime) -> tuple[Instruction, ...]:
    rows = BeforeTheDay
    return (
        _until(
            at, rows.alcohol, "No alcohol, cannabis or other drugs from", Reference(OXFORD_NHS, "no alcohol for 24 h")
        ),
        _until(at, rows.fatty_meal, "No fried or fatty food and no meat from"),
        _until(at, rows.light_meal, "No food at all from", Reference(KETALAR_US, "nil by mouth")),
        _until(at, rows.clear_fluids, "Water and other clear drinks until"),
        Instruction(
            says="Name an adult who takes you home, with a telephone number. Without one there is no infusion.",
            cites=(Reference(KETALAR_US, "outpatients leave with a responsible adult"),),
        ),
        Instruction(
            says="Call the clinic first if you vomit, have a cold or a fever, or could be pregnant.",
            cites=(),
        ),
    )


def _until(at: datetime, row: Cited, says: str, *more: Reference) -> Instruction:
    clock = at - timedelta(hours=row.to("h"))
    return Instruction(says=f"{says} {clock:%H:%M} on {clock:%A %d %B} ({row.to('h'):g} h before).", cites=(row, *more))


def _after() -> tuple[Instruction, ...]:
    return (
        Instruction(
            says="No driving, cycling or machines until the next day, after a night's sleep.",
            cites=(Reference(SPRAVATO_US, "no driving until the next day after a restful sleep"),),
        ),
        Instruction(
            says="Until the next day: no contracts or big decisions, no children in your sole care, no alcohol.",
            cites=(AfterTheDay.alone,),
        ),
        Instruction(
            says="Never stop a medicine by yourself for the infusion: some harm when they are stopped at once.",
            cites=(),
        ),
    )
