"""Aftercare for tests: an infusion that has ended, one that went home, and a telephone behind the link."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeward.clinic.aftercare import actions
from leeward.clinic.crises import rota
from leeward.clinic.infusions import passing
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.roles import Role
from leeward.truth import YES
from recovered import recovered

BORN = {"born_month": "7", "born_day": "14", "born_year": "1985"}
CALM = {
    "fell": "no", "drove": "no", "stomach": "none", "bladder": "no", "night": "well", "mood": "better", "harm": "no",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet_hour(settings):
    """Each test begins with nothing counted."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "after"}}
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def clock():
    """The time by the server's own clock: its pages do not ask the tests."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def on_call(staff, clock):
    """Somebody is on call for two days."""
    return rota.put_on_call(
        username="", name="Dr Test", phone="+1 555 0100", rank=1, start=clock - timedelta(hours=1),
        end=clock + timedelta(hours=48), by=staff(Role.MEDICAL_DIRECTOR), at=clock,
    )  # fmt: skip


@dataclass(kw_only=True)
class Bed:
    """One infusion and who nurses it."""

    infusion: Infusion
    nurse: object
    started: object
    token: str = ""
    extra: dict = field(default_factory=dict)

    def deed(self, at, *, by=None, event_id: UUID | None = None) -> Deed:
        return Deed(
            person_id=self.infusion.person_id, infusion_id=self.infusion.pk, event_id=event_id or uuid4(),
            by=by or self.nurse, at=at,
        )  # fmt: skip

    @property
    def ids(self):
        return {"person_id": self.infusion.person_id, "infusion_id": self.infusion.pk}

    def hand_out(self, at, **own):
        own = {"due_at": at + timedelta(hours=20), "phone": "+1 555 0199", "next_visit": ""} | own
        self.token = actions.hand_out(self.deed(at), **own)
        return self.token

    def go_home(self, at):
        """Leave by a prescriber's decision: what the gate asks is tested elsewhere."""
        passing.check_items(self.deed(at), answers={"escort": YES})
        prescriber = self.extra["prescriber"]
        passing.discharge(
            self.deed(at, by=prescriber), escort="A. Doe", escort_phone="555 0100", override_reason="for the test"
        )
        self.infusion.refresh_from_db()

    def answer(self, at, *, by=None, check_in_id=None, **told):
        actions.record_answers(
            check_in_id=check_in_id or uuid4(), **self.ids, told=CALM | told, by=by, at=at
        )  # fmt: skip


@pytest.fixture
def bed(person, nurse, prescriber, clock):
    """An infusion that was started two and a half hours ago and ended forty minutes later."""
    start = clock - timedelta(hours=2, minutes=30)
    infusion = recovered(person.pk, nurse=nurse, start=start)
    return Bed(infusion=infusion, nurse=nurse, started=start, extra={"prescriber": prescriber})


@pytest.fixture
def gone(bed, clock):
    """The same patient went home ten minutes ago with the instructions; the call is due in twenty hours."""
    bed.hand_out(clock - timedelta(minutes=11))
    bed.go_home(clock - timedelta(minutes=10))
    return bed


class Phone:
    """A patient's telephone."""

    def __init__(self, token: str) -> None:
        self.client, self.token = Client(), token

    def open(self, **born):
        return self.client.post(f"/after/open/{self.token}/", BORN | born)

    def get(self, path: str = "/after/"):
        return self.client.get(path)

    def send(self, **told):
        return self.client.post("/after/questions/", {"form_id": str(uuid4()), **CALM, **told})


@pytest.fixture
def phone(gone):
    """A telephone that opened the link."""
    made = Phone(gone.token)
    assert made.open()["Location"] == "/after/"
    return made


@pytest.fixture
def later(monkeypatch, clock):
    """Set the pages' clock forward, or back."""

    def to(**hours):
        monkeypatch.setattr("django.utils.timezone.now", lambda: clock + timedelta(**hours))

    return to
