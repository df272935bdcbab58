"""What was said stays between patient and therapist: notes are sealed, read by name, and copied nowhere."""

import io
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from clinic.test_access_matrix import ADDRESSES
from leeward.clinic.audit.models import Change
from leeward.clinic.people import actions as people
from leeward.clinic.people.access import ACCESS, Circle
from leeward.clinic.people.roles import Role
from leeward.clinic.therapy import actions, reading
from leeward.clinic.therapy.actions import CannotTreat
from leeward.clinic.therapy.models import NoteReader, TherapyNote
from leeward.clinic.therapy.sealing import CannotUnseal, seal, unseal

pytestmark = pytest.mark.django_db
SENTINEL = "the green door at the harbor"


@pytest.fixture
def note(held, person, therapist, now):
    actions.write_note(
        note_id=uuid4(), person_id=person.pk, session_id=held.pk, text=f"Spoke of {SENTINEL}.", by=therapist, at=now
    )
    return TherapyNote.objects.get()


def address(person, session):
    return reverse("therapy:notes", args=[person.pk, session.pk])


def test_its_therapist_reads_it_and_nobody_else_by_role(note, held, person, client_as):
    assert SENTINEL in client_as(Role.THERAPIST).get(address(person, held)).content.decode()
    for role in Role:
        if role is not Role.THERAPIST:
            response = client_as(role).get(address(person, held))
            assert response.status_code in {403, 404}
            assert SENTINEL not in response.content.decode()


@pytest.mark.hazard("H37 unauthorised access: a therapist's notes")
def test_whom_the_patient_names_reads_it_until_it_is_taken_back(
    note, held, person, therapist, prescriber, nurse, client_as, now
):
    told = {"person_id": person.pk, "reader": prescriber, "says": "said so, in this room", "by": therapist, "at": now}
    actions.name_reader(**told, may_read=True)
    page = client_as(Role.PRESCRIBER).get(address(person, held)).content.decode()
    assert SENTINEL in page
    assert "Write a note" not in page
    assert client_as(Role.NURSE).get(address(person, held)).status_code == 404
    actions.name_reader(**told, may_read=False)
    assert client_as(Role.PRESCRIBER).get(address(person, held)).status_code == 404
    assert reading.readers(person.pk, author_id=therapist.pk) == ()


def test_neither_director_nor_administrator_can_be_named(note, person, therapist, staff, now):
    for role in (Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR, Role.FRONT_DESK):
        with pytest.raises(CannotTreat, match="nobody else reads notes"):
            actions.name_reader(person_id=person.pk, reader=staff(role), may_read=True, says="x", by=therapist, at=now)


def test_another_therapist_neither_reads_nor_writes(note, held, person, db, now, client):
    other = people.add_staff(username="other", name="Other", role=Role.THERAPIST, password="a long test pass")
    client.force_login(other)
    assert client.get(address(person, held)).status_code == 404
    with pytest.raises(CannotTreat, match="Only the therapist of the plan"):
        actions.write_note(note_id=uuid4(), person_id=person.pk, session_id=held.pk, text="x", by=other, at=now)


@pytest.mark.hazard("H37 unauthorised access: a therapist's words on another page")
def test_no_page_and_no_export_of_the_staff_shows_a_word_of_it(note, held, person, client_as):
    """Every address below the person that opens without knowing another id, the exports and the timeline included."""
    seen = 0
    for role in (Role.MEDICAL_DIRECTOR, Role.PRESCRIBER, Role.NURSE, Role.FRONT_DESK):
        client = client_as(role)
        client.raise_request_exception = False
        for each in ADDRESSES:
            rule, asks = ACCESS[each.name], dict(each.asks)
            if set(asks) <= {"person_id"} and rule.circle is Circle.ROLES and role in rule.readers:
                response = client.get(each.url(person.pk))
                body = b"".join(response.streaming_content) if response.streaming else response.content
                assert SENTINEL.encode() not in body, each.name
                seen += response.status_code == 200
    assert seen > 60
    timeline = client_as(Role.NURSE).get(f"/people/{person.pk}/course/").content.decode()
    assert "Homework: Listen to the recording." in timeline
    search = client_as(Role.NURSE).get("/people/", {"q": SENTINEL}).content.decode()
    assert "SAMPLE" not in search


def test_the_database_and_the_audit_hold_no_word_of_it(note):
    dump = io.StringIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            dump.write(repr(cursor.fetchall()))
    assert SENTINEL not in dump.getvalue()
    copied = Change.objects.get(table="therapy_therapynote")
    assert "sealed" not in copied.after
    assert note.sealed not in repr(list(Change.objects.values_list("after", "before")))
    assert unseal(note.sealed) == f"Spoke of {SENTINEL}."


def test_no_log_line_holds_a_word_of_it(held, person, client_as, caplog):
    response = client_as(Role.THERAPIST).post(address(person, held), {"form_id": "x", "text": f"About {SENTINEL}."})
    assert response.status_code == 422
    assert SENTINEL not in caplog.text


def test_under_another_secret_it_says_so(settings):
    sealed = seal("x")
    settings.SECRET_KEY = "another"
    with pytest.raises(CannotUnseal, match="another secret"):
        unseal(sealed)


def test_written_twice_it_is_kept_once(held, person, therapist, now):
    told = {"note_id": uuid4(), "person_id": person.pk, "session_id": held.pk, "text": "x", "by": therapist, "at": now}
    actions.write_note(**told)
    actions.write_note(**told)
    assert TherapyNote.objects.count() == 1


@pytest.mark.hazard("H37 unauthorised access: a reader whom nobody could take back")
def test_after_the_therapist_left_the_director_takes_a_reader_back_and_names_none(
    note, held, person, therapist, prescriber, staff, client_as, now
):
    director, page = staff(Role.MEDICAL_DIRECTOR), f"/people/{person.pk}/therapy/"
    back = f"{page}readers/{therapist.pk}/{prescriber.pk}/"
    actions.name_reader(person_id=person.pk, reader=prescriber, may_read=True, says="said so", by=therapist, at=now)
    signed_in = client_as(Role.MEDICAL_DIRECTOR)
    assert "whose therapist left" not in signed_in.get(page).content.decode()
    assert signed_in.post(back, {"says": "By telephone."}).status_code == 422  # the therapist is here and does it
    people.let_in(username=therapist.username, is_active=False)
    assert "Test Prescriber" in signed_in.get(page).content.decode().split("whose therapist left")[1]
    assert client_as(Role.PRESCRIBER).get(address(person, held)).status_code == 200
    assert signed_in.post(back, {"says": ""}).status_code == 422
    assert signed_in.post(back, {"says": "By telephone."}).status_code == 302
    assert client_as(Role.PRESCRIBER).get(address(person, held)).status_code == 404
    row = NoteReader.objects.latest("pk")
    assert (row.author, row.reader, row.by, row.may_read) == (therapist, prescriber, director, False)
    assert signed_in.post(back, {"says": "Again."}).status_code == 422
    assert signed_in.get(address(person, held)).status_code == 403


def test_nobody_but_the_director_takes_back_what_a_therapist_left(note, person, therapist, prescriber, now):
    with pytest.raises(CannotTreat, match="medical director"):
        actions.take_reader_back(
            person_id=person.pk, author_id=therapist.pk, reader_id=prescriber.pk, says="x", by=prescriber, at=now
        )
