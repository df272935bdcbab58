"""The pump's recorded rates as the regimen that pharmacology follows: as they ran, and as they would go on."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from leeward.infusion.account import Delivered, RateSegment, delivered
from leeward.infusion.events import Event
from leeward.pharmacology import Regimen
from leeward.pharmacology.from_here import Here

_MINUTE: Final = timedelta(minutes=1)
_DIGITS: Final = 4  # plain: a hundredth of a second: the same rates are the same regimen at any time
LONGEST: Final = timedelta(days=1)  # plain: by then any pump is empty


def as_ordered_from(events: Iterable[Event], *, now: datetime) -> Regimen | None:
    """Return the infusion as it ran and, at the rate of now, as it goes on until it is in; None before the start.

    While nothing changes the rate it is the same whatever `now` is, so that what follows from it can be kept.
    """
    known = tuple(event for event in events if event.at <= now)
    given = delivered(known, now=now + LONGEST)
    return as_it_ran(given) if given is not None else None


def as_it_ran(given: Delivered) -> Regimen:
    """Return the stretches in minutes from the start; a pause at the end, which gives nothing, is left out."""
    running = list(given.segments)
    while running and running[-1].rate_mg_per_min == 0:
        running.pop()
    return Regimen.recorded(_joined(given.started_at, running))


def here(given: Delivered, *, now: datetime) -> Here | None:
    """Return where the infusion stands; None where it is over, empty, or nothing has run yet."""
    rates = [segment.rate_mg_per_min for segment in given.segments if segment.rate_mg_per_min > 0]
    if given.ended_at is not None or given.is_all or not rates:
        return None
    return Here(
        given=as_it_ran(given),
        now_min=round((now - given.started_at) / _MINUTE, _DIGITS),
        rate_mg_per_min=rates[-1],
        rest_mg=given.remaining_mg,
    )


def _joined(start: datetime, segments: Sequence[RateSegment]) -> list[tuple[float, float, float]]:
    """Join neighbors of one rate, so that how often it was confirmed does not show."""
    rows: list[tuple[float, float, float]] = []
    for segment in segments:
        begins, ends = (round((at - start) / _MINUTE, _DIGITS) for at in (segment.started_at, segment.ended_at))
        if ends <= begins:
            continue
        if rows and rows[-1][1:] == (begins, segment.rate_mg_per_min):
            rows[-1] = (rows[-1][0], ends, segment.rate_mg_per_min)
        else:
            rows.append((begins, ends, segment.rate_mg_per_min))
    return rows
