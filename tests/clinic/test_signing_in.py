"""Signing in: given accounts, Argon2, a second factor whose secret is sealed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.exceptions import ImproperlyConfigured

from leeward.clinic.audit.models import Change
from leeward.clinic.people import actions
from leeward.clinic.people.adapter import SealedSecrets
from leeward.clinic.people.middleware import roles_that_need_a_second_factor
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db

PASSWORD = "a long test pass"


def sign_in(client, username="nurse", password=PASSWORD):
    return client.post("/accounts/login/", {"login": username, "password": password})


def test_the_right_password_leads_to_the_first_page(client_as, nurse):
    response = sign_in(client_as(None))
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_wrong_password_is_refused_without_saying_which_part(client_as, nurse):
    for name in ("nurse", "nobody"):
        page = sign_in(client_as(None), name, "wrong").content.decode()
        assert "There is a problem" in page
        assert "not correct" in page


def test_guessing_is_slowed_down(client_as, nurse):
    client = client_as(None)
    for _ in range(5):
        sign_in(client, password="wrong")
    assert "Too many failed login attempts" in sign_in(client).content.decode()


def test_nobody_makes_an_account(client_as):
    page = client_as(None).get("/accounts/signup/").content.decode()
    assert "Accounts are given, not made" in page
    assert "<form" not in page.split("<main", 1)[1]


def test_the_pages_for_mail_are_closed(client_as):
    assert client_as(Role.ADMINISTRATOR).get("/accounts/password/reset/").status_code == 403


def test_passwords_are_kept_as_argon2(settings, db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    staff = actions.add_staff(username="slow", name="Slow", role=Role.NURSE, password=PASSWORD)
    assert staff.password.startswith("argon2$argon2id$")


def test_a_second_factor_is_asked_for_and_let_through(client_as, nurse):
    secret = generate_totp_secret()
    TOTP.activate(nurse, secret)
    client = client_as(None)
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/").status_code == 302
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_the_secret_of_a_second_factor_is_sealed_and_stays_out_of_the_audit(nurse):
    secret = generate_totp_secret()
    TOTP.activate(nurse, secret)
    assert secret not in str(Authenticator.objects.get().data)
    change = Change.objects.get(table="mfa_authenticator")
    assert "data" not in change.after
    assert SealedSecrets().decrypt(Authenticator.objects.get().data["secret"]) == secret


def test_every_page_of_the_second_factor_opens(client_as, nurse):
    client = client_as(None)
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for address in ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert client.get(address).status_code == 200, address


def test_a_password_given_anew_ends_the_sessions_of_the_old_one(client_as, nurse):
    client = client_as(Role.NURSE)
    assert client.get("/people/").status_code == 200
    actions.set_password(username="nurse", password="another long test pass")
    assert client.get("/people/").status_code == 302


def test_a_closed_account_is_out_at_once_and_cannot_come_back(client_as, nurse):
    client = client_as(Role.NURSE)
    actions.let_in(username="nurse", is_active=False)
    assert client.get("/people/").status_code == 302
    sign_in(client)
    assert client.get("/people/").status_code == 302
    actions.let_in(username="nurse", is_active=True)
    sign_in(client)
    assert client.get("/people/").status_code == 200


def test_a_session_ends_with_the_shift_however_busy_it_is(client_as, nurse, settings):
    client = client_as(Role.NURSE)
    client.get("/people/")
    session = client.session
    session["signed_in_since_s"] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    assert client.get("/people/").status_code == 302


def test_a_role_that_needs_a_second_factor_gets_nowhere_without(client_as, nurse, prescriber, settings):
    settings.REQUIRE_MFA = "prescriber, medical_director"
    client = client_as(Role.PRESCRIBER)
    assert client.get("/people/")["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    assert client_as(Role.NURSE).get("/people/").status_code == 200
    TOTP.activate(prescriber, generate_totp_secret())
    assert client.get("/people/").status_code == 200


def test_a_misspelt_role_is_not_taken_for_nobody():
    with pytest.raises(ImproperlyConfigured, match="LEEWARD_REQUIRE_MFA"):
        roles_that_need_a_second_factor("prescribers")


@pytest.mark.hazard("H17 stale vitals shown as live: the session ended under the page")
def test_a_page_that_asks_by_itself_hears_no_when_the_session_is_over(client_as, person):
    answer = client_as(None).get("/room/chairs/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (401, "true")


def test_nothing_of_a_record_stays_in_the_browser(client_as, person):
    assert "no-store" in client_as(Role.NURSE).get(f"/people/{person.pk}/")["Cache-Control"]


@pytest.mark.parametrize(("role", "megabytes"), [(None, 1), (Role.NURSE, 30)])
def test_what_is_too_long_is_refused_before_it_is_read(client_as, nurse, role, megabytes):
    body = b"x" * (megabytes * 1024 * 1024)
    answer = client_as(role).post("/request/", body, content_type="application/octet-stream")
    assert answer.status_code == 413
