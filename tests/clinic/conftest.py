"""What every database test may ask for: staff of each role, a person, signed-in clients."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from leeward.clinic.audit import triggers
from leeward.clinic.audit.actor import acting
from leeward.clinic.people import actions
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import Role

MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def writer() -> Iterator[None]:
    """Tests write under the name "test"."""
    with acting("test"):
        yield


@pytest.fixture(autouse=True)
def gateway_that_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages say so when no gateway watches; here none runs, and tests of other things need not hear of it."""
    monkeypatch.setattr("leeward.clinic.infusions.watchdog.trouble", lambda **_: "")


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Any) -> None:
    """Argon2 is slow on purpose; tests of other things need not wait for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let transactional tests empty the tables: the flush removes the triggers, post_migrate puts them back."""
    flush = connection.ops.sql_flush

    def without_triggers(*args: Any, **settings: Any) -> list[str]:
        triggers.remove(connection)
        return flush(*args, **settings)

    connection.ops.sql_flush = without_triggers


@pytest.fixture
def now() -> datetime:
    """The morning of the day that tests play on."""
    return MORNING


@pytest.fixture
def staff(db: None) -> Callable[[Role], Staff]:
    """Return the member of staff with a role, made on first use."""

    def of(role: Role) -> Staff:
        found = Staff.objects.filter(username=role.value).first()
        return found or actions.add_staff(
            username=role.value, name=f"Test {role.label}", role=role, password="a long test pass"
        )

    return of


@pytest.fixture
def nurse(staff: Callable[[Role], Staff]) -> Staff:
    """A nurse."""
    return staff(Role.NURSE)


@pytest.fixture
def prescriber(staff: Callable[[Role], Staff]) -> Staff:
    """A prescriber."""
    return staff(Role.PRESCRIBER)


@pytest.fixture
def client_as(staff: Callable[[Role], Staff]) -> Callable[[Role | None], Client]:
    """Return a browser signed in with a role; None: nobody signed in."""

    def of(role: Role | None) -> Client:
        client = Client()
        if role is not None:
            client.force_login(staff(role))
        return client

    return of


@pytest.fixture
def person(db: None) -> Person:
    """A made-up patient."""
    person_id = actions.add_person(
        family_name="Sample",
        given_names="Ada",
        title="Ms",
        born=date(1985, 7, 14),
        sex=Person.Sex.FEMALE,
        is_synthetic=True,
        at=MORNING,
    )
    return Person.objects.get(pk=person_id)
