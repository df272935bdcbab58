"""What is serious holds the order, the time-out and the choices until a prescriber has reviewed it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from leeward.clinic.courses import adapt_actions, adapting, holding, replaying, reviewing, so_far_records
from leeward.clinic.courses.models import Adaptation, CourseReview
from leeward.clinic.courses.reviewing import CannotReview
from leeward.clinic.infusions import journaling
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import holds
from leeward.clinic.plans.standing import CannotPlan
from leeward.clinic.protocols.queries import in_force
from leeward.infusion.events import AdverseEventNoted
from leeward.truth import NO, UNKNOWN, YES
from way import DAY, an_event

pytestmark = pytest.mark.django_db
LATER = DAY.replace(day=12)
TOLD = LATER - timedelta(days=1)


@pytest.fixture
def followed(infusion, person):
    """Something was noted after the infusion: whether it is serious, what it is, and when."""

    def note(serious, *, term="fall after going home", at=TOLD):
        event = an_event(AdverseEventNoted, at, term=term, severity="severe", action="seen", serious=serious)
        journaling.record(journaling.locked(person_id=person.pk, infusion_id=infusion.pk), (event,), now=at)

    return note


def review(person, by, *, at=LATER):
    reviewing.review(review_id=uuid4(), person_id=person.pk, says="Seen: settled.", by=by, at=at)


def closes_the_choices(person, *, now=LATER):
    """Does the core refuse another infusion because of what is serious?"""
    offered = adapting.offered(so_far_records.gathered(person.pk, now=now), in_force(now))
    return any("erious" in why for each in offered.not_now if each.kind.key == "repeat" for why in each.why)


@pytest.mark.parametrize(
    ("serious", "term", "says"),
    [
        (YES, "seizure", "A serious adverse event"),
        (UNKNOWN, "fall after going home", "Whether anything serious"),
        (NO, "new psychosis", "A serious adverse event"),
        (NO, "mania", "A serious adverse event"),
    ],
)
def test_what_is_serious_holds_order_and_choices_until_it_is_reviewed(
    followed, person, prescriber, serious, term, says
):
    before = holding.holds(person.pk, now=LATER)
    followed(serious, term=term)
    (held,) = set(holding.holds(person.pk, now=LATER)) - set(before)
    assert held.startswith(says)
    assert held in holds.holds(person.pk, now=LATER)
    with pytest.raises(CannotPlan, match=says):
        holds.refuse_held(person.pk, at=LATER)
    assert closes_the_choices(person)
    review(person, prescriber)
    assert holding.holds(person.pk, now=LATER) == before
    assert not closes_the_choices(person)


def test_a_review_from_before_it_was_told_does_not_count_not_even_of_the_same_day(followed, person, prescriber):
    review(person, prescriber, at=TOLD - timedelta(minutes=5))
    followed(YES)
    assert holding.holds(person.pk, now=LATER)
    assert closes_the_choices(person)
    review(person, prescriber, at=TOLD + timedelta(minutes=5))
    assert not closes_the_choices(person)
    followed(UNKNOWN, at=TOLD + timedelta(minutes=10))
    assert holding.holds(person.pk, now=LATER)
    assert closes_the_choices(person)


def test_what_is_not_serious_holds_nothing(followed, person):
    before = holding.holds(person.pk, now=LATER)
    followed(NO, term="headache")
    assert holding.holds(person.pk, now=LATER) == before


def test_only_a_prescriber_reviews_and_says_what_was_found(followed, person, nurse, prescriber):
    with pytest.raises(CannotReview, match="Only a prescriber"):
        review(person, nurse)
    told = {"review_id": uuid4(), "person_id": person.pk, "by": prescriber, "at": LATER}
    with pytest.raises(CannotReview, match="Write what you found"):
        reviewing.review(says=" ", **told)
    reviewing.review(says="Seen.", **told)
    reviewing.review(says="Seen.", **told)
    assert CourseReview.objects.count() == 1


def test_the_page_takes_a_review_and_shows_it(followed, person, client_as, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    followed(YES, term="seizure")
    address = f"/people/{person.pk}/safety/"
    told = {"form_id": str(uuid4()), "says": "Seen by neurology: syncope."}
    assert client_as(Role.NURSE).post(f"{address}review/", told).status_code == 403
    doctor = client_as(Role.PRESCRIBER)
    assert "A serious adverse event, new psychosis or mania" in doctor.get(address).content.decode()
    assert doctor.post(f"{address}review/", told | {"says": ""}).status_code == 422
    assert doctor.post(f"{address}review/", told).status_code == 302
    page = doctor.get(address).content.decode()
    assert "Seen by neurology: syncope." in page
    assert "A serious adverse event, new psychosis or mania followed" not in page
    assert "Seen by neurology" in doctor.get(f"/people/{person.pk}/course/next/").content.decode()
    assert "Seen by neurology" in doctor.get(f"/people/{person.pk}/course/").content.decode()


def test_a_choice_keeps_the_review_and_one_kept_without_it_comes_out_the_same_again(followed, person, prescriber):
    followed(YES)
    review(person, prescriber)
    adapt_actions.choose_option(
        adaptation_id=uuid4(), person_id=person.pk, chosen="pause", reason="Agreed.", by=prescriber, at=LATER
    )  # fmt: skip
    kept = Adaptation.objects.get()
    assert kept.inputs["review"]["says"] == "Seen: settled."
    (replayed,) = [each for each in replaying.replays() if each.kind == "choice after a session"]
    assert (replayed.differences, replayed.trouble) == ((), "")
    older = {key: value for key, value in kept.inputs.items() if key != "review"}
    older["infusions"][-1]["borne"].pop("told_at")
    again = adapting.offered(older, in_force(LATER))
    assert any(why.startswith("A serious") for each in again.not_now for why in each.why)
