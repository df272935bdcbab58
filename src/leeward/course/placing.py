"""Each therapy session placed in both calendars, inside its window after an infusion or said to be outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from leeward.course.slots import Slot, free_starts, overlaps
from leeward.course.therapy import COMBINATION, OPEN_WINDOW, CannotPlace, TherapyKind, TherapyPlan
from leeward.evidence import Cited, Claim
from leeward.protocol.coursing import TherapyWindow
from leeward.protocol.thresholds import SHIPPED, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """What both have free, what is taken, when infusions are given with recovery, and the clinic's time zone.

    `patient` and `therapist` are where each can come; a session lies wholly inside one stretch of each.
    """

    patient: tuple[Slot, ...]
    therapist: tuple[Slot, ...]
    infusions: tuple[Slot, ...]
    zone: ZoneInfo
    booked: tuple[Slot, ...] = ()
    not_before: datetime
    step_minutes: int = 15  # plain: bookings are made to the quarter of an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where a session should lie: its window, empty where no infusion is left to follow, and what it follows."""

    window: Slot | None
    aim: datetime
    follows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One session in both calendars; `is_inside` is None where no window applies."""

    number: int
    slot: Slot
    is_inside: bool | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The sessions that found a place, and a sentence for each that found none or lies outside its window."""

    plan: TherapyPlan
    placed: tuple[Placed, ...]
    unplaced: tuple[str, ...]
    claim: Claim = COMBINATION
    open_question: str = OPEN_WINDOW
    cites: tuple[Cited, ...] = (TherapyWindow.opens, TherapyWindow.closes, TherapyWindow.sedated_for)

    @property
    def says(self) -> tuple[str, ...]:
        """Everything that a person should know of where sessions lie."""
        return (*(one.says for one in self.placed if one.says), *self.unplaced)


def place(plan: TherapyPlan, calendars: Calendars, *, limits: Thresholds = SHIPPED) -> Placement:
    """Place each session in both calendars, inside its window or nearest to it with a sentence why not inside.

    Never on the day of an infusion, never while sedated, never over anything that is booked. Raises CannotPlace
    where an infusion or a calendar has no time zone, or nothing is there to follow.
    """
    calendars = _same_clock(calendars)
    placed, unplaced = list[Placed](), list[str]()
    for number in range(1, plan.sessions + 1):
        wanted = _wanted(plan, number, calendars, placed, limits)
        slot = _nearest(plan, wanted, calendars, placed, limits)
        if slot is None:
            unplaced.append(
                f"Session {number} ({plan.kind.value}, {wanted.follows}): the two calendars share no free time of "
                f"{plan.minutes} min from there on. Free a time, or ask another therapist."
            )
            continue
        inside = None if wanted.window is None else wanted.window.begins(slot)
        says = _why_outside(number, slot, wanted, calendars) if inside is False else ""
        says = says or (f"Session {number}: {wanted.follows}." if inside is None else "")
        placed.append(Placed(number=number, slot=slot, is_inside=inside, says=says))
    return Placement(plan=plan, placed=tuple(placed), unplaced=tuple(unplaced))


def conflicts(sessions: Sequence[Slot], calendars: Calendars, *, limits: Thresholds = SHIPPED) -> tuple[str, ...]:
    """Say which therapy sessions of the calendar cannot stay where they are, and why; () where all can."""
    calendars, told = _same_clock(calendars), []
    for slot in sorted(_in_utc(slot) for slot in sessions):
        why = [each for each in (
            _clash(slot, calendars, limits),
            "" if any(stretch.contains(slot) for stretch in calendars.patient) else "the patient is not free",
            "" if any(stretch.contains(slot) for stretch in calendars.therapist) else "the therapist is not free",
        ) if each]  # fmt: skip
        if why:
            told.append(f"The session of {_told(slot.start, calendars)} cannot stay: {'; '.join(why)}. Move it.")
    return tuple(told)


def _same_clock(calendars: Calendars) -> Calendars:
    """Return the calendars in UTC, so that hours are hours when clocks change; refuses a time without its zone."""
    slots = (calendars.patient, calendars.therapist, calendars.infusions, calendars.booked)
    starts = [at for each in slots for slot in each for at in slot]
    if any(at.tzinfo is None for at in (*starts, calendars.not_before)):
        raise CannotPlace("Every free time, booking and infusion carries its time zone.")
    patient, therapist, infusions, booked = (tuple(_in_utc(slot) for slot in each) for each in slots)
    return replace(
        calendars,
        patient=patient,
        therapist=therapist,
        infusions=tuple(sorted(infusions)),
        booked=booked,
        not_before=calendars.not_before.astimezone(UTC),
    )


def _in_utc(slot: Slot) -> Slot:
    return Slot(slot.start.astimezone(UTC), slot.end.astimezone(UTC))


def _wanted(
    plan: TherapyPlan, number: int, calendars: Calendars, placed: Sequence[Placed], limits: Thresholds
) -> Wanted:
    """Return where session `number` should lie: around its infusion, or a week after the session before."""
    infusions = calendars.infusions
    if plan.kind is TherapyKind.PREPARATION and infusions:
        first = infusions[0].start
        window = Slot(first - _hours(TherapyWindow.prepares_from), first - _hours(TherapyWindow.prepares_until))
        return Wanted(window=window, aim=window.start, follows="before infusion 1")
    which = plan.after + number - 1
    if which <= len(infusions):
        end = infusions[which - 1].end
        window = Slot(end + _hours(limits.of(TherapyWindow.opens)), end + _hours(limits.of(TherapyWindow.closes)))
        return Wanted(window=window, aim=window.start, follows=f"after infusion {which}")
    last = placed[-1].slot.start if placed else infusions[-1].end if infusions else calendars.not_before
    week = _hours(TherapyWindow.weekly) if placed or infusions else timedelta(0)
    return Wanted(window=None, aim=last + week, follows="no infusion is left to follow: a week after the one before")


def _nearest(
    plan: TherapyPlan, wanted: Wanted, calendars: Calendars, placed: Sequence[Placed], limits: Thresholds
) -> Slot | None:
    """Return the first free slot inside the window, else the nearest to it; sessions keep their order and distance."""
    length = timedelta(minutes=plan.minutes)
    earliest = calendars.not_before
    if placed:
        earliest = max(earliest, placed[-1].slot.start + _hours(TherapyWindow.apart))
    found = [
        slot
        for start in free_starts(calendars.patient, calendars.therapist, length, calendars.step_minutes)
        if start >= earliest and not _clash(slot := Slot(start, start + length), calendars, limits)
    ]
    inside = [slot for slot in found if wanted.window is not None and wanted.window.begins(slot)]
    if inside:
        return min(inside, key=lambda slot: slot.start)
    # Preparation outside its window still comes before infusion 1; what follows an infusion is never put before it.
    preparing = plan.kind is TherapyKind.PREPARATION and bool(calendars.infusions)
    kept = [
        slot
        for slot in found
        if (slot.end <= calendars.infusions[0].start if preparing else slot.start >= _after(wanted, limits))
    ]
    return min(kept, key=lambda slot: (abs(slot.start - wanted.aim), slot.start), default=None)


def _after(wanted: Wanted, limits: Thresholds) -> datetime:
    """Return the end of the infusion that a session follows; the aim itself where it follows none."""
    return wanted.aim if wanted.window is None else wanted.aim - _hours(limits.of(TherapyWindow.opens))


def _clash(slot: Slot, calendars: Calendars, limits: Thresholds) -> str:
    """Say what it is over: the day of an infusion, a time of sedation, or another booking; empty where nothing."""
    sedated = _hours(limits.of(TherapyWindow.sedated_for))
    days = {_day(slot.start, calendars), _day(slot.end, calendars)}
    if overlaps(slot, calendars.infusions) or any(_day(each.start, calendars) in days for each in calendars.infusions):
        return "an infusion is on that day"
    if any(each.end <= slot.start < each.end + sedated for each in calendars.infusions):
        return "an infusion is too short a time before"
    return "something else is booked then" if overlaps(slot, calendars.booked) else ""


def _day(at: datetime, calendars: Calendars) -> date:
    return at.astimezone(calendars.zone).date()


def _told(at: datetime, calendars: Calendars) -> str:
    return f"{at.astimezone(calendars.zone):%d-%b-%Y %H:%M}"


def _why_outside(number: int, slot: Slot, wanted: Wanted, calendars: Calendars) -> str:
    when = _told(slot.start, calendars)
    return f"Session {number} on {when} lies outside its window {wanted.follows}: nothing is free for both inside it."


def _hours(row: Cited) -> timedelta:
    return timedelta(hours=row.to("h"))
