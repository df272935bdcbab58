"""What is due of one person, time point by time point around each infusion, in their own zone; missed is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.outcomes import followed, telling
from leeward.clinic.outcomes.followed import Followed
from leeward.clinic.outcomes.mapping import CannotRead
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.outcomes import ABSENT, DueMeasure, DueState
from leeward.outcomes.clock import OPEN

TAGS: Final = {
    DueState.UPCOMING: ("quiet", "later"),
    DueState.DUE: ("ask", "due"),
    DueState.OVERDUE: ("warn", "overdue"),
    DueState.EXPIRED: ("tech", "missing"),
    DueState.DONE: ("ok", "done"),
}
INCOMPLETE: Final = ("ask", "incomplete")
SOONEST: Final = 3  # time points to come that stand open on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One questionnaire at one time point; `url` is where it is entered, empty where it is too late or too early."""

    name: str
    why: str
    says: str
    tag: str
    tag_kind: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointCard:
    """One time point: when it is open, its questionnaires, and those that a telephone can ask now."""

    title: str
    window: str
    lines: tuple[MeasureLine, ...]
    missing: int
    link_id: UUID
    sends: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """What is to be answered now, what comes, and what was, the newest first."""

    zone: str
    says: str
    now: tuple[PointCard, ...]
    soon: tuple[PointCard, ...]
    later: int
    past: tuple[PointCard, ...]
    absent: tuple[str, ...]


def due_page(person_id: UUID, *, role: Role, now: datetime) -> DuePage:
    """Return the page of one person; raises CannotRead where a stored score cannot be read."""
    known = followed.one(person_id, now=now)
    cards = [(group, _card(person_id, group, known.zone, role)) for group in _points(known.measures)]
    asked = tuple(card for group, card in cards if any(each.state in OPEN for each in group))
    ahead = tuple(card for group, card in cards if all(each.state is DueState.UPCOMING for each in group))
    behind = tuple(card for group, card in cards if card not in asked and card not in ahead)
    return DuePage(
        zone=known.zone.key,
        says=_says(known),
        now=asked,
        soon=ahead[:SOONEST],
        later=len(ahead[SOONEST:]),
        past=behind[::-1],
        absent=ABSENT,
    )


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    url, says, tag = reverse("outcomes:due", args=[person_id]), "", ""
    try:
        known = followed.one(person_id, now=timezone.now())
        says = _says(known)
        tag = "overdue" if any(each.state is DueState.OVERDUE for each in known.measures) else ""
    except CannotRead as why:
        says, tag = str(why), "cannot be read"
    return Summary(
        title="Questionnaires that are due", says=says, url_name="outcomes:due", url=url, tag=tag, tag_kind="warn"
    )


def time_point(each: DueMeasure) -> str:
    """Return the time point in words, as in `The third day after infusion 2`."""
    words = each.label.removeprefix(f"{each.scale.name}, ")
    return f"{words[:1].upper()}{words[1:]}"


def counted(measures: Iterable[DueMeasure]) -> str:
    """Say how many are open and how many were missed."""
    found = tuple(measures)
    late, asked, done = (
        sum(each.state is state for each in found) for state in (DueState.OVERDUE, DueState.DUE, DueState.DONE)
    )
    gone = sum(_is_missing(each) for each in found)
    partly = sum(each.state is DueState.EXPIRED for each in found) - gone
    left_out = f", {partly} with items left out" if partly else ""
    told = f"{asked + late} due now, {late} of them overdue; {done} done{left_out}"
    return f"{told}, {gone} missing: nobody answered in time."


def _is_missing(each: DueMeasure) -> bool:
    return each.state is DueState.EXPIRED and each.answered is None


def _says(known: Followed) -> str:
    if not known.measures:
        return "No infusion is booked or was given: nothing is due."
    booked = f" and {len(known.booked)} booked" if known.booked else ""
    return f"Counted from {len(known.given)} infusions given{booked}. {counted(known.measures)}"


def _points(measures: Sequence[DueMeasure]) -> list[tuple[DueMeasure, ...]]:
    """Return the measures of each time point, in order of when the point is."""
    of = {(each.infusion, each.moment, each.repeat): each for each in reversed(measures)}
    place = {key: (each.counts_from, n) for n, (key, each) in enumerate(reversed(of.items()))}
    ordered = sorted(measures, key=lambda each: place[each.infusion, each.moment, each.repeat])
    return [tuple(group) for _, group in groupby(ordered, key=lambda each: (each.infusion, each.moment, each.repeat))]


def _card(person_id: UUID, group: Sequence[DueMeasure], zone: tzinfo, role: Role) -> PointCard:
    asked = [each.scale.key for each in group if each.state in OPEN and each.scale.is_self_report]
    opens, closes = min(each.opens for each in group), max(each.closes for each in group)
    return PointCard(
        title=time_point(group[0]),
        window=f"{telling.moment(opens, zone)} to {telling.moment(closes, zone)}",
        lines=tuple(_line(person_id, each, zone, role) for each in group),
        missing=sum(_is_missing(each) for each in group),
        link_id=uuid4(),
        sends=tuple(asked) if may(role, "patient:give", "POST") else (),
    )


def _line(person_id: UUID, each: DueMeasure, zone: tzinfo, role: Role) -> MeasureLine:
    kind, tag = TAGS[each.state]
    if each.answered is not None and each.answered.score.missing:
        kind, tag = INCOMPLETE
    is_open = each.state in OPEN and may(role, "outcomes:enter", "POST")
    return MeasureLine(
        name=each.scale.name,
        why=each.why,
        says=_told(each, zone),
        tag=tag,
        tag_kind=kind,
        url=reverse("outcomes:enter", args=[person_id, each.scale.key]) if is_open else "",
    )


def _told(each: DueMeasure, zone: tzinfo) -> str:
    """Say what was answered, until when it may be, or that it was not."""
    if each.answered is not None:
        left_out = f"; {len(each.answered.score.missing)} items left out" if each.answered.score.missing else ""
        return f"answered {telling.moment(each.answered.at, zone)}{left_out}"
    if each.state is DueState.EXPIRED:
        return f"not answered by {telling.moment(each.closes, zone)}: the score is missing, and nothing stands for it"
    if each.state is DueState.UPCOMING:
        return f"opens {telling.moment(each.opens, zone)}"
    late = ", overdue since " + telling.moment(each.late_from, zone) if each.state is DueState.OVERDUE else ""
    return f"open until {telling.moment(each.closes, zone)}{late}"
