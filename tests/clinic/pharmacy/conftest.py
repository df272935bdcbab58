"""A stock of vials, and drawings from it for a patient."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache

from leeward.clinic.people.roles import Role
from leeward.clinic.pharmacy import actions, settling, shelf
from leeward.clinic.pharmacy.models import Drawing, Vial
from leeward.clinic.pharmacy.moving import left_in, of_vial
from leeward.dosing.ledger import vial_account
from stocked import received


@pytest.fixture(autouse=True)
def fresh_counts(db):
    """Tries of witnesses are counted across tests otherwise."""
    cache.clear()


@pytest.fixture
def stock(person, nurse, prescriber, now, staff):
    """Do things to the stock as a nurse, with the prescriber as the witness."""

    def receive(**told):
        return received(**({"by": nurse, "at": now} | told))

    def draw(vial_id, *, drawn_ul=700, order_id=None, minute=0, bag_ul=50_000):
        preparation_id = uuid4()
        actions.draw(
            preparation_id=preparation_id, order_id=order_id or uuid4(), person_id=person.pk, vial_id=vial_id,
            drawn_ul=drawn_ul, bag_ul=bag_ul, by=nurse, at=now + timedelta(minutes=minute),
        )  # fmt: skip
        return Drawing.objects.get(pk=preparation_id)

    def settle(drawing, *, delivered_ul=50_000, left_ul=None, minute=60, **told):
        settling.settle(
            preparation_id=drawing.pk, delivered_ul=delivered_ul,
            left_ul=drawing.bag_ul - delivered_ul if left_ul is None else left_ul,
            **({"by": nurse, "witness": prescriber, "at": now + timedelta(minutes=minute)} | told),
        )  # fmt: skip

    def account(vial_id):
        return vial_account(of_vial(vial_id), vial_id)

    return SimpleNamespace(
        receive=receive, draw=draw, settle=settle, account=account, left_in=left_in, now=now, nurse=nurse,
        witness=prescriber, person=person, vial=lambda vial_id: Vial.objects.get(pk=vial_id),
        shelf=lambda vial_id: shelf.one(vial_id).shelf, director=lambda: staff(Role.MEDICAL_DIRECTOR),
        told={"by": nurse, "witness": prescriber, "at": now},
    )  # fmt: skip
