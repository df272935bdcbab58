"""Whether this clinic's own forecasts held: each kept one against the score that came, real and made-up apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leeward.clinic.outcomes.forecast_inputs import day_of
from leeward.clinic.outcomes.forecast_records import past_from
from leeward.clinic.outcomes.models import CourseForecast, Remark, ScoreEntry
from leeward.outcomes import PastForecast, Scoring, score_forecasts, seen_near
from leeward.outcomes.account import EDITIONS

UNREADABLE: Final = (LookupError, TypeError, ValueError)  # another version wrote it
Whose = tuple[UUID, str]
"""A person and an edition."""


def scoring_of(mode: str, *, at_end: bool = False) -> Scoring:
    """Judge every kept forecast of a mode; `at_end`: only what was said of the end of the course."""
    rows = list(CourseForecast.objects.filter(mode=mode).order_by("at", "pk"))
    scores = _scores({row.person_id for row in rows})
    made: list[PastForecast] = []
    seen: dict[str, int] = {}
    for row in rows:
        past = _past(row)
        said = past[-1:] if at_end else past
        later = _later(row, scores)
        made += said
        for each in said:
            total = seen_near(later, each.foreseen.on_day)
            if total is not None:
                seen[each.key] = total
    return score_forecasts(made, seen)


def rests(mode: str) -> str:
    """Return why nothing is foretold now; empty where it is."""
    return scoring_of(mode).rests


def _past(row: CourseForecast) -> tuple[PastForecast, ...]:
    try:
        return past_from(row.inputs, row.result, key=str(row.pk), person=str(row.person_id), at=row.at)
    except UNREADABLE:
        return ()


def _scores(people: Iterable[UUID]) -> dict[Whose, list[tuple[datetime, int]]]:
    rows = ScoreEntry.objects.filter(person_id__in=people, scale_key__in=EDITIONS, total__isnull=False)
    found: defaultdict[Whose, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows.exclude(remarks__kind=Remark.Kind.MISTAKE).only("person_id", "scale_key", "taken_at", "total"):
        if row.total is not None:
            found[row.person_id, row.scale_key].append((row.taken_at, row.total))
    return found


def _later(row: CourseForecast, scores: dict[Whose, list[tuple[datetime, int]]]) -> Sequence[tuple[float, int]]:
    """Return the scores that were given after the forecast was made, by the day of its course."""
    inputs: dict[str, Any] = row.inputs
    mine = scores.get((row.person_id, inputs["edition"]), [])
    return [(day_of(at.isoformat(), inputs), total) for at, total in mine if at > row.at]
