"""What the patient does before and after an infusion, by the clock: food, drink, medicines, company, driving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leeward.evidence import Cited, Facts, Reference, Status, assumed, cite
from leeward.evidence.sources import ASA_2017, KETALAR_US, NCT06036511, OXFORD_NHS, SPRAVATO_US
from leeward.medicines import DayAction as DayAction
from leeward.medicines import MedicationReview, MedicineFinding, Severity
from leeward.medicines.reading import read_entry


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One sentence for the patient, with where it stands; no source: it is the clinic's own good order."""

    says: str
    cites: tuple[Cited | Reference, ...]
    told: str = ""  # `says` with %(name)s for each of `places`, so that it can be said in another language
    places: tuple[tuple[str, date | float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineInstruction:
    """What to do on the day with one entry of the list."""

    entered: str
    action: DayAction
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
        medicines=_medicines(medication) if medication else (),
        open_medicines=medication.unreviewed if medication else (),
        medicines_asked=medication is not None,
        after=_after(),
    )


def day_action(found: MedicineFinding) -> DayAction:
    """Return what the interaction table has the patient do; what must not be combined is always asked."""
    return DayAction.ASK if found.severity is Severity.AVOID else found.on_the_day


def _medicines(medication: MedicationReview) -> tuple[MedicineInstruction, ...]:
    by_entry: dict[str, list[MedicineFinding]] = {}
    for found in medication.matched:
        for entered in (found.entered, *found.also_entered):
            by_entry.setdefault(entered, []).append(found)
    return tuple(_medicine(entered, found) for entered, found in by_entry.items())


def _medicine(entered: str, means: Sequence[MedicineFinding]) -> MedicineInstruction:
    """Ask where an entry is in doubt, stands twice, or means several medicines of which each wants something else."""
    actions = {day_action(found) for found in means}
    is_open = bool(read_entry(entered).question) or any(found.also_entered for found in means)
    return MedicineInstruction(
        entered=entered,
        action=DayAction.ASK if is_open or len(actions) > 1 else actions.pop(),
        cites=tuple(dict.fromkeys(cite for found in means for cite in found.cites)),
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
    return Instruction(
        says=f"{says} {clock:%H:%M} on {clock:%A %d %B} ({row.to('h'):g} h before).",
        told=f"{says} %(clock)s (%(hours)s h before).",
        places=(("clock", clock), ("hours", row.to("h"))),
        cites=(row, *more),
    )


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
