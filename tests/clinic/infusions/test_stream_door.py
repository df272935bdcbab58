"""Who may hear that an infusion changed: whoever may open the page, as long as they may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leeward.clinic.consents.kiosk import HELD
from leeward.clinic.infusions import stream_door
from leeward.clinic.infusions.stream_door import NOT_FOR_YOU, NOT_FROM_THERE, OF_INFUSION, OF_ROOM, SIGN_IN
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H37 unauthorised access")]


def asked(key, *, page=OF_INFUSION, now=None):
    return stream_door.refusal(session_key=key, page=page, now=now or timezone.now())


def over(*keys, now=None):
    return stream_door.over(keys, page=OF_INFUSION, now=now or timezone.now())


@pytest.fixture
def session(client_as):
    client = client_as(Role.NURSE)
    client.get("/")
    return client.session


@pytest.mark.parametrize("page", [OF_INFUSION, OF_ROOM])
@pytest.mark.parametrize("role", list(Role))
def test_a_role_hears_of_what_it_may_open(client_as, role, page):
    key = client_as(role).session.session_key
    assert asked(key, page=page) == (None if may(role, page) else NOT_FOR_YOU)


@pytest.mark.parametrize("key", ["", "nobody", "x" * 4000])
def test_nobody_without_a_session_listens(key):
    assert asked(key) == SIGN_IN
    assert over(key) == {key}


def test_a_stream_ends_with_its_session(client_as):
    client = client_as(Role.NURSE)
    key = client.session.session_key
    assert over(key) == frozenset()
    client.post("/accounts/logout/")
    assert over(key) == {key}
    assert asked(key) == SIGN_IN


def test_a_stream_ends_when_the_account_is_closed_or_gets_another_role_or_password(session, nurse):
    for change in ({"is_active": False}, {"role": Role.FRONT_DESK.value}, {"password": "another"}):
        before = {name: getattr(nurse, name) for name in change}
        _set(nurse, change)
        assert over(session.session_key) == {session.session_key}, change
        _set(nurse, before)
        assert over(session.session_key) == frozenset()


def _set(nurse, fields):
    for name, value in fields.items():
        setattr(nurse, name, value)
    nurse.save()


def test_a_stream_ends_after_an_idle_hour_and_after_a_shift(session, settings):
    at = timezone.now()
    assert over(session.session_key, now=at + timedelta(seconds=settings.SESSION_IDLE_S + 60)) == {session.session_key}
    session["seen_at_s"] += settings.SESSION_COOKIE_AGE
    session.save()
    late = at + timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)
    assert over(session.session_key, now=late) == frozenset()
    assert over(session.session_key, now=late + timedelta(minutes=5)) == {session.session_key}


def test_a_device_in_a_patients_hands_hears_nothing(session):
    session[HELD] = "00000000-0000-0000-0000-000000000001"
    session.save()
    assert asked(session.session_key) == SIGN_IN
    assert over(session.session_key) == {session.session_key}


def test_a_role_that_needs_a_second_factor_listens_only_with_one(session, settings):
    settings.REQUIRE_MFA = "nurse"
    assert asked(session.session_key) == SIGN_IN


def test_many_sessions_are_asked_about_with_few_queries(client_as, django_assert_max_num_queries):
    keys = [client_as(Role.NURSE).session.session_key for _ in range(12)]
    with django_assert_max_num_queries(2):
        assert over(*keys, "nobody") == {"nobody"}


OURS = {"host": "127.0.0.1:8100", "fetched_from": "same-site"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"origin": "http://127.0.0.1:8000", **OURS}, None),
        ({"origin": "http://localhost:8000", "host": "localhost:8100", "fetched_from": ""}, None),
        ({"origin": "", "host": "clinic.example", "fetched_from": "same-origin"}, None),
        ({"origin": "https://127.0.0.1:8100", "host": "127.0.0.1:8100", "fetched_from": ""}, None),
        ({"origin": "http://127.0.0.1:9999", **OURS}, NOT_FROM_THERE),
        ({"origin": "https://127.0.0.1:8000", **OURS}, NOT_FROM_THERE),
        ({"origin": "http://elsewhere.example:8000", **OURS}, NOT_FROM_THERE),
        ({"origin": "http://elsewhere.example", "host": "elsewhere.example", "fetched_from": ""}, NOT_FROM_THERE),
        ({"origin": "null", **OURS}, NOT_FROM_THERE),
        ({"origin": "", "host": "127.0.0.1:8100", "fetched_from": "cross-site"}, NOT_FROM_THERE),
    ],
)
def test_only_our_own_pages_listen(settings, told, expected):
    settings.PAGES_PORT = "8000"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert stream_door.refusal_of_origin(**told) == expected
