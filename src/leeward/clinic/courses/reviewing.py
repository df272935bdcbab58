"""What is told of serious events since the last infusion, and the prescriber's review that answers it."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leeward.clinic.courses.models import CourseReview
from leeward.clinic.infusions import mapping
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.people.access import PRESCRIBERS
from leeward.clinic.people.models import Person, Staff
from leeward.course.serious import how_serious, is_since, unreviewed
from leeward.infusion.events import AdverseEventNoted
from leeward.truth import NO, UNKNOWN, YES, Truth

OVER: Final = ("discharged", "recovering")


class CannotReview(Exception):
    """Why this review cannot be recorded, and what to do."""


class Serious(NamedTuple):
    """Did anything serious follow the last infusion, and when was it last told of?"""

    said: Truth
    told_at: datetime | None


def since_last(person_id: UUID) -> Serious:
    """Return what is serious, or may be, of the last infusion, and what was told of any since it was recorded.

    It was told when it was written down: who reviewed before that could not know of it.
    """
    last = Infusion.objects.filter(person_id=person_id, state__in=OVER).order_by("number").last()
    if last is None:
        return Serious(NO, None)
    begun = JournalEntry.objects.filter(infusion=last, kind="Started").order_by("seq").first()
    noted = JournalEntry.objects.filter(infusion__person_id=person_id, kind="AdverseEventNoted")
    found = [
        (how_serious(event), max(row.at, row.recorded_at))
        for row in noted
        if (row.infusion_id == last.pk or (begun is not None and row.recorded_at >= begun.at))
        and isinstance(event := mapping.entry_of(row).event, AdverseEventNoted)
    ]
    told = [(said, at) for said, at in found if said is not NO]
    said = YES if any(each is YES for each, _ in told) else UNKNOWN if told else NO
    return Serious(said, max((at for _, at in told), default=None))


def last_review(person_id: UUID, *, now: datetime) -> CourseReview | None:
    """Return the newest review, with who wrote it."""
    return CourseReview.objects.filter(person_id=person_id, at__lte=now).select_related("by").first()


def holds(person_id: UUID, *, now: datetime) -> tuple[str, ...]:
    """Say what serious thing holds the next infusion until a prescriber has reviewed it; nobody lets it pass."""
    serious, row = since_last(person_id), last_review(person_id, now=now)
    return unreviewed(serious.said, is_reviewed=is_since(row.at if row else None, told_at=serious.told_at))


def as_json(row: CourseReview | None) -> dict[str, Any] | None:
    """Return a review as it is kept beside a choice."""
    if row is None:
        return None
    return {"at": timezone.localtime(row.at).isoformat(), "by": row.by.name, "says": row.says}


@transaction.atomic
def review(*, review_id: UUID, person_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Keep that a prescriber saw the person and why infusions may go on; sent twice it is kept once."""
    if CourseReview.objects.filter(pk=review_id).exists():
        return
    if by.works_as not in PRESCRIBERS:
        raise CannotReview("Only a prescriber reviews what followed an infusion.")
    if not says.strip():
        raise CannotReview("Write what you found, and why infusions may go on.")
    person = Person.objects.get(pk=person_id)
    CourseReview.objects.create(id=review_id, person=person, says=says.strip(), by=by, at=at)
