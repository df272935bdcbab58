"""Which infusions are one course: those of the plan that stands or was ended last; and those of courses before it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses.models import CoursePlan


class OnRecord(NamedTuple):
    """The first day of a course, and how many infusions it has: those planned, or those given where it was ended."""

    began: date
    sessions: int


def course_of(person_id: UUID, infusions: Sequence[date]) -> OnRecord | None:
    """Return the course to which the newest infusions belong, or the next one belongs; None where none is planned."""
    return next(_on_record(_plans(person_id), infusions), None)


def began(person_id: UUID, infusions: Sequence[date]) -> date | None:
    """Return the first day of that course; None where none is planned."""
    found = course_of(person_id, infusions)
    return found.began if found else None


def before(person_id: UUID, infusions: Sequence[date], *, began: date) -> tuple[tuple[date, ...], ...]:
    """Return the infusions before a course, those of each earlier course together, in order."""
    begins = sorted(each.began for each in _on_record(_plans(person_id), infusions) if each.began < began)
    groups: dict[int, list[date]] = {}
    for day in sorted(each for each in infusions if each < began):
        groups.setdefault(bisect_right(begins, day), []).append(day)
    return tuple(tuple(groups[number]) for number in sorted(groups))


def _plans(person_id: UUID) -> Iterable[CoursePlan]:
    return CoursePlan.objects.filter(person_id=person_id).select_related("end")


def _on_record(plans: Iterable[CoursePlan], infusions: Sequence[date]) -> Iterator[OnRecord]:
    """Yield each course, the newest first; one that was ended before anything was given is none."""
    for row in plans:
        began, planned = date.fromisoformat(row.result["sessions"][0]["on"]), row.result["schedule"]["sessions"]
        if not hasattr(row, "end"):
            yield OnRecord(began, planned)
            continue
        given = sum(began <= day <= timezone.localdate(row.end.at) for day in infusions)
        if given:
            yield OnRecord(began, min(given, planned))
