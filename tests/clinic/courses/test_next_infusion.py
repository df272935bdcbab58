"""On the day of an infusion the choices judge the next one, and a C-SSRS from before it says nothing of after."""

from datetime import timedelta

import pytest

from leeward.clinic.courses import adapting, so_far_records, watching
from leeward.clinic.protocols.queries import in_force
from leeward.course.watched import Domain
from way import DAY, entered

pytestmark = pytest.mark.django_db
EVENING = DAY + timedelta(hours=6)
NOTHING = (0, 0, None, None, None, 0, None)
INTENT = (1, 1, 1, 1, 0, 0, None)
BEGAN = DAY + timedelta(hours=1)


@pytest.fixture
def booked(person, monkeypatch):
    """Infusions are booked so many days after the day of this one."""

    def book(*days):
        starts = {person.pk: tuple(BEGAN + timedelta(days=each) for each in days)}
        monkeypatch.setattr(so_far_records, "infusions_ahead", lambda **_: starts)

    return book


def held(person, now, **inputs):
    """The domains that hold the next infusion on the page of the choices."""
    so_far = adapting.so_far_from(so_far_records.gathered(person.pk, now=now) | inputs, in_force(now).thresholds)
    return {each.domain for each in so_far.holds}


def test_on_the_day_of_an_infusion_the_next_booked_one_is_judged(infusion, person, booked, monkeypatch):
    monkeypatch.setattr(so_far_records, "_scores", lambda _: ())  # those of two days later are not told yet
    booked(0, 2, 4)
    assert (
        so_far_records.gathered(person.pk, now=EVENING)["infusion_on"]
        == (EVENING + timedelta(days=2)).date().isoformat()
    )
    assert Domain.MISUSE not in held(person, EVENING)
    assert Domain.MISUSE in held(person, EVENING, infusion_on=EVENING.date().isoformat())
    booked(0)
    assert so_far_records.gathered(person.pk, now=EVENING)["infusion_on"] is None
    assert Domain.MISUSE not in held(person, EVENING)


def test_on_the_day_of_the_next_one_it_is_asked_for(infusion, person, booked):
    booked(0, 2, 4)
    assert Domain.MISUSE in held(person, EVENING + timedelta(days=2))


@pytest.mark.parametrize(
    ("minutes", "answers", "said"),
    [(-30, NOTHING, "unknown"), (200, NOTHING, "no"), (-30, INTENT, "yes"), (200, INTENT, "yes")],
)
def test_a_screen_of_the_day_counts_only_where_it_was_taken_after_the_infusion_began(
    infusion, person, nurse, monkeypatch, minutes, answers, said
):
    entered(person, nurse, "c-ssrs-screen", answers, BEGAN + timedelta(minutes=minutes))
    record = watching.record_of(person.pk, now=EVENING)
    assert so_far_records._suicidality(person.pk, record).value == said


def test_what_was_kept_before_the_next_infusion_was_gathered_is_judged_for_its_own_day(infusion, person, booked):
    booked(2, 4)
    now = EVENING + timedelta(days=3)
    kept = so_far_records.gathered(person.pk, now=now)
    kept.pop("infusion_on")
    older = adapting.so_far_from(kept, in_force(now).thresholds)
    assert Domain.MISUSE in {each.domain for each in older.holds}
