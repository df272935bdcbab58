"""Questions of one time are open once: tapped twice, or put by a link before, they are gone on with."""

from uuid import uuid4

import pytest

from leeward.clinic.patient import actions, answering, dues
from leeward.clinic.patient.models import Sitting

pytestmark = pytest.mark.django_db
TIME = "At the baseline"


@pytest.fixture(autouse=True)
def due(monkeypatch):
    """Two questionnaires are due for one time, and one for another."""
    found = [("phq-9", TIME), ("gad-7", TIME), ("pcl-5-week", "Before infusion 1")]
    told = tuple(dues.Due(scale_key=key, time_point=time_point) for key, time_point in found)
    monkeypatch.setattr(dues, "of_person", lambda *_, **__: told)


def answer(phone):
    """Tap "Answer"; return where it leads."""
    return phone.post("/my/answer/", time_point=TIME)["Location"]


def test_answer_tapped_twice_leads_to_one_sitting(own, on_call):
    first, second = answer(own), answer(own)
    sitting = Sitting.objects.get()
    assert first == second == f"/my/questions/{sitting.pk}/"
    assert sitting.scales == ["phq-9", "gad-7"]


def test_questions_put_by_a_link_are_gone_on_with_and_after_sending_put_anew(own, person, nurse, on_call, clock):
    actions.give_questions(
        person_id=person.pk, link_id=uuid4(), time_point=TIME, scale_keys=["gad-7"], by=nurse, at=clock
    )  # fmt: skip
    sitting = Sitting.objects.get()
    assert answer(own) == f"/my/questions/{sitting.pk}/"
    answering.send(sitting_id=sitting.pk, at=clock)
    assert answer(own) != f"/my/questions/{sitting.pk}/"
    assert Sitting.objects.count() == 2


def test_another_time_is_a_sitting_of_its_own_and_nothing_due_is_none(own, on_call):
    answer(own)
    own.post("/my/answer/", time_point="Before infusion 1")
    assert own.post("/my/answer/", time_point="Never")["Location"] == "/my/"
    assert Sitting.objects.count() == 2
