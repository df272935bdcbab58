"""How far apart a person's infusions stand in the calendar, against the fences of the protocol in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Place

HOUR: Final = timedelta(hours=1)
WEEK: Final = timedelta(days=7)
LEVELS: Final = {Place.BEYOND_SOFT: "soft", Place.BEYOND_HARD: "hard", Place.BEYOND_STOP: "stop"}
COUNTS: Final = frozenset({BookingEvent.Kind.BOOKED, BookingEvent.Kind.MOVED, BookingEvent.Kind.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaced:
    """What the spacing says of one infusion: `stops` cannot be passed; `asks` can, with a reason."""

    asks: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


def spaced(person_id: UUID, starts_at: datetime, *, now: datetime, besides: UUID | None = None) -> Spaced:
    """Weigh an infusion at this time against the person's other ones, booked or held."""
    return weighed(
        starts_at,
        [
            each.starts_at
            for each in standing.of_person(person_id)
            if each.booking.kind == Booking.Kind.INFUSION and each.event.kind in COUNTS and each.booking.pk != besides
        ],
        in_force(now).dosing,
    )


def weighed(starts_at: datetime, others: Sequence[datetime], limits: DosingLimits) -> Spaced:
    """Weigh one start against others; hours from start to start, and how many in any seven days around it."""
    found = [*_gap(starts_at, others, limits), *_in_week(starts_at, others, limits)]
    return Spaced(
        asks=tuple(says for place, says in found if place is not Place.BEYOND_STOP),
        stops=tuple(says for place, says in found if place is Place.BEYOND_STOP),
    )


def _gap(starts_at: datetime, others: Sequence[datetime], limits: DosingLimits) -> Iterable[tuple[Place, str]]:
    nearest = min(others, key=lambda at: abs(at - starts_at), default=None)
    if nearest is None:
        return
    hours = round(abs(nearest - starts_at) / HOUR, 1)
    place = limits.gap_h.place(hours)
    if place is not Place.USUAL:
        fence = getattr(limits.gap_h, LEVELS[place])
        when = f"{timezone.localtime(nearest):%d-%b-%Y %H:%M}"
        yield place, f"Only {hours:g} h from the infusion of {when}; the {LEVELS[place]} limit is {fence.low:g} h."


def _in_week(starts_at: datetime, others: Sequence[datetime], limits: DosingLimits) -> Iterable[tuple[Place, str]]:
    every = sorted((*others, starts_at))
    most = max(
        sum(begins <= at < begins + WEEK for at in every)
        for begins in every
        if begins <= starts_at < begins + WEEK
    )  # fmt: skip
    place = limits.infusions_per_week.place(most)
    if place is not Place.USUAL:
        fence = getattr(limits.infusions_per_week, LEVELS[place])
        yield place, f"This makes {most} infusions in seven days; the {LEVELS[place]} limit is {fence.high:g}."
