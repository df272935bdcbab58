"""What cannot be used is kept, bounded for each sender, and all of it is counted."""

from datetime import timedelta

import pytest

from leeward.clinic.monitors import actions, setting_aside
from leeward.clinic.monitors.models import Quarantine, Tally, Unreadable
from leeward.clinic.people.roles import Role
from leeward.devices import port
from leeward.devices.heard import Heard
from leeward.infusion.vitals import GenerationMode

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def a_message(now, device="mon-3", *, clock_off=timedelta(0)):
    return port.DeviceMessage(
        message_id="1", device_id=device, mode=GenerationMode.REAL, rows=(), problems=(), sent_at=now + clock_off,
        received_at=now, peer="10.0.3.17",
    )  # fmt: skip


@pytest.fixture
def registered(staff, now):
    return actions.register_device(name="mon-3", protocol="hl7", by=staff(Role.ADMINISTRATOR), at=now)


@pytest.mark.hazard("H26 database full: one sender fills the disk")
def test_a_flood_of_one_sender_is_bounded_and_counted(registered, now):
    for n in range(setting_aside.ROWS_AN_HOUR + 5):
        at = now + n * SECOND
        setting_aside.refuse(a_message(at), why=f"reason {n}", now=at)
    assert Quarantine.objects.count() == setting_aside.ROWS_AN_HOUR
    tally = Tally.objects.get(sender="mon-3")
    assert tally.refused == setting_aside.ROWS_AN_HOUR + 5
    assert tally.problem == f"reason {setting_aside.ROWS_AN_HOUR + 4}"
    setting_aside.refuse(a_message(now, "a stranger"), why="not on the register", now=now)
    assert Quarantine.objects.filter(device_id="a stranger").exists()  # its pile is another


def test_strangers_who_make_up_names_share_one_pile(registered, now):
    for n in range(setting_aside.ROWS_AN_HOUR + 5):
        setting_aside.refuse(a_message(now, f"stranger {n}"), why=f"{n} is not on the register", now=now)
    assert Quarantine.objects.count() == setting_aside.ROWS_AN_HOUR
    assert Tally.objects.get().sender == ""
    setting_aside.refuse(a_message(now), why="not paired", now=now)
    assert Quarantine.objects.filter(device_id="mon-3").exists()


def test_one_reason_is_one_row_a_minute(registered, now):
    for n in range(3):
        setting_aside.refuse(a_message(now), why="not paired", now=now + n * SECOND)
    setting_aside.refuse(a_message(now), why="not paired", now=now + timedelta(minutes=1))
    assert Quarantine.objects.count() == 2


def test_what_is_no_message_is_kept_as_it_came(now):
    what = port.Unreadable(device_id="", peer="10.0.0.9", why="Not HL7.", head=b"GET / \x00\xff" * 50, received_at=now)
    setting_aside.set_unreadable_aside(what, now=now)
    setting_aside.set_unreadable_aside(what, now=now)
    (row,) = Unreadable.objects.all()
    assert row.head.startswith("GET / \\x00\\xff")
    assert len(row.head) <= setting_aside.WHY_LONGEST
    assert Tally.objects.get().unreadable == 2


@pytest.mark.hazard("H26 database full: one sender fills the disk")
def test_garbage_of_one_address_is_bounded(now):
    for n in range(setting_aside.ROWS_AN_HOUR + 5):
        what = port.Unreadable(device_id="", peer="10.0.0.9", why=f"Not HL7 {n}.", head=b"x", received_at=now)
        setting_aside.set_unreadable_aside(what, now=now)
    other = port.Unreadable(device_id="", peer="10.0.0.10", why="Not HL7.", head=b"x", received_at=now)
    setting_aside.set_unreadable_aside(other, now=now)
    assert Unreadable.objects.filter(peer="10.0.0.9").count() == setting_aside.ROWS_AN_HOUR
    assert Unreadable.objects.filter(peer="10.0.0.10").count() == 1


def test_counts_of_a_day_add_up_and_silence_on_the_clock_keeps_what_was_known(registered, now):
    setting_aside.count([Heard(sender="mon-3", at=now, kept=10, clock_offset_s=-3.0)])
    setting_aside.count([Heard(sender="mon-3", at=now + SECOND, kept=5, refused=1, problem="no unit")])
    setting_aside.count([Heard(sender="mon-3", at=now + timedelta(days=1), kept=1)])
    tomorrow, today = Tally.objects.all().order_by("kept")
    assert (today.kept, today.refused, today.clock_offset_s, today.problem) == (15, 1, -3.0, "no unit")
    assert tomorrow.kept == 1
