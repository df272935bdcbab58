"""Read FHIR's dates, which may stop at the year or the month."""

import re
from datetime import UTC, date, datetime
from typing import Final

from leeward.fhir.tree import Node, inner, text

SHAPE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")


def instant(value: str) -> date | datetime | None:
    """Return the day or the moment; a bare year or month counts from its first day; None for what is no date."""
    shape = SHAPE.match(value)
    try:
        if shape:
            year, month, day = (int(part) if part else 1 for part in shape.groups())
            return date(year, month, day)
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def day(value: str) -> date | None:
    """Return the day, as written by the sender; None for what is no date."""
    found = instant(value)
    return written_day(found) if found else None


def moment_of(resource: Node, stem: str) -> date | datetime | None:
    """Return when `onset`, `effective` and the like was: a moment, or else the start of a period."""
    for suffix in ("DateTime", "Instant", "Date"):
        found = instant(text(resource, stem + suffix))
        if found:
            return found
    period = inner(resource, f"{stem}Period")
    return instant(text(period, "start")) or instant(text(period, "end"))


def day_of(resource: Node, stem: str) -> date | None:
    """Return the day of `moment_of`."""
    found = moment_of(resource, stem)
    return written_day(found) if found else None


def written_day(value: date | datetime) -> date:
    """Return the day as the sender wrote it."""
    return value.date() if isinstance(value, datetime) else value


def order(value: date | datetime) -> tuple[date, datetime]:
    """Return a key that sorts days and moments together; a bare day comes before the moments of that day."""
    if isinstance(value, datetime):
        return _utc(value).date(), _utc(value)
    return value, datetime.min.replace(tzinfo=UTC)


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)
