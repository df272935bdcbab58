"""Take a synthetic person through the clinic's own actions, at instants of our choosing."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

import numpy as np

from leeward.assessment import Chart
from leeward.cli import demo_monitors, demo_stock
from leeward.cli.bedside import monitor_of, virtual_patient
from leeward.cli.rehearsal import CannotRehearse, rehearse
from leeward.cli.synthetic import SyntheticPerson
from leeward.clinic.assessments import actions as assessments
from leeward.clinic.consents import queries as consents
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions import charting, ingest, journaling, learning, mapping, planning, time_out_actions
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion, Reading
from leeward.clinic.infusions.snapshot import order_from
from leeward.clinic.outcomes import actions as outcomes
from leeward.clinic.people import actions as people
from leeward.clinic.people import queries as people_of
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans.mapping import order as order_of
from leeward.clinic.plans.mapping import vial_from
from leeward.clinic.plans.models import Order, Preparation
from leeward.clinic.plans.subjects import subject_of
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.referrals import actions as referrals
from leeward.devices import hl7v2
from leeward.dosing import prepare
from leeward.infusion.events import Discharged
from leeward.infusion.journal import events as events_of
from leeward.infusion.time_out import CannotStart
from leeward.protocol.starting import STARTING, Answered
from leeward.truth import NO, YES

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
FINAL_VOLUME_ML = 50.0
BASELINE = timedelta(minutes=12)
EVERY = timedelta(seconds=10)
LOOKED_AFTER = frozenset({5 * MINUTE, 10 * MINUTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who signs what in the demonstration."""

    desk: Staff
    nurse: Staff
    second_nurse: Staff
    prescriber: Staff
    therapist: Staff


def team() -> Team:
    """Return the demonstration's team, from its accounts."""
    who = people_of.staff_by_username
    return Team(
        desk=who("desk"),
        nurse=who("nurse"),
        second_nurse=who("nurse2"),
        prescriber=who("prescriber"),
        therapist=who("therapist"),
    )


def open_record(who: SyntheticPerson, team: Team, *, reason: str, at: datetime) -> UUID:
    """Ask for a consultation, accept it, and complete identity and allergies; return the person's id."""
    referral_id = ask_for_consultation(who, reason=reason, at=at)
    person_id = referrals.accept(referral_id=referral_id, by=team.desk, at=at + MINUTE)
    people.correct_identity(
        person_id=person_id,
        family_name=who.family,
        given_names=who.given,
        title=who.title,
        born=who.born,
        sex=Person.Sex(who.sex.value),
        phone="",
        email=f"{who.given}.{who.family}@leeward.invalid".lower(),
        record_number=f"DEMO-{person_id.hex[:6].upper()}",
    )
    if who.allergies is not None:
        people.record_allergies(person_id=person_id, substances=who.allergies, by=team.nurse, at=at + 2 * MINUTE)
    return person_id


def ask_for_consultation(who: SyntheticPerson, *, reason: str, at: datetime) -> UUID:
    """Fill the public form; return the request's id."""
    return referrals.request_consultation(
        family_name=who.family,
        given_names=who.given,
        born=who.born,
        phone="",
        email=f"{who.given}.{who.family}@leeward.invalid".lower(),
        reason=reason,
        preferred_times="mornings",
        heard="other",
        consent_to_contact=True,
        at=at,
        is_synthetic=True,
    )


def chart(person_id: UUID, who: SyntheticPerson, team: Team, *, at: datetime) -> None:
    """Answer every item, measure, and go through the medicines; what was signed here is not charted from paper too."""
    answers = who.answers()
    if consents.standing(person_id, at) is YES:
        answers.pop("consent_signed", None)
    assessments.answer(person_id=person_id, answers=answers, by=team.nurse, at=at)
    assessments.measure(
        person_id=person_id, measured=who.measured(), taken_at=at, source="made up", by=team.nurse, at=at
    )
    if who.medicines is not None:
        assessments.record_medicines(person_id=person_id, names=who.medicines, by=team.nurse, at=at)


def order(person_id: UUID, team: Team, *, at: datetime, option_key: str = "studied") -> UUID:
    """Propose, approve the option, draw up, and have it checked by another nurse; return the order's id."""
    proposal_id = plans.propose_options(person_id=person_id, by=team.prescriber, at=at)
    order_id = plans.approve_option(
        person_id=person_id,
        proposal_id=proposal_id,
        option_key=option_key,
        reason="the studied regimen, in the demonstration",
        second=None,
        by=team.prescriber,
        at=at + MINUTE,
    )
    draw_up(person_id, order_id, team, at=at + 2 * MINUTE)
    return order_id


def draw_up(person_id: UUID, order_id: UUID, team: Team, *, at: datetime) -> None:
    """Draw the order up and have it checked."""
    preparation_id = plans.prepare_order(
        person_id=person_id,
        order_id=order_id,
        vial_id=demo_stock.a_vial(order_id, by=team.nurse, now=at),
        final_volume_ml=FINAL_VOLUME_ML,
        by=team.nurse,
        at=at,
    )
    drawn = Preparation.objects.get(pk=preparation_id)
    plans.check_preparation(
        person_id=person_id,
        preparation_id=preparation_id,
        lot=drawn.vial["lot"],
        strength_mg_per_ml=drawn.vial["strength_mg_per_ml"],
        drug_ml=drawn.result["drug_ml"],
        rate_ml_per_h=drawn.result["rate_ml_per_h"],
        by=team.second_nurse,
        at=at + MINUTE,
    )


def past_infusion(person_id: UUID, who: SyntheticPerson, team: Team, *, at: datetime, chair: str) -> None:
    """Keep a whole infusion of another day, rehearsed by the same functions that run one."""
    chart(person_id, who, team, at=at - 60 * MINUTE)
    order_id = order(person_id, team, at=at - 50 * MINUTE)
    infusion_id = planning.plan_from_order(
        person_id=person_id, order_id=order_id, chair=chair, by=team.nurse, at=at - 40 * MINUTE
    )
    stored, drawn = Order.objects.get(pk=order_id), Preparation.objects.get(order_id=order_id)
    rehearsed = rehearse(
        prepare(order_of(stored), vial_from(drawn.vial), on=at.date(), final_volume_ml=FINAL_VOLUME_ML),
        virtual_patient(subject_of(order_id), infusion_id),
        _day_chart(who, at),
        in_force(at),
        escort="a made-up friend",
        at=at,
        key=infusion_id,
        rng=np.random.Generator(np.random.PCG64(infusion_id.int)),
        tick=lambda _done, _of: None,
    )
    if not any(isinstance(entry.event, Discharged) for entry in rehearsed.journal):
        raise CannotRehearse("The virtual patient was not fit to go home.")
    infusion = Infusion.objects.get(pk=infusion_id)
    journaling.record(infusion, events_of(rehearsed.journal), now=rehearsed.journal[-1].event.at)
    Reading.objects.bulk_create(mapping.reading_row(each, infusion_id=infusion.pk) for each in rehearsed.readings)
    ended_at = rehearsed.journal[-1].event.at
    demo_stock.settle(infusion_id, by=team.nurse, witness=team.second_nurse, at=ended_at + MINUTE)
    learning.keep(person_id=person_id, infusion_id=infusion_id, by=team.nurse, at=ended_at + 2 * MINUTE)


def _day_chart(who: SyntheticPerson, at: datetime) -> Chart:
    return who.chart(at.date())


def running_infusion(
    person_id: UUID, team: Team, *, order_id: UUID, start: datetime, now: datetime, chair: str
) -> None:
    """Plan, pair a simulated monitor, pass the time-out, start, and let the monitor report up to now."""
    infusion_id = planning.plan_from_order(
        person_id=person_id, order_id=order_id, chair=chair, by=team.nurse, at=start - 20 * MINUTE
    )
    device_id = f"simulated-{chair}"
    demo_monitors.registered(device_id, at=start - 16 * MINUTE)
    ingest.pair_device(
        person_id=person_id, infusion_id=infusion_id, device_id=device_id, by=team.nurse, at=start - 15 * MINUTE
    )
    monitor = monitor_of(infusion_id, order_id, device_id, cuff_every=timedelta(minutes=5))
    at = start - BASELINE
    while at < now:
        if at == start:
            _begin(person_id, infusion_id, team, at=start)
        ingest.record_readings(hl7v2.parse(monitor.message_at(at), received_at=at), now=at)
        if (at - start) % MINUTE < EVERY:
            ingest.refresh_alarms(now=at)
        if at - start in LOOKED_AFTER:
            _look_after(_deed(person_id, infusion_id, team.nurse, at))
        at += EVERY


def _look_after(deed: Deed) -> None:
    """Chart what a nurse would at the protocol's times."""
    charting.confirm_infusing(deed, pump_delivered_ml=None)
    charting.chart_row(deed, moaas=5, distress=1, nausea=0, note="Calm, eyes closed, answers.")


def _begin(person_id: UUID, infusion_id: UUID, team: Team, *, at: datetime) -> None:
    """Pass the time-out and start the pump."""

    def by(staff: Staff, seconds: int) -> Deed:
        return _deed(person_id, infusion_id, staff, at - timedelta(seconds=seconds))

    infusion = Infusion.objects.select_related("person").get(pk=infusion_id)
    time_out_actions.tell(by(team.nurse, 50), _told(infusion, at))
    charting.score_scale(by(team.nurse, 45), scale_key="cadss-6", answers=(), total=1)
    for place, band in enumerate(STARTING.bands):
        with suppress(CannotStart):  # there is nothing to accept of most of them
            time_out_actions.accept(
                by(team.prescriber, 20 - place), item=band.vital.value, reason="at ease, no headache, repeated twice"
            )
    time_out_actions.pass_time_out(by(team.nurse, 10))
    order = order_from(infusion.order_snapshot)
    infusions.start(
        _deed(person_id, infusion_id, team.nurse, at),
        shown_ml_per_h=order.rate_ml_per_h,
        shown_vtbi_ml=order.vtbi_ml,
    )


def _told(infusion: Infusion, at: datetime) -> time_out_actions.Told:
    """Return what a nurse tells at a time-out where nothing speaks against the start."""
    person, order = infusion.person, order_from(infusion.order_snapshot)
    return time_out_actions.Told(
        answers={item.key: YES for item in STARTING.items if item.answered is Answered.PERSON},
        readings="temp 36.7",
        name=f"{person.given_names} {person.family_name}",
        born=person.born,
        last_food_at=at - 10 * HOUR,
        was_heavy=NO,
        last_fluid_at=at - 3 * HOUR,
        escort="a made-up friend",
        escort_phone="555 0100",
        shown_ml_per_h=order.rate_ml_per_h,
        shown_vtbi_ml=order.vtbi_ml,
        moaas=5,
        distress=1,
    )


def _deed(person_id: UUID, infusion_id: UUID, by: Staff, at: datetime) -> Deed:
    event_id = uuid5(infusion_id, f"{by.key} {at.isoformat()}")
    return Deed(person_id=person_id, infusion_id=infusion_id, event_id=event_id, by=by, at=at)


def scores(
    person_id: UUID, who: SyntheticPerson, team: Team, *, infusions_at: tuple[datetime, ...], on: tuple[datetime, ...]
) -> None:
    """Enter made-up PCL-5 and PHQ-9 answers on the given days."""
    days = {day.date(): day for day in on}
    for each in who.scores(infusions_at, on):
        outcomes.enter_scores(
            entry_id=uuid4(),
            person_id=person_id,
            scale_key=each.score.scale_key,
            answers=each.score.answers,
            taken_at=days[each.on],
            source="simulated",
            by=team.nurse,
            at=days[each.on],
        )
