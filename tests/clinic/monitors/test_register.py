"""The register's actions: who may, what is kept, what is checked, and what the audit sees of it."""

from datetime import timedelta

import pytest

from leeward.clinic.audit.models import Change
from leeward.clinic.monitors import actions, code_table, queries
from leeward.clinic.monitors.actions import CannotRegister
from leeward.clinic.monitors.checklist import CHECKLIST
from leeward.clinic.monitors.models import Device
from leeward.clinic.people.roles import Role
from leeward.devices.port import Known
from leeward.devices.register import CannotRead
from leeward.infusion.vitals import GenerationMode, VitalKind

pytestmark = pytest.mark.django_db
REAL, DEMO = GenerationMode.REAL, GenerationMode.DEMO


@pytest.fixture
def director(staff):
    return staff(Role.MEDICAL_DIRECTOR)


@pytest.fixture
def device(director, now):
    return actions.register_device(name="mon-3", protocol="json", by=director, at=now)


def sign_all(device, by, now):
    for line in CHECKLIST:
        actions.sign_line(device_id=device, line=line.key, is_met=True, says="", by=by, at=now)


def test_a_device_begins_on_trial_and_is_in_the_audit(device):
    row = Device.objects.get(pk=device)
    assert row.mode == "demo"
    (change,) = Change.objects.filter(table="monitors_device")
    assert change.after["name"] == "mon-3"
    assert "secret_hash" not in change.after


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
def test_a_device_is_real_only_when_each_line_was_tried_and_met(device, director, nurse, now):
    with pytest.raises(CannotRegister, match="10 of 10 lines"):
        actions.set_mode(device_id=device, mode=REAL, by=director)
    sign_all(device, nurse, now)
    actions.sign_line(
        device_id=device, line="clock", is_met=False, says="an hour behind", by=nurse, at=now + timedelta(minutes=1)
    )
    with pytest.raises(CannotRegister, match="1 of 10 lines"):
        actions.set_mode(device_id=device, mode=REAL, by=director)
    actions.sign_line(device_id=device, line="clock", is_met=True, says="", by=nurse, at=now + timedelta(minutes=2))
    actions.set_mode(device_id=device, mode=REAL, by=director)
    assert queries.register().entries["mon-3"].mode is REAL


def test_nobody_registers_a_real_device_at_once(director, now):
    with pytest.raises(CannotRegister, match="on trial"):
        actions.register_device(name="mon-4", protocol="hl7", mode=REAL, by=director, at=now)


@pytest.mark.parametrize("role", [Role.NURSE, Role.PRESCRIBER, Role.FRONT_DESK])
def test_only_the_director_and_the_administrator_keep_the_register(staff, now, role):
    with pytest.raises(CannotRegister, match="keeps the register"):
        actions.register_device(name="mon-4", protocol="hl7", by=staff(role), at=now)


def test_one_device_of_a_name_serves_and_another_may_follow_it(device, director, now):
    with pytest.raises(CannotRegister, match="already"):
        actions.register_device(name="mon-3", protocol="hl7", by=director, at=now)
    actions.retire(device_id=device, why="dropped", by=director, at=now)
    assert "taken out of service: dropped" in queries.register().who("mon-3", "", None)
    actions.register_device(name="mon-3", protocol="hl7", by=director, at=now + timedelta(days=1))
    assert isinstance(queries.register().who("mon-3", "", None), Known)


def test_a_secret_is_told_once_and_only_its_digest_is_kept(device, director, now):
    secret = actions.draw_secret(device_id=device, by=director, at=now)
    assert isinstance(queries.register().by_secret(secret, ""), Known)
    assert not Change.objects.filter(after__icontains=secret).exists()
    actions.draw_secret(device_id=device, by=director, at=now)
    assert "no registered device's" in queries.register().by_secret(secret, "")


def test_a_snapshot_knows_that_it_is_old(device, director, now):
    before = queries.register_version()
    actions.draw_secret(device_id=device, by=director, at=now)
    assert queries.register_version() > before


def test_an_address_and_a_certificate_are_checked(device, director):
    told = {"protocol": "hl7", "make": "", "model": "", "serial": ""}
    with pytest.raises(CannotRead):
        actions.change_device(**told, device_id=device, addresses=["chair 3"], certificate="", by=director)
    with pytest.raises(CannotRegister, match="64 hexadecimal"):
        actions.change_device(**told, device_id=device, addresses=[], certificate="12:34", by=director)
    actions.change_device(
        **told, device_id=device, addresses=["10.0.3.17", "10.0.4.0/24"], certificate="AB:" * 31 + "AB", by=director
    )
    assert Device.objects.get(pk=device).certificate == "ab" * 32
    assert "registered addresses" in queries.register().who("mon-3", "10.0.5.1", "sha256:" + "ab" * 32)


def test_a_device_speaks_its_own_words(device, director):
    actions.set_table(
        device_id=device, codes="101, 99MNDRY, Heart rate, ECG\n160, -, SpO2", units="1/minute = /min", by=director
    )
    words = queries.register().entries["mon-3"].vocabulary
    assert words.find("101", "99MNDRY").kind is VitalKind.HEART_RATE
    assert words.find("160", "any system").kind is VitalKind.SPO2
    assert words.units == {"1/minute": "/min"}
    row = Device.objects.get(pk=device)
    assert code_table.codes_typed(code_table.as_typed(row.codes, row.units)[0]) == row.codes


@pytest.mark.parametrize(
    ("codes", "units", "says"),
    [
        ("101", "", "Line 1 of the codes"),
        ("\n101, -, Pulse of life", "", "Line 2 of the codes.*no vital sign"),
        ("147842, MDC, SpO2", "", "147842 means heart rate wherever"),
        ("101, -, SpO2\n101, -, Pulse rate", "", "stands there twice"),
        ("", "bar = mmHg per m", "Line 1 of the units"),
        ("", "mmHg = kPa", "mmhg means mmHg wherever"),
        ("", "x = %\nX = /min", "stands there twice"),
        ("x" * 80 + ", -, SpO2", "", "too long"),
        ("1, -, SpO2\n" * 201, "", "200 are the most"),
    ],
)
def test_a_table_that_says_nothing_usable_is_refused_with_its_line(device, director, codes, units, says):
    with pytest.raises(code_table.CannotUseTable, match=says):
        actions.set_table(device_id=device, codes=codes, units=units, by=director)
    assert Device.objects.get(pk=device).codes == []


def test_what_may_be_paired(device, director, nurse, now):
    assert "mon-9 is not on the register" in queries.may_pair("mon-9", mode=DEMO)
    assert queries.may_pair("mon-3", mode=DEMO) == ""
    assert "on trial" in queries.may_pair("mon-3", mode=REAL)
    sign_all(device, nurse, now)
    actions.set_mode(device_id=device, mode=REAL, by=director)
    assert queries.may_pair("mon-3", mode=REAL) == ""


def test_what_fails_says_what_was_seen(device, nurse, now):
    with pytest.raises(CannotRegister, match="what was seen"):
        actions.sign_line(device_id=device, line="clock", is_met=False, says=" ", by=nurse, at=now)
    with pytest.raises(CannotRegister, match="no such line"):
        actions.sign_line(device_id=device, line="loud", is_met=True, says="", by=nurse, at=now)
