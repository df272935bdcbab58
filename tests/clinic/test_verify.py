"""`leeward verify`: every stored decision agrees with itself, and a row that was changed behind our back is found."""

import json
from argparse import Namespace
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from cleared import clear
from leeward.cli import verify
from leeward.clinic.audit import triggers
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.snapshot import OrderSnapshot
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import actions as plans
from leeward.clinic.protocols import actions as protocols
from leeward.clinic.protocols import standing
from leeward.clinic.protocols.actions import Told
from leeward.clinic.protocols.replayed import Standing
from leeward.dosing import propose
from leeward.protocol.assessing import RestingPressure
from leeward.units import Quantity
from stocked import a_stock_vial
from tampered import key, taken, with_set, without

pytestmark = pytest.mark.django_db


TABLES = {"table that only grows", "table as last recorded"}


@pytest.fixture(autouse=True)
def few_virtual_patients(monkeypatch):
    """What is kept says on how many it was computed."""
    monkeypatch.setattr("leeward.clinic.plans.actions.propose", partial(propose, n=40))


@pytest.fixture
def course(person, nurse, prescriber, staff):
    """A proposal, an order, a preparation and an infusion, the assessments of both, and a protocol signed between."""
    at = timezone.now() - timedelta(minutes=10)
    director = staff(Role.MEDICAL_DIRECTOR)
    clear(person, by=nurse, at=at)
    plans.propose_options(person_id=person.pk, by=prescriber, at=at)
    told = {RestingPressure.systolic_to_weigh.name: Told(quantity=Quantity(130, "mmHg"), reason="a reason")}
    protocols.draft_changes(told=told, by=director, at=at)
    seen = standing.draft(at).digest
    protocols.sign(seen=seen, typed_name=director.name, second_factor=False, by=director, at=at)
    proposal_id = plans.propose_options(person_id=person.pk, by=prescriber, at=at + timedelta(minutes=1))
    order_id = plans.approve_option(
        person_id=person.pk, proposal_id=proposal_id, option_key="studied", reason="", second=None,
        by=prescriber, at=at + timedelta(minutes=2),
    )  # fmt: skip
    plans.prepare_order(
        person_id=person.pk, order_id=order_id, vial_id=a_stock_vial(by=nurse, at=at), final_volume_ml=100, by=nurse,
        at=at + timedelta(minutes=3),
    )  # fmt: skip
    order = OrderSnapshot(
        dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
        rate_ml_per_h=52.5, vtbi_ml=35,
    )  # fmt: skip
    infusion_id = infusions.plan_infusion(person_id=person.pk, order=order, chair="3", by=nurse, at=at)
    return SimpleNamespace(proposal_id=proposal_id, order_id=order_id, infusion_id=infusion_id, at=at)


def tamper(statement, *values):
    """Change a row as somebody with the file would: the triggers are taken away, and put back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
    triggers.install(connection)


def wrong():
    return [each for each in verify.replays() if each.standing is Standing.DISAGREES]


def paths():
    return {difference.path for each in wrong() for difference in each.differences}


def test_nothing_stored_is_nothing_wrong(db, capsys):
    assert verify.run(Namespace(json=False)) == 0
    assert "disagrees" not in capsys.readouterr().out


@pytest.mark.hazard("H38 rule or limit update breaks practice")
def test_every_decision_is_replayed_under_the_version_that_judged_it_and_agrees(course, capsys):
    assert verify.run(Namespace(json=True)) == 0
    told = json.loads(capsys.readouterr().out)
    kinds = [each["kind"] for each in told["decisions"]]
    assert told["agrees"]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds) - TABLES)} == {
        "assessment": 2, "drug ledger": 1, "infusion journal": 1, "order": 1, "preparation": 1,
        "proposal": 2, "protocol version": 1,
    }  # fmt: skip
    versions = sorted(each["protocol_version"] for each in told["decisions"] if each["kind"] == "assessment")
    assert versions == [1, 2]


def test_a_finding_that_was_changed_is_found_with_its_path(course, capsys):
    tamper("UPDATE assessments_assessment SET outcome = 'not eligible' WHERE protocol_version = 1")
    assert {"stored_outcome", "assessments_assessment"} <= {path.split("[")[0] for path in paths()}
    assert verify.run(Namespace(json=False)) == 1
    assert 'stored_outcome: stored "not eligible", again "eligible"' in capsys.readouterr().out


def test_an_answer_that_was_changed_in_what_a_decision_was_made_from_is_found(course):
    told = with_set("inputs", "aneurysm", "yes")
    tamper(f"UPDATE assessments_assessment SET inputs = {told} WHERE protocol_version = 2")
    assert "outcome" in paths()


def test_a_dose_that_was_changed_is_found_in_order_and_proposal(course):
    tamper("UPDATE plans_order SET dose_mg = 70")
    told = with_set("result", "options[0].dose_mg", 70.0)
    tamper(f"UPDATE plans_proposal SET result = {told} WHERE id = %s", key(course.proposal_id))
    assert {"dose_mg", "result.options[0].dose_mg"} <= paths()


def test_a_weight_behind_a_proposal_that_was_changed_is_found(course):
    told = with_set("inputs", "chart.weight.value", "90 kg")
    tamper(f"UPDATE plans_proposal SET inputs = {told} WHERE id = %s", key(course.proposal_id))
    assert "subject.weight_kg" in paths()


def test_a_volume_that_was_changed_is_found(course):
    tamper(f"UPDATE plans_preparation SET result = {with_set('result', 'drug_ml', 7.0)}")
    assert "drug_ml" in paths()


def test_a_signed_number_that_was_changed_is_found(course):
    tamper(f"UPDATE protocols_protocolversion SET changes = {with_set('changes', '[0].number', 125.0)}")
    assert {"digest", "signed"} <= paths()


def test_a_journal_that_was_changed_is_found_at_its_entry(course, person, nurse):
    deed = Deed(
        person_id=person.pk, infusion_id=course.infusion_id, event_id=uuid4(), by=nurse,
        at=course.at + timedelta(minutes=5),
    )  # fmt: skip
    infusions.cancel(deed, reason="the patient asked")
    assert wrong() == []
    tamper(f"UPDATE infusions_journalentry SET body = {with_set('body', 'reason', 'nobody asked')}")
    assert "journal[1]" in paths()


def test_a_state_that_the_journal_does_not_lead_to_is_found(course):
    tamper("UPDATE infusions_infusion SET state = 'discharged'")
    assert "state" in paths()


def test_an_answer_that_was_changed_without_a_trace_and_one_that_is_gone_are_found(course):
    tamper("""UPDATE assessments_chartentry SET value = '{"truth": "yes"}' WHERE "key" = 'aneurysm'""")
    tamper("""DELETE FROM assessments_chartentry WHERE "key" = 'glaucoma'""")
    found = {(d.path.split("[")[0], d.stored) for each in wrong() for d in each.differences}
    assert found == {("assessments_chartentry", "changed"), ("assessments_chartentry", "gone")}


def test_an_infusion_and_people_that_were_changed_without_a_trace_are_found(course, person, nurse, staff):
    gone = staff(Role.RESEARCHER)
    nurse.name = "Another Name"
    nurse.save()
    assert wrong() == []
    tamper(f"UPDATE infusions_infusion SET order_snapshot = {with_set('order_snapshot', 'dose_mg', 350)}")
    tamper("UPDATE people_staff SET role = 'medical_director' WHERE id = %s", nurse.pk)
    tamper("DELETE FROM people_staff WHERE id = %s", gone.pk)
    tamper("UPDATE people_person SET born = '1990-01-01' WHERE id = %s", key(person.pk))
    found = {(d.path, d.stored) for each in wrong() for d in each.differences}
    assert found == {
        (f"infusions_infusion[{course.infusion_id.hex}]", "changed"),
        (f"people_staff[{nurse.pk}]", "changed"),
        (f"people_staff[{gone.pk}]", "gone"),
        (f"people_person[{person.pk.hex}]", "changed"),
    }


def test_a_column_that_a_later_version_added_is_no_change_and_the_others_are_still_held(course):
    older = (
        f"""UPDATE audit_change SET after = {without("after", "source")} WHERE "table" = 'assessments_chartentry' """
        f"""AND {taken("after", "key")} = 'aneurysm'"""
    )
    tamper(older)
    assert wrong() == []
    tamper("""UPDATE assessments_chartentry SET at = '2020-01-01' WHERE "key" = 'aneurysm'""")
    assert {path.split("[")[0] for path in paths()} == {"assessments_chartentry"}


def test_what_an_older_engine_decided_is_listed_as_such_and_compared_all_the_same(course, capsys):
    tamper(
        f"UPDATE assessments_assessment SET engine_version = '0.0.1', "
        f"result = {with_set('result', 'outcome', 'not today')} WHERE protocol_version = 1"
    )
    (older,) = (each for each in verify.replays() if each.standing is Standing.OLDER_OTHER)
    assert [each.path for each in older.differences] == ["outcome"]
    verify.run(Namespace(json=False))
    assert "older engine, comes out otherwise" in capsys.readouterr().out


def test_a_version_that_is_not_there_cannot_be_replayed_and_says_so(course, capsys):
    tamper("UPDATE assessments_assessment SET protocol_version = 7 WHERE protocol_version = 2")
    assert verify.run(Namespace(json=False)) == 1
    assert "It cannot be computed again: There is no signed version 7" in capsys.readouterr().out
