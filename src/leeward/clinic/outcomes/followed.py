"""Whose questionnaires are followed, and how each stands on the clock: from infusions given and booked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from leeward.clinic.infusions.models import JournalEntry
from leeward.clinic.messaging.due import zone_of
from leeward.clinic.outcomes import mapping
from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.clinic.people.models import Person
from leeward.clinic.protocols.queries import in_force
from leeward.outcomes import DueMeasure, due
from leeward.protocol.following_up import Later
from leeward.protocol.thresholds import Thresholds

SAME_VISIT: Final = timedelta(hours=12)  # a booking this near to a start was kept by it
LOOKED_BACK: Final = timedelta(days=60)  # before now: longer than any questionnaire stays open
Starts = tuple[datetime, ...]
FOLLOWED_FOR: Final = timedelta(days=round(Later.monthly_for.to("d"))) + LOOKED_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One person on the clock; `trouble` says why nothing can be told."""

    person: Person
    zone: ZoneInfo
    given: tuple[datetime, ...]
    booked: tuple[datetime, ...]
    measures: tuple[DueMeasure, ...]
    trouble: str = ""


def one(person_id: UUID, *, now: datetime) -> Followed:
    """Return one person, with every questionnaire of every infusion; raises Person.DoesNotExist, CannotRead."""
    person = Person.objects.get(pk=person_id)
    given = _given(JournalEntry.objects.filter(infusion__person_id=person_id, kind="Started"))
    booked = infusions_ahead(now=now, person_id=person_id)
    rows = _standing(ScoreEntry.objects.filter(person_id=person_id))
    return _followed(person, given.get(person_id, ()), booked.get(person_id, ()), rows, now, in_force(now).thresholds)


def everybody(
    *, now: datetime, only: frozenset[UUID] | None = None, within: timedelta = FOLLOWED_FOR
) -> tuple[Followed, ...]:
    """Return everybody who is followed now, by name; scores from long ago are not read, so no past is told.

    Somebody whose scores cannot be read is returned with the trouble. `only` names whose are asked for; `within` is how
    long ago the last infusion may be. Each person takes some milliseconds.
    """
    booked, limits = infusions_ahead(now=now), in_force(now).thresholds
    recent = JournalEntry.objects.filter(kind="Started", at__gt=now - within, at__lte=now)
    ids = {*booked, *recent.values_list("infusion__person_id", flat=True)}
    ids = ids if only is None else ids & only
    given = _given(JournalEntry.objects.filter(kind="Started", infusion__person_id__in=ids))
    scores: defaultdict[UUID, list[ScoreEntry]] = defaultdict(list)
    for row in _standing(ScoreEntry.objects.filter(person_id__in=ids, taken_at__gt=now - LOOKED_BACK)):
        scores[row.person_id].append(row)
    return tuple(
        _or_trouble(person, given.get(person.pk, ()), booked.get(person.pk, ()), scores[person.pk], now, limits)
        for person in Person.objects.filter(pk__in=ids)
    )


def infusions_ahead(*, now: datetime, person_id: UUID | None = None) -> Mapping[UUID, tuple[datetime, ...]]:
    """Ask the app above, which has the calendar, for the infusions that are booked."""
    found: Mapping[UUID, tuple[datetime, ...]] = import_string(settings.INFUSIONS_AHEAD)(now=now, person_id=person_id)
    return found


def still_booked(given: Iterable[datetime], booked: Iterable[datetime]) -> tuple[datetime, ...]:
    """Return the bookings that no start has kept."""
    starts = tuple(given)
    return tuple(at for at in booked if not any(abs(at - start) < SAME_VISIT for start in starts))


def _given(rows: QuerySet[JournalEntry]) -> dict[UUID, tuple[datetime, ...]]:
    found: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for person_id, at in rows.values_list("infusion__person_id", "at"):
        found[person_id].append(at)
    return {person_id: tuple(sorted(starts)) for person_id, starts in found.items()}


def _standing(rows: QuerySet[ScoreEntry]) -> QuerySet[ScoreEntry]:
    """Leave the mistakes out."""
    return rows.exclude(remarks__kind=Remark.Kind.MISTAKE)


def _or_trouble(
    person: Person, given: Starts, booked: Starts, rows: Iterable[ScoreEntry], now: datetime, limits: Thresholds
) -> Followed:
    try:
        return _followed(person, given, booked, rows, now, limits)
    except mapping.CannotRead as why:
        return Followed(person=person, zone=zone_of(person), given=given, booked=booked, measures=(), trouble=str(why))


def _followed(
    person: Person, given: Starts, booked: Starts, rows: Iterable[ScoreEntry], now: datetime, limits: Thresholds
) -> Followed:
    zone, ahead = zone_of(person), still_booked(given, booked)
    return Followed(
        person=person,
        zone=zone,
        given=given,
        booked=ahead,
        measures=due((*given, *ahead), mapping.dated(rows), now=now, zone=zone, limits=limits),
    )
