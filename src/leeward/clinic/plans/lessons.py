"""What infusions taught of a person: kept once, learned in order of time, used by the next proposal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from leeward import __version__
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.plans.lesson_records import (
    basis_as_json,
    basis_from,
    placed_from,
    refused_as_json,
    result_as_json,
    taught_from,
)
from leeward.clinic.plans.models import Lesson, Order
from leeward.clinic.plans.subjects import ForecastBasis, basis_of
from leeward.pharmacology import calibration, virtual_patients
from leeward.pharmacology.calibration import Freeze
from leeward.pharmacology.lessons import FROZEN, Lessons, Taught

REAL: Final = "real"
DEMO: Final = "demo"
NO_PLAN: Final = "This infusion has no plan that names its virtual patients: nothing can be learned from it."


UNREADABLE: Final = (
    "What earlier infusions taught cannot be computed: the options rest on people like this person alone."
)


class CannotKeep(ValueError):
    """Nothing can be learned from this infusion, and why."""


def keep_lesson(
    *, order_id: UUID, session: Mapping[str, Any], mode: str, protocol_version: int, by: Staff, at: datetime
) -> int:
    """Learn from one infusion, as `lesson_records.session_as_json` gives it, and keep it; the same is kept once.

    It takes seconds and writes at the end only: nothing else waits for it. Raises CannotKeep.
    """
    order = Order.objects.select_related("person").get(pk=order_id)
    if mode != mode_of(order.person):
        raise CannotKeep(f"These readings are {mode}, the person is not: they teach nothing.")
    inputs = _inputs(order, session, mode=mode)
    known = Lesson.objects.filter(order=order).first()
    if known is not None and known.inputs == inputs:
        return known.pk
    result = computed(inputs)
    with transaction.atomic():
        kept = Lesson.objects.create(
            person=order.person,
            order=order,
            started_at=datetime.fromisoformat(session["started_at"]),
            mode=mode,
            inputs=inputs,
            result=result,
            protocol_version=protocol_version,
            engine_version=__version__,
            at=at,
            by=by,
        )
    return kept.pk


def bring_up_to_date(person_id: UUID, *, by: Staff, at: datetime) -> tuple[str, ...]:
    """Let the app above, which has the infusions, keep what they taught by now; return why some teach nothing."""
    found: tuple[str, ...] = import_string(settings.LESSONS_DUE)(person_id=person_id, by=by, at=at)
    return found


def mode_of(person: Person) -> str:
    """Return whose data may teach of this person: made-up readings never teach of a real one, nor the reverse."""
    return DEMO if person.is_synthetic else REAL


def newest(rows: Iterable[Lesson]) -> tuple[Lesson, ...]:
    """Return the newest lesson of each order, in the order in which the infusions began."""
    found: dict[UUID, Lesson] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.pk)):
        found[row.order_id] = row
    return tuple(sorted(found.values(), key=lambda row: (row.started_at, row.pk)))


def of_person(person_id: UUID) -> tuple[Lesson, ...]:
    """Return what stands of a person's lessons, the earliest infusion first."""
    person = Person.objects.get(pk=person_id)
    return newest(Lesson.objects.filter(person=person, mode=mode_of(person)))


def session_kept(order_id: UUID) -> dict[str, Any] | None:
    """Return the infusion of an order as it was last learned from; None where it was not."""
    row = Lesson.objects.filter(order_id=order_id).first()
    return row.inputs["session"] if row is not None else None


def to_use(person_id: UUID, *, at: datetime) -> dict[str, Any] | None:
    """Return which lessons a proposal rests on, as it keeps them, and why it does not use them; None without any."""
    rows = [row for row in of_person(person_id) if row.started_at < at]
    if not rows:
        return None
    try:
        learned_from([row.inputs for row in rows])
    except (LookupError, TypeError, ValueError, AttributeError) as why:  # an older Leeward's, say
        return {"lessons": [], "rests": f"{UNREADABLE} ({why})"}
    return {"lessons": [row.pk for row in rows], "rests": FROZEN if _is_frozen(rows[0].mode, ()) else ""}


def as_kept(kept: Mapping[str, Any] | None) -> Lessons | None:
    """Return what the lessons that a proposal kept say together: the same for ever; raises CannotKeep, LookupError."""
    if kept is None:
        return None
    if not kept["lessons"]:
        return Lessons(people=None, rests=kept["rests"])
    return replace(learned_from([row.inputs for row in _rows(kept["lessons"])]), rests=kept["rests"])


def computed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an infusion taught, after those before it."""
    left_out = inputs["session"]["left_out"]
    if inputs["frozen"]:
        return refused_as_json(FROZEN, left_out)
    earlier = [row.inputs for row in _rows(inputs["after"])]
    lessons = learned_from([*earlier, inputs])
    if len(lessons.refused) > len(learned_from(earlier).refused if earlier else ()):
        return refused_as_json(lessons.refused[-1].why, left_out)
    if lessons.learned is None:
        raise CannotKeep(NO_PLAN)
    return result_as_json(lessons.learned, left_out)


def learned_from(kept: Sequence[Mapping[str, Any]]) -> Lessons:
    """Return what stored infusions taught one after another, in order of time."""
    rows = sorted(
        (row for row in kept if not row["frozen"]), key=lambda row: datetime.fromisoformat(row["session"]["started_at"])
    )
    first = rows[0] if rows else kept[0]
    start = datetime.fromisoformat(first["session"]["started_at"])
    taught = tuple(
        taught_from(row["session"], session=row["basis"]["subject"]["session"], first_started_at=start) for row in rows
    )
    return _learned(basis_from(first["basis"]), taught)


@lru_cache(maxsize=16)
def _learned(basis: ForecastBasis, taught: tuple[Taught, ...]) -> Lessons:
    """Learn, one infusion upon the ones before it, which are not learned again."""
    if not taught:
        people = virtual_patients(basis.subject, basis.virtual_patients, seed=basis.seed)
        return Lessons(people=people, seed=basis.seed)
    return _learned(basis, taught[:-1]).then(taught[-1])


def _inputs(order: Order, session: Mapping[str, Any], *, mode: str) -> dict[str, Any]:
    try:
        basis = basis_of(order.pk)
    except (KeyError, TypeError) as why:  # written by another version
        raise CannotKeep(NO_PLAN) from why
    started_at = datetime.fromisoformat(session["started_at"])
    rows = newest(Lesson.objects.filter(person=order.person, mode=mode).exclude(order=order))
    return {
        "basis": basis_as_json(basis),
        "session": dict(session),
        "after": [row.pk for row in rows if row.started_at < started_at],
        "frozen": _is_frozen(mode, (order.pk,)),
    }


def _is_frozen(mode: str, besides: Sequence[UUID]) -> bool:
    """Did the clinic's forecasts miss too often? Judged by the last infusions of all people of this mode."""
    rows = newest(Lesson.objects.filter(mode=mode).exclude(order_id__in=besides))
    taught = [placed for row in rows if (placed := placed_from(row.result))]
    return calibration(taught[-int(Freeze.sessions.to("1")) :]).frozen


def _rows(ids: Sequence[int]) -> tuple[Lesson, ...]:
    found = Lesson.objects.in_bulk(ids)
    return tuple(found[pk] for pk in ids)
