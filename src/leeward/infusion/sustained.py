"""A limit held against a series of readings: it takes its delay to begin and its distance to end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import ge, gt, le, lt
from typing import Final, NamedTuple

from leeward.infusion.artefact import Judged
from leeward.infusion.condition import Condition
from leeward.infusion.vitals import BY_HAND, Baseline, Reading
from leeward.protocol.alarm_limit import AlarmKind, AlarmLimit, Beyond, Look, Proposal
from leeward.protocol.monitoring import span


@dataclass(frozen=True, slots=True)
class Held:
    """A limit with its numbers ready to compare; `own` is the own baseline where a rise is meant, else 0."""

    limit: AlarmLimit
    own: float
    bound: float
    rearms_at: float
    delay: timedelta
    clear_delay: timedelta
    is_low: bool
    is_raw: bool
    group: str
    passes: Callable[[float, float], bool]

    def seen(self, one: Judged) -> float:
        """Return what the limit sees of a reading: the value, or of two middle values the one nearer to danger."""
        return (one.value if self.is_raw else one.low if self.is_low else one.high) - self.own


class Standing(NamedTuple):
    """How a limit stands after a reading: `began` is the first reading of the present run beyond it."""

    is_active: bool
    began: Reading | None = None
    returned_at: datetime | None = None
    in_a_row: int = 0
    last: Judged | None = None


QUIET: Final = Standing(is_active=False)
_PASSES: Final[Mapping[Beyond, Callable[[float, float], bool]]] = {
    Beyond.BELOW: lt, Beyond.AT_OR_BELOW: le, Beyond.ABOVE: gt, Beyond.AT_OR_ABOVE: ge, Beyond.RISE: ge,
}  # fmt: skip


def held(limit: AlarmLimit, baseline: Baseline) -> Held | None:
    """Return the limit ready to compare; None for a rise where there is no own baseline."""
    own = baseline.get(limit.vital) if limit.beyond is Beyond.RISE else 0.0
    if own is None:
        return None
    return Held(
        limit=limit,
        own=own,
        bound=limit.value,
        rearms_at=limit.rearms_at,
        delay=span(limit.delay),
        clear_delay=span(limit.clear_delay),
        is_low=limit.beyond.is_low,
        is_raw=limit.looks_at is Look.RAW,
        group=limit.group,
        passes=_PASSES[limit.beyond],
    )


def find(
    limit: AlarmLimit, series: Sequence[Judged], baseline: Baseline, *, now: datetime, was_active: bool
) -> Condition | None:
    """Return the condition if the limit is passed now.

    `series` holds the usable readings, oldest first. Silence never ends a condition, and a value that was beyond the
    limit when the readings stopped counts as still beyond it: the technical alarm says that nothing new came.
    """
    holds = held(limit, baseline)
    if holds is None or not series:
        return None
    standing = Standing(is_active=True, began=series[0].reading) if was_active else QUIET
    for one in series:
        standing = after(standing, one, holds)
    return condition_of(standing, holds, now=now)


def condition_of(standing: Standing, holds: Held, *, now: datetime) -> Condition | None:
    """Return what the limit says at this instant; a run that is long enough needs no further reading."""
    began, last, limit = standing.began, standing.last, holds.limit
    if began is None or last is None or not (standing.is_active or now - began.at >= holds.delay):
        return None
    return Condition(
        key=limit.key,
        kind=AlarmKind.PHYSIOLOGICAL,
        priority=limit.priority,
        says=_sentence(holds, last),
        since=min(began.at, now),
        reading=last.reading,
        proposes=_proposal(limit, standing),
    )


def after(standing: Standing, one: Judged, holds: Held) -> Standing:
    """Return how the limit stands after one more reading."""
    reading, value = one.reading, holds.seen(one)
    if holds.passes(value, holds.bound):
        began = standing.began or reading
        # What a person has charted was already looked at: it needs no delay against artefact.
        is_long = reading.at - began.at >= holds.delay or reading.source == BY_HAND
        return Standing(standing.is_active or is_long, began, None, standing.in_a_row + 1, one)
    if not standing.is_active:
        return QUIET
    # A value that leapt back is not believed until the next one agrees.
    if one.leapt or not _is_back(holds, value):
        return Standing(True, standing.began, last=one)
    returned_at = standing.returned_at or reading.at
    if reading.at - returned_at >= holds.clear_delay:
        return QUIET
    return Standing(True, standing.began, returned_at, last=one)


def is_beyond(beyond: Beyond, value: float, limit: float) -> bool:
    """Is the value on the wrong side of the limit?"""
    return _PASSES[beyond](value, limit)


def _is_back(holds: Held, value: float) -> bool:
    """Has the value left the limit behind by the distance to re-arm?"""
    return value >= holds.rearms_at if holds.is_low else value <= holds.rearms_at


def _proposal(limit: AlarmLimit, standing: Standing) -> Proposal | None:
    return limit.proposes if standing.in_a_row >= limit.repeats else None


def _sentence(holds: Held, one: Judged) -> str:
    limit, what, unit = holds.limit, one.reading.kind.label, one.reading.unit
    value = holds.seen(one) + holds.own
    told = f"{value:.4g} {unit}" if value == one.value else f"{value:.4g} {unit} (median of 5 s)"
    if limit.beyond is Beyond.RISE:
        rise = f"{what} {told} is {holds.seen(one):+.4g} {unit} from the own baseline of {holds.own:g}"
        return f"{rise} (limit +{holds.bound:g})."
    if is_beyond(limit.beyond, value, holds.bound):
        return f"{what} {told} is {limit.beyond.value} {holds.bound:g} {unit}."
    return (
        f"{what} {told}: it was {limit.beyond.value} {holds.bound:g} {unit} "
        f"and is not yet back to {holds.rearms_at:g} {unit} for long enough."
    )
