"""What one infusion can teach: the rates that ran, and the readings that may be learned from; the rest is named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.infusion.account import Delivered, delivered
from leeward.infusion.events import Event, MedicineGiven, ScaleScored
from leeward.infusion.rates import as_it_ran
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind, in_order, is_usable
from leeward.instruments import CADSS6
from leeward.pharmacology.effects import Readings as Highest
from leeward.pharmacology.readings import Readings
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.visits import Resting
from leeward.protocol.monitoring import span

_MINUTE: Final = timedelta(minutes=1)
_DIGITS: Final = 2  # plain: readings are placed to the hundredth of a minute
HARMLESS: Final = "antiemetic"
KINDS: Final = (VitalKind.SYSTOLIC, VitalKind.DIASTOLIC, VitalKind.HEART_RATE)


class CannotTeach(ValueError):
    """The infusion has not ended, or never began: there is nothing to learn from yet."""


class Taken(Facts):
    """Which readings of an infusion are learned from, beyond being usable."""

    before = assumed("60 min", why="an older resting reading is of another situation")
    apart = assumed("2.5 min", why="resting readings count as five minutes apart; nearer ones are nearly one reading")
    beside = assumed("1 min", why="a heart rate this near to a cuff reading is of the same moment")


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRecord:
    """One infusion as it was given and read; `left_out` says which readings do not count, and why."""

    started_at: datetime
    given: Regimen
    given_mg: float
    readings: Readings
    left_out: tuple[str, ...]


def lesson_record(
    events: Sequence[Event], readings: Iterable[Reading], *, now: datetime, mode: GenerationMode
) -> LessonRecord:
    """Return what this infusion can teach. Raises CannotTeach while drug may still go in."""
    given = delivered(events, now=now)
    if given is None:
        raise CannotTeach("The infusion was not started: there is nothing to learn from.")
    if given.ended_at is None:
        raise CannotTeach("The infusion has not ended: what it taught is told after its end.")
    known = tuple(reading for reading in in_order(readings) if reading.kind in KINDS)
    may = [reading for reading in known if is_usable(reading, now=now, mode=mode)]
    until, why_then = _until(events, given)
    taken = [r for r in may if given.started_at - span(Taken.before) <= r.at <= until]
    return LessonRecord(
        started_at=given.started_at,
        given=as_it_ran(given),
        given_mg=given.mg,
        readings=_readings(taken, given.started_at),
        left_out=tuple(_left_out(known, may, until=until, why_then=why_then, mode=mode, events=events)),
    )


def _until(events: Iterable[Event], given: Delivered) -> tuple[datetime, str]:
    """Return when readings stop to speak of ketamine alone, and why then."""
    ended = (given.ended_at or given.started_at) + span(Highest.until_after_end)
    other = [event for event in events if isinstance(event, MedicineGiven) and event.purpose != HARMLESS]
    first = min(other, key=lambda event: event.at, default=None)
    if first is not None and first.at < ended:
        return first.at, f"after {first.medicine} was given: they show that medicine too"
    return ended, f"later than {Highest.until_after_end.quantity} after the end: the patient begins to get up"


def _readings(taken: Sequence[Reading], start: datetime) -> Readings:
    cuffs = _cuffs(taken, start)
    hearts = [(_minute(r.at, start), r.value) for r in taken if r.kind is VitalKind.HEART_RATE and r.value is not None]
    moments = [minute for minute, _, _ in cuffs], [minute for minute, _ in hearts]
    resting = _rested(_moments(moments, before=True))
    minutes = (*resting, *_moments(moments, before=False))
    beside = {minute: heart for minute in minutes if (heart := _nearest(hearts, minute)) is not None}
    pressures = {minute: (systolic, diastolic) for minute, systolic, diastolic in cuffs}

    def of(place: int) -> tuple[list[float], list[float]]:
        rows = [(m, pair[place]) for m, pair in pressures.items() if m >= 0 and pair[place] is not None]
        return [m for m, _ in rows], [value for _, value in rows if value is not None]

    def at_rest(place: int) -> list[float]:
        return [value for m in resting if m in pressures and (value := pressures[m][place]) is not None]

    during = [minute for minute in beside if minute >= 0]
    return Readings(
        systolic=of(0),
        diastolic=of(1),
        heart_rate=(during, [beside[minute] for minute in during]),
        resting_systolic=at_rest(0),
        resting_diastolic=at_rest(1),
        resting_heart_rate=[beside[minute] for minute in resting if minute in beside],
    )


def _cuffs(taken: Iterable[Reading], start: datetime) -> list[tuple[float, float | None, float | None]]:
    """Return (minute, systolic, diastolic) of each inflation, one to a minute's hundredth, in order of time."""
    inflations: dict[tuple[datetime, str | None], dict[VitalKind, float]] = {}
    for reading in taken:
        if reading.kind is not VitalKind.HEART_RATE and reading.value is not None:
            inflations.setdefault((reading.at, reading.device), {}).setdefault(reading.kind, reading.value)
    rows: list[tuple[float, float | None, float | None]] = []
    for (at, _), pair in inflations.items():
        minute, systolic, diastolic = _minute(at, start), pair.get(KINDS[0]), pair.get(KINDS[1])
        crossed = systolic is not None and diastolic is not None and diastolic >= systolic
        if not crossed and (not rows or minute > rows[-1][0]):
            rows.append((minute, systolic, diastolic))
    return rows


def _rested(minutes: Sequence[float]) -> list[float]:
    """Return the last resting minutes, as many as are asked for, far enough apart, in order of time."""
    kept: list[float] = []
    for minute in reversed(minutes):
        if len(kept) < Resting.asked.to("1") and (not kept or kept[-1] - minute >= Taken.apart.to("min")):
            kept.append(minute)
    return kept[::-1]


def _moments(cuffs_and_hearts: tuple[list[float], list[float]], *, before: bool) -> list[float]:
    """Return the minutes of the cuff; where there was none, those of the heart rate as far apart as a cuff's."""
    cuffs, hearts = ([minute for minute in one if (minute < 0) is before] for one in cuffs_and_hearts)
    if cuffs:
        return cuffs
    kept: list[float] = []
    for minute in hearts:
        if not kept or minute - kept[-1] >= Highest.every.to("min"):
            kept.append(minute)
    return kept


def _nearest(hearts: Sequence[tuple[float, float]], minute: float) -> float | None:
    near = [(abs(at - minute), at, value) for at, value in hearts if abs(at - minute) <= Taken.beside.to("min")]
    # The side of the start decides: what was measured once drug runs is no resting value.
    same_side = [one for one in near if (one[1] < 0) == (minute < 0)]
    return min(same_side)[-1] if same_side else None


def _minute(at: datetime, start: datetime) -> float:
    return round((at - start) / _MINUTE, _DIGITS)


def _left_out(
    known: Sequence[Reading],
    may: Sequence[Reading],
    *,
    until: datetime,
    why_then: str,
    mode: GenerationMode,
    events: Iterable[Event],
) -> Iterator[str]:
    """Say which readings do not count, and why; a heart rate between two cuff readings needs no word."""
    usable = {reading.reading_id for reading in may}
    why = Counter(_unusable(reading, mode) for reading in known if reading.reading_id not in usable)
    yield from (f"{_count(number, 'reading')} left out: {reason}." for reason, number in sorted(why.items()))
    late = sum(reading.at > until for reading in may)
    if late:
        yield f"{_count(late, 'reading')} left out, {why_then}."
    scored = sum(isinstance(e, ScaleScored) and e.scale_key == CADSS6.key and e.total is not None for e in events)
    if scored:
        yield (
            f"{CADSS6.name}, scored {_count(scored, 'time')}, is not the full CADSS that the model speaks of, and no "
            "published rule turns one into the other: nothing is learned of dissociation."
        )


def _unusable(reading: Reading, mode: GenerationMode) -> str:
    if reading.artefact_reason is not None:
        return "marked as artefact"
    if reading.mode is not mode:
        return f"of another mode ({reading.mode.value}) than this infusion ({mode.value})"
    if reading.validity is not Validity.VALID:
        return "the monitor itself doubted them"
    return "no value that a body can show"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
