"""Hours by weekday, as records keep them: {"0": ["08:00", "16:30"]} is Monday; a weekday that is left out is free."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Final

from django.utils import timezone

Hours = Mapping[str, Sequence[str]]
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def span(hours: Hours, weekday: int) -> tuple[time, time] | None:
    """Return from when to when on a weekday (0 is Monday), by the clinic's clock; None for not at all."""
    told = hours.get(str(weekday))
    return (time.fromisoformat(told[0]), time.fromisoformat(told[1])) if told else None


def cover(hours: Hours, starts_at: datetime, ends_at: datetime) -> bool:
    """Do the hours hold the whole time from `starts_at` to `ends_at`?"""
    begins, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    found = span(hours, begins.weekday())
    is_one_day = begins.date() == ends.date()
    return found is not None and is_one_day and found[0] <= begins.time() and ends.time() <= found[1]


def in_words(hours: Hours) -> str:
    """Say the hours: “Monday to Friday 08:00 to 16:30”; days alike are told together."""
    runs: list[tuple[int, int, tuple[time, time]]] = []
    for day in range(len(WEEKDAYS)):
        found = span(hours, day)
        if found is None:
            continue
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == found:
            runs[-1] = (runs[-1][0], day, found)
        else:
            runs.append((day, day, found))
    return "; ".join(f"{_days(first, last)} {begins:%H:%M} to {ends:%H:%M}" for first, last, (begins, ends) in runs)


def _days(first: int, last: int) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]} to {WEEKDAYS[last]}"
