"""A whole course in the database, walked by the clinic's own actions: what the report and the timeline tell."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bedside import a_check, a_reading, a_score, an_event
from cleared import clear
from leeward.clinic.infusions import journaling, mapping, planning
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes import actions as outcomes
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans.models import Order, Preparation
from leeward.infusion import events as happened
from leeward.infusion.vitals import GenerationMode, VitalKind
from leeward.instruments import by_key
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.starting import STARTING
from leeward.truth import YES
from stocked import a_stock_vial

DAY = datetime(2026, 11, 10, 14, 0, tzinfo=UTC)
PCL5_BEFORE = (3, 4, 2, 3, 3, 3, 3, 1, 2, 3, 3, 2, 3, 2, 2, 0, 3, 3, 3, 4)
PCL5_AFTER = (2, 2, 1, 2, 2, 2, 2, 1, 2, 2, 2, 1, 1, 1, 1, 0, 2, 2, 2, 3)
SICK = ("sertraline 100 mg", "clonazepam 1 mg", "kanna powder")


def entered(person, by, scale_key, answers, at):
    """Enter a questionnaire; one number stands for that answer to every item."""
    given = [answers] * len(by_key(scale_key).items) if isinstance(answers, int) else answers
    return outcomes.enter_scores(
        entry_id=uuid4(), person_id=person.pk, scale_key=scale_key, answers=given, taken_at=at, source="patient",
        by=by, at=at,
    )  # fmt: skip


def planned(person, *, prescriber, nurse, at=DAY, medicines=()):
    """Assess, propose, approve the studied regimen, draw it up and check it; return the order."""
    clear(person, by=nurse, at=at, medicines=medicines, allergies=("Penicillin",))
    proposal_id = plans.propose_options(person_id=person.pk, by=prescriber, at=at)
    order_id = plans.approve_option(
        person_id=person.pk, proposal_id=proposal_id, option_key="studied", reason="", second=None,
        by=prescriber, at=at + timedelta(minutes=5),
    )  # fmt: skip
    drawn_at = at + timedelta(minutes=20)
    preparation_id = plans.prepare_order(
        person_id=person.pk,
        order_id=order_id,
        vial_id=a_stock_vial(by=nurse, at=at),
        final_volume_ml=50,
        by=nurse,
        at=drawn_at,
    )
    figures = Preparation.objects.get(pk=preparation_id).result
    plans.check_preparation(
        person_id=person.pk, preparation_id=preparation_id, lot="A1", strength_mg_per_ml=50, drug_ml=figures["drug_ml"],
        rate_ml_per_h=figures["rate_ml_per_h"], by=prescriber, at=drawn_at,
    )  # fmt: skip
    return Order.objects.get(pk=order_id)


def given(person, order, *, nurse, at):
    """Give the order: readings, one alarm with a pause, scores, recovery and discharge; return the infusion."""
    infusion_id = planning.plan_from_order(person_id=person.pk, order_id=order.pk, chair="3", by=nurse, at=at)
    infusion = Infusion.objects.get(pk=infusion_id)
    result = order.preparations.get().result
    journaling.record(infusion, _events(order, result, at), now=at)
    rows = [mapping.reading_row(reading, infusion_id=infusion.pk) for reading in _readings(at)]
    type(rows[0]).objects.bulk_create(rows)
    return Infusion.objects.get(pk=infusion_id)


def _events(order, result, at):
    def minute(minutes):
        return at + timedelta(minutes=minutes)

    rate = result["rate_ml_per_h"]
    yield from (a_check(item.key, YES, minute(-2)) for item in STARTING.items)
    yield a_score("cadss-6", 0, minute(-1), answers=(0,) * 6)
    yield an_event(happened.TimeOutPassed, minute(-1), checks=())
    yield an_event(
        happened.Started, at, rate_ml_per_h=rate, concentration_mg_per_ml=result["concentration_mg_per_ml"],
        dose_mg=order.dose_mg, weight_kg=order.dosing_weight_kg, vtbi_ml=result["vtbi_ml"],
    )  # fmt: skip
    yield an_event(
        happened.AlarmRaised, minute(18), alarm_key="systolic-rise", kind=AlarmKind.PHYSIOLOGICAL,
        priority=Priority.MEDIUM, says="Systolic pressure 164 mmHg is +44 from the own baseline.", by="alarms",
    )  # fmt: skip
    yield an_event(happened.AlarmAcknowledged, minute(18), alarm_key="systolic-rise", action="paused")
    yield an_event(happened.Paused, minute(18), reason="pressure")
    yield an_event(happened.AlarmCleared, minute(21), alarm_key="systolic-rise", by="alarms")
    yield an_event(happened.Resumed, minute(21), rate_ml_per_h=rate)
    yield a_score("cadss-6", 5, minute(20), answers=(1, 1, 1, 1, 1, 0))
    yield a_score("moaa-s", 5, minute(20), answers=(5,))
    yield an_event(happened.NoteWritten, minute(25), text="calm, eyes closed, answers")
    yield an_event(happened.Completed, minute(43), delivered_ml=50.0)
    yield an_event(
        happened.AdverseEventNoted, minute(50), term="nausea", severity="mild", action="watched",
        serious=~YES,
    )  # fmt: skip
    yield a_score("cadss-6", None, minute(60), answers=(0, 0, None, 0, 0, 0))
    yield an_event(
        happened.Discharged, minute(125), escort="sister", escort_phone="555 0100", checks=(("escort", "yes"),),
        override_reason="scored by hand on paper",
    )  # fmt: skip


def _readings(at):
    mode = GenerationMode.DEMO
    for minutes in range(-10, 120, 5):
        rise = max(0, 40 - abs(minutes - 20))
        for kind, value in ((VitalKind.SYSTOLIC, 120 + rise), (VitalKind.DIASTOLIC, 78 + rise / 2)):
            yield a_reading(kind, value, at + timedelta(minutes=minutes), mode=mode)
    for minutes in range(-10, 120):
        for kind, value in (
            (VitalKind.HEART_RATE, 72 + minutes % 5),
            (VitalKind.SPO2, 97),
            (VitalKind.RESPIRATORY_RATE, 14),
        ):
            yield a_reading(kind, float(value), at + timedelta(minutes=minutes), mode=mode)


def walked(person, *, prescriber, nurse):
    """Walk the whole way: baseline, one infusion, scores after it, the second order waiting."""
    entered(person, nurse, "pcl-5", PCL5_BEFORE, DAY - timedelta(days=1))
    entered(person, nurse, "phq-9", (2, 2, 2, 2, 1, 1, 2, 1, 0), DAY - timedelta(days=1))
    order = planned(person, prescriber=prescriber, nurse=nurse)
    infusion = given(person, order, nurse=nurse, at=DAY + timedelta(hours=1))
    entered(person, nurse, "pcl-5", PCL5_AFTER, DAY + timedelta(days=2))
    entered(person, nurse, "phq-9", (1, 1, 2, 1, 1, 1, 1, None, 0), DAY + timedelta(days=2))
    return infusion
