"""What the journey of a course finds: a room with hours, one infusion of three days ago, and a course around it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

ALL_DAY = {str(day): ["00:00", "23:45"] for day in range(7)}
DAY = timedelta(days=1)


def room() -> dict[str, Any]:
    """One chair, a nurse and a therapist, at any hour."""
    from leeward.clinic.people.models import Staff
    from leeward.clinic.scheduling import told_actions

    now, director = datetime.now(UTC), Staff.objects.get(username="director")
    told_actions.add_chair(name="C", hours=ALL_DAY, by=director, at=now - 20 * DAY)
    for username in ("nurse", "therapist"):
        staff_id = Staff.objects.get(username=username).pk
        told_actions.set_staff_hours(staff_id=staff_id, hours=ALL_DAY, by=director, at=now - 20 * DAY)
    return {}


def course_under_way(*, family: str) -> dict[str, Any]:
    """Six infusions every second day: the first was given three days ago, the second of yesterday has no outcome."""
    from leeward.cli import demo_people, demo_stock, seeding
    from leeward.cli.synthetic import RUNNING
    from leeward.clinic.courses import plan_actions
    from leeward.clinic.people.models import Staff
    from leeward.clinic.scheduling import actions, standing
    from leeward.course.series import custom

    now = datetime.now(UTC).replace(microsecond=0)
    of = {name: Staff.objects.get(username=name) for name in ("desk", "nurse", "second", "prescriber", "therapist")}
    team = seeding.Team(
        desk=of["desk"], nurse=of["nurse"], second_nurse=of["second"], prescriber=of["prescriber"],
        therapist=of["therapist"],
    )  # fmt: skip
    given = now - 3 * DAY
    given = max(given, given.replace(hour=2, minute=0))  # charted an hour before, on the same day also after midnight
    demo_stock.fill(by=team.nurse, now=now)
    made_up = replace(RUNNING, family=family)
    who = seeding.open_record(made_up, team, reason="Since an accident.", at=given - 6 * DAY)
    demo_people.until_fit(partial(seeding.past_infusion, who, made_up, team, at=given, chair="C"))
    plan_actions.plan_course(
        plan_id=uuid4(), person_id=who, schedule=custom(sessions=6, every_days=2), first=given.date(), clock=time(1),
        reason="", by=team.prescriber, at=given - 2 * DAY,
    )  # fmt: skip
    first, second = standing.of_person(who)[:2]
    actions.hold(person_id=who, booking_id=first.booking.pk, by=team.nurse, at=first.event.ends_at)
    seeding.chart(who, made_up, team, at=now)
    return {"person_id": str(who), "missed": f"/people/{who}/sessions/{second.booking.pk}/"}
