"""The clock of the questionnaires: what is due around each infusion, what was answered, and what was missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from leeward.instruments import Scale
from leeward.outcomes.measures import CannotAsk, Moment
from leeward.outcomes.sharing import Asking, askings
from leeward.outcomes.trajectory import DatedScore
from leeward.outcomes.windows import Window, windows
from leeward.protocol.following_up import Around, Reminding
from leeward.protocol.thresholds import SHIPPED, Thresholds


class DueState(Enum):
    """How one measure stands; with time it only moves forward, and it ends done or expired."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    DONE = "done"


OPEN: Final = frozenset({DueState.DUE, DueState.OVERDUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMeasure:
    """One measure of one infusion. Measures that share `asking` are satisfied by one and the same score.

    `counts_from` is when a score first counts, `opens` when it is asked, `late_from` when it is overdue, `closes` when
    it has expired; all in UTC. `answered` is the score that counts, None while there is none: what was missed is
    missing. One with items left out stands there too, but does not make it done.
    """

    key: str
    asking: str
    infusion: int
    moment: Moment
    repeat: int
    scale: Scale
    why: str
    counts_from: datetime
    opens: datetime
    late_from: datetime
    closes: datetime
    state: DueState
    answered: DatedScore | None = None

    @property
    def label(self) -> str:
        """Return what it is in words, as in `PHQ-9, weekly after infusion 6 (2)`."""
        times = f" ({self.repeat})" if self.moment in REPEATED else ""
        where = "at the baseline" if self.moment is Moment.BASELINE else f"{self.moment.value} infusion {self.infusion}"
        return f"{self.scale.name}, {where}{times}"


REPEATED: Final = frozenset({Moment.WEEKLY, Moment.MONTHLY, Moment.LONG_TERM})


def due(
    infusions: Sequence[datetime],
    scores: Sequence[DatedScore],
    *,
    now: datetime,
    zone: ZoneInfo,
    limits: Thresholds = SHIPPED,
) -> tuple[DueMeasure, ...]:
    """Return every measure of every infusion, given or planned, as it stands now, in order of when it is asked.

    Give the infusions as they stand today: one that moved, was added or will not take place changes what follows.
    Scores later than now are not seen. Raises CannotAsk for a time without a zone.
    """
    if any(at.tzinfo is None for at in (now, *infusions, *(each.at for each in scores))):
        raise CannotAsk("Every infusion, every score and now need a time with its time zone.")
    seen = sorted((each for each in scores if each.at <= now), key=lambda each: each.at)
    least = timedelta(hours=limits.of(Around.shared_at_least).to("h"))
    groups = askings(windows(infusions, zone, limits), least=least)
    return tuple(_standing(window, group, seen, now, limits) for group in groups for window in group.members)


def asked_now(measures: Sequence[DueMeasure]) -> tuple[DueMeasure, ...]:
    """Return what the patient may answer now, each scale once, the most pressing first."""
    first: dict[str, DueMeasure] = {}
    for each in sorted((one for one in measures if one.state in OPEN), key=lambda one: (one.closes, one.opens)):
        first.setdefault(each.scale.key, each)
    return tuple(first.values())


def next_change(measures: Sequence[DueMeasure], *, now: datetime) -> datetime | None:
    """Return when any state changes next without a new score; None where none will."""
    marks = (
        at
        for each in measures
        if each.state not in (DueState.DONE, DueState.EXPIRED)
        for at in (each.opens, each.late_from, each.closes)
    )
    return min((at for at in marks if at > now), default=None)


def _standing(
    window: Window, group: Asking, seen: Sequence[DatedScore], now: datetime, limits: Thresholds
) -> DueMeasure:
    late = group.opens + (group.closes - group.opens) * limits.of(Reminding.overdue_after).to("1")
    answered = _counting(window, group, seen)
    return DueMeasure(
        key=window.key,
        asking=group.members[0].key,
        infusion=window.infusion,
        moment=window.measure.moment,
        repeat=window.repeat,
        scale=window.measure.scale,
        why=window.measure.why,
        counts_from=window.opens,
        opens=group.opens,
        late_from=late,
        closes=group.closes,
        state=DueState.DONE if _is_done(answered) else _waiting(group, late, now.astimezone(UTC)),
        answered=answered,
    )


def _is_done(answered: DatedScore | None) -> bool:
    return answered is not None and not answered.score.missing


def _waiting(group: Asking, late: datetime, now: datetime) -> DueState:
    if now < group.opens:
        return DueState.UPCOMING
    if now >= group.closes:
        return DueState.EXPIRED
    return DueState.OVERDUE if now >= late else DueState.DUE


def _counting(window: Window, group: Asking, seen: Sequence[DatedScore]) -> DatedScore | None:
    """Return the score that counts: the first whole one in the window, or the first at all."""
    mine = [
        each
        for each in seen
        if each.score.scale_key == window.measure.scale.key and window.opens <= each.at <= group.closes
    ]
    return next((each for each in mine if not each.score.missing), mine[0] if mine else None)
