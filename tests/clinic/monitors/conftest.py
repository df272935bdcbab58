"""A registered device that speaks HTTP, and the infusion that it is paired with."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cleared import clear
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions import ingest
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.snapshot import OrderSnapshot
from leeward.clinic.monitors import actions
from leeward.clinic.people.roles import Role
from monitored import registered

ORDER = OrderSnapshot(
    dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
    rate_ml_per_h=52.5, vtbi_ml=35, prescribed_by="prescriber", checked_by="second nurse", planned_infusions=6,
)  # fmt: skip


@pytest.fixture
def director(staff):
    return staff(Role.MEDICAL_DIRECTOR)


@pytest.fixture
def at():
    """The views read the clock, so these tests play now."""
    return timezone.now().replace(microsecond=0) - timedelta(minutes=1)


@pytest.fixture
def chair(person, nurse, at):
    """A planned simulated infusion."""
    clear(person, by=nurse, at=at)
    planned = infusions.plan_infusion(
        person_id=person.pk, order=ORDER, chair="3", by=nurse, at=at - timedelta(minutes=20)
    )
    return Infusion.objects.get(pk=planned)


@pytest.fixture
def secret(director, at):
    """The secret of the device rest-3."""
    device_id = registered("rest-3", protocol="fhir", by=director, at=at)
    return actions.draw_secret(device_id=device_id, by=director, at=at)


@pytest.fixture
def paired(secret, chair, nurse, at):
    """The device serves the chair since ten minutes."""
    ingest.pair_device(
        person_id=chair.person_id, infusion_id=chair.pk, device_id="rest-3", by=nurse, at=at - timedelta(minutes=10)
    )
    return chair


@pytest.fixture
def post(secret):
    """Post as the device, and return the answer."""

    def send(path, body, *, content_type="application/fhir+json", bearer=secret, **headers):
        browser = Client(enforce_csrf_checks=True)
        held = {"Authorization": f"Bearer {bearer}", **headers} if bearer else headers
        return browser.post(f"/devices/{path}", body, content_type=content_type, headers=held)

    return send
