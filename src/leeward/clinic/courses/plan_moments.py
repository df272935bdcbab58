"""The moments of a course's plan: planned, moved, missed, chosen, watched; and that psychotherapy took place."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses.models import Adaptation, CourseEnd, CoursePlan, CourseReview, SafetyOverride, SafetyResult
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.clinic.therapy.pages import held_sessions
from leeward.course.watched import Domain

CHANGES = frozenset({BookingEvent.Kind.MOVED, BookingEvent.Kind.CANCELLED, BookingEvent.Kind.MISSED})


class Happened(NamedTuple):
    """One thing that happened, and the page that shows it."""

    at: datetime
    kind: str
    says: str
    tag: str
    tag_kind: str
    url_name: str
    args: tuple[UUID, ...]


def of_plan(person_id: UUID) -> Iterator[Happened]:
    """Yield what happened to the plan of a person's course."""
    page = ("courses:plan", (person_id,))
    for plan in CoursePlan.objects.filter(person_id=person_id).select_related("by"):
        says = f"{plan.result['schedule']['label']}, planned by {plan.by.name}."
        yield Happened(plan.at, "Course", says, "", "quiet", *page)
    for end in CourseEnd.objects.filter(plan__person_id=person_id).select_related("by"):
        yield Happened(end.at, "Course", f"Ended by {end.by.name}: {end.says}", "ended", "warn", *page)
    for row in Adaptation.objects.filter(person_id=person_id).select_related("by"):
        kind = next(each["kind"] for each in row.result["options"] if each["key"] == row.chosen)
        says = f"After infusion {row.result['after_infusion']}: {kind}, chosen by {row.by.name}. {row.reason}"
        yield Happened(row.at, "Choice", says, "", "quiet", "courses:adaptation", (person_id, row.pk))
    yield from _calendar(person_id)
    yield from _safety(person_id)
    for at, says, session_id in held_sessions(person_id):
        yield Happened(at, "Therapy", says, "", "quiet", "therapy:session", (person_id, session_id))


def _calendar(person_id: UUID) -> Iterator[Happened]:
    rows = BookingEvent.objects.filter(booking__person_id=person_id, kind__in=CHANGES).select_related("booking", "by")
    for row in rows:
        what = Booking.Kind(row.booking.kind).label
        when = f"{timezone.localtime(row.starts_at):%d-%b-%Y %H:%M}"
        word = row.get_kind_display().lower()
        says = f"{what} {'moved to' if row.kind == BookingEvent.Kind.MOVED else 'of'} {when}: {row.says}"
        kind = "high" if row.kind == BookingEvent.Kind.MISSED else "quiet"
        yield Happened(row.at, "Calendar", says, word, kind, "scheduling:booking", (person_id, row.booking_id))


def _safety(person_id: UUID) -> Iterator[Happened]:
    page = ("courses:safety", (person_id,))
    for row in SafetyResult.objects.filter(person_id=person_id).select_related("by"):
        says = f"{Domain[row.domain].value}: a result of {row.taken_on:%d-%b-%Y}, entered by {row.by.name}."
        yield Happened(row.at, "Safety", says, "", "quiet", *page)
    for passed in SafetyOverride.objects.filter(person_id=person_id).select_related("by"):
        says = f"{Domain[passed.domain].value} let pass for one day by {passed.by.name}: {passed.reason}"
        yield Happened(passed.at, "Safety", says, "let pass", "warn", *page)
    for review in CourseReview.objects.filter(person_id=person_id).select_related("by"):
        yield Happened(review.at, "Safety", f"Reviewed by {review.by.name}: {review.says}", "reviewed", "quiet", *page)
