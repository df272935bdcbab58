"""Whether the gateway still decides alarms: it says so every few seconds, and every page that shows a chair asks.

Kept in the cache and not in the records: it is no fact about a patient, and it changes all the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import transaction

KEY: Final = "infusions:watched"
BEAT_EVERY: Final = timedelta(seconds=5)
LATE_AFTER: Final = timedelta(seconds=20)
KEPT_S: Final = 24 * 60 * 60
NOT_WATCHED: Final = (
    "Leeward's gateway does not answer: no reading comes in and no alarm is written down. "
    "Watch the bedside monitor, chart by hand, and have the gateway started again."
)
NOT_ALL: Final = (
    "Leeward cannot decide the alarms of chair {chairs}. Watch the bedside monitor there and tell who keeps it."
)
NOT_KEPT: Final = (
    "Leeward cannot keep what monitors send ({why}). It decides alarms on in memory; the pages lag behind. "
    "Watch the bedside monitors, chart by hand, and tell who keeps the server."
)
SET_BACK: Final = (
    "The clock of Leeward's server was set back: times on the pages overlap, silence may be told some seconds late. "
    "Watch the bedside monitors and tell who keeps the server."
)
FLOODS: Final = "{monitors} sends more than a monitor may: what is too much is refused. Look at its settings."


def beat(*, now: datetime, failed: Sequence[str], troubles: Sequence[str] = ()) -> None:
    """Say that the alarms were decided, but for the chairs that are named, and what else is wrong at the gateway."""
    told, word = cache.get(KEY), {"failed": list(failed), "troubles": list(troubles)}
    if told and told | word == told and timedelta(0) <= now - told["at"] < BEAT_EVERY:
        return
    cache.set(KEY, {"at": now, **word}, KEPT_S)


def trouble(*, now: datetime) -> str:
    """Say what is wrong with deciding alarms; empty when all is well."""
    told = cache.get(KEY)
    if told is None or abs(now - told["at"]) > LATE_AFTER:
        return NOT_WATCHED
    failed = [NOT_ALL.format(chairs=", ".join(told["failed"]))] if told["failed"] else []
    return " ".join((*failed, *told.get("troubles", ())))


def decided_ago_s(*, now: datetime) -> float | None:
    """Return how many seconds ago the gateway last said that alarms were decided; None: never."""
    told = cache.get(KEY)
    return None if told is None else (now - told["at"]).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairCall:
    """A chair where a high-priority alarm waits for somebody; it names no patient."""

    chair: str
    since: datetime
    reaches_everyone: bool


CALLS: Final = "infusions:calls"
CALLERS: Final = "infusions:callers"  # the gateways, where there are several: each says which of its chairs call
WORD_KEPT_S: Final = 30  # of a gateway among others: when it dies they say the same of its chairs within seconds


def call(found: Sequence[ChairCall], *, now: datetime, who: str = "", is_alone: bool = True) -> None:
    """Say which chairs call beyond the bedside, for every page of the staff; each gateway says it of its own."""
    _name(who, is_alone=is_alone)
    told = cache.get(_key(who))
    if told and told["calls"] == list(found) and timedelta(0) <= now - told["at"] < BEAT_EVERY:
        return
    cache.set(_key(who), {"at": now, "calls": list(found)}, KEPT_S if is_alone else WORD_KEPT_S)


def calls() -> tuple[ChairCall, ...]:
    """Return the chairs that called when the alarms were last decided: what nobody took back still stands."""
    told = cache.get_many([_key(who) for who in cache.get(CALLERS) or ("",)])
    by_chair = {one.chair: one for word in sorted(told.values(), key=lambda word: word["at"]) for one in word["calls"]}
    return tuple(by_chair.values())


def _name(who: str, *, is_alone: bool) -> None:
    """Have the gateway among those that are asked; alone, it is the only one whose word counts."""
    if cache.get(CALLERS) == _named(who, is_alone=is_alone):
        return
    with transaction.atomic():  # two that come together are both named
        cache.set(CALLERS, _named(who, is_alone=is_alone), KEPT_S)


def _named(who: str, *, is_alone: bool) -> tuple[str, ...]:
    return (who,) if is_alone else tuple(sorted({*(cache.get(CALLERS) or ()), who}))


def _key(who: str) -> str:
    return f"{CALLS}:{who.replace(' ', '-')}" if who else CALLS
