"""From a chart to an order that is ready for the chair; each step keeps what it was made from."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cleared import clear
from leeward.clinic.assessments import actions as assessments
from leeward.clinic.infusions import planning
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import actions, computing, mapping
from leeward.clinic.plans.models import Disagreement, Order, Preparation, Proposal, SecondCheck
from leeward.clinic.plans.ready import ready_order
from leeward.clinic.plans.standing import CannotPlan
from leeward.clinic.plans.subjects import subject_of
from leeward.dosing import CannotApprove, CannotPrepare
from leeward.truth import UNKNOWN, YES
from leeward.units import Quantity
from stocked import a_stock_vial

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"aneurysm": None}, "needs information"),
        ({"aneurysm": YES}, "not eligible"),
        ({"glaucoma": YES}, "needs sign-off"),
        ({"must_drive": YES}, "not today"),
    ],
)
def test_nothing_is_proposed_while_the_assessment_is_not_clear(way, prescriber, answers, says):
    with pytest.raises(CannotPlan, match=says):
        way.proposed(answers=answers)
    assert not Proposal.objects.exists()


def test_a_proposal_keeps_the_decision_that_let_it_through(way):
    stored = Proposal.objects.get(pk=way.proposed())
    assert stored.assessment.outcome == "eligible"
    assert stored.assessment.inputs == stored.inputs["chart"]


@pytest.mark.hazard("H16 automation bias")
def test_a_proposal_has_at_least_two_options_with_bands_and_chances(way):
    options = Proposal.objects.get(pk=way.proposed()).result["options"]
    assert len(options) >= 2
    for option in options:
        assert option["prediction"]["highest_systolic"]["low"] < option["prediction"]["highest_systolic"]["high"]
        assert option["chances"]
        assert option["reasons"]


def test_a_stored_proposal_computed_again_is_the_same(way):
    stored = Proposal.objects.get(pk=way.proposed())
    computed = computing.recomputed(stored)
    assert mapping.proposal_as_json(computed) == stored.result


def test_a_proposal_that_comes_out_differently_is_not_approved(way, prescriber):
    stored = Proposal.objects.get(pk=way.proposed())
    stored.result["options"][0]["dose_mg"] = 350
    with pytest.raises(computing.CannotReplay, match="differently"):
        computing.recomputed(stored)
    stored.engine_version = "0.0.0"
    with pytest.raises(computing.CannotReplay, match="another version"):
        computing.recomputed(stored)


def test_the_studied_regimen_is_approved_without_a_reason(way):
    order = Order.objects.get(pk=way.approved())
    assert (order.dose_mg, order.minutes, order.dosing_weight_kg, order.dosing_weight_kind) == (35, 40, 70, "actual")
    assert subject_of(order.pk).weight_kg == 70


@pytest.mark.hazard("H16 automation bias")
def test_an_option_outside_the_trials_takes_a_reason(way, prescriber):
    with pytest.raises(CannotApprove, match="Write why"):
        way.approved(option="gentler")
    proposal = Proposal.objects.get()
    actions.approve_option(
        person_id=way.person.pk, proposal_id=proposal.pk, option_key="gentler", reason="pressure", second=None,
        by=prescriber, at=way.at,
    )  # fmt: skip
    assert Order.objects.get().reason == "pressure"


@pytest.mark.hazard("H14 dose beyond fence")
def test_a_dose_past_the_hard_fence_takes_a_second_person(way, nurse, prescriber):
    assessments.measure(
        person_id=way.person.pk, measured={"weight": Quantity(118, "kg")}, taken_at=way.at - timedelta(days=5),
        source="x", by=nurse, at=way.at - timedelta(days=5),
        again=assessments.Again(weighed=True, reader="Test Colleague"),
    )  # fmt: skip
    with pytest.raises(assessments.CannotChart):
        way.cleared(measured={"weight": "118 kg", "height": "205 cm"})
    way.cleared(measured={"weight": None, "height": "205 cm"})
    assessments.measure(
        person_id=way.person.pk, measured={"weight": Quantity(118, "kg")}, taken_at=way.at, source="x", by=nurse,
        at=way.at, again=assessments.Again(weighed=True, reader="Test Colleague"),
    )  # fmt: skip
    proposal_id = actions.propose_options(person_id=way.person.pk, by=prescriber, at=way.at)
    told = {"person_id": way.person.pk, "proposal_id": proposal_id, "option_key": "studied", "by": prescriber}
    with pytest.raises(CannotApprove, match="second person"):
        actions.approve_option(**told, reason="heavy", second=prescriber, at=way.at)
    actions.approve_option(**told, reason="heavy", second=nurse, at=way.at)
    order = Order.objects.get()
    assert (order.second_person, order.seconded.by) == (nurse.name, nurse)


@pytest.mark.hazard("H03 stale or stated weight")
def test_options_of_another_day_are_not_approved(way, prescriber):
    proposal_id = way.proposed()
    with pytest.raises(CannotPlan, match="another day"):
        actions.approve_option(
            person_id=way.person.pk, proposal_id=proposal_id, option_key="studied", reason="", second=None,
            by=prescriber, at=way.later,
        )  # fmt: skip


@pytest.mark.parametrize("answer", [YES, UNKNOWN])
def test_options_are_not_approved_when_the_chart_says_something_else_by_now(way, nurse, prescriber, answer):
    proposal_id = way.proposed()
    assessments.answer(person_id=way.person.pk, answers={"aneurysm": answer}, by=nurse, at=way.at)
    with pytest.raises(CannotPlan, match="has changed"):
        actions.approve_option(
            person_id=way.person.pk, proposal_id=proposal_id, option_key="studied", reason="", second=None,
            by=prescriber, at=way.at,
        )  # fmt: skip


@pytest.mark.hazard("H13 double infusion or too-soon session")
def test_a_person_has_one_order_at_a_time(way, prescriber):
    order_id = way.approved()
    with pytest.raises(CannotPlan, match="An order of today stands"):
        actions.propose_options(person_id=way.person.pk, by=prescriber, at=way.at)
    with pytest.raises(CannotPlan, match="An order of today stands"):
        actions.approve_option(
            person_id=way.person.pk, proposal_id=Proposal.objects.get().pk, option_key="studied", reason="",
            second=None, by=prescriber, at=way.at,
        )  # fmt: skip
    actions.withdraw_order(person_id=way.person.pk, order_id=order_id, reason="unwell", by=prescriber, at=way.at)
    actions.propose_options(person_id=way.person.pk, by=prescriber, at=way.at)


@pytest.mark.parametrize("since", [{"aneurysm": YES}, {"aneurysm": UNKNOWN}])
def test_what_is_charted_after_the_approval_holds_the_order_back(way, nurse, since):
    order_id = way.approved()
    assessments.answer(person_id=way.person.pk, answers=since, by=nurse, at=way.at)
    with pytest.raises(CannotPlan, match="Since the order was approved"):
        way.prepared(order_id)


@pytest.mark.hazard("H03 the weight was corrected after the dose was computed")
def test_a_dose_of_another_weight_is_not_drawn_up(way, nurse):
    order_id = way.approved()
    clear(way.person, by=nurse, at=way.at + timedelta(seconds=1), measured={"weight": "70.9 kg"})
    with pytest.raises(CannotPlan, match="weight was charted anew"):
        way.prepared(order_id)


@pytest.mark.hazard("H13 a given order is withdrawn to make room for a second one")
@pytest.mark.parametrize("state", ["running", "paused", "recovering", "discharged"])
def test_what_was_given_cannot_be_withdrawn(way, nurse, prescriber, state):
    order_id = way.approved()
    way.checked(way.prepared(order_id))
    infusion_id = planning.plan_from_order(person_id=way.person.pk, order_id=order_id, chair="1", by=nurse, at=way.at)
    Infusion.objects.filter(pk=infusion_id).update(state=state)
    with pytest.raises(CannotPlan, match="cannot be taken back"):
        actions.withdraw_order(person_id=way.person.pk, order_id=order_id, reason="again", by=prescriber, at=way.at)


def test_nothing_is_prepared_from_an_order_that_was_withdrawn_or_is_of_another_day(way, nurse, prescriber):
    order_id = way.approved()
    vial_id = a_stock_vial(by=nurse, at=way.at)
    told = {"person_id": way.person.pk, "order_id": order_id, "vial_id": vial_id, "final_volume_ml": 100, "by": nurse}
    with pytest.raises(CannotPlan, match="another day"):
        actions.prepare_order(**told, at=way.later)
    actions.withdraw_order(person_id=way.person.pk, order_id=order_id, reason="unwell", by=prescriber, at=way.at)
    with pytest.raises(CannotPlan, match="withdrawn"):
        actions.prepare_order(**told, at=way.at)
    with pytest.raises(CannotPlan, match="withdrawn already"):
        actions.withdraw_order(person_id=way.person.pk, order_id=order_id, reason="again", by=prescriber, at=way.at)


@pytest.mark.hazard("H04 ten-fold concentration")
def test_the_preparation_is_what_the_vial_at_hand_needs(way):
    order_id = way.approved()
    drawn = {}
    for minute, strength in enumerate((10, 50, 100)):
        preparation_id = way.prepared(order_id, strength=strength, minute=minute)
        result = Preparation.objects.get(pk=preparation_id).result
        way.wasted(preparation_id, minute=minute)
        drawn[strength] = result["drug_ml"]
        assert all(check["met"] for check in result["checks"])
        assert any("two persons" in warning for warning in result["warnings"]) == (strength == 100)
    assert drawn == {10: 3.5, 50: 0.7, 100: 0.35}


def test_an_expired_vial_is_refused(way, nurse):
    order_id = way.approved()
    expired = a_stock_vial(by=nurse, at=way.at - timedelta(days=30), days=29)
    with pytest.raises(CannotPrepare, match="expired"):
        way.prepared(order_id, vial_id=expired)
    assert not Preparation.objects.exists()


@pytest.mark.hazard("H04 ten-fold concentration")
@pytest.mark.parametrize(
    ("figures", "names"),
    [
        ({"strength": 10}, "strength on the label"),
        ({"strength": 100}, "strength on the label"),
        ({"lot": "A2"}, "lot on the label"),
        ({"lot": "A2", "strength": 100}, "lot on the label and the strength on the label differ"),
        ({"drug": 7.0}, "drug volume"),
        ({"rate": 15}, "rate"),
        ({"rate": 152}, "rate"),
    ],
)
def test_the_second_person_must_find_the_same(way, figures, names):
    preparation_id = way.prepared(way.approved())
    with pytest.raises(computing.CannotAgree, match=names) as refused:
        way.checked(preparation_id, **figures)
    said = str(refused.value)
    assert not any(figure in said for figure in ("50", "0.7", "150", "A1")), "the first person's figures stay hidden"
    kept = Disagreement.objects.get()
    assert names.split(" and ")[0] in kept.what
    assert kept.by.username == "prescriber"
    assert not SecondCheck.objects.exists()


@pytest.mark.hazard("H04 ten-fold concentration")
def test_the_second_check_is_another_persons_and_made_once(way, nurse):
    preparation_id = way.prepared(way.approved())
    with pytest.raises(CannotPlan, match="another person"):
        way.checked(preparation_id, by=nurse)
    way.checked(preparation_id)
    with pytest.raises(CannotPlan, match="checked already"):
        way.checked(preparation_id)


def test_an_earlier_preparation_is_not_checked_any_more(way):
    order_id = way.approved()
    first = way.prepared(order_id)
    way.wasted(first)
    way.prepared(order_id, strength=10, minute=1)
    with pytest.raises(CannotPlan, match="Another preparation was made since"):
        way.checked(first)


def test_an_order_is_ready_when_it_is_drawn_up_and_checked_and_not_before(way, nurse):
    order_id, on = way.approved(), timezone.localdate(way.at)
    with pytest.raises(CannotPlan, match="not drawn up"):
        ready_order(way.person.pk, order_id, on=on)
    preparation_id = way.prepared(order_id)
    with pytest.raises(CannotPlan, match="second person"):
        ready_order(way.person.pk, order_id, on=on)
    way.checked(preparation_id)
    ready = ready_order(way.person.pk, order_id, on=on)
    assert (ready.dose_mg, ready.drug_ml, ready.rate_ml_per_h, ready.vtbi_ml) == (35, 0.7, 150, 100)
    assert (ready.prescribed_by, ready.checked_by, ready.lot) == ("Test Prescriber", "Test Prescriber", "A1")
    assert len(ready.systolic.minutes) == len(ready.systolic.low) == len(ready.cadss.high)
    with pytest.raises(CannotPlan, match="another day"):
        ready_order(way.person.pk, order_id, on=way.later.date())
    way.wasted(preparation_id)
    with pytest.raises(CannotPlan, match="prepare it again"):
        ready_order(way.person.pk, order_id, on=on)
    way.prepared(order_id, strength=10, minute=1)
    with pytest.raises(CannotPlan, match="second person"):
        ready_order(way.person.pk, order_id, on=on)


@pytest.mark.hazard("H01 wrong patient")
def test_another_persons_proposal_order_or_preparation_is_not_found(way, staff, now):
    other = Person.objects.create(family_name="Other", given_names="Eve", created_at=now)
    order_id = way.approved()
    preparation_id, proposal_id = way.prepared(order_id), Proposal.objects.get().pk
    by, on = staff(Role.MEDICAL_DIRECTOR), timezone.localdate(way.at)
    with pytest.raises(Proposal.DoesNotExist):
        actions.approve_option(
            person_id=other.pk, proposal_id=proposal_id, option_key="studied", reason="", second=None, by=by,
            at=way.at,
        )  # fmt: skip
    with pytest.raises(Order.DoesNotExist):
        actions.prepare_order(
            person_id=other.pk, order_id=order_id, vial_id=a_stock_vial(by=by, at=way.at), final_volume_ml=100, by=by,
            at=way.at,
        )  # fmt: skip
    with pytest.raises(Preparation.DoesNotExist):
        actions.check_preparation(
            person_id=other.pk, preparation_id=preparation_id, lot="A1", strength_mg_per_ml=50, drug_ml=0.7,
            rate_ml_per_h=150, by=by, at=way.at,
        )  # fmt: skip
    with pytest.raises(Order.DoesNotExist):
        ready_order(other.pk, order_id, on=on)
    with pytest.raises(Order.DoesNotExist):
        ready_order(way.person.pk, uuid4(), on=on)


def test_what_was_approved_cannot_be_rewritten(way):
    way.approved()
    for spoil in (lambda: Order.objects.update(dose_mg=350), lambda: Proposal.objects.update(result={})):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


def test_the_next_infusion_knows_the_one_before(way, nurse, prescriber):
    way.approved()
    way.person.refresh_from_db()
    from cleared import clear

    clear(way.person, by=nurse, at=way.later)
    stored = Proposal.objects.get(pk=actions.propose_options(person_id=way.person.pk, by=prescriber, at=way.later))
    assert stored.inputs["subject"]["session"] == 2
    before = stored.inputs["before"]
    assert (before["weight_kind"], before["mg_per_kg"], before["in_week"]) == ("actual", 0.5, 1)
    assert before["hours_ago"] == pytest.approx(24)


@pytest.mark.hazard("H13 too-soon session")
@pytest.mark.parametrize("today", [datetime(2026, 11, 23, 8, 30, tzinfo=UTC)])
def test_the_day_after_an_infusion_needs_a_second_person(way, nurse, prescriber):
    from cleared import clear

    way.approved()
    soon = way.later - timedelta(minutes=30)
    clear(way.person, by=nurse, at=soon)
    told = {"person_id": way.person.pk, "by": prescriber, "at": soon}
    again = told | {"proposal_id": actions.propose_options(**told), "option_key": "studied", "reason": "agreed"}
    with pytest.raises(CannotApprove, match=r"time since the last infusion 23\.5 h"):
        actions.approve_option(**again, second=None)
    assert actions.approve_option(**again, second=nurse)
