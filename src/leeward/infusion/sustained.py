"""A limit held against a series of readings: it takes its delay to begin and its distance to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.evidence import Cited
from leeward.infusion.condition import Condition
from leeward.infusion.vitals import BY_HAND, Baseline, Reading
from leeward.protocol.alarm_limit import AlarmKind, AlarmLimit, Beyond, Proposal


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a limit stands after a reading: `began` is the first reading of the present run beyond it."""

    is_active: bool
    began: Reading | None = None
    returned_at: datetime | None = None
    in_a_row: int = 0


_QUIET = _Standing(False)


def find(
    limit: AlarmLimit, series: Sequence[Reading], baseline: Baseline, *, now: datetime, was_active: bool
) -> Condition | None:
    """Return the condition if the limit is passed now.

    `series` holds the usable readings, oldest first. Silence never ends a condition, and a value that was beyond the
    limit when the readings stopped counts as still beyond it: the technical alarm says that nothing new came.
    """
    own = baseline.get(limit.vital) if limit.beyond is Beyond.RISE else 0.0
    if own is None or not series:
        return None
    bound, delay = limit.value, _seconds(limit.delay)
    standing = _Standing(was_active, began=series[0] if was_active else None)
    for reading in series:
        standing = _after(standing, reading, limit, bound=bound, delay=delay, own=own)
    is_due = standing.began is not None and now - standing.began.at >= delay
    if standing.began is None or not (standing.is_active or is_due):
        return None
    return Condition(
        key=limit.key,
        kind=AlarmKind.PHYSIOLOGICAL,
        priority=limit.priority,
        says=_sentence(limit, series[-1], own=own),
        since=min(standing.began.at, now),
        reading=series[-1],
        proposes=_proposal(limit, standing),
    )


def _after(
    standing: _Standing, reading: Reading, limit: AlarmLimit, *, bound: float, delay: timedelta, own: float
) -> _Standing:
    if reading.value is None:
        return standing
    value = reading.value - own
    if is_beyond(limit.beyond, value, bound):
        began = standing.began or reading
        # What a person has charted was already looked at: it needs no delay against artefact.
        is_long = reading.at - began.at >= delay or reading.source == BY_HAND
        return _Standing(standing.is_active or is_long, began=began, in_a_row=standing.in_a_row + 1)
    if not standing.is_active:
        return _QUIET
    if not _is_back(limit, value):
        return _Standing(True, began=standing.began)
    returned_at = standing.returned_at or reading.at
    if reading.at - returned_at >= _seconds(limit.clear_delay):
        return _Standing(False)
    return _Standing(True, began=standing.began, returned_at=returned_at)


def is_beyond(beyond: Beyond, value: float, limit: float) -> bool:
    """Is the value on the wrong side of the limit?"""
    match beyond:
        case Beyond.BELOW:
            return value < limit
        case Beyond.AT_OR_BELOW:
            return value <= limit
        case Beyond.ABOVE:
            return value > limit
        case Beyond.AT_OR_ABOVE | Beyond.RISE:
            return value >= limit


def _is_back(limit: AlarmLimit, value: float) -> bool:
    """Has the value left the limit behind by the distance to re-arm?"""
    return value >= limit.rearms_at if limit.beyond.is_low else value <= limit.rearms_at


def _seconds(fact: Cited) -> timedelta:
    return timedelta(seconds=fact.to("s"))


def _proposal(limit: AlarmLimit, standing: _Standing) -> Proposal | None:
    return limit.proposes if standing.in_a_row >= limit.repeats else None


def _sentence(limit: AlarmLimit, reading: Reading, *, own: float) -> str:
    what, unit, value = reading.kind.label, reading.unit, reading.value or 0.0
    if limit.beyond is Beyond.RISE:
        rise = f"{what} {value:g} {unit} is {value - own:+g} {unit} from the own baseline of {own:g}"
        return f"{rise} (limit +{limit.value:g})."
    if is_beyond(limit.beyond, value, limit.value):
        return f"{what} {value:g} {unit} is {limit.beyond.value} {limit.value:g} {unit}."
    return (
        f"{what} {value:g} {unit}: it was {limit.beyond.value} {limit.value:g} {unit} "
        f"and is not yet back to {limit.rearms_at:g} {unit} for long enough."
    )
