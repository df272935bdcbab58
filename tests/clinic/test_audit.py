"""Every write is recorded, whichever way it came; what may only grow only grows."""

import json
import sqlite3
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg.errors import IntegrityConstraintViolation

from leeward.clinic.audit import actor, triggers
from leeward.clinic.audit.models import Change, Read
from leeward.clinic.people import actions
from leeward.clinic.people.models import AllergyRecord, Person
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db


def changes(table="people_person"):
    return list(Change.objects.filter(table=table).order_by("pk"))


def a_person(now, name):
    return Person(family_name=name, given_names="Test", created_at=now)


def test_bulk_create_is_recorded_row_by_row(now):
    with actor.acting("import"):
        Person.objects.bulk_create([a_person(now, "One"), a_person(now, "Two")])
    assert [(each.actor, each.kind, each.after["family_name"]) for each in changes()] == [
        ("import", "insert", "One"),
        ("import", "insert", "Two"),
    ]


def test_queryset_update_is_recorded_with_what_stood_there(person):
    Person.objects.filter(pk=person.pk).update(phone="555 0101")
    last = changes()[-1]
    assert (last.kind, last.before["phone"], last.after["phone"]) == ("update", "", "555 0101")


def test_raw_sql_is_recorded(person):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person")
    last = changes()[-1]
    assert (last.kind, last.before["family_name"], last.after) == ("delete", "Sample", None)


def test_the_record_says_when_by_the_clock_of_the_database(person):
    from django.utils import timezone

    assert abs(changes()[-1].at - timezone.now()) < timedelta(minutes=1)


def test_a_password_is_never_in_the_record(staff):
    staff(Role.NURSE)
    (change,) = changes("people_staff")
    assert "password" not in change.after
    assert change.after["role"] == "nurse"


def test_a_list_is_recorded_as_a_list(person, nurse, now):
    actions.record_allergies(person_id=person.pk, substances=["Penicillin"], by=nurse, at=now)
    (change,) = changes("people_allergyrecord")
    assert change.after["substances"] == ["Penicillin"]


def test_nobody_writes_without_a_name(now):
    actor._actor.set(None)
    with pytest.raises(DatabaseError, match="Nobody is named as the writer"), transaction.atomic():
        a_person(now, "Ghost").save()
    assert not Person.objects.exists()


def test_a_writer_needs_a_name_that_can_be_read():
    with pytest.raises(ValueError, match="needs a name"), actor.acting(" "):
        pass


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_the_audit_itself_cannot_be_changed(person, statement, client_as):
    client_as(Role.NURSE).get(f"/people/{person.pk}/")
    for table in ("audit_change", "audit_read"):
        with pytest.raises(DatabaseError, match="append-only: add a correction"), transaction.atomic():
            connection.cursor().execute(statement.format(table, "actor"))
    assert Change.objects.exists()
    assert Read.objects.exists()


def test_an_answer_about_allergies_cannot_be_rewritten(person, nurse, now):
    actions.record_allergies(person_id=person.pk, substances=["Penicillin"], by=nurse, at=now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AllergyRecord.objects.update(substances=[])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AllergyRecord.objects.all().delete()


def test_a_write_that_is_rolled_back_leaves_no_record(now):
    with transaction.atomic():
        a_person(now, "Half").save()
        transaction.set_rollback(True)
    assert not changes()


def test_every_table_of_ours_is_recorded():
    assert triggers.missing_triggers(connection) == ()


def test_what_may_only_grow_is_known():
    growing = {model._meta.db_table for model in triggers.recorded_models() if triggers.only_grows(model)}
    assert growing >= {"audit_read", "audit_change", "people_allergyrecord", "referrals_referral", "referrals_decision"}


def test_a_table_made_after_the_triggers_is_missed_and_named(person):
    triggers.remove(connection)
    assert "people_person" in triggers.missing_triggers(connection)
    triggers.install(connection)
    assert triggers.missing_triggers(connection) == ()


def test_a_program_from_outside_cannot_write(person, tmp_path):
    if connection.vendor == "postgresql":  # a session that says of nobody that they write
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SELECT set_config('leeward.actor', '', false)")
            with pytest.raises(IntegrityConstraintViolation, match="Nobody is named as the writer"):
                cursor.cursor.execute("DELETE FROM people_person")  # the driver's own: past our backend
            transaction.set_rollback(True)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name IN ('people_person', 'audit_change') AND sql > ''")
        made_by = [sql for (sql,) in cursor.fetchall()]
    outside = sqlite3.connect(tmp_path / "clinic.sqlite3")
    for sql in made_by:
        outside.execute(sql)
    with pytest.raises(sqlite3.OperationalError, match="no such function: app_actor"):
        outside.execute("DELETE FROM people_person")
    outside.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.hazard("H36 audit tampering")
@pytest.mark.parametrize("table", ["audit_change", "people_allergyrecord", "people_person"])
def test_no_table_can_be_emptied_at_once(person, table):
    before = Change.objects.count()
    with pytest.raises(DatabaseError, match=r"append-only|recorded row by row"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")
    assert Change.objects.count() == before


def test_pages_write_under_the_name_of_who_is_signed_in(client_as, person):
    told = {"family_name": "Sample", "given_names": "Ada", "sex": "female", "phone": "555 0102"}
    response = client_as(Role.FRONT_DESK).post(f"/people/{person.pk}/identity/", told)
    assert response.status_code == 302
    last = changes()[-1]
    assert (last.actor, json.loads(json.dumps(last.after))["phone"]) == ("front_desk", "555 0102")


def test_no_page_about_a_patient_is_shown_whose_read_cannot_be_recorded(client_as, person, monkeypatch):
    def full(**_):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("leeward.clinic.people.middleware.record_read", full)
    client = client_as(Role.NURSE)
    client.raise_request_exception = False
    response = client.get(f"/people/{person.pk}/")
    assert response.status_code == 500
    assert "SAMPLE" not in response.content.decode()
