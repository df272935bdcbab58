"""The patient's own pages for tests: links, a telephone that opens them, and answers as its script sends them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeward.clinic.crises import rota
from leeward.clinic.patient import actions
from leeward.clinic.patient.models import Sitting
from leeward.clinic.people.roles import Role

BORN = {"born_month": "7", "born_day": "14", "born_year": "1985"}
OTHER_DAY = {**BORN, "born_day": "15"}


@pytest.fixture(autouse=True)
def quiet_hour(settings):
    """Each test begins with nothing counted."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "patient"}}
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


class Phone:
    """A patient's telephone."""

    def __init__(self, door: str) -> None:
        self.client, self.door = Client(), door

    def open(self, born=BORN):
        return self.client.post(self.door, born)

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, **told):
        return self.client.post(path, told)


class AtQuestions(Phone):
    """A telephone with a link to questions."""

    def __init__(self, door: str, sitting: Sitting) -> None:
        super().__init__(door)
        self.sitting, self.base = sitting, f"/my/questions/{sitting.pk}/"

    def answer(self, key: str, answer: object):
        """As the form without script does."""
        return self.post(f"{self.base}{key}/", answer=str(answer), answer_id=str(uuid4()), wording_id="")

    def send_queue(self, *answers: dict, send: bool = False):
        """As the script does."""
        told = {"answers": list(answers), "send": send}
        return self.client.post(f"{self.base}answers/", told, content_type="application/json")

    def finish(self):
        return self.post(f"{self.base}finish/")


def kept(key: str, answer: object, **more: object) -> dict[str, object]:
    """One answer as a telephone keeps it."""
    return {"id": str(uuid4()), "key": key, "answer": str(answer), "at": timezone.now().isoformat(), **more}


@pytest.fixture
def give(person, nurse, clock):
    """Give questionnaires; returns the telephone, which has not opened its link yet."""

    def given(*scales, days_ago=0.0, who=None):
        at = clock - timedelta(days=days_ago)
        token = actions.give_questions(
            person_id=(who or person).pk, link_id=uuid4(), time_point="Before infusion 2",
            scale_keys=scales or ("gad-7",), by=nurse, at=at,
        )  # fmt: skip
        return AtQuestions(f"/my/questions/open/{token}/", Sitting.objects.latest("at"))

    return given


@pytest.fixture
def asked(give):
    """A telephone at the questions of GAD-7."""
    phone = give()
    assert phone.open().status_code == 302
    return phone


@pytest.fixture
def own(person, nurse, clock):
    """A telephone at the patient's own pages."""
    token = actions.give_pages(person_id=person.pk, link_id=uuid4(), by=nurse, at=clock)
    phone = Phone(f"/my/open/{token}/")
    assert phone.open().status_code == 302
    return phone
