"""A medical director, a draft, and a signed version."""

import time
from datetime import timedelta

import pytest

from leeward.clinic.people.roles import Role
from leeward.clinic.protocols import actions, standing
from leeward.clinic.protocols.actions import Told
from leeward.protocol.assessing import RestingPressure
from leeward.units import Quantity

WEIGH = RestingPressure.systolic_to_weigh


@pytest.fixture
def director(staff):
    """The medical director."""
    return staff(Role.MEDICAL_DIRECTOR)


@pytest.fixture
def drafted(director, now):
    """Draft other numbers, by the row; the pressure from which a prescriber weighs unless others are told."""

    def draft(*told, at=now):
        pairs = told or ((WEIGH, "130 mmHg"),)
        actions.draft_changes(
            told={row.name: Told(quantity=Quantity.parse(text), reason="a reason") for row, text in pairs},
            by=director,
            at=at,
        )

    return draft


@pytest.fixture
def signed(director, drafted, now):
    """Draft and sign; return the version's number."""

    def sign(*told, at=now):
        drafted(*told, at=at)
        seen = standing.draft(at).digest
        return actions.sign(seen=seen, typed_name=director.name, second_factor=False, by=director, at=at)

    return sign


@pytest.fixture
def browser_of_the_director(client_as):
    """The director's browser, just signed in with the password."""

    def opened(*, method="password"):
        client = client_as(Role.MEDICAL_DIRECTOR)
        session = client.session
        session["account_authentication_methods_user"] = str(session["_auth_user_id"])
        session["account_authentication_methods"] = [{"method": method, "at": time.time(), "reauthenticated": True}]
        session.save()
        return client

    return opened


@pytest.fixture
def later(now):
    """An hour later."""
    return now + timedelta(hours=1)
