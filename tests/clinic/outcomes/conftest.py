"""Questionnaires for tests: entered with as little said as a test needs."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bedside import a_start
from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes import actions
from leeward.instruments import by_key

# A fixed order of answers with a known total and known clusters (B 10, C 4, D 12, E 12).
PCL5_38 = (2, 3, 1, 2, 2, 2, 2, 1, 2, 2, 2, 1, 2, 2, 2, 0, 3, 2, 2, 3)


@pytest.fixture
def enter(person, nurse, now):
    """Enter a questionnaire `days` from now, of equal answers or of those given."""

    def enter_one(scale_key="pcl-5", *, days=0.0, answers=None, each=2, who=None):
        given = [each] * len(by_key(scale_key).items) if answers is None else answers
        return actions.enter_scores(
            entry_id=uuid4(),
            person_id=(who or person).pk,
            scale_key=scale_key,
            answers=given,
            taken_at=now + timedelta(days=days),
            source="patient",
            by=nurse,
            at=now + timedelta(days=days),
        )

    return enter_one


@pytest.fixture
def give(person, nurse, now):
    """Start an infusion `days` from now; only its start is of interest here."""

    def give_one(*, days):
        before = Infusion.objects.filter(person=person).count()
        at = now + timedelta(days=days)
        infusion = Infusion.objects.create(
            person=person, number=before + 1, order_snapshot={}, chair=str(before + 1),
            created_at=at, created_by=nurse.key,
        )  # fmt: skip
        journaling.record(infusion, a_start(at), now=at)
        Infusion.objects.filter(pk=infusion.pk).update(state="discharged")

    return give_one
