"""Between the stored entries and the core's scores."""

from collections.abc import Iterable

from leeward.clinic.crises.queries import is_closed
from leeward.clinic.outcomes.alerts import Entry
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.instruments import Score, by_key, score
from leeward.outcomes import DatedScore


class CannotRead(Exception):
    """A stored entry does not add up to the total that stands beside it."""


def score_of(row: ScoreEntry) -> Score:
    """Score the stored answers again; raises CannotRead where the total is not the one that was stored."""
    scored = score(by_key(row.scale_key), row.answers)
    if scored.total != row.total:
        raise CannotRead(
            f"Entry {row.pk} of {row.scale_key} adds up to {scored.total}, but {row.total} was stored. "
            "Show the entry to the medical director before anybody relies on it."
        )
    return scored


def dated(rows: Iterable[ScoreEntry]) -> tuple[DatedScore, ...]:
    """Return the scores with the times at which the patient gave them."""
    return tuple(DatedScore(score=score_of(row), at=row.taken_at) for row in rows)


def entry_of(row: ScoreEntry) -> Entry:
    """Return an entry as the warnings see it."""
    remarks, scored = {remark.kind for remark in row.remarks.all()}, score_of(row)
    return Entry(
        entry_id=row.pk,
        score=scored,
        at=row.taken_at,
        # What was done stands in the crisis that it opened: nobody writes it down twice.
        is_answered="answered" in remarks or (bool(scored.flags) and is_closed(f"entry:{row.pk}")),
        is_mistake="mistake" in remarks,
    )
