"""Made-up courses that lie behind: a response that held, one that was lost, and none. The worker writes them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

import numpy as np
from django.utils import timezone
from django_tasks import task

from leeward.cli import demo_after, demo_stock, seeding
from leeward.cli.rehearsal import CannotRehearse
from leeward.cli.seeding import HOUR, Team
from leeward.cli.synthetic import COURSE, SyntheticPerson
from leeward.clinic.aftercare import actions as aftercare
from leeward.clinic.audit.actor import acting
from leeward.clinic.courses import plan_actions, safety_actions
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes import actions as outcomes
from leeward.clinic.outcomes import foretelling
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import standing
from leeward.course.series import custom
from leeward.course.watched import Domain
from leeward.infusion.time_out import CannotStart
from leeward.instruments import PCL5_WEEK
from leeward.pharmacology.questionnaires import answers
from leeward.truth import NO, Truth

DAY: Final = timedelta(days=1)
CLOCK: Final = time(9)
CHAIR: Final = "3"
SESSIONS: Final = 4
EVERY_DAYS: Final = 4
WELL: Final[dict[Domain, dict[str, float | Truth]]] = {
    Domain.BLADDER: {"bpic_ss": 3.0, "blood_in_urine": NO, "up_twice_at_night": NO},
    Domain.LIVER: {"enzymes": 0.8, "alp": 0.7, "ggt": 0.9, "bilirubin": 0.5, "symptoms": NO},
    Domain.COGNITION: {"moca": 28.0},
    Domain.MISUSE: {"asks_early": NO, "uses_elsewhere": NO, "craving": NO},
    Domain.SUICIDALITY: {"intent_plan_or_act": NO},
}
ASKED_AT: Final = timedelta(hours=8)
UNFIT: Final = "The virtual patient was not fit that day."


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCourse:
    """One course: whose, when it began, and the PCL-5 of each day asked, counted from the first infusion."""

    who: SyntheticPerson
    reason: str
    began_ago: timedelta
    totals: dict[int, int]


COURSES: Final = {
    "held": PastCourse(
        who=replace(COURSE, family="Exemple", given="Luc", pcl5=52, seed=101),
        reason="Made up: answered early, and the response held.",
        began_ago=75 * DAY,
        totals={-1: 52, 1: 45, 5: 38, 9: 32, 13: 29, 19: 28, 26: 27, 40: 30, 61: 28},
    ),
    "lost": PastCourse(
        who=replace(COURSE, family="Minta", given="Vera", pcl5=55, seed=102),
        reason="Made up: answered, and the response was lost four weeks after the last infusion.",
        began_ago=60 * DAY,
        totals={-1: 55, 1: 49, 5: 43, 9: 38, 13: 36, 19: 35, 26: 37, 40: 53, 47: 51},
    ),
    "none": PastCourse(
        who=replace(COURSE, family="Exemplo", given="Nuno", pcl5=49, seed=103),
        reason="Made up: did not answer.",
        began_ago=50 * DAY,
        totals={-1: 49, 1: 47, 5: 51, 9: 46, 13: 48, 19: 45, 26: 47, 40: 46},
    ),
}  # fmt: skip


def begin(*, now: datetime) -> None:
    """Put the first step of each course into the worker's queue: the demonstration does not wait for them."""
    for key, course in COURSES.items():
        first = timezone.localdate(now - course.began_ago)
        at = datetime.combine(first, CLOCK, tzinfo=timezone.get_current_timezone())
        go_on.enqueue(key, at.isoformat(), "", 0)


@task()
def go_on(key: str, first: str, person_id: str, step: int) -> None:
    """Write one step of a course and put the next into the queue: each takes seconds, and messages come between."""
    course, began = COURSES[key], datetime.fromisoformat(first)
    with acting("demonstration"):
        if not step:
            person_id = str(_open(course, seeding.team(), began=began))
        else:
            _session(UUID(person_id), course, seeding.team(), began=began, number=step)
    if step < SESSIONS:
        go_on.enqueue(key, first, person_id, step + 1)


def _open(course: PastCourse, team: Team, *, began: datetime) -> UUID:
    """Accept the person, plan the course, and ask before it."""
    person_id = seeding.open_record(course.who, team, reason=course.reason, at=began - 14 * DAY)
    plan_actions.plan_course(
        plan_id=uuid4(), person_id=person_id, schedule=custom(sessions=SESSIONS, every_days=EVERY_DAYS),
        first=timezone.localdate(began), clock=CLOCK, reason="", by=team.prescriber, at=began - 7 * DAY,
    )  # fmt: skip
    _ask(person_id, course, team, began=began, days=[day for day in course.totals if day < 0])
    return person_id


def _session(person_id: UUID, course: PastCourse, team: Team, *, began: datetime, number: int) -> None:
    """Give one infusion, ask until the next one, and foretell after each answer as the worker would have."""
    day = (number - 1) * EVERY_DAYS
    booked = [each for each in standing.of_person(person_id) if each.booking.kind == "infusion"][number - 1]
    told: dict[str, Any] = {"person_id": person_id, "booking_id": booked.booking.pk, "by": team.nurse}
    if _infuse(person_id, course.who, team, at=began + day * DAY + HOUR / 2):
        scheduling.hold(**told, at=booked.event.ends_at)
    else:
        scheduling.miss(**told, says=UNFIT, at=booked.event.ends_at)
    until = day + EVERY_DAYS if number < SESSIONS else max(course.totals) + 1
    _ask(person_id, course, team, began=began, days=[each for each in course.totals if day < each <= until])


def _infuse(person_id: UUID, who: SyntheticPerson, team: Team, *, at: datetime) -> bool:
    """Keep a whole infusion and the call after it, in short transactions: the gateway writes too. False: unfit."""
    _watch(person_id, team, at=at - 2 * HOUR)
    demo_stock.receive_one(by=team.nurse, at=at - 2 * HOUR)
    try:
        seeding.past_infusion(person_id, who, team, at=at, chair=CHAIR)
    except (CannotRehearse, CannotStart):
        _call_off(person_id, team, at=at)
        return False
    infusion = Infusion.objects.filter(person_id=person_id).latest("number")
    left = demo_after.agreed(infusion, team)
    aftercare.record_answers(
        check_in_id=uuid4(), person_id=person_id, infusion_id=infusion.pk, told=demo_after.CALM, by=None,
        at=left + 21 * HOUR,
    )  # fmt: skip
    return True


def _watch(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Enter what the long-term schedule asks before an infusion: nothing is found."""
    for domain, values in WELL.items():
        safety_actions.enter(
            result_id=uuid4(), person_id=person_id, domain=domain, values=values, source="made up",
            taken_on=timezone.localdate(at), by=team.nurse, at=at,
        )  # fmt: skip


def _call_off(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Cancel what was planned and account for what was drawn up."""
    infusion = Infusion.objects.filter(person_id=person_id, state="planned").last()
    if infusion is None:
        return
    ids: dict[str, Any] = {"person_id": person_id, "infusion_id": infusion.pk}
    infusions.cancel(Deed(**ids, event_id=uuid5(infusion.pk, "unfit"), by=team.nurse, at=at), reason=UNFIT)
    demo_stock.settle(infusion.pk, by=team.nurse, witness=team.second_nurse, at=at)


def _ask(person_id: UUID, course: PastCourse, team: Team, *, began: datetime, days: Iterable[int]) -> None:
    """Enter made-up answers that add up to the day's total, and keep what is foretold from there."""
    for day in days:
        at, draws = began + day * DAY + ASKED_AT, np.random.Generator(np.random.PCG64(course.who.seed * 1000 + day))
        told = answers(course.totals[day], items=len(PCL5_WEEK.items), most=PCL5_WEEK.items[0].high, rng=draws)
        outcomes.enter_scores(
            entry_id=uuid4(), person_id=person_id, scale_key=PCL5_WEEK.key, answers=told, taken_at=at,
            source="simulated", by=team.nurse, at=at,
        )  # fmt: skip
        with suppress(foretelling.CannotForetell):
            foretelling.keep_forecast(person_id=person_id, by=None, at=at)
