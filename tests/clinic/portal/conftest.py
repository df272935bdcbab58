"""Intake for tests: a link, a telephone that opens it, and answers given the way a form sends them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeward.clinic.crises import rota
from leeward.clinic.people.roles import Role
from leeward.clinic.portal import actions, links
from leeward.clinic.portal.steps import Kind, every_step

BORN = {"born_month": "7", "born_day": "14", "born_year": "1985"}
OTHER_DAY = {**BORN, "born_day": "15"}
STEPS = {step.key: step for step in every_step()}


@pytest.fixture(autouse=True)
def quiet_hour(settings):
    """Each test begins with nothing counted."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "portal"}}
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def clock():
    """The time by the server's own clock: its pages do not ask the tests."""
    return timezone.now()


@pytest.fixture
def on_call(staff, clock):
    """Somebody is on call all day."""
    return rota.put_on_call(
        username="", name="Dr Test", phone="+1 555 0100", rank=1, start=clock - timedelta(hours=1),
        end=clock + timedelta(hours=12), by=staff(Role.MEDICAL_DIRECTOR), at=clock,
    )  # fmt: skip


@pytest.fixture
def make_link(person, nurse, clock):
    """Make a link, some days ago; returns its id and its secret."""

    def make(*, days_ago=0.0, who=None):
        link_id, at = uuid4(), clock - timedelta(days=days_ago)
        token = actions.make_link(person_id=(who or person).pk, link_id=link_id, by=nurse, at=at)
        return link_id, token

    return make


class Phone:
    """A patient's telephone."""

    def __init__(self, token: str) -> None:
        self.client, self.token = Client(), token

    @property
    def door(self) -> str:
        return f"/intake/open/{self.token}/"

    def open(self, born=BORN):
        return self.client.post(self.door, born)

    def get(self, path: str):
        return self.client.get(path)

    def answer(self, key: str, answer: str = "no", **more):
        return self.client.post(f"/intake/question/{key}/", {"answer": answer, **more})

    def send(self):
        return self.client.post("/intake/check/")


@pytest.fixture
def phone(make_link):
    """A telephone on which a link was opened; it knows the link's id."""
    link_id, token = make_link()
    made = Phone(token)
    made.link_id = link_id
    assert made.open()["Location"] == "/intake/"
    return made


def fill(phone: Phone, **changed: str) -> None:
    """Answer every question with no, every line of a questionnaire with its lowest step, but for the changes."""
    while True:
        page = phone.get("/intake/").content.decode()
        if "/intake/question/" not in page:
            return
        key = page.split("/intake/question/")[1].split("/")[0]
        step = STEPS[key]
        told = {"answer": changed.get(key, step.choices[0][0] if step.kind is Kind.SCALE else "no")}
        if step.kind in {Kind.ALLERGIES, Kind.MEDICINES, Kind.TRIED}:
            told = {"answer": "some", "names": changed[key]} if key in changed else {"answer": "none"}
        if step.kind in {Kind.HEIGHT, Kind.WEIGHT}:
            told = {"rather": "dont_know"}
        response = phone.client.post(f"/intake/question/{key}/", told)
        assert response.status_code == 302, response.content.decode()


def known(link_id: UUID) -> links.Known:
    return links.by_id(link_id)
