"""Every address, every role: the table says who may, and the server does as the table says."""

from copy import copy
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from leeward.clinic.audit.models import Read
from leeward.clinic.people.access import ACCESS
from leeward.clinic.people.roles import Role

VISITOR = None
EVERYBODY = (VISITOR, *Role)


@dataclass(frozen=True)
class Address:
    """One address of the clinic, with what its path asks for."""

    name: str
    route: str
    asks: tuple[tuple[str, object], ...]

    def url(self, person_id: UUID) -> str:
        """The address filled in: this person, and things that are not there."""
        return reverse(self.name, kwargs={key: _filled(key, kind, person_id) for key, kind in self.asks})


def _filled(key: str, kind: object, person_id: UUID) -> object:
    if key == "person_id":
        return person_id
    if isinstance(kind, UUIDConverter):
        return uuid4()
    return 1 if isinstance(kind, IntConverter) else "x"


def _walk(resolver: URLResolver, prefix: str = "", route: str = "", asks=()):
    for each in resolver.url_patterns:
        wider = (*asks, *each.pattern.converters.items())
        path = route + str(each.pattern)
        if isinstance(each, URLPattern):
            groups = getattr(each.pattern, "regex", None)
            named = tuple((key, None) for key in (groups.groupindex if groups else {}) if key not in dict(wider))
            yield Address(name=prefix + (each.name or ""), route=path, asks=(*wider, *named))
        else:
            yield from _walk(each, prefix + (f"{each.namespace}:" if each.namespace else ""), path, wider)


def app_of(address: Address) -> str:
    return address.name.partition(":")[0]


ADDRESSES = tuple(_walk(get_resolver()))
APPS = sorted({app_of(each) for each in ADDRESSES})


def test_every_address_has_a_row_and_every_row_an_address():
    assert {each.name for each in ADDRESSES} == set(ACCESS)


def test_whatever_is_about_a_patient_lies_below_the_patient():
    lost = [
        each.name
        for each in ADDRESSES
        if ("person_id" in dict(each.asks)) != each.route.startswith("people/<uuid:person_id>/")
    ]
    assert not lost


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_server_does_as_the_table_says(app, method, client_as, person):
    clients = {role: client_as(role) for role in EVERYBODY}
    wrong = [
        f"{address.name}: {role or 'a visitor'} {said}"
        for address in ADDRESSES
        if app_of(address) == app
        for role, client in clients.items()
        if (said := _said_wrong(address, method, role, client, person))
    ]
    assert not wrong, "\n".join(wrong)


def _said_wrong(address, method, role, client, person) -> str:
    """Ask as this role, undo whatever came of it, and say what was not as the table says."""
    client.raise_request_exception = False
    signed_in, url, rule = copy(client.cookies), address.url(person.pk), ACCESS[address.name]
    with transaction.atomic():
        response = client.generic(method, url)
        transaction.set_rollback(True)
    client.cookies = signed_in
    if not rule.may(role, method):
        return "" if _is_refused(response, url) else "must be refused"
    if _is_refused(response, url):
        return "must be let through"
    return "met an error" if response.status_code == 500 else ""


def _is_refused(response, url) -> bool:
    to_sign_in = response.status_code == 302 and response["Location"] == f"/accounts/login/?next={url}"
    return response.status_code == 403 or to_sign_in


@pytest.mark.django_db
@pytest.mark.parametrize("role", EVERYBODY)
def test_every_request_about_a_patient_is_recorded_refused_or_not(role, client_as, person):
    about = [each for each in ADDRESSES if "person_id" in dict(each.asks)]
    client = client_as(role)
    client.raise_request_exception = False
    statuses = [client.get(each.url(person.pk)).status_code for each in about]
    told = list(Read.objects.order_by("pk").values_list("page", "actor", "person_id", "status"))
    name = role.value if role else "visitor"
    assert told == [(each.name, name, person.pk, status) for each, status in zip(about, statuses, strict=True)]


@pytest.mark.django_db
def test_a_refusal_says_which_role_may(client_as, person):
    page = client_as(Role.ADMINISTRATOR).get(f"/people/{person.pk}/").content.decode()
    assert "Nurse, Prescriber, Therapist, Medical director" in page
    assert person.family_name not in page


@pytest.mark.django_db
def test_an_address_without_a_row_is_refused_to_everybody(client_as, person, monkeypatch):
    monkeypatch.delitem(ACCESS, "people:person")
    assert [client_as(role).get(f"/people/{person.pk}/").status_code for role in EVERYBODY] == [403] * len(EVERYBODY)


@pytest.mark.django_db
def test_whoever_left_long_ago_is_signed_out(client_as, settings):
    client = client_as(Role.NURSE)
    assert client.get("/").status_code == 200
    session = client.session
    session["seen_at_s"] -= settings.SESSION_IDLE_S + 1
    session.save()
    assert client.get("/").status_code == 302


@pytest.mark.django_db
def test_somebody_whose_account_is_closed_is_out_at_once(client_as, nurse):
    client = client_as(Role.NURSE)
    nurse.is_active = False
    nurse.save()
    assert client.get("/").status_code == 302
