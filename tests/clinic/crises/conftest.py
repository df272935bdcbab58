"""Crises for tests: opened as the clinic opens them, with somebody on call."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leeward.clinic.crises import actions, rota, standing
from leeward.clinic.outcomes import actions as outcomes
from leeward.clinic.people.roles import Role

QUIET = [1, 1, 1, 1, 1, 1, 1, 1, 0]
ITEM_9 = [0, 0, 0, 0, 0, 0, 0, 0, 2]
INTENT = [1, 1, 1, 1, 0, 0, None]
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def director(staff):
    return staff(Role.MEDICAL_DIRECTOR)


@pytest.fixture
def on_call(director, now):
    """Put somebody on call around now."""

    def put(name="Dr Priya", *, rank=1, hours=(-1, 8), phone="+1 555 0100", username=""):
        start, end = (now + hour * HOUR for hour in hours)
        return rota.put_on_call(
            username=username, name="" if username else name, phone=phone, rank=rank, start=start, end=end,
            by=director, at=now,
        )  # fmt: skip

    return put


@pytest.fixture
def enter(person, nurse, now):
    """Enter a questionnaire as the nurse."""

    def one(scale_key="phq-9", answers=ITEM_9, *, by=nurse, minute=0):
        at = now + minute * MINUTE
        return outcomes.enter_scores(
            entry_id=uuid4(), person_id=person.pk, scale_key=scale_key, answers=answers, taken_at=at,
            source="patient", by=by, at=at,
        )  # fmt: skip

    return one


@pytest.fixture
def opened(enter, person):
    """A crisis that PHQ-9 item 9 opened; returns its ids."""
    enter()
    (known,) = standing.open_crises()
    return {"person_id": person.pk, "crisis_id": known.row.pk}


@pytest.fixture
def live(opened, nurse, prescriber, now):
    """Take the crisis through its steps by the prescriber, up to the one that is named."""

    def until(last):
        told = {**opened, "by": prescriber, "at": now + MINUTE}
        steps = {
            "acknowledged": lambda: actions.acknowledge(**told),
            "reached": lambda: actions.record_contact(**told, was_reached=True, says="by phone"),
            "assessed": lambda: actions.assess(**told, says="no intent, no plan"),
            "planned": lambda: actions.plan_safety(**told, says="calls his brother; speaks with us tomorrow at 9"),
            "closed": lambda: actions.close(**told, outcome="safe, with a plan", says="seen tomorrow"),
        }
        for name, act in steps.items():
            act()
            if name == last:
                return opened
        raise AssertionError(last)

    return until


@pytest.fixture
def stands(opened):
    """Where the crisis stands now."""
    return lambda: standing.one(**opened).crisis
