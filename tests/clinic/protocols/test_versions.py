"""Drafting, signing, and which version judges what at which time."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cleared import clear
from leeward.assessment import Outcome
from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments import decision_pages
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols import actions, queries, standing
from leeward.clinic.protocols.actions import CannotSign, Told
from leeward.clinic.protocols.models import DraftChange, ProtocolVersion, Signature
from leeward.protocol import STANDARD
from leeward.protocol.adjustable import CannotAdjust
from leeward.protocol.alarms import Oxygen
from leeward.protocol.assessing import Freshness, RestingPressure, Windows
from leeward.protocol.dosing import FirstDose
from leeward.protocol.starting import Start
from leeward.units import Quantity

pytestmark = pytest.mark.django_db
WEIGH = RestingPressure.systolic_to_weigh


def weigh_at(protocol):
    return protocol.thresholds.of(WEIGH).to("mmHg")


def test_until_a_director_signs_the_shipped_protocol_is_in_force(now, drafted):
    assert queries.in_force(now) is STANDARD
    drafted()
    assert queries.in_force(now) is STANDARD


def test_a_signed_version_is_in_force_from_its_signature_on_and_not_before(now, signed):
    assert signed() == 2
    before, after = queries.in_force(now - timedelta(seconds=1)), queries.in_force(now)
    assert (weigh_at(before), weigh_at(after)) == (140, 130)
    assert after.says == "Clinic protocol, version 2: signed by Test Medical director on 23-Nov-2026"
    assert queries.in_force(now.date()) == after
    assert queries.in_force(now.date() - timedelta(days=1)) is STANDARD


def test_the_next_version_keeps_what_the_one_before_set(now, later, signed):
    signed()
    assert signed((Oxygen.low, "92 %"), at=later) == 3
    in_force = queries.in_force(later)
    assert weigh_at(in_force) == 130
    assert {limit.key: limit.value for limit in in_force.alarms}["spo2-red"] == 92
    assert queries.of_version(2) == queries.in_force(now)
    assert queries.of_version(1) is STANDARD
    with pytest.raises(queries.NoSuchVersion, match="no signed version 9"):
        queries.of_version(9)


def test_a_draft_is_told_number_by_number_and_the_last_word_holds(now, drafted, director):
    drafted()
    drafted((WEIGH, "135 mmHg"), (Start.spo2_go, "96 %"))
    assert standing.draft(now).differences == (
        "Systolic above which a prescriber weighs the risk: from 140 mmHg to 135 mmHg, stricter.",
        "SpO2 from which one may start: from 95 % to 96 %, stricter.",
    )
    actions.draft_changes(told={WEIGH.name: Told(quantity=None, reason="not needed")}, by=director, at=now)
    assert len(standing.draft(now).differences) == 1
    actions.draft_anew(by=director, at=now)
    assert standing.draft(now).is_empty
    assert DraftChange.objects.count() == 5


def test_what_was_drafted_before_a_signature_is_no_draft_any_more(now, later, signed, drafted):
    drafted((Start.spo2_go, "96 %"))
    signed()
    assert standing.draft(later).is_empty
    assert standing.draft(later).number == 3


@pytest.mark.parametrize(
    ("row", "text", "says"),
    [
        (WEIGH, "150 mmHg", "can only be tightened"),
        (WEIGH, "110 mmHg", "below the hard range, which ends at 120 mmHg"),
        (WEIGH, "130 kg", "130 kg has another unit"),
        (Windows.stroke, "3 month", "stands in the wording of a question"),
        (FirstDose.hard_high, "0.45 mg/kg", "lies above"),
    ],
)
def test_what_may_not_be_set_is_refused_and_nothing_is_kept(drafted, row, text, says):
    with pytest.raises(CannotAdjust, match=says):
        drafted((row, text))
    assert not DraftChange.objects.exists()


def test_a_change_says_why(director, now):
    with pytest.raises(CannotAdjust, match="say why it is set to another number"):
        actions.draft_changes(told={WEIGH.name: Told(quantity=Quantity(130, "mmHg"), reason=" ")}, by=director, at=now)


@pytest.mark.parametrize("role", [Role.NURSE, Role.PRESCRIBER, Role.ADMINISTRATOR])
def test_only_a_medical_director_drafts_and_signs(staff, now, role):
    with pytest.raises(CannotSign, match="Only a medical director"):
        actions.draft_changes(told={}, by=staff(role), at=now)
    with pytest.raises(CannotSign, match="Only a medical director"):
        actions.sign(seen="", typed_name="", second_factor=True, by=staff(role), at=now)


def test_what_is_signed_is_what_was_read_under_ones_own_name(now, later, director, drafted):
    drafted()
    seen = standing.draft(now).digest
    sign = {"second_factor": False, "by": director, "at": later}
    with pytest.raises(CannotSign, match="Type your own name"):
        actions.sign(seen=seen, typed_name="Somebody Else", **sign)
    drafted((Start.spo2_go, "96 %"))
    with pytest.raises(CannotSign, match="has changed since you opened this page"):
        actions.sign(seen=seen, typed_name=director.name, **sign)
    assert not ProtocolVersion.objects.exists()
    seen = standing.draft(later).digest
    assert actions.sign(seen=seen, typed_name="  test   MEDICAL director ", **sign) == 2
    with pytest.raises(CannotSign, match="Nothing is drafted"):
        actions.sign(seen=seen, typed_name=director.name, **sign | {"at": later + timedelta(minutes=1)})


def test_nobody_signs_before_the_last_signature(now, signed):
    signed()
    with pytest.raises(CannotSign, match="clock is not after the last signature"):
        signed((Start.spo2_go, "96 %"), at=now)


def test_the_protocol_may_be_signed_as_it_ships(now, director):
    seen = standing.draft(now).digest
    actions.sign(seen=seen, typed_name=director.name, second_factor=False, by=director, at=now)
    in_force = queries.in_force(now)
    assert in_force.is_signed
    assert (in_force.dosing, in_force.starting, in_force.thresholds) == (
        STANDARD.dosing, STANDARD.starting, STANDARD.thresholds,
    )  # fmt: skip


def test_versions_and_signatures_are_never_changed(signed):
    signed()
    for kind in (Signature, ProtocolVersion, DraftChange):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            kind.objects.get().save()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            kind.objects.all()._raw_delete("default")


def test_an_assessment_is_judged_by_the_version_of_its_time_and_keeps_it(person, nurse, now, later, signed):
    clear(person, by=nurse, at=now, measured={"systolic": "135 mmHg"})
    first = Assessment.objects.get(pk=assessments.decide(person_id=person.pk, by=nurse, at=now))
    signed(at=later)
    second = Assessment.objects.get(pk=assessments.decide(person_id=person.pk, by=nurse, at=later))
    assert (first.outcome, first.protocol_version) == (Outcome.ELIGIBLE.value, 1)
    assert (second.outcome, second.protocol_version) == (Outcome.NEEDS_SIGNOFF.value, 2)
    old = decision_pages.decision_page(person.pk, first.pk, now=later)
    assert "protocol version 1, an older one: version 2 is in force now, signed 23-Nov-2026" in old.versions
    assert old.replays
    assert "Under version 2, in force now, the same answers come out as “needs sign-off”" in old.replay
    new = decision_pages.decision_page(person.pk, second.pk, now=later)
    assert "protocol version 2, in force now" in new.versions


def test_how_long_a_measurement_stands_is_the_protocols(person, nurse, now, signed):
    clear(person, by=nurse, at=now - timedelta(days=40))
    clear(person, by=nurse, at=now, measured={"liver_enzymes": None, "filtration_rate": None})

    def liver():
        return {row["rule"]: row["truth"] for row in assessment().result["findings"]}["liver-enzymes"]

    def assessment():
        return Assessment.objects.get(pk=assessments.decide(person_id=person.pk, by=nurse, at=now))

    assert liver() == "no"
    signed((Freshness.laboratory, "1 month"))
    assert liver() == "unknown"


def test_the_first_page_says_that_a_draft_waits_and_that_nobody_signed(now, later, signed, drafted):
    assert "no medical director signed it" in queries.waiting(now=now)[0].says
    signed()
    assert queries.waiting(now=later) == ()
    drafted((Start.spo2_go, "96 %"), at=later)
    assert queries.waiting(now=later)[0].says == "1 drafted change waits for a signature."
