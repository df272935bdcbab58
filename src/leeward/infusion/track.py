"""One vital sign followed: its usable readings in order, and how each limit stood after each of them."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from leeward.infusion.artefact import TOLD_FOR, Judge, leap
from leeward.infusion.calm import band_of
from leeward.infusion.clocks import FROZEN_AFTER, WINDOW
from leeward.infusion.condition import Condition
from leeward.infusion.sustained import QUIET, Held, Standing, after
from leeward.infusion.technical import is_watched
from leeward.infusion.vitals import Reading
from leeward.protocol.artefact import GATES, Smoothing
from leeward.protocol.monitoring import span
from leeward.protocol.vital_kind import VitalKind

MEDIAN_OF: Final = span(Smoothing.median)
_FEWEST: Final = 8  # plain: readings kept however old; a leap is told of two, and what comes late falls between some
_PRUNED_EVERY: Final = 64  # plain: readings; to prune at each one would cost more than it saves

_STOOD: Final = Standing(is_active=True)
"""A limit that stood before the first reading that is known: the condition is told from that reading on."""


class Track:
    """The usable readings of one kind. A late one is put in its place, and what follows it is judged again.

    What is older than ten minutes (two, where nothing stands) is folded into a base and let go.
    """

    def __init__(self, kind: VitalKind, limits: Iterable[Held], *, active: Collection[str] = ()) -> None:
        self.kind, self.held = kind, tuple(limits)
        self.band = band_of(kind, self.held)
        self._places = {held.limit.key: place for place, held in enumerate(self.held)}
        self.rows: list[Reading] = []
        self.last: Reading | None = None
        self.last_sent: Reading | None = None
        self.leapt_at: datetime | None = None
        self.folded_until: datetime | None = None
        self._keys: list[tuple[datetime, UUID]] = []
        self._after: list[tuple[Standing, ...]] = []
        self._quiet = (QUIET,) * len(self.held)  # one tuple, so that a look whether all are quiet is a look at it
        self._base = self._known(_STOOD if held.limit.key in active else QUIET for held in self.held)
        self._base_judge, self._judge = Judge(), Judge()

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How each limit stands after the newest reading."""
        return self._after[-1] if self._after else self._base

    @property
    def kept(self) -> Iterable[Reading]:
        """Every reading that is still known, in no order."""
        return {one.reading_id: one for one in (*self.rows, self.last, self.last_sent) if one is not None}.values()

    @property
    def stood(self) -> Iterable[str]:
        """The limits that stood before the readings that are kept begin."""
        return (key for key, place in self._places.items() if self._base[place].is_active)

    @property
    def is_quiet(self) -> bool:
        """Has no limit anything to remember?"""
        return self.standings is self._quiet

    def knows(self, reading: Reading) -> bool:
        """Did this very reading come before, as far back as readings are kept?"""
        place = self._place(reading)
        return place < len(self.rows) and self.rows[place].reading_id == reading.reading_id

    def take(self, reading: Reading) -> None:
        """Take a usable reading that is not known; one that comes too late to matter is let go at once."""
        key, place = (reading.at, reading.reading_id), self._place(reading)
        if self.is_too_late(reading):
            return
        self._keys.insert(place, key)
        self.rows.insert(place, reading)
        self._note_last()
        if place == len(self.rows) - 1:
            self._fold(reading)
        else:
            self._refold(place, self._after[place:])
        if len(self.rows) % _PRUNED_EVERY == 0:
            self._prune()

    def is_too_late(self, reading: Reading) -> bool:
        """Is it older than everything that is kept, so that it changes no limit any more?"""
        return self.folded_until is not None and reading.at <= self.folded_until and self._place(reading) == 0

    def drop(self, reading_id: UUID) -> Reading | None:
        """Take the reading out again, judge everything after it without it, and return it; None if it is not here."""
        place = next((place for place, one in enumerate(self.rows) if one.reading_id == reading_id), None)
        found = next((one for one in (self.last, self.last_sent) if one and one.reading_id == reading_id), None)
        if place is not None:
            found = self.rows[place]
            del self._keys[place], self.rows[place]
            self._refold(place, self._after[place + 1 :])
        self.last = None if self.last is found else self.last
        self.last_sent = None if self.last_sent is found else self.last_sent
        self._note_last()
        return found

    def aim(self, limits: Iterable[Held]) -> None:
        """Judge what is kept by other limits; of what was let go, what stood by a limit's key stands until it ends."""
        before = dict(zip((held.limit.key for held in self.held), self._base, strict=True))
        self.held = tuple(limits)
        self.band = band_of(self.kind, self.held)
        self._places = {held.limit.key: place for place, held in enumerate(self.held)}
        self._quiet = (QUIET,) * len(self.held)
        self._base = self._known(before.get(held.limit.key, QUIET) for held in self.held)
        self._judge, self._after = self._base_judge.copy(), []
        for reading in self.rows:
            self._fold(reading)

    def forget(self, until: datetime) -> None:
        """Let everything before this instant go: no limit stood, and all that came since was calm.

        What was measured at the instant itself may come again, as a monitor repeats its last cuff reading.
        """
        self._cut(bisect_left(self._keys, (until, UUID(int=0))))
        self.folded_until = until - timedelta.resolution

    def leap(self, *, now: datetime) -> Condition | None:
        """Return the request to measure again, if a leap is told now."""
        if self.kind not in GATES or self.leapt_at is None:
            return None
        return leap(self.kind, self.since(now - TOLD_FOR - GATES[self.kind].within), now=now)

    def since(self, instant: datetime) -> Sequence[Reading]:
        """Return the readings from the instant on, and two at least."""
        place = bisect_left(self._keys, (instant, UUID(int=0)))
        return self.rows[max(min(place, len(self.rows) - 2), 0) :]

    def standing(self, key: str) -> Standing:
        """How the limit of this key stands after the newest reading."""
        return self.standings[self._places[key]]

    def _note_last(self) -> None:
        """Keep the newest reading, and the newest whose silence would count."""
        if self.rows:
            self.last = self.rows[-1]
            if is_watched(self.last):
                self.last_sent = self.last
            else:
                self.last_sent = next((one for one in reversed(self.rows) if is_watched(one)), self.last_sent)

    def _place(self, reading: Reading) -> int:
        return bisect_left(self._keys, (reading.at, reading.reading_id))

    def _fold(self, reading: Reading) -> None:
        one, before = self._judge.take(reading), self.standings
        if one.leapt and (self.leapt_at is None or reading.at > self.leapt_at):
            self.leapt_at = reading.at
        low, high = self.band
        if before is self._quiet and low <= one.low and one.high <= high and low <= one.value <= high:
            self._after.append(before)
            return
        # A list and no generator: it runs for every limit at every value.
        self._after.append(
            self._known([
                after(standing if standing is QUIET else _begun(standing, reading), one, held)
                for standing, held in zip(before, self.held, strict=True)
            ])
        )  # fmt: skip

    def _known(self, standings: Iterable[Standing]) -> tuple[Standing, ...]:
        """Return the standings as they are kept: where all are quiet, always the same tuple."""
        found = tuple(standings)
        return self._quiet if found == self._quiet else found

    def _refold(self, place: int, before: Sequence[tuple[Standing, ...]]) -> None:
        """Judge everything from this place on anew, as far as it differs from what was judged `before` of the same.

        A reading is judged by those of the last seconds and by the one before it. Once all of these are the readings
        that they were, and the limits stand as they stood, what follows stands as it stood too.
        """
        newest, self._judge = self._judge, self._judge_before(place)
        del self._after[place:]
        gone = len(self.rows) - len(before)  # from here on the readings are those that were judged before
        for at, reading in enumerate(self.rows[place:], place):
            self._fold(reading)
            is_apart = at > gone and reading.at - self.rows[gone].at >= MEDIAN_OF
            if is_apart and self._after[at] == before[at - gone]:
                self._after += before[at - gone + 1 :]
                self._judge = newest
                return

    def _judge_before(self, place: int) -> Judge:
        """Return the judge as it was before the reading at this place: it remembers five seconds and one value."""
        first = place
        while first and (first == place or self.rows[first - 1].at > self.rows[place - 1].at - MEDIAN_OF):
            first -= 1
        judge = Judge() if first else self._base_judge.copy()
        judge.remember(self.rows[first:place])
        return judge

    def _prune(self) -> None:
        kept_for = FROZEN_AFTER + MEDIAN_OF if self.is_quiet else WINDOW
        first = bisect_left(self._keys, (self.rows[-1].at - kept_for, UUID(int=0)))
        self._cut(min(first, len(self.rows) - _FEWEST))

    def _cut(self, place: int) -> None:
        """Fold the readings before this place into the base."""
        if place <= 0:
            return
        self._base_judge = self._judge_before(place)
        self._base, self.folded_until = self._after[place - 1], self.rows[place - 1].at
        del self.rows[:place], self._keys[:place], self._after[:place]


def _begun(standing: Standing, reading: Reading) -> Standing:
    """Let what stood before anything was known begin with the first reading."""
    return standing._replace(began=reading) if standing.is_active and standing.began is None else standing
