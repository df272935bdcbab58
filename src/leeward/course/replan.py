"""What became of a series so far, and the rest laid again: late, missed, called off, or not told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from leeward.course.days import ONE_DAY, Days, written
from leeward.course.schedule import lay, spacing
from leeward.course.series import CannotPlan, Planned, Session, State
from leeward.protocol.coursing import CoursePause
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.thresholds import SHIPPED, Thresholds

GONE: Final = (State.MISSED, State.CANCELLED)
TOLD: Final = (State.GIVEN, State.MISSED, State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What became of one session: GIVEN, MISSED or CANCELLED, on which day, why, and whether it is made up for."""

    number: int
    state: State
    on: date
    why: str = ""
    is_made_up: bool = True

    def __post_init__(self) -> None:
        if self.state not in TOLD:
            raise CannotPlan(f"Session {self.number}: tell whether it was given, missed or called off.")
        if self.state in GONE and not self.why.strip():
            raise CannotPlan(f"Session {self.number}: say why it was {self.state.value}.")


def replan(
    planned: Planned,
    happened: Sequence[Happened],
    *,
    today: date,
    limits: DosingLimits,
    days: Days,
    thresholds: Thresholds = SHIPPED,
) -> Planned:
    """Lay the rest again after what happened, keeping the rhythm's distances; says what moved and why.

    A session of a past day of which nothing is recorded counts for the distances, and is neither given nor made up
    for until somebody tells. Raises CannotPlan where a number is not of this series, or no day suits.
    """
    past, told = _settled(planned, happened, today=today)
    over, made_up = {one.number for one in past}, {one.instead_of for one in planned.sessions}
    owed = [one for one in past if one.state in GONE and one.is_made_up and one.number not in made_up]
    ahead = [session for session in planned.sessions if session.number not in over]
    rest, why = _rest(replace(planned, sessions=tuple(past)), ahead, owed, today=today, limits=limits, days=days)
    return replace(
        planned,
        sessions=(*past, *rest),
        says=(planned.schedule.evidence, *why, *_paused(past, rest, today, thresholds)),
        changed=(*told, *_moved(ahead, rest)),
    )


def _settled(planned: Planned, happened: Sequence[Happened], *, today: date) -> tuple[list[Session], list[str]]:
    """Return the sessions that are over, in order, with a sentence for each that was not as planned."""
    by_number = {each.number: each for each in happened}
    strange = sorted(set(by_number) - {session.number for session in planned.sessions})
    if strange:
        raise CannotPlan(f"This series has no session {strange[0]}; it has {len(planned.sessions)}.")
    past = [_after(session, by_number.get(session.number), today=today) for session in planned.sessions]
    over = [session for session in past if session.state is not State.PLANNED]
    return over, [session.says for session in over if session.says]


def _after(session: Session, happened: Happened | None, *, today: date) -> Session:
    if happened is None:
        if session.state is not State.PLANNED or session.on >= today:
            return session
        says = f"Session {session.number} of {written(session.on)}: nothing is recorded. Tell whether it was given."
        return replace(session, state=State.UNTOLD, says=says)
    if happened.on > today:
        raise CannotPlan(f"Session {session.number}: {written(happened.on)} has not come yet.")
    if happened.state in GONE:
        says = f"Session {session.number} of {written(session.on)} was {happened.state.value}: {happened.why.strip()}"
        return replace(session, state=happened.state, says=_ended(says), is_made_up=happened.is_made_up)
    late = (happened.on - session.on).days
    says = f"Session {session.number} was given {late} d late, on {written(happened.on)}." if late > 0 else ""
    return replace(session, state=State.LATE if late > 0 else State.GIVEN, given_on=happened.on, says=says)


def _rest(
    done: Planned, ahead: Sequence[Session], owed: Sequence[Session], *, today: date, limits: DosingLimits, days: Days
) -> tuple[tuple[Session, ...], tuple[str, ...]]:
    """Keep the days of the rest where they still hold and nothing is owed; else lay it all again, in order."""
    counted = [day for session in done.sessions if (day := session.counts_from)]
    if not owed and _still_holds(ahead, done, counted=counted, days=days):
        return tuple(_judged(one, ahead, (*done.earlier, *counted), limits) for one in ahead), ()
    highest = max(session.number for session in (*done.sessions, *ahead))
    added = {highest + count: one.number for count, one in enumerate(owed, 1)}
    instead_of = {**{one.number: one.instead_of for one in ahead}, **added}
    first = done.schedule.wanted(after=max(counted)) if counted else today
    used_up = any(today in (session.on, session.given_on) for session in done.sessions)
    rest, why = lay(
        done.schedule,
        numbers=instead_of,
        first=max(first, today + ONE_DAY if used_up else today),
        limits=limits,
        days=days,
        series=counted,
        earlier=done.earlier,
    )
    return tuple(replace(one, instead_of=instead_of.get(one.number, 0)) for one in rest), why


def _judged(one: Session, ahead: Sequence[Session], others: Sequence[date], limits: DosingLimits) -> Session:
    before = [other.on for other in ahead if other.on < one.on]
    return replace(one, place=spacing(one.on, (*others, *before), limits))


def _still_holds(ahead: Sequence[Session], planned: Planned, *, counted: Sequence[date], days: Days) -> bool:
    last = max(counted, default=None)
    apart = not ahead or last is None or (ahead[0].on - last).days >= planned.schedule.apart_days
    return apart and not any(days.why_not(session.on) for session in ahead)


def _moved(ahead: Sequence[Session], rest: Sequence[Session]) -> list[str]:
    """Say of each session of the rest where it moves, and which are added for those that were missed."""
    before = {session.number: session.on for session in ahead}
    told = []
    for session in rest:
        old = before.get(session.number)
        if old is None:
            told.append(f"Session {session.number} on {written(session.on)} is added for session {session.instead_of}.")
        elif old != session.on:
            moves = f"Session {session.number} moves from {written(old)} to {written(session.on)}"
            told.append(f"{moves}: the distances are kept.")
    return told


def _paused(past: Sequence[Session], rest: Sequence[Session], today: date, thresholds: Thresholds) -> tuple[str, ...]:
    """Say so where the gap from the last infusion on record is longer than this clinic lets a course pause.

    Of a session of which nothing is recorded nobody knows that it was given: it keeps others away, and ends no gap.
    """
    given = [session.given_on for session in past if session.given_on is not None]
    if not given or not rest:
        return ()
    longest = thresholds.of(CoursePause.longest)
    gap_days = (max(rest[0].on, today) - max(given)).days
    if gap_days <= longest.to("d"):
        return ()
    says = f"{gap_days} d without an infusion that is on record, more than {longest.quantity}"
    return (f"{says}: look at suitability again first.",)


def _ended(says: str) -> str:
    return says if says.endswith((".", "!", "?")) else f"{says}."
