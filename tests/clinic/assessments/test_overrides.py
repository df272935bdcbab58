"""Two persons set an exclusion aside; one never does, and a hard one never goes."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cleared import clear
from leeward.assessment import Outcome, assess
from leeward.assessment.as_plain import chart_as_plain, chart_from_plain
from leeward.assessment.override import CannotOverride
from leeward.clinic.assessments import actions, charts
from leeward.clinic.assessments.models import Assessment, ExclusionOverride
from leeward.clinic.assessments.override_actions import confirm_override, propose_override, withdraw_override
from leeward.clinic.assessments.override_page import NoSuchExclusion
from leeward.clinic.people.roles import Role
from leeward.protocol import STANDARD
from leeward.truth import YES

pytestmark = pytest.mark.django_db
KEY = "psychotic-disorder"


@pytest.fixture
def today():
    return timezone.now()


@pytest.fixture
def excluded(person, staff, today):
    """A person whom one exclusion bars that two persons may set aside."""
    clear(person, by=staff(Role.NURSE), at=today, answers={"psychotic_disorder": YES})
    return person


def outcome(person, today):
    return assess(charts.chart_of(person.pk, on=timezone.localdate(today)), STANDARD).outcome


def propose(person, by, at, key=KEY, reason="one episode, twenty years ago"):
    return propose_override(person_id=person.pk, rule_key=key, reason=reason, by=by, at=at)


def confirm(person, by, at, key=KEY, reason="two psychiatrists agree"):
    return confirm_override(person_id=person.pk, rule_key=key, reason=reason, by=by, at=at)


def test_proposed_counts_for_nothing_and_confirmed_sets_it_aside(excluded, staff, today):
    assert outcome(excluded, today) is Outcome.NOT_ELIGIBLE
    propose(excluded, staff(Role.PRESCRIBER), today)
    assert outcome(excluded, today) is Outcome.NOT_ELIGIBLE
    confirm(excluded, staff(Role.MEDICAL_DIRECTOR), today)
    assert outcome(excluded, today) is Outcome.ELIGIBLE


def test_the_director_may_propose_and_a_prescriber_confirm(excluded, staff, today):
    propose(excluded, staff(Role.MEDICAL_DIRECTOR), today)
    confirm(excluded, staff(Role.PRESCRIBER), today)
    assert outcome(excluded, today) is Outcome.ELIGIBLE


def test_one_person_is_never_two(excluded, staff, today):
    director = staff(Role.MEDICAL_DIRECTOR)
    propose(excluded, director, today)
    with pytest.raises(CannotOverride, match="A different person"):
        confirm(excluded, director, today)
    director.name = "Somebody Else"
    with pytest.raises(CannotOverride, match="A different person"):
        confirm(excluded, director, today)
    assert outcome(excluded, today) is Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize("role", [Role.NURSE, Role.THERAPIST, Role.FRONT_DESK])
def test_other_roles_sign_nothing(excluded, staff, today, role):
    with pytest.raises(CannotOverride, match="Only a prescriber"):
        propose(excluded, staff(role), today)
    propose(excluded, staff(Role.PRESCRIBER), today)
    with pytest.raises(CannotOverride, match="Only a prescriber"):
        confirm(excluded, staff(role), today)


def test_a_hard_exclusion_and_one_that_does_not_apply_are_refused(excluded, staff, today):
    with pytest.raises(NoSuchExclusion, match="Nobody can override this"):
        propose(excluded, staff(Role.PRESCRIBER), today, key="aneurysm")
    with pytest.raises(NoSuchExclusion, match="does not apply"):
        propose(excluded, staff(Role.PRESCRIBER), today, key="ketamine-misuse")
    with pytest.raises(NoSuchExclusion, match="There is no rule"):
        propose(excluded, staff(Role.PRESCRIBER), today, key="nothing")


def test_a_reason_is_needed_from_both(excluded, staff, today):
    with pytest.raises(CannotOverride, match="neither may be empty"):
        propose(excluded, staff(Role.PRESCRIBER), today, reason=" ")
    propose(excluded, staff(Role.PRESCRIBER), today)
    with pytest.raises(CannotOverride, match="neither may be empty"):
        confirm(excluded, staff(Role.MEDICAL_DIRECTOR), today, reason="")


def test_it_is_proposed_once_and_taken_back_by_either(excluded, staff, today):
    propose(excluded, staff(Role.PRESCRIBER), today)
    with pytest.raises(CannotOverride, match="already proposed"):
        propose(excluded, staff(Role.MEDICAL_DIRECTOR), today)
    confirm(excluded, staff(Role.MEDICAL_DIRECTOR), today)
    with pytest.raises(CannotOverride, match="No override"):
        confirm(excluded, staff(Role.MEDICAL_DIRECTOR), today)
    withdraw_override(person_id=excluded.pk, rule_key=KEY, reason="new letter", by=staff(Role.PRESCRIBER), at=today)
    assert outcome(excluded, today) is Outcome.NOT_ELIGIBLE
    with pytest.raises(CannotOverride, match="No override"):
        withdraw_override(person_id=excluded.pk, rule_key=KEY, reason="again", by=staff(Role.PRESCRIBER), at=today)


def test_what_was_signed_cannot_be_changed(excluded, staff, today):
    propose(excluded, staff(Role.PRESCRIBER), today)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExclusionOverride.objects.update(reason="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        ExclusionOverride.objects.all().delete()


def test_the_decision_keeps_both_names_and_replays(excluded, staff, today, client_as):
    propose(excluded, staff(Role.PRESCRIBER), today)
    confirm(excluded, staff(Role.MEDICAL_DIRECTOR), today)
    decision_id = actions.decide(person_id=excluded.pk, by=staff(Role.PRESCRIBER), at=today)
    stored = Assessment.objects.get(pk=decision_id)
    names = (staff(Role.PRESCRIBER).name, staff(Role.MEDICAL_DIRECTOR).name)
    assert all(name in stored.result["cautions"][0] for name in names)
    assert assess(chart_from_plain(stored.inputs), STANDARD).outcome is Outcome.ELIGIBLE
    chart = charts.chart_of(excluded.pk, on=timezone.localdate(today))
    assert chart_from_plain(chart_as_plain(chart)).overrides == chart.overrides
    report = client_as(Role.PRESCRIBER).get(f"/people/{excluded.pk}/report/").content.decode()
    assert all(name in report for name in names)


def url(person, key=KEY):
    return f"/people/{person.pk}/assessment/override/{key}/"


def test_the_pages_lead_two_people_through_it(excluded, staff, client_as):
    review = f"/people/{excluded.pk}/assessment/"
    prescriber, director = client_as(Role.PRESCRIBER), client_as(Role.MEDICAL_DIRECTOR)
    assert url(excluded) in prescriber.get(review).content.decode()
    assert url(excluded) not in client_as(Role.NURSE).get(review).content.decode()
    assert "Propose the override" in prescriber.get(url(excluded)).content.decode()
    told = prescriber.post(url(excluded), {"step": "propose", "reason": "one episode"}, follow=True).content.decode()
    assert "A different person has to confirm it." in told
    assert "Confirm the override" not in prescriber.get(url(excluded)).content.decode()
    refused = prescriber.post(url(excluded), {"step": "confirm", "reason": "me again"})
    assert refused.status_code == 422
    assert "Confirm the override" in director.get(url(excluded)).content.decode()
    told = director.post(url(excluded), {"step": "confirm", "reason": "agreed"}, follow=True).content.decode()
    assert "overridden" in told
    assert staff(Role.PRESCRIBER).name in told
    assert staff(Role.MEDICAL_DIRECTOR).name in told


def test_a_hard_one_has_no_page(excluded, client_as):
    assert client_as(Role.PRESCRIBER).get(url(excluded, "aneurysm")).status_code == 404
    page = client_as(Role.PRESCRIBER).post(url(excluded, "aneurysm"), {"step": "propose", "reason": "x"})
    assert page.status_code == 404
