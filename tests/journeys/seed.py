"""Put things into a clinic's records through its own actions: `python -m journeys.seed ACT JSON`, prints JSON."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from journeys import course_seed, outcome_seed, phone_seed
from leeward.cli.project import open_clinic

TEAM = (  # username, name, role
    ("desk", "Dora Desk", "front_desk"),
    ("nurse", "Nora Nurse", "nurse"),
    ("second", "Sven Second", "nurse"),
    ("prescriber", "Dr Petra Prescriber", "prescriber"),
    ("therapist", "Theo Therapist", "therapist"),
    ("director", "Dr Dina Director", "medical_director"),
    ("admin", "Adam Admin", "administrator"),
    ("researcher", "Rita Researcher", "researcher"),
    ("careful", "Carla Careful", "nurse"),  # sets up a second factor
)


def _now() -> datetime:
    return datetime.now(UTC)


def _staff(username: str) -> Any:
    from leeward.clinic.people.models import Staff

    return Staff.objects.get(username=username)


def team(*, password: str) -> dict[str, Any]:
    """One account or more for every role."""
    from leeward.clinic.people import actions
    from leeward.clinic.people.roles import Role

    for username, name, role in TEAM:
        actions.add_staff(username=username, name=name, role=Role(role), password=password)
    return {"roles": sorted({role for _, _, role in TEAM})}


def mark_synthetic(*, person_id: str) -> dict[str, Any]:
    """Say that a person is made up: no page can, so that no patient ever becomes a simulation."""
    from leeward.clinic.people.models import Person

    person = Person.objects.get(pk=person_id)
    person.is_synthetic, person.sex = True, Person.Sex.FEMALE
    person.save()
    return {}


def answer_rest(*, person_id: str) -> dict[str, Any]:
    """Answer every question that nobody answered, so that the patient may start."""
    from leeward.cli.synthetic import RUNNING
    from leeward.clinic.assessments import actions
    from leeward.clinic.assessments.models import ChartEntry

    known = set(ChartEntry.objects.filter(person_id=person_id).values_list("key", flat=True))
    answers = {key: truth for key, truth in RUNNING.answers().items() if key not in known}
    measured = {key: quantity for key, quantity in RUNNING.measured().items() if key not in known}
    nurse, now = _staff("nurse"), _now()
    actions.answer(person_id=UUID(person_id), answers=answers, by=nurse, at=now)
    actions.measure(
        person_id=UUID(person_id), measured=measured, taken_at=now, source="measured in the clinic", by=nurse, at=now
    )
    return {"answered": len(answers), "measured": len(measured)}


def person(*, family: str, given: str = "Test") -> dict[str, Any]:
    """A made-up person with everything answered."""
    from leeward.cli.synthetic import RUNNING
    from leeward.clinic.assessments import actions as assessments
    from leeward.clinic.people import actions
    from leeward.clinic.people.models import Person

    now, nurse = _now(), _staff("nurse")
    person_id = actions.add_person(
        family_name=family, given_names=given, born=RUNNING.born, sex=Person.Sex.FEMALE, is_synthetic=True, at=now
    )
    actions.record_allergies(person_id=person_id, substances=(), by=nurse, at=now)
    assessments.record_medicines(person_id=person_id, names=RUNNING.medicines or (), by=nurse, at=now)
    answer_rest(person_id=str(person_id))
    return {"person_id": str(person_id)}


def newcomer(*, family: str) -> dict[str, Any]:
    """A made-up person, born 14-Jul-1985, of whom nothing was asked yet."""
    from datetime import date

    from leeward.clinic.people import actions

    person_id = actions.add_person(
        family_name=family, given_names="Test", born=date(1985, 7, 14), is_synthetic=True, at=_now()
    )
    return {"person_id": str(person_id), "at": f"/people/{person_id}/"}


def excluded(*, family: str) -> dict[str, Any]:
    """A person with one exclusion that two persons may override, and one question left open."""
    from leeward.clinic.assessments import actions
    from leeward.truth import Truth

    made = person(family=family)
    told = {"psychotic_disorder": Truth.YES, "acute_eye": Truth.UNKNOWN}
    actions.answer(person_id=UUID(made["person_id"]), answers=told, by=_staff("nurse"), at=_now())
    return {**made, "at": f"/people/{made['person_id']}/"}


def intake_link(*, family: str) -> dict[str, Any]:
    """A newcomer's link to the questions at home."""
    from leeward.clinic.portal.actions import make_link

    made = newcomer(family=family)
    token = make_link(person_id=UUID(made["person_id"]), link_id=uuid4(), by=_staff("desk"), at=_now())
    return {**made, "link": f"/intake/open/{token}/"}


def stocked(*, quantity: int = 1) -> dict[str, Any]:
    """Vials in the stock, with the numbers to write on them."""
    from datetime import date

    from leeward.clinic.pharmacy import actions, queries

    made = actions.receive(
        receipt_id=uuid4(), vial_key="50x10", lot="J-2026", expires_on=date(2030, 12, 31), quantity=quantity,
        supplier="Wholesale Test", invoice="INV-1", by=_staff("nurse"), at=_now(),
    )  # fmt: skip
    return {"vials": [str(each) for each in made], "numbers": queries.numbers_of(made)}


def _vial(now: datetime) -> UUID:
    return UUID(stocked()["vials"][0])


def ordered(*, family: str) -> dict[str, Any]:
    """A person whose order is approved, drawn up and checked."""
    from leeward.clinic.plans import actions
    from leeward.clinic.plans.models import Preparation

    made = person(family=family)
    person_id, now = UUID(made["person_id"]), _now()
    proposal_id = actions.propose_options(person_id=person_id, by=_staff("nurse"), at=now)
    order_id = actions.approve_option(
        person_id=person_id, proposal_id=proposal_id, option_key="studied", reason="", second=None,
        by=_staff("prescriber"), at=now,
    )  # fmt: skip
    drawn = actions.prepare_order(
        person_id=person_id, order_id=order_id, vial_id=_vial(now), final_volume_ml=50.0, by=_staff("nurse"),
        at=now,
    )  # fmt: skip
    result = Preparation.objects.get(pk=drawn).result
    actions.check_preparation(
        person_id=person_id, preparation_id=drawn, lot="J-2026", strength_mg_per_ml=50.0, drug_ml=result["drug_ml"],
        rate_ml_per_h=result["rate_ml_per_h"], by=_staff("second"), at=now,
    )  # fmt: skip
    return {**made, "order_id": str(order_id)}


def monitor(*, device_id: str) -> dict[str, Any]:
    """A monitor on the register, on trial."""
    import monitored

    monitored.registered(device_id, by=_staff("director"), at=_now())
    return {}


def running(*, family: str, chair: str, device_id: str, password: str = "") -> dict[str, Any]:
    """A simulated infusion that runs since now, with a monitor paired; a password makes the team too."""
    import monitored
    import timed_out
    from leeward.clinic.infusions import actions, ingest, planning
    from leeward.clinic.infusions.deed import Deed
    from leeward.clinic.infusions.models import Infusion

    if password:
        team(password=password)
    made, nurse, now = ordered(family=family), _staff("nurse"), _now()
    person_id, order_id = UUID(made["person_id"]), UUID(made["order_id"])
    infusion_id = planning.plan_from_order(person_id=person_id, order_id=order_id, chair=chair, by=nurse, at=now)
    deed = Deed(person_id=person_id, infusion_id=infusion_id, event_id=uuid4(), by=nurse, at=now)
    timed_out.passed(deed)  # by hand: the monitor is paired afterwards, and heard when its gateway sends
    ordered_to_give = Infusion.objects.get(pk=infusion_id).order_snapshot
    actions.start(
        replace(deed, event_id=uuid4()),
        shown_ml_per_h=ordered_to_give["rate_ml_per_h"],
        shown_vtbi_ml=ordered_to_give["vtbi_ml"],
    )
    monitored.registered(device_id, by=_staff("director"), at=now)
    ingest.pair_device(person_id=person_id, infusion_id=infusion_id, device_id=device_id, by=nurse, at=now)
    return {**made, "infusion_id": str(infusion_id)}


def recovered(*, family: str, chair: str) -> dict[str, Any]:
    """A person whose simulated infusion ended an hour and three quarters ago, and who is still here."""
    from recovered import recovered as ended

    made = person(family=family)
    start = _now() - timedelta(minutes=145)
    infusion = ended(UUID(made["person_id"]), nurse=_staff("nurse"), start=start, chair=chair)
    return {
        "born": infusion.person.born.isoformat(), "at": f"/people/{made['person_id']}/infusions/{infusion.pk}/",
    }  # fmt: skip


def underway(*, family: str, chair: str, device_id: str, minutes: float) -> dict[str, Any]:
    """A simulated infusion that has run for so long, with a monitor paired since its start."""
    import monitored
    from leeward.clinic.infusions import ingest
    from recovered import recovered as begun

    made, start = person(family=family), _now() - timedelta(minutes=minutes)
    person_id, nurse = UUID(made["person_id"]), _staff("nurse")
    infusion = begun(person_id, nurse=nurse, start=start, chair=chair, has_ended=False)
    monitored.registered(device_id, by=_staff("director"), at=start)
    ingest.pair_device(person_id=person_id, infusion_id=infusion.pk, device_id=device_id, by=nurse, at=start)
    return {**made, "infusion_id": str(infusion.pk), "at": f"/people/{person_id}/infusions/{infusion.pk}/"}


def resting(*, family: str, chair: str) -> dict[str, Any]:
    """A person who has recovered, with good vital signs a quarter of an hour ago."""
    from leeward.clinic.infusions import charting
    from leeward.clinic.infusions.deed import Deed
    from leeward.clinic.infusions.models import Infusion

    made = recovered(family=family, chair=chair)
    infusion = Infusion.objects.get(pk=made["at"].split("/")[-2])
    deed = Deed(
        person_id=infusion.person_id, infusion_id=infusion.pk, event_id=uuid4(), by=_staff("nurse"),
        at=_now() - timedelta(minutes=15),
    )  # fmt: skip
    charting.chart_row(deed, readings="124/80 hr 72 spo2 98")
    return {**made, "infusion_id": str(infusion.pk)}


def went_home(*, family: str, chair: str, hours_ago: float) -> dict[str, Any]:
    """A person who went home with the instructions; the call is due a day after that."""
    from leeward.clinic.aftercare import actions
    from leeward.clinic.infusions import passing
    from leeward.clinic.infusions.deed import Deed
    from leeward.truth import YES
    from recovered import FOR
    from recovered import recovered as ended

    made, left = person(family=family), _now() - timedelta(hours=hours_ago)
    person_id = UUID(made["person_id"])
    infusion = ended(person_id, nurse=_staff("nurse"), start=left - 4 * FOR, chair=chair)
    deed = Deed(person_id=person_id, infusion_id=infusion.pk, event_id=uuid4(), by=_staff("prescriber"), at=left)
    passing.check_items(deed, answers={"escort": YES})
    due = left + actions.CALL_AFTER
    token = actions.hand_out(replace(deed, event_id=uuid4()), due_at=due, phone="+1 555 0177", next_visit="")
    passing.discharge(
        replace(deed, event_id=uuid4()), escort="Erna Escort", escort_phone="555 0101", override_reason="in a journey"
    )
    return {
        "born": infusion.person.born.isoformat(), "link": f"/after/open/{token}/",
        "at": f"/people/{person_id}/infusions/{infusion.pk}/",
    }  # fmt: skip


def crowd(*, people: int, approving: int) -> dict[str, Any]:
    """Many at once: all approve the same option, then plan its infusion, then start it; count what stands."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connections

    import timed_out
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import actions as chair
    from leeward.clinic.infusions import planning
    from leeward.clinic.infusions.deed import Deed
    from leeward.clinic.infusions.models import Infusion, JournalEntry
    from leeward.clinic.plans import actions
    from leeward.clinic.plans.models import Order, Preparation

    person_id, now = UUID(person(family="Crowd")["person_id"]), _now()
    nurse, prescriber = _staff("nurse"), _staff("prescriber")
    proposal_id = actions.propose_options(person_id=person_id, by=nurse, at=now)
    said: dict[str, int] = {}

    def together(act: Callable[[int], object], people: int = people) -> None:
        ready = Barrier(people)

        def one(number: int) -> str:
            ready.wait(60)
            try:
                with acting("journey"):
                    act(number)
            except Exception as why:  # noqa: BLE001 - every refusal is counted by its kind
                return f"{type(why).__name__}: {why}"[:60]
            finally:
                connections.close_all()
            return "done"

        with ThreadPoolExecutor(people) as pool:
            for answer in pool.map(one, range(people)):
                said[answer] = said.get(answer, 0) + 1

    together(
        lambda _: actions.approve_option(
            person_id=person_id, proposal_id=proposal_id, option_key="studied", reason="", second=None,
            by=prescriber, at=now,
        ),
        approving,
    )  # fmt: skip
    order_id = Order.objects.get(person_id=person_id).pk
    drawn = actions.prepare_order(
        person_id=person_id, order_id=order_id, vial_id=_vial(now), final_volume_ml=50.0, by=nurse, at=now
    )
    result = Preparation.objects.get(pk=drawn).result
    actions.check_preparation(
        person_id=person_id, preparation_id=drawn, lot="J-2026", strength_mg_per_ml=50.0, drug_ml=result["drug_ml"],
        rate_ml_per_h=result["rate_ml_per_h"], by=_staff("second"), at=now,
    )  # fmt: skip
    together(
        lambda number: planning.plan_from_order(
            person_id=person_id, order_id=order_id, chair=f"C{number}", by=nurse, at=now
        )
    )
    infusion = Infusion.objects.get(person_id=person_id)
    deed = Deed(person_id=person_id, infusion_id=infusion.pk, event_id=uuid4(), by=nurse, at=now)
    timed_out.passed(deed)
    given = infusion.order_snapshot
    together(
        lambda _: chair.start(
            replace(deed, event_id=uuid4()), shown_ml_per_h=given["rate_ml_per_h"], shown_vtbi_ml=given["vtbi_ml"]
        )
    )
    return {
        "orders": Order.objects.filter(person_id=person_id).count(),
        "infusions": Infusion.objects.filter(person_id=person_id).count(),
        "starts": JournalEntry.objects.filter(infusion=infusion, kind="Started").count(), "said": said,
    }  # fmt: skip


def signed_in(*, username: str) -> dict[str, Any]:
    """A session of somebody, as their browser would hold it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    who, session = _staff(username), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(who.pk), who.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    return {"session": session.session_key}


def noted(*, infusion_id: str, words: str) -> dict[str, Any]:
    """Words of the nurse in an infusion's journal."""
    from leeward.clinic.infusions import journaling
    from leeward.clinic.infusions.models import Infusion
    from leeward.infusion.events import NoteWritten

    note = NoteWritten(event_id=uuid4(), at=_now(), by="nurse", source="person", text=words)
    journaling.record(Infusion.objects.get(pk=infusion_id), [note], now=_now())
    return {}


def account(*, infusion_id: str) -> dict[str, Any]:
    """What the records hold of an infusion, and whether its journal is whole."""
    from django.core.cache import cache

    from leeward.clinic.infusions import bedside as standing
    from leeward.clinic.infusions import journaling, watchdog
    from leeward.clinic.infusions.models import Infusion
    from leeward.infusion import journal
    from leeward.infusion.events import MonitoringInterrupted, NoteWritten
    from leeward.infusion.late import state_after
    from leeward.infusion.vitals import BY_HAND, VitalKind

    infusion = Infusion.objects.get(pk=infusion_id)
    entries = journaling.load(infusion)
    return {
        "state": infusion.state,
        "replayed": state_after(journal.events(entries)).value,
        "broken_at": journal.verify(entries),
        "entries": len(entries),
        "notes": [event.text for event in journal.events(entries) if isinstance(event, NoteWritten)],
        "interruptions": [e.reason for e in journal.events(entries) if isinstance(e, MonitoringInterrupted)],
        "is_watched": cache.get(watchdog.KEY) is not None,
        "heart_rates": [
            one.value
            for one in standing.load(infusion, now=datetime.now(UTC), whole=True).readings
            if one.kind is VitalKind.HEART_RATE and one.source != BY_HAND
        ],
    }


ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    each.__name__: each
    for each in (
        team,
        mark_synthetic,
        answer_rest,
        person,
        newcomer,
        excluded,
        intake_link,
        stocked,
        ordered,
        running,
        recovered,
        underway,
        course_seed.room,
        course_seed.course_under_way,
        outcome_seed.scored_course,
        resting,
        crowd,
        went_home,
        signed_in,
        noted,
        account,
        monitor,
    )
} | phone_seed.ACTS


def main(act: str, told: str) -> None:
    """Open the records and do it."""
    open_clinic()
    from leeward.clinic.audit.actor import acting

    with acting("journey"):
        print(json.dumps(ACTS[act](**json.loads(told))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
