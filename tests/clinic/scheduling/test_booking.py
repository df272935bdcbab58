"""Booking a session: what stands against it is said, and a place is given once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import actions, calendar, told_actions
from leeward.clinic.scheduling.actions import CannotBook
from leeward.clinic.scheduling.models import BookingEvent, TakenQuarter

from .conftest import TOMORROW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def kinds(booking_id):
    return [each.kind for each in BookingEvent.objects.filter(booking_id=booking_id)]


def test_a_session_takes_its_chair_its_nurse_and_its_patient_for_the_recovery_too(book, person, room):
    booking_id = book(hours=2.5)
    rows = TakenQuarter.objects.filter(booking_id=booking_id)
    assert rows.count() == 3 * 10
    assert {row.what for row in rows} == {f"chair:{room['1']}", f"person:{person.pk}", "nurses"}


@pytest.mark.hazard("H13 double infusion: two bookings of one chair")
def test_a_chair_is_given_once(book, another):
    book()
    with pytest.raises(CannotBook, match="Chair 1 is taken"):
        book(TOMORROW + HOUR, who=another())
    book(TOMORROW + timedelta(hours=2.5), who=another("Third"))


def test_the_database_refuses_a_second_one_even_where_the_code_forgot_to_look(book, another, monkeypatch):
    book()
    monkeypatch.setattr(calendar.Calendar, "against", lambda *_, **__: ())
    with pytest.raises(CannotBook, match="took a part of this time a moment ago"):
        book(who=another())
    first = TakenQuarter.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenQuarter.objects.create(
            booking=first.booking, what=first.what, starts_at=first.starts_at, place=first.place
        )  # fmt: skip


def test_nurses_on_duty_bound_how_many_run_at_once(book, another, staff, room, now):
    director = staff(Role.MEDICAL_DIRECTOR)
    room["3"] = told_actions.add_chair(name="3", hours={"1": ["08:00", "17:00"]}, by=director, at=now)
    book()
    book(who=another(), chair="2")
    with pytest.raises(CannotBook, match="No nurse is free at 09:00: those on duty look after 2"):
        book(who=another("Third"), chair="3")
    told_actions.set_away(
        staff_id=staff(Role.NURSE).pk, first=TOMORROW.date(), last=TOMORROW.date(), says="", by=director, at=now
    )
    with pytest.raises(CannotBook, match="No nurse works at"):
        book(TOMORROW + 3 * HOUR, who=another("Third"), chair="3")


@pytest.mark.parametrize(
    ("starts_at", "says"),
    [
        (TOMORROW - DAY - HOUR, "This time is past"),
        (TOMORROW + 6 * HOUR, "does not fit"),
        (TOMORROW + 4 * DAY, "not used"),
        (TOMORROW + timedelta(minutes=5), "quarter of an hour"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_a_sentence(book, starts_at, says):
    with pytest.raises(CannotBook, match=says):
        book(starts_at)
    assert not TakenQuarter.objects.exists()


def test_a_closed_day_is_closed_until_somebody_opens_it(book, staff, now):
    director = staff(Role.MEDICAL_DIRECTOR)
    told_actions.set_day(day=TOMORROW.date(), is_closed=True, says="Painters", by=director, at=now)
    with pytest.raises(CannotBook, match="closed on 24-Nov-2026: Painters"):
        book()
    told_actions.set_day(
        day=TOMORROW.date(), is_closed=False, says="They do not come", by=director, at=now + HOUR
    )  # fmt: skip
    book()


@pytest.mark.hazard("H13 double infusion: too soon after the last")
def test_infusions_too_close_ask_for_a_reason_and_much_too_close_are_refused(book):
    book()
    with pytest.raises(CannotBook, match=r"Only 24 h from the infusion of 24-Nov-2026 09:00; the soft limit is 48 h"):
        book(TOMORROW + DAY)
    book(TOMORROW + DAY, says="Travels on Thursday; spoke with the prescriber.")
    with pytest.raises(CannotBook, match="stop limit is 12 h"):
        book(TOMORROW + 5 * HOUR, says="please")


def test_a_patients_own_times_ask_for_a_reason(book, person, nurse, now):
    told_actions.set_patient_hours(person_id=person.pk, hours={"1": ["12:00", "17:00"]}, says="", by=nurse, at=now)
    with pytest.raises(CannotBook, match="can come Tuesday 12:00 to 17:00 only"):
        book()
    book(TOMORROW + 3 * HOUR)


def test_moving_frees_the_old_time_and_keeps_what_was(book, another, person, nurse, room, now):
    booking_id = book()
    slot = calendar.Slot(
        starts_at=TOMORROW + DAY, ends_at=TOMORROW + DAY + 2 * HOUR, chair_id=room["1"]
    )  # fmt: skip
    told = {"person_id": person.pk, "booking_id": booking_id, "slot": slot, "by": nurse, "at": now}
    with pytest.raises(CannotBook, match="Say why"):
        actions.move(**told, says=" ")
    actions.move(**told, says="Has a cold.")
    assert kinds(booking_id) == ["booked", "moved"]
    book(who=another())


def test_a_cancelled_session_stays_cancelled_and_frees_its_time(book, another, person, nurse, now):
    booking_id = book()
    told = {"person_id": person.pk, "booking_id": booking_id, "by": nurse, "at": now}
    actions.cancel(**told, says="Called off.")
    with pytest.raises(CannotBook, match="cancelled already"):
        actions.cancel(**told, says="again")
    assert not TakenQuarter.objects.filter(booking_id=booking_id).exists()
    book(who=another())


def test_missed_and_held_are_said_once_the_session_has_begun(book, person, nurse, now):
    booking_id, other = book(), book(TOMORROW + 2 * DAY)
    told = {"person_id": person.pk, "by": nurse}
    with pytest.raises(CannotBook, match="has not begun"):
        actions.miss(**told, booking_id=booking_id, at=now, says="x")
    actions.miss(**told, booking_id=booking_id, at=TOMORROW + HOUR, says="Did not come, called twice.")
    actions.hold(**told, booking_id=other, at=TOMORROW + 3 * DAY)
    assert (kinds(booking_id), kinds(other)) == (["booked", "missed"], ["booked", "held"])


def test_sent_twice_it_is_booked_once(room, person, nurse, now):
    slot = calendar.Slot(starts_at=TOMORROW, ends_at=TOMORROW + 2 * HOUR, chair_id=room["1"])
    told = {"booking_id": uuid4(), "person_id": person.pk, "kind": "infusion", "slot": slot, "by": nurse, "at": now}
    assert actions.book(**told) == actions.book(**told)
    assert BookingEvent.objects.count() == 1


def test_a_therapist_has_one_session_at_a_time(book, another, staff):
    therapist = staff(Role.THERAPIST).pk
    book(kind="therapy", hours=1, staff_id=therapist)
    with pytest.raises(CannotBook, match="has another session"):
        book(kind="therapy", hours=1, staff_id=therapist, who=another())
    with pytest.raises(CannotBook, match="The patient has another session"):
        book(TOMORROW)


def test_holidays_are_proposed_and_taken_by_a_person(room, staff, settings, now):
    from leeward.clinic.scheduling.holiday_proposals import proposed

    settings.COUNTRY, settings.STATE = "US", "NY"
    found = {each.day: each.name for each in proposed(now.date())}
    assert found[date(2026, 12, 25)] == "Christmas Day"
    assert calendar.closed(date(2026, 12, 25), date(2026, 12, 25)) == {}
    told_actions.set_day(
        day=date(2026, 12, 25), is_closed=True, says="Christmas Day", by=staff(Role.MEDICAL_DIRECTOR), at=now
    )
    assert date(2026, 12, 25) not in {each.day for each in proposed(now.date())}
    settings.COUNTRY = "nowhere"
    assert proposed(now.date()) == ()
