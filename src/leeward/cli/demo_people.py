"""Who is in the synthetic clinic, and how it is made ready each time it is opened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from leeward.cli import (
    demo_after,
    demo_before,
    demo_courses,
    demo_crises,
    demo_intake,
    demo_monitors,
    demo_past,
    demo_protocol,
    demo_stock,
    seeding,
)
from leeward.cli.rehearsal import CannotRehearse
from leeward.cli.seeding import MINUTE, Team
from leeward.cli.synthetic import ASKING, BARRED, COURSE, PLANNED, RUNNING, SyntheticPerson
from leeward.clinic.assessments.override_actions import propose_override
from leeward.clinic.audit.actor import acting
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.bedside import last_measured_at
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people import actions as people
from leeward.clinic.people import queries
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import actions as plans
from leeward.infusion.events import Discharged, MonitoringInterrupted
from leeward.infusion.time_out import CannotStart

DRAWS: Final = 6
PASSWORD: Final = "leeward-demo"  # noqa: S105 - of made-up people, on 127.0.0.1
STAFF: Final = (
    ("desk", "Dana Desk", Role.FRONT_DESK),
    ("nurse", "Noor Nurse", Role.NURSE),
    ("nurse2", "Niklas Nurse", Role.NURSE),
    ("prescriber", "Dr Priya Prescriber", Role.PRESCRIBER),
    ("therapist", "Theo Therapist", Role.THERAPIST),
    ("director", "Dr Mira Director", Role.MEDICAL_DIRECTOR),
    ("admin", "Ari Administrator", Role.ADMINISTRATOR),
    ("researcher", "Remy Researcher", Role.RESEARCHER),
)
ACCOUNTS: Final = tuple((username, str(role.label)) for username, _, role in STAFF)
CHAIR: Final = "1"
RUNS_FOR: Final = timedelta(minutes=14)
SWITCHED_OFF_AFTER: Final = timedelta(minutes=2)
GIVEN_NAMES: Final = ("Ada", "Ben", "Cleo", "Dov", "Elif", "Finn", "Gia", "Hugo", "Isa", "Jon")
TOLD_OF_EPISODE: Final = "One brief episode in 1981; two psychiatrists' letters of this year find no disorder."
OFF: Final = "The demonstration was switched off."
OPEN: Final = ("planned", "ready", "running", "paused", "recovering")


def ready(*, now: datetime) -> None:
    """Fill an empty clinic; close what a switched-off demonstration left; see that an infusion runs."""
    now = now.replace(microsecond=0)
    with acting("demonstration"):
        if not Staff.objects.exists():
            _hire()
            demo_crises.cover(queries.staff_by_username("director"), since=now - _days(9), now=now)
            _fill(seeding.team(), now=now)
        demo_crises.cover(queries.staff_by_username("director"), since=now, now=now)
        _close_left(seeding.team(), now=now)
        if not Infusion.objects.filter(chair=CHAIR, state__in=OPEN).exists():
            until_fit(lambda: _seat_somebody(seeding.team(), now=now))


def until_fit(act: Callable[[], object]) -> None:
    """Do it again with another draw where the virtual patient is not fit to start or to go home: a few in a hundred."""
    for left in reversed(range(DRAWS)):
        try:
            with transaction.atomic():
                act()
                return
        except (CannotStart, CannotRehearse):
            if not left:
                raise


def _hire() -> None:
    for username, name, role in STAFF:
        people.add_staff(username=username, name=name, role=role, password=PASSWORD)


def _fill(team: Team, *, now: datetime) -> None:
    """Put people on each step of the way, under a protocol that was signed a week ago."""
    director = queries.staff_by_username("director")
    demo_protocol.sign_first(director, now=now)
    demo_protocol.draft_next(director, now=now)
    demo_stock.fill(by=team.nurse, now=now)
    demo_monitors.fill(now=now)
    demo_courses.room(team, director, at=now - _days(30))
    _request(now=now)
    asking = seeding.open_record(
        ASKING, team, reason="Nightmares since 2019; therapy stopped helping.", at=now - _days(5)
    )
    seeding.chart(asking, ASKING, team, at=now - 90 * MINUTE)
    demo_crises.held(asking, team, at=now - 40 * MINUTE)
    barred = seeding.open_record(BARRED, team, reason="My daughter found you.", at=now - _days(6))
    seeding.chart(barred, BARRED, team, at=now - 80 * MINUTE)
    propose_override(
        person_id=barred,
        rule_key="psychotic-disorder",
        reason=TOLD_OF_EPISODE,
        by=team.prescriber,
        at=now - 75 * MINUTE,
    )
    planned = seeding.open_record(PLANNED, team, reason="Two antidepressants and EMDR so far.", at=now - _days(8))
    seeding.chart(planned, PLANNED, team, at=now - 70 * MINUTE)
    demo_before.tell_history(planned, demo_before.SHORT_WAY, complete=False, by=team.nurse, at=now - 68 * MINUTE)
    plans.propose_options(person_id=planned, by=team.prescriber, at=now - 60 * MINUTE)
    _intakes(team, now=now)
    _course(team, now=now)
    _yesterday(team, now=now)
    demo_stock.count(by=team.nurse, at=now - 100 * MINUTE)
    _drawn_in_vain(team, now=now)
    demo_past.begin(now=now)


def _drawn_in_vain(team: Team, *, now: datetime) -> None:
    """Let an order be withdrawn after it was drawn up: the syringe waits to be accounted for."""
    who = replace(PLANNED, family="Ejemplo", given="Rosa", title="", seed=PLANNED.seed + 1)
    person_id = seeding.open_record(who, team, reason="Nothing helped for long.", at=now - _days(8))
    seeding.chart(person_id, who, team, at=now - 65 * MINUTE)
    order_id = seeding.order(person_id, team, at=now - 60 * MINUTE)
    plans.withdraw_order(
        person_id=person_id,
        order_id=order_id,
        reason="Had breakfast on the way here; comes again on Thursday.",
        by=team.prescriber,
        at=now - 50 * MINUTE,
    )
    demo_courses.planned(person_id, team, now=now)


def _request(*, now: datetime) -> None:
    someone = replace(ASKING, family="Beispiel", given="Noa", title="")
    seeding.ask_for_consultation(someone, reason="I cannot sleep and avoid crowds.", at=now - 3 * 60 * MINUTE)


def _intakes(team: Team, *, now: datetime) -> None:
    """Let one person be in the middle of the questions at home, and one have sent the answers."""
    begun = replace(ASKING, family="Esimerkki", given="Aino", title="", allergies=None)
    sent = replace(ASKING, family="Primer", given="Luka", title="", allergies=None)
    begun_id = seeding.open_record(begun, team, reason="My doctor named you.", at=now - _days(2))
    sent_id = seeding.open_record(sent, team, reason="Bad nights since the accident.", at=now - _days(3))
    demo_intake.begun(begun_id, team, at=now - _days(1))
    demo_intake.sent(sent_id, team, at=now - 180 * MINUTE)


def _course(team: Team, *, now: datetime) -> None:
    """Keep a course of three infusions with scores around them."""
    person_id = seeding.open_record(COURSE, team, reason="PTSD since 2011, four medicines tried.", at=now - _days(24))
    at = tuple(now - _days(days) for days in (12, 9, 5))
    before = now - _days(15)
    demo_before.tell_history(person_id, demo_before.LONG_WAY, complete=True, by=team.therapist, at=before)
    demo_before.sign_consent(person_id, witness=team.nurse, at=before + 30 * MINUTE)
    for start in at:
        until_fit(partial(seeding.past_infusion, person_id, COURSE, team, at=start, chair="2"))
    demo_crises.closed(person_id, team, at=now - _days(7))
    demo_after.of_course(person_id, team)
    asked = tuple(sorted((*(start - _days(1) for start in at), *(start + _days(1) for start in at), now - _days(1))))
    seeding.scores(person_id, COURSE, team, infusions_at=at, on=asked)
    demo_courses.under_way(person_id, team, infusions_at=at, now=now)


def _yesterday(team: Team, *, now: datetime) -> None:
    """Keep an infusion of yesterday, after which the patient is to be called now."""
    who = replace(COURSE, family="Prova", given="Mira", title="", seed=COURSE.seed + 1)
    person_id = seeding.open_record(who, team, reason="Since an accident in 2022.", at=now - _days(9))
    start = now - _days(1) - 150 * MINUTE
    until_fit(partial(seeding.past_infusion, person_id, who, team, at=start, chair="3"))
    demo_after.due(person_id, team, now=now)
    demo_courses.ended(person_id, team, now=now)


def _seat_somebody(team: Team, *, now: datetime) -> None:
    """Seat the next made-up person at the chair, with an infusion that began some minutes ago."""
    seen = Person.objects.filter(family_name=RUNNING.family).count()
    who = replace(RUNNING, given=GIVEN_NAMES[seen % len(GIVEN_NAMES)], seed=RUNNING.seed + seen)
    person_id = seeding.open_record(who, team, reason="Panic at loud noises, for years.", at=now - _days(10))
    start = now - RUNS_FOR
    seeding.chart(person_id, who, team, at=start - 60 * MINUTE)
    _score_before(person_id, who, team, at=start - 60 * MINUTE)
    order_id = seeding.order(person_id, team, at=start - 40 * MINUTE)
    seeding.running_infusion(person_id, team, order_id=order_id, start=start, now=now, chair=CHAIR)


def _score_before(person_id: UUID, who: SyntheticPerson, team: Team, *, at: datetime) -> None:
    seeding.scores(person_id, who, team, infusions_at=(), on=(at,))


def _close_left(team: Team, *, now: datetime) -> None:
    """Say in the journal that nobody watched since the last reading, and end what was open: the chair is free."""
    for infusion in Infusion.objects.filter(
        mode=Infusion.Mode.DEMO, state__in=("ready", "running", "paused", "recovering")
    ):
        last_at = last_measured_at(infusion)
        if last_at is not None and now - last_at < SWITCHED_OFF_AFTER:
            continue
        since = last_at or infusion.created_at
        deed = Deed(person_id=infusion.person_id, infusion_id=infusion.pk, event_id=uuid4(), by=team.prescriber, at=now)
        infusions.record(deed, MonitoringInterrupted(**deed.part("gap"), since=since, reason=OFF))
        if infusion.state == "ready":
            infusions.cancel(deed, reason=OFF)
            demo_stock.settle(infusion.pk, by=team.nurse, witness=team.second_nurse, at=now)
            continue
        if infusion.state in {"running", "paused"}:
            infusions.stop(deed, reason=OFF)
        leaving = Discharged(
            **deed.part("leave"), escort="nobody: made up", escort_phone="none", checks=(), override_reason=OFF
        )
        journaling.record(Infusion.objects.get(pk=infusion.pk), (leaving,), now=now)
        demo_stock.settle(infusion.pk, by=team.nurse, witness=team.second_nurse, at=now)


def _days(number: int) -> timedelta:
    return timedelta(days=number)
