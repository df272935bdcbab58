"""The patient's sheet for one infusion day, made from the medication list and the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from leeward.assessment import review_medicines
from leeward.assessment.day_instructions import DayAction, Instruction, day_instructions
from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.assessments.wording import CiteLine, cite_lines
from leeward.clinic.web.spoken import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One sentence, and what it rests on."""

    says: str
    cites: tuple[CiteLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGroup:
    """The medicines with which the patient does the same."""

    says: str
    medicines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """The sheet; `gaps` says what nobody has settled yet."""

    at: str
    before: tuple[SheetLine, ...]
    medicines: tuple[SheetGroup, ...]
    after: tuple[SheetLine, ...]
    gaps: tuple[str, ...]


def proposed_start(now: datetime) -> datetime:
    """Return tomorrow at ten by the clinic's clock: a start to begin from, not an appointment."""
    return (timezone.localtime(now) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)


def day_sheet(person_id: UUID, *, infusion_at: datetime) -> DaySheet:
    """Return the sheet for an infusion that starts then."""
    latest = MedicationList.objects.filter(person_id=person_id).last()
    medication = review_medicines(tuple(latest.names)) if latest else None
    sheet = day_instructions(medication, infusion_at=timezone.localtime(infusion_at))
    groups = [
        SheetGroup(
            says=action.value,
            medicines=tuple(
                SheetLine(says=one.entered, cites=cite_lines(one.cites))
                for one in sheet.medicines
                if one.action is action
            ),
        )
        for action in DayAction
    ]
    return DaySheet(
        at=f"{sheet.infusion_at:%A %d %B %Y, %H:%M}",
        before=_lines(sheet.before),
        medicines=tuple(group for group in groups if group.medicines),
        after=_lines(sheet.after),
        gaps=_gaps(sheet.open_medicines, asked=sheet.medicines_asked),
    )


def _lines(instructions: tuple[Instruction, ...]) -> tuple[SheetLine, ...]:
    return tuple(SheetLine(says=spoken(one), cites=cite_lines(one.cites)) for one in instructions)


def _gaps(open_medicines: tuple[str, ...], *, asked: bool) -> tuple[str, ...]:
    if not asked:
        return ("Nobody has asked for the medicines yet: this sheet says nothing of them. Ask before you hand it out.",)
    return tuple(
        f"“{name}” is not reviewed: this sheet says nothing of it. Ask a pharmacist before you hand it out."
        for name in open_medicines
    )
