"""Pages of the calendar."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import standing, told_actions
from leeward.clinic.scheduling.models import ClinicDay, StaffHours

from .conftest import TOMORROW, WORKING

pytestmark = pytest.mark.django_db


def on(name, month, day):
    """The fields of a date of this year."""
    return {f"{name}_month": month, f"{name}_day": day, f"{name}_year": 2026}


@pytest.fixture(autouse=True)
def at_half_past_eight(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


def test_the_week_shows_who_comes_where_and_what_is_closed(book, client_as, staff, now):
    book()
    told_actions.set_day(
        day=date(2026, 11, 26), is_closed=True, says="Thanksgiving", by=staff(Role.MEDICAL_DIRECTOR), at=now
    )
    page = client_as(Role.FRONT_DESK).get("/calendar/").content.decode()
    assert "SAMPLE, Ada" in page
    assert "Infusion, chair 1" in page
    assert "Thanksgiving" in page
    assert "SAMPLE" not in client_as(Role.FRONT_DESK).get("/calendar/?on=2026-12-01").content.decode()
    assert client_as(Role.FRONT_DESK).get("/calendar/?on=never").status_code == 200


def test_a_free_time_is_found_and_booked(room, person, client_as):
    desk, address = client_as(Role.FRONT_DESK), f"/people/{person.pk}/sessions/book/"
    page = desk.get(address).content.decode()
    assert "Mon 23-Nov-2026, 09:00 to 11:30, chair 1" in page
    value = f"{TOMORROW.isoformat()}|{room['1']}|"
    told = {"form_id": "5b1f6a9e-7f3f-4f6a-9f8e-6b8f2d8c1a11", "time": value}
    assert desk.post(address, told).status_code == 302
    (found,) = standing.of_person(person.pk)
    assert found.starts_at == TOMORROW
    assert desk.post(address, told | {"time": "x"}).status_code == 422


def test_what_stands_against_a_time_is_said_before_it_is_booked(book, room, another, client_as):
    book()
    address = f"/people/{another().pk}/sessions/book/?kind=infusion&first=2026-11-24&clock=09:30&chair={room['1']}"
    page = client_as(Role.NURSE).get(address).content.decode()
    assert "Chair 1 is taken for a part of this time." in page
    page = client_as(Role.NURSE).get(address.replace("09:30", "13:00")).content.decode()
    assert "Nothing stands against it" in page


def test_a_session_is_moved_cancelled_and_told_by_its_page(book, room, person, client_as):
    booking_id, nurse = book(), client_as(Role.NURSE)
    address = f"/people/{person.pk}/sessions/{booking_id}/"
    later = TOMORROW.replace(day=25)
    told = {"form_id": booking_id, "time": f"{later.isoformat()}|{room['2']}|"}
    assert nurse.post(address + "move/", told).status_code == 422
    assert nurse.post(address + "move/", told | {"says": "Has a cold."}).status_code == 302
    assert nurse.post(address + "missed/", {"says": "x"}).status_code == 422
    assert nurse.post(address + "cancel/", {"says": "Called off."}).status_code == 302
    page = nurse.get(address).content.decode()
    assert page.index("Booked: Tue 24-Nov-2026") < page.index("Moved: Wed 25-Nov-2026") < page.index("Called off.")
    assert "Cancel the session" not in page


def test_the_room_is_told_by_those_who_may(room, staff, client_as):
    admin, nurse = client_as(Role.ADMINISTRATOR), client_as(Role.NURSE)
    hours = {"from_0": "09:00", "to_0": "12:00"}
    assert admin.post("/calendar/room/chair/", {"name": "9", **hours}).status_code == 302
    assert admin.post("/calendar/room/chair/", {"name": "9", **hours}).status_code == 422
    assert admin.post("/calendar/room/chair/", {"name": "8", "from_0": "09:00"}).status_code == 422
    own, other = (staff(role).pk for role in (Role.NURSE, Role.PRESCRIBER))
    assert nurse.post("/calendar/own/", hours).status_code == 302
    assert nurse.post(f"/calendar/room/staff/{other}/", hours).status_code == 403
    assert StaffHours.objects.filter(staff_id=own).first().hours == {"0": ["09:00", "12:00"]}
    away = {**on("first", 12, 1), **on("last", 11, 30)}
    assert nurse.post("/calendar/own/away/", away).status_code == 422
    day = {**on("day", 12, 25), "says": "Christmas Day", "is_closed": "yes"}
    assert admin.post("/calendar/room/day/", day).status_code == 302
    assert ClinicDay.objects.get().is_closed
    page = admin.get("/calendar/room/").content.decode()
    assert "Chair 9" in page
    assert "Monday 09:00 to 12:00" in page


def test_what_nobody_told_the_outcome_of_waits(book, client_as, monkeypatch):
    book()
    monkeypatch.setattr(timezone, "now", lambda: TOMORROW.replace(hour=15))
    assert "say whether it was held or missed" in client_as(Role.NURSE).get("/").content.decode()


def test_hours_in_words():
    from leeward.clinic.scheduling.hours import in_words

    assert in_words(WORKING) == "Monday to Friday 08:00 to 17:00"
    assert in_words({"0": ["08:00", "12:00"], "2": ["08:00", "12:00"]}) == (
        "Monday 08:00 to 12:00; Wednesday 08:00 to 12:00"
    )
