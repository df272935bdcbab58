"""The time-out at the chair: what the record knows, what is read back, who accepts what."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import charting, ingest, time_out_actions, time_out_gate
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.infusions.time_out_actions import Told
from leeward.clinic.people.models import Role
from leeward.devices.port import DeviceMessage
from leeward.infusion.time_out import CannotStart
from leeward.infusion.vitals import VitalKind
from leeward.protocol.starting import BY_HAND, STARTING, Answered
from leeward.truth import NO, UNKNOWN, YES
from timed_out import SEEN, passed, told, typed

from .conftest import message

pytestmark = pytest.mark.django_db


def item(infusion, key, now):
    """Return one item of the gate as it stands."""
    gate = time_out_gate.start_gate(standing.load(Infusion.objects.get(pk=infusion.pk), now=now))
    return next(each for each in gate.items if each.key == key)


def test_everything_met_passes_and_each_answer_is_kept(infusion, deed, now):
    passed(deed(now))
    kept = infusion.journal.get(kind="TimeOutPassed").body["checks"]
    assert {answer for _, answer in kept} == {"yes"}
    assert len(kept) == len(STARTING.items) + len(STARTING.bands) + 2  # warnings, long-term safety


@pytest.mark.hazard("H08 what is not known is not met")
@pytest.mark.parametrize("key", SEEN)
def test_one_item_left_unknown_blocks(infusion, deed, now, key):
    told(deed(now), answers={key: UNKNOWN})
    with pytest.raises(CannotStart, match="Not known"):
        time_out_actions.pass_time_out(deed(now))


DERIVED = [each.key for each in STARTING.items if each.answered is not Answered.PERSON]


# Here is no order of the stock, so that a person tells whether the drug is reconciled.
@pytest.mark.parametrize("key", [key for key in DERIVED if key != "reconciled"])
def test_nobody_ticks_what_the_record_knows(infusion, deed, now, key):
    with pytest.raises(CannotStart, match="nobody ticks this"):
        time_out_actions.tell(deed(now), Told(answers={key: YES}))
    assert not JournalEntry.objects.exists()


@pytest.mark.hazard("H01 wrong patient")
@pytest.mark.parametrize(
    ("name", "born", "answer"),
    [
        ("Ada Sample", date(1985, 7, 14), YES),
        ("sample, ADA", date(1985, 7, 14), YES),
        ("Ada Maria Sample", date(1985, 7, 14), YES),
        ("Ada Sample", date(1985, 7, 15), NO),
        ("Ada Sample", date(1958, 7, 14), NO),
        ("Sample", date(1985, 7, 14), NO),
        ("Ida Sample", date(1985, 7, 14), NO),
    ],
)
def test_two_identifiers_are_compared(infusion, deed, now, name, born, answer):
    told(deed(now), name=name, born=born)
    assert item(infusion, "identity", now).truth is answer


@pytest.mark.hazard("H01 a record without a date of birth")
def test_without_a_date_of_birth_on_record_nobody_is_identified(infusion, deed, now):
    infusion.person.born = None
    infusion.person.save()
    told(deed(now))
    assert item(infusion, "identity", now).truth is UNKNOWN


@pytest.mark.hazard("H11 medication list stale")
@pytest.mark.parametrize(("hours", "answer"), [(0, YES), (23.9, YES), (24, YES), (24.1, UNKNOWN), (72, UNKNOWN)])
def test_a_list_of_medicines_lasts_a_day(infusion, now, hours, answer):
    found = item(infusion, "medicines", now + timedelta(hours=hours))
    assert found.truth is answer


@pytest.mark.hazard("H11 a new medicine since the last visit")
def test_what_is_new_and_what_is_gone_since_the_last_visit_is_said(infusion, nurse, now):
    for names, day in ((("sertraline 50 mg",), -7), (("sertraline 50 mg", "phenelzine"), 0)):
        at = now + timedelta(days=day, minutes=1)
        assessments.record_medicines(person_id=infusion.person_id, names=names, by=nurse, at=at)
    assert "Since 16-Nov-2026: new phenelzine." in item(infusion, "medicines", now + timedelta(minutes=2)).why


def test_allergies_that_nobody_asked_about_block(infusion, now, monkeypatch):
    monkeypatch.setattr(time_out_gate, "latest_allergies", lambda _: None)
    found = item(infusion, "allergies-asked", now)
    assert (found.truth, found.why) == (UNKNOWN, "Not yet asked: ask, and chart the answer.")


@pytest.mark.parametrize(("answer", "met"), [(YES, NO), (UNKNOWN, UNKNOWN)])
def test_what_is_charted_since_changes_the_assessment_of_today(infusion, nurse, now, answer, met):
    assert item(infusion, "eligible", now).truth is YES
    assessments.answer(person_id=infusion.person_id, answers={"aneurysm": answer}, by=nurse, at=now)
    assert item(infusion, "eligible", now).truth is met


@pytest.mark.hazard("H12 pregnancy missed")
@pytest.mark.parametrize(
    ("possible", "positive", "met"),
    [(YES, UNKNOWN, UNKNOWN), (YES, NO, YES), (YES, YES, NO), (NO, UNKNOWN, YES), (UNKNOWN, UNKNOWN, UNKNOWN)],
)
def test_pregnancy_comes_from_the_chart(infusion, nurse, now, possible, positive, met):
    answers = {"could_be_pregnant": possible, "pregnancy_test": positive}
    assessments.answer(person_id=infusion.person_id, answers=answers, by=nurse, at=now)
    assert item(infusion, "pregnancy", now).truth is met


@pytest.mark.hazard("H03 stale or stated weight")
def test_the_weight_of_yesterday_is_not_known_today(infusion, now):
    assert item(infusion, "weight", now).truth is YES
    assert "measured in the clinic" in item(infusion, "weight", now).why
    assert item(infusion, "weight", now + timedelta(days=1)).truth is UNKNOWN


def repeated(deed, now, *pressures):
    """Chart pressures five minutes apart, the last one now."""
    for place, pressure in enumerate(reversed(pressures)):
        charting.chart_row(deed(now - timedelta(minutes=5 * place)), readings=pressure)


def test_a_value_between_takes_two_repeats_and_a_prescribers_reason(infusion, deed, now, prescriber):
    told(deed(now), readings="hr 72 spo2 98 rr 14 temp 36.8")
    charting.chart_row(deed(now - timedelta(minutes=10)), readings="150/85")
    charting.chart_row(deed(now - timedelta(minutes=5)), readings="148/85")
    doctor = deed(now, by=prescriber)
    with pytest.raises(CannotStart, match="repeat it twice first"):
        time_out_actions.accept(doctor, item="systolic", reason="anxious")
    charting.chart_row(deed(now), readings="149/85")
    assert "the prescriber accepts it" in item(infusion, "systolic", now).why
    with pytest.raises(CannotStart, match="Only a prescriber"):
        time_out_actions.accept(deed(now), item="systolic", reason="anxious")
    with pytest.raises(CannotStart, match="Write why"):
        time_out_actions.accept(doctor, item="systolic", reason=" ")
    time_out_actions.accept(doctor, item="systolic", reason="anxious, no headache")
    assert item(infusion, "systolic", now).truth is YES
    charting.chart_row(deed(now + timedelta(minutes=1)), readings="156/85")
    assert item(infusion, "systolic", now + timedelta(minutes=1)).truth is UNKNOWN, "worse than what was accepted"


@pytest.mark.parametrize(
    ("minutes", "answer"), [(0, YES), (15, YES), (15.5, UNKNOWN)], ids=["at once", "in time", "too long ago"]
)
def test_an_acceptance_lasts_as_long_as_a_reading(infusion, deed, now, prescriber, minutes, answer):
    for back in (10, 5, 0):
        charting.chart_row(deed(now - timedelta(minutes=back)), readings="150/85")
    time_out_actions.accept(deed(now, by=prescriber), item="systolic", reason="known")
    later = now + timedelta(minutes=minutes)
    charting.chart_row(deed(later), readings="149/85")
    assert item(infusion, "systolic", later).truth is answer


@pytest.mark.parametrize("pressure", ["161/85", "130/80"])
def test_a_no_go_and_a_go_cannot_be_accepted(infusion, deed, now, prescriber, pressure):
    for back in (10, 5, 0):
        charting.chart_row(deed(now - timedelta(minutes=back)), readings=pressure)
    with pytest.raises(CannotStart, match="nothing to accept"):
        time_out_actions.accept(deed(now, by=prescriber), item="systolic", reason="known")


def test_repeats_after_a_no_go_of_the_same_half_hour_cannot_be_accepted(infusion, deed, now, prescriber):
    for back, pressure in ((15, "170/85"), (10, "150/85"), (5, "150/85"), (0, "150/85")):
        charting.chart_row(deed(now - timedelta(minutes=back)), readings=pressure)
    with pytest.raises(CannotStart, match="not today, or wait"):
        time_out_actions.accept(deed(now, by=prescriber), item="systolic", reason="known")


@pytest.mark.parametrize(
    ("food_h", "fluid_h", "heavy", "answer", "says"),
    [
        (6, 2, NO, YES, "6 h 0 min since a light meal"),
        (5.5, 2, NO, UNKNOWN, "30 min missing"),
        (4.9, 2, NO, NO, "66 min missing"),
        (7, 2, YES, NO, "60 min missing"),
        (7.5, 3, UNKNOWN, UNKNOWN, "8 h wanted: 30 min missing"),
        (8, 1.5, YES, UNKNOWN, "30 min missing"),
        (9, 0.5, NO, NO, "90 min missing"),
    ],
)
def test_fasting_is_by_the_clock(infusion, deed, now, food_h, fluid_h, heavy, answer, says):
    at = now - timedelta(hours=food_h)
    told(deed(now), last_food_at=at, last_fluid_at=now - timedelta(hours=fluid_h), was_heavy=heavy)
    found = item(infusion, "fasting", now)
    assert found.truth is answer
    assert says in found.why


def test_short_by_less_than_an_hour_the_prescriber_accepts_and_more_is_not_accepted(infusion, deed, now, prescriber):
    told(deed(now), last_food_at=now - timedelta(hours=5, minutes=20))
    doctor = deed(now, by=prescriber)
    time_out_actions.accept(doctor, item="fasting", reason="toast only")
    assert item(infusion, "fasting", now).truth is YES
    told(deed(now), last_food_at=now - timedelta(hours=4))
    assert item(infusion, "fasting", now).truth is NO, "what was accepted was another meal"
    with pytest.raises(CannotStart, match="nothing to accept"):
        time_out_actions.accept(replace(doctor, event_id=uuid4()), item="fasting", reason="toast only")


def test_a_meal_of_the_future_is_a_slip(infusion, deed, now):
    with pytest.raises(CannotStart, match="after now"):
        told(deed(now), last_food_at=now + timedelta(minutes=1))


def sent(at, *, clock_s=0.0):
    """What a monitor sends whose clock is so many seconds ahead."""
    plain = message(at + timedelta(seconds=clock_s), {VitalKind.SPO2: 97.0})
    return DeviceMessage(
        message_id=plain.message_id, device_id=plain.device_id, mode=plain.mode, rows=plain.rows, problems=(),
        sent_at=at, received_at=at,
    )  # fmt: skip


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("skew_s", "answer"), [(0, YES), (1, YES), (5, YES), (5.5, NO), (30, NO), (300, NO), (1800, NO)]
)
def test_a_monitors_clock_that_is_off_blocks_the_start(infusion, nurse, deed, now, skew_s, answer, sign):
    who = {"person_id": infusion.person_id, "infusion_id": infusion.pk}
    ingest.pair_device(**who, device_id="mon-3", by=nurse, at=now - timedelta(hours=1))
    ingest.record_readings(sent(now, clock_s=sign * skew_s), now=now)
    found = item(infusion, "clocks", now)
    assert found.truth is answer
    told(deed(now))
    if answer is NO:
        assert "set the monitor's clock" in found.why
        with pytest.raises(CannotStart, match="clock"):
            time_out_actions.pass_time_out(deed(now))
    else:
        time_out_actions.pass_time_out(deed(now))


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_a_paired_monitor_that_is_not_heard_blocks_and_none_is_said_to_be_by_hand(infusion, nurse, deed, now):
    told(deed(now), answers={BY_HAND.key: UNKNOWN})
    assert item(infusion, "paired", now).truth is UNKNOWN
    time_out_actions.tell(deed(now), Told(answers={BY_HAND.key: YES}))
    assert item(infusion, "paired", now).why == "By hand: no monitor sends readings here."
    who = {"person_id": infusion.person_id, "infusion_id": infusion.pk}
    ingest.pair_device(**who, device_id="mon-3", by=nurse, at=now)
    assert item(infusion, "paired", now).truth is UNKNOWN, "by hand is no answer once a monitor is paired"
    ingest.record_readings(sent(now), now=now)
    assert item(infusion, "paired", now).truth is YES
    assert item(infusion, "paired", now + timedelta(seconds=61)).truth is UNKNOWN


@pytest.mark.hazard("H06 the pump was set to something else")
def test_the_pump_is_read_back(infusion, deed, now):
    told(deed(now), shown_ml_per_h=5.25)
    assert item(infusion, "pump", now).why.startswith("The pump shows 5.25 mL/h instead of 52.5 mL/h")
    told(deed(now))
    assert item(infusion, "pump", now).truth is YES


@pytest.fixture
def today(infusion, nurse):
    """The page reads the clock: the chart is of now."""
    from cleared import clear

    clear(infusion.person, by=nurse, at=timezone.now())
    return infusion


def test_the_page_keeps_what_was_typed_and_names_what_is_open(today, client_as):
    client, address = client_as(Role.NURSE), reverse("infusions:time_out", args=[today.person_id, today.pk])
    wrong = {"shown_ml_per_h": "52,5", "escort_phone": "", "born_told": "14th of July"}
    response = client.post(address, typed(today, pass_="") | {"event_id": str(uuid4()), "keep": "yes"} | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    for says in ("Write the decimal with a point", "fill in both, or neither", "Write the date of birth as"):
        assert says in page
    assert not today.journal.exists()


def test_what_is_on_record_is_not_charted_again_when_something_else_was_open(today, client_as):
    client, address = client_as(Role.NURSE), reverse("infusions:time_out", args=[today.person_id, today.pk])
    first = client.post(address, typed(today, born_told="15-Jul-1985") | {"event_id": str(uuid4()), "pass": "yes"})
    page = first.content.decode()
    assert first.status_code == 422
    assert "is not this record" in page
    assert "124/80 hr 72" not in page
    assert today.journal.filter(kind="ReadingCharted", body__kind="systolic").count() == 1
    event_id = re.search(r'name="event_id" value="([^"]+)"', page)[1]
    again = {"event_id": event_id, "keep": "yes", "name_told": "Ada Sample", "born_told": "14-Jul-1985"}
    answers = {key: value for key, value in typed(today).items() if key.startswith("item-")}
    assert client.post(address, again | answers).status_code == 302
    assert today.journal.filter(kind="ReadingCharted", body__kind="systolic").count() == 1


def test_a_prescriber_accepts_on_the_page_and_a_nurse_is_not_offered_it(today, deed, client_as, prescriber):
    now = timezone.now()
    for back in (10, 5, 0):
        charting.chart_row(deed(now - timedelta(minutes=back)), readings="150/85")
    address = reverse("infusions:time_out", args=[today.person_id, today.pk])
    assert "Accept for this start" not in client_as(Role.NURSE).get(address).content.decode()
    doctor = client_as(Role.PRESCRIBER)
    assert "Accept for this start" in doctor.get(address).content.decode()
    told = {"event_id": str(uuid4()), "item": "systolic", "accept": "yes"}
    assert "Write why it is accepted" in doctor.post(address, told).content.decode()
    assert doctor.post(address, told | {"reason": "anxious"}).status_code == 302
    assert today.journal.get(kind="RecheckAccepted").body["furthest"] == 150
    journal = doctor.get(reverse("infusions:journal", args=[today.person_id, today.pk])).content.decode()
    assert "Accepted by the prescriber" in journal
