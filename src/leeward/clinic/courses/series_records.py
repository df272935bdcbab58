"""Between a course as the core lays it and the records: rhythm, sessions, closed days and places as JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from leeward.course.days import Days
from leeward.course.schedule import plan
from leeward.course.series import NAMED, Planned, Schedule, Session, State, custom
from leeward.protocol.limits import Place
from leeward.protocol.protocol import Protocol


def schedule_as_json(schedule: Schedule) -> dict[str, Any]:
    """Return a rhythm as it is kept."""
    return {
        "key": schedule.key,
        "label": schedule.label,
        "sessions": schedule.sessions,
        "weekdays": list(schedule.weekdays),
        "every_days": schedule.every_days,
    }


def schedule_from(kept: Mapping[str, Any]) -> Schedule:
    """Return the rhythm; raises CannotPlan where it is none."""
    named = next((each for each in NAMED if each.key == kept["key"]), None)
    return named or custom(sessions=kept["sessions"], weekdays=kept["weekdays"], every_days=kept["every_days"])


def days_as_json(days: Days) -> dict[str, Any]:
    """Return what was told of the days."""
    places = None if days.places is None else {day.isoformat(): count for day, count in days.places.items()}
    return {
        "closed": {day.isoformat(): says for day, says in days.closed.items()},
        "weekdays": sorted(days.weekdays),
        "places": places,
    }


def days_from(kept: Mapping[str, Any]) -> Days:
    """Return what was told of the days."""
    places = kept["places"]
    return Days(
        closed={date.fromisoformat(day): says for day, says in kept["closed"].items()},
        weekdays=frozenset(kept["weekdays"]),
        places=None if places is None else {date.fromisoformat(day): count for day, count in places.items()},
    )


def planned_as_json(planned: Planned) -> dict[str, Any]:
    """Return a series on its days."""
    return {
        "schedule": schedule_as_json(planned.schedule),
        "sessions": [_session_as_json(each) for each in planned.sessions],
        "says": list(planned.says),
        "changed": list(planned.changed),
        "earlier": [day.isoformat() for day in planned.earlier],
    }


def laid(inputs: Mapping[str, Any], protocol: Protocol) -> Planned:
    """Lay the series again from what it was made from; raises CannotPlan."""
    return plan(
        schedule_from(inputs["schedule"]),
        first=date.fromisoformat(inputs["first"]),
        today=date.fromisoformat(inputs["today"]),
        limits=protocol.dosing,
        days=days_from(inputs["days"]),
        earlier=tuple(date.fromisoformat(day) for day in inputs["earlier"]),
    )


def _session_as_json(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        "on": session.on.isoformat(),
        "state": session.state.value,
        "place": session.place.value,
        "says": session.says,
        "instead_of": session.instead_of,
    }


def session_from(kept: Mapping[str, Any]) -> Session:
    """Return a session as it was planned."""
    return Session(
        number=kept["number"], on=date.fromisoformat(kept["on"]), state=State(kept["state"]),
        place=Place(kept["place"]), says=kept["says"], instead_of=kept["instead_of"],
    )  # fmt: skip
