"""Whose questionnaires are overdue in the whole clinic, and what closes soonest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from leeward.clinic.outcomes import followed, telling
from leeward.clinic.outcomes.due_page import time_point
from leeward.clinic.outcomes.followed import Followed
from leeward.clinic.people.summary import Waiting
from leeward.outcomes import DueMeasure, DueState, asked_now

UNDER_WAY: Final = timedelta(days=30)  # the home page counts these alone: everybody would take too long there
UNREADABLE: Final = "a questionnaire cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """One person: what is overdue, until when it can still be answered, and where."""

    name: str
    says: str
    closes: str
    phone: str
    tag: str
    tag_kind: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """Everybody with something overdue, what closes soonest first; then everybody else with something due."""

    overdue: tuple[OverdueLine, ...]
    due: tuple[OverdueLine, ...]
    followed: int


def worklist(*, now: datetime, within: timedelta = followed.FOLLOWED_FOR) -> Worklist:
    """Return the list of the clinic; `within` is how long ago the last infusion may be."""
    people = followed.everybody(now=now, within=within)
    troubled = [_troubled(each) for each in people if each.trouble]
    late = [(each, found) for each in people if (found := _in(each, DueState.OVERDUE))]
    names = {each.person.pk for each, _ in late}
    asked = [(each, found) for each in people if each.person.pk not in names and (found := _in(each, DueState.DUE))]
    return Worklist(
        overdue=(*troubled, *_lines(late, "overdue", "warn")),
        due=_lines(asked, "due", "ask"),
        followed=len(people),
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Return one line for the home page where something of a course under way is overdue; the list tells the rest."""
    found = worklist(now=now, within=UNDER_WAY).overdue
    if not found:
        return ()
    people = "1 person" if len(found) == 1 else f"{len(found)} people"
    return (
        Waiting(
            title=f"Questionnaires overdue: {people}",
            says="; ".join(line.name for line in found[:3]) + ("; and others." if len(found) > 3 else "."),
            url_name="outcomes:worklist", url=reverse("outcomes:worklist"), tag="overdue", tag_kind="warn",
        ),
    )  # fmt: skip


def _in(each: Followed, state: DueState) -> tuple[DueMeasure, ...]:
    return tuple(one for one in asked_now(each.measures) if one.state is state)


def _lines(
    people: list[tuple[Followed, tuple[DueMeasure, ...]]], tag: str, kind: str
) -> tuple[OverdueLine, ...]:  # fmt: skip
    ordered = sorted(people, key=lambda pair: (pair[1][0].closes, str(pair[0].person)))
    return tuple(_line(each, found, tag, kind) for each, found in ordered)


def _line(each: Followed, found: tuple[DueMeasure, ...], tag: str, kind: str) -> OverdueLine:
    points = dict.fromkeys(time_point(one) for one in found)
    return OverdueLine(
        name=str(each.person),
        says=f"{'; '.join(points)}: {'; '.join(one.scale.name for one in found)}.",
        closes=f"The first closes {telling.moment(found[0].closes, each.zone)} ({each.zone.key})",
        phone=each.person.phone,
        tag=tag,
        tag_kind=kind,
        url=reverse("outcomes:due", args=[each.person.pk]),
    )


def _troubled(each: Followed) -> OverdueLine:
    return OverdueLine(
        name=str(each.person), says=each.trouble, closes="", phone=each.person.phone, tag=UNREADABLE, tag_kind="high",
        url=reverse("outcomes:overview", args=[each.person.pk]),
    )  # fmt: skip
