"""What the forecast is told of therapy: when a trauma-focused session was held, and of no other."""

import pytest

from leeward.clinic.scheduling import standing
from leeward.clinic.therapy import marks
from leeward.clinic.therapy.models import SessionHeld
from leeward.course.therapy import TherapyKind

pytestmark = pytest.mark.django_db


def test_a_held_session_of_exposure_is_told_with_its_start(held, person):
    assert list(marks.trauma_focused(person.pk)) == [
        standing.one(held.booking_id, person_id=person.pk).starts_at
    ]  # fmt: skip


def test_a_session_that_was_not_held_is_not_told(plan, person):
    assert list(marks.trauma_focused(person.pk)) == []


def test_preparation_and_integration_are_no_trauma_focused_therapy(held, person, monkeypatch):
    (row,) = SessionHeld.objects.all()
    monkeypatch.setattr(marks, "TRAUMA_FOCUSED", (TherapyKind.PREPARATION, TherapyKind.INTEGRATION))
    assert TherapyKind[row.kind.upper()] is TherapyKind.EXPOSURE
    assert list(marks.trauma_focused(person.pk)) == []
