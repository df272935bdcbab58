"""A person who is eligible, with options computed, an order approved, and a preparation."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cleared import clear
from leeward.clinic.people.roles import Role
from leeward.clinic.pharmacy import settling
from leeward.clinic.plans import actions
from leeward.dosing import propose
from stocked import a_stock_vial


@pytest.fixture(autouse=True)
def few_virtual_patients(monkeypatch):
    """Options are computed on few virtual patients: what is kept and asked does not depend on how many."""
    few = partial(propose, n=40)
    monkeypatch.setattr("leeward.clinic.plans.actions.propose", few)
    monkeypatch.setattr("leeward.clinic.plans.computing.propose", few)


@pytest.fixture
def today():
    """Pages read the clock: whatever they show is made as of now."""
    return timezone.now()


@pytest.fixture
def way(person, staff, nurse, prescriber, today):
    """Take the person as far as a test needs."""

    def cleared(**changes):
        clear(person, by=nurse, at=today, **changes)

    def proposed(**changes):
        cleared(**changes)
        return actions.propose_options(person_id=person.pk, by=prescriber, at=today)

    def approved(option="studied", reason="", second=None, **changes):
        proposal_id = proposed(**changes)
        return actions.approve_option(
            person_id=person.pk, proposal_id=proposal_id, option_key=option, reason=reason, second=second,
            by=prescriber, at=today,
        )  # fmt: skip

    def prepared(order_id, *, by=nurse, strength=50, minute=0, vial_id=None):
        vial_id = vial_id or a_stock_vial(by=nurse, at=today, strength=strength)
        return actions.prepare_order(
            person_id=person.pk,
            order_id=order_id,
            vial_id=vial_id,
            final_volume_ml=100,
            by=by,
            at=today + timedelta(minutes=minute),
        )

    def checked(preparation_id, *, by=None, strength=50, drug=0.7, rate=150, lot="A1"):
        actions.check_preparation(
            person_id=person.pk, preparation_id=preparation_id, lot=lot, strength_mg_per_ml=strength, drug_ml=drug,
            rate_ml_per_h=rate, by=by or staff(Role.PRESCRIBER), at=today,
        )  # fmt: skip

    def wasted(preparation_id, *, minute=0):
        settling.waste_unused(
            preparation_id=preparation_id, reason="another vial", keeps_vial=False, by=nurse, witness=prescriber,
            at=today + timedelta(minutes=minute),
        )  # fmt: skip

    return SimpleNamespace(
        wasted=wasted, person=person, cleared=cleared, proposed=proposed, approved=approved, prepared=prepared,
        checked=checked, later=today + timedelta(days=1), at=today,
    )  # fmt: skip
