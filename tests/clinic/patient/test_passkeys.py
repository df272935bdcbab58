"""Sessions of a passkey: short, ended from either side, and nobody's of the staff. The ceremony itself is a journey."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from fido2.cose import CoseKey
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData

from clinic.test_access_matrix import ADDRESSES
from leeward.clinic.audit.models import Read
from leeward.clinic.patient import actions, limits, passkeys, sessions
from leeward.clinic.patient.models import PagesLink, Passkey, PatientAccount, PatientSession
from leeward.clinic.people.access import ACCESS, PATIENTS_OWN
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db
NUMBERS = {
    1: 2,
    3: -7,
    -1: 1,
    -2: b"x" * 32,
    -3: b"y" * 32,
}  # a public key whose private part nobody has
PUBLIC = websafe_encode(AttestedCredentialData.create(b"a" * 16, b"abc", CoseKey.parse(NUMBERS)))


@pytest.fixture
def key(person, nurse, clock):
    """A passkey that was made behind a link."""
    if not PagesLink.objects.exists():
        actions.give_pages(person_id=person.pk, link_id=uuid4(), by=nurse, at=clock)
    link = PagesLink.objects.get()
    account = PatientAccount.objects.create(person=person, link=link, at=clock)
    return Passkey.objects.create(
        account=account, credential_id="abc", public_data=PUBLIC, name="iPhone", link=link, at=clock
    )


@pytest.fixture
def signed_in(key, clock):
    """A browser in which somebody signed in with it."""
    client = Client()
    client.cookies[sessions.COOKIE] = sessions.begin(passkey=key, sign_count=0, at=clock)
    return client


def test_a_session_opens_the_own_pages_under_the_accounts_name(signed_in, key, person):
    assert signed_in.get("/my/").status_code == 200
    row = Read.objects.latest("pk")
    assert (row.actor, row.person_id, row.page) == (f"patient {key.account_id}", person.pk, "patient:home")


def test_the_secret_is_kept_nowhere(signed_in):
    token = signed_in.cookies[sessions.COOKIE].value
    assert token not in str(list(PatientSession.objects.values()))


@pytest.mark.hazard("H37 unauthorised access")
def test_a_patients_session_opens_nothing_of_the_staffs(signed_in, person):
    opened = []
    walked = [each for each in ADDRESSES if ACCESS[each.name] is not PATIENTS_OWN]
    for each in walked:
        rule = ACCESS[each.name]
        for method in ("GET", "POST"):
            if rule.may(None, method):
                continue  # open to any visitor
            response = signed_in.generic(method, each.url(person.pk))
            to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
            if response.status_code != 403 and not to_sign_in:
                opened.append((each.name, method, response.status_code))
    assert not opened
    assert len(walked) > 150


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.parametrize("role", [*Role])
def test_no_session_of_the_staff_opens_a_patients_page(client_as, key, role, person):
    client = client_as(role)
    for each in ADDRESSES:
        if each.name.startswith("patient:") and ACCESS[each.name] is PATIENTS_OWN:
            page = client.get(each.url(person.pk))
            assert not re.search(rf"\b{person.given_names}\b", page.content.decode()), each.name  # a token may hold it


@pytest.mark.parametrize("after", [limits.IDLE_FOR, limits.AT_MOST])
def test_a_session_is_short(signed_in, monkeypatch, clock, after):
    monkeypatch.setattr("leeward.clinic.patient.visiting.timezone.now", lambda: clock + after)
    assert signed_in.get("/my/").status_code == 404


def test_using_it_keeps_it_open_but_not_for_ever(signed_in, monkeypatch, clock):
    step, at = limits.IDLE_FOR - timedelta(minutes=2), clock
    while at - clock < limits.AT_MOST - step:
        at += step
        monkeypatch.setattr("leeward.clinic.patient.visiting.timezone.now", lambda at=at: at)
        assert signed_in.get("/my/safety/").status_code == 200
    monkeypatch.setattr("leeward.clinic.patient.visiting.timezone.now", lambda: at + step)
    assert signed_in.get("/my/safety/").status_code == 404


def test_leaving_ends_it_wherever_the_secret_went(signed_in):
    other = Client()
    other.cookies[sessions.COOKIE] = signed_in.cookies[sessions.COOKIE].value
    assert other.get("/my/").status_code == 200
    signed_in.post("/my/leave/")
    assert other.get("/my/").status_code == 404


def test_a_passkey_that_the_clinic_closed_opens_nothing(signed_in, key, person, client_as):
    desk = client_as(Role.FRONT_DESK)
    assert "iPhone" in desk.get(f"/people/{person.pk}/pages/").content.decode()
    assert desk.post(f"/people/{person.pk}/pages/passkeys/{key.pk}/close/").status_code == 302
    assert signed_in.get("/my/").status_code == 404


def test_nobody_removes_anothers_passkey(signed_in, key):
    assert signed_in.post(f"/my/passkey/{uuid4()}/remove/").status_code == 404
    assert Client().post(f"/my/passkey/{key.pk}/remove/").status_code == 404


def begin(client):
    response = client.post("/my/sign-in/begin/")
    assert response.status_code == 200
    return response.json()


def done(client, answer):
    return client.post("/my/sign-in/done/", json.dumps(answer), content_type="application/json")


def test_a_question_is_answered_once(key):
    client = Client()
    assert begin(client)["publicKey"]["userVerification"] == "required"
    assert "does not open" in done(client, {"id": "unknown"}).json()["says"]
    assert "answered already" in done(client, {"id": "abc"}).json()["says"]


@pytest.mark.parametrize(
    "answer", [{}, {"id": "abc"}, {"id": "abc", "response": {}}, [], "x", {"id": "abc", "response": 3}]
)
def test_an_answer_that_proves_nothing_opens_nothing(key, answer):
    client = Client()
    begin(client)
    response = done(client, answer)
    assert response.status_code == 422
    assert sessions.COOKIE not in response.cookies
    assert not PatientSession.objects.exists()


def test_without_a_question_there_is_no_answer(key):
    assert "took too long" in done(Client(), {"id": "abc"}).json()["says"]


def test_a_passkey_is_made_behind_a_link_or_a_passkey_only(own, signed_in, asked):
    assert own.client.post("/my/passkey/begin/").status_code == 200
    assert signed_in.post("/my/passkey/begin/").status_code == 200
    assert asked.client.post("/my/passkey/begin/").status_code == 404
    assert Client().post("/my/passkey/begin/").status_code == 404
    made = own.client.post("/my/passkey/done/", json.dumps({"id": "x"}), content_type="application/json")
    assert made.status_code == 422
    assert not Passkey.objects.filter(credential_id="x").exists()


def test_what_the_browser_is_told_names_no_patient(own, person):
    told = json.dumps(own.client.post("/my/passkey/begin/").json())
    assert person.family_name not in told
    assert person.given_names not in told
    assert str(person.pk) not in told


def test_so_many_passkeys_are_enough(own, key, clock):
    for number in range(limits.MOST_PASSKEYS):
        Passkey.objects.create(
            account=key.account, credential_id=f"k{number}", public_data=PUBLIC, name="x", link=key.link, at=clock
        )
    assert "Remove one first" in own.client.post("/my/passkey/begin/").json()["says"]
    assert passkeys.HOLDS_FOR < limits.IDLE_FOR
