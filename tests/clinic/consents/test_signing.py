"""Signing: the exact text, its hash, versions, withdrawal, and what the assessment makes of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments.charts import chart_of
from leeward.clinic.assessments.history_actions import record_trial
from leeward.clinic.audit import triggers
from leeward.clinic.consents import actions, queries, wording
from leeward.clinic.consents.mapping import is_whole
from leeward.clinic.consents.models import ConsentSignature, ConsentVersion, ConsentWithdrawal
from leeward.clinic.courses import moments
from leeward.clinic.people.actions import add_person
from leeward.clinic.people.roles import Role
from leeward.truth import NO, UNKNOWN, YES, Truth

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def charted(person, at) -> Truth:
    return chart_of(person.pk, on=timezone.localdate(at)).truth("consent_signed")


def chart_paper(person, nurse, at, answer=YES):
    assessments.answer(person_id=person.pk, answers={"consent_signed": answer}, by=nurse, at=at)


def test_a_signature_keeps_the_exact_text_and_its_hash(person, now, signed):
    row = ConsentSignature.objects.get(pk=signed(drawing=(((1, 2), (3, 4)),)))
    assert row.text.startswith("# Ketamine infusions for PTSD")
    assert "We do not know whether you have tried these: prolonged exposure (PE)" in row.text
    assert row.digest == wording.digest(row.text)
    assert is_whole(row)
    assert row.version.number == 1
    assert row.drawing == [[[1, 2], [3, 4]]]
    assert queries.standing(person.pk, now) is YES
    assert queries.in_words(person.pk, now) == "Signed version 1 on 23-Nov-2026, with Test Nurse present."


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "You agree to everything."),
        ("typed_name", "Somebody Else"),
        ("agreed", []),
        ("drawing", [[[9, 9]]]),
        ("interpreter", "nobody"),
        ("language", "es"),
        ("digest", "0" * 64),
    ],
)
def test_whatever_is_altered_later_shows(person, now, signed, column, value):
    signature_id = signed()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ConsentSignature.objects.filter(pk=signature_id).update(**{column: value})
    triggers.remove(connection)  # as somebody with the file in hand could
    ConsentSignature.objects.filter(pk=signature_id).update(**{column: value})
    triggers.install(connection)
    assert not queries.copy_page(person.pk, signature_id).is_whole
    assert queries.consent_page(person.pk, role=Role.NURSE, now=now).happened[0].tag == "altered since"


def test_another_hand_on_hash_and_text_together_shows_too(person, signed):
    signature_id = signed()
    triggers.remove(connection)
    text = "You agree to everything."
    ConsentSignature.objects.filter(pk=signature_id).update(text=text, digest=wording.digest(text))
    triggers.install(connection)
    assert not queries.copy_page(person.pk, signature_id).is_whole


WRONG = {
    "a point left open": ({"agreed": frozenset({"off_label"})}, "9 of the points are not agreed to yet"),
    "no name": ({"typed_name": "   "}, "Type your name"),
    "another text read": ({"seen": "0" * 64}, "The text has changed"),
    "a drawing outside its field": ({"drawing": (((1001, 5),),)}, "could not be read"),
    "an empty stroke": ({"drawing": ((),)}, "could not be read"),
    "a drawing without end": ({"drawing": (tuple((n % 1000, 5) for n in range(6001)),)}, "could not be read"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_a_signature_is_refused(case, signed):
    changes, says = WRONG[case]
    with pytest.raises(actions.CannotSign, match=says):
        signed(**changes)
    assert not ConsentSignature.objects.exists()


def test_only_who_may_be_beside_a_patient_is_a_witness(person, staff, now, put_under):
    for role in (Role.FRONT_DESK, Role.THERAPIST, Role.ADMINISTRATOR, Role.RESEARCHER):
        with pytest.raises(actions.CannotSign, match="cannot witness"):
            actions.sign(person_id=person.pk, signed=put_under(), witness=staff(role), at=now)


def test_what_was_tried_meanwhile_is_another_text_to_read(person, nurse, now, put_under):
    read = put_under()
    told = {"therapy": "pe", "sessions": 12}
    record_trial(person_id=person.pk, trial_id=person.pk, part="psychotherapies", told=told, by=nurse, at=now)
    with pytest.raises(actions.CannotSign, match="The text has changed"):
        actions.sign(person_id=person.pk, signed=read, witness=nurse, at=now)


def test_a_signature_that_is_sent_twice_is_kept_once(person, nurse, now, put_under):
    told = put_under()
    ids = {actions.sign(person_id=person.pk, signed=told, witness=nurse, at=now + n * HOUR) for n in range(2)}
    assert ids == {row.pk for row in ConsentSignature.objects.all()}
    other = add_person(family_name="Other", given_names="Bo", born=None, is_synthetic=True, at=now)
    with pytest.raises(actions.CannotSign, match="used before"):
        actions.sign(person_id=other, signed=told, witness=nurse, at=now)


# Versions


def test_a_clinics_own_paragraph_asks_again(person, staff, now, signed):
    signed()
    number = actions.publish(
        own="We film nothing.", reason="patients asked", by=staff(Role.MEDICAL_DIRECTOR), at=now + HOUR
    )
    assert number == 2
    assert queries.standing(person.pk, now + 2 * HOUR) is UNKNOWN
    assert queries.in_words(person.pk, now + 2 * HOUR) == (
        "Signed version 1 on 23-Nov-2026, with Test Nurse present; the text has changed: ask again."
    )
    assert queries.standing(person.pk, now + HOUR / 2) is YES  # as it stood then
    signature = ConsentSignature.objects.get(pk=signed(at=now + 2 * HOUR))
    assert "We film nothing." in signature.text
    assert "own" in signature.agreed
    assert queries.standing(person.pk, now + 2 * HOUR) is YES


def test_other_words_of_leeward_ask_again_and_the_old_ones_stay(person, now, signed, other_words):
    signed()
    other_words()
    assert queries.standing(person.pk, now) is UNKNOWN
    signed(at=now + HOUR)
    assert [row.number for row in ConsentVersion.objects.all()] == [1, 2]
    assert "at your own pace" in ConsentVersion.objects.get(number=1).text
    assert queries.standing(person.pk, now + HOUR) is YES


def test_the_same_text_is_no_new_version(staff, now, signed):
    director = staff(Role.MEDICAL_DIRECTOR)
    actions.publish(own="We film nothing.", reason="asked", by=director, at=now)
    with pytest.raises(actions.CannotPublish, match="stay as it is"):
        actions.publish(own=" We film nothing. \n", reason="asked", by=director, at=now)
    with pytest.raises(actions.CannotPublish, match="Say why"):
        actions.publish(own="", reason=" ", by=director, at=now)
    actions.publish(own="", reason="taken out", by=director, at=now)
    assert ConsentVersion.objects.last().number == 2


def test_only_a_medical_director_changes_the_text(nurse, now):
    with pytest.raises(actions.CannotPublish, match="Only a medical director"):
        actions.publish(own="x", reason="y", by=nurse, at=now)


# Withdrawal, and the chart


def test_withdrawing_counts_at_once_and_another_signature_goes_on(person, nurse, now, signed):
    signed()
    actions.withdraw(person_id=person.pk, says="said so on the telephone", by=nurse, at=now + HOUR)
    assert queries.standing(person.pk, now + HOUR) is NO
    assert charted(person, now) is NO
    signed(at=now + 2 * HOUR)
    assert queries.standing(person.pk, now + 2 * HOUR) is YES
    assert charted(person, now) is YES


def test_a_withdrawal_counts_also_after_the_clock_was_set_back(person, nurse, now, signed):
    signed(at=now - 2 * HOUR)
    signed(at=now + HOUR)  # by a clock that was an hour fast
    actions.withdraw(person_id=person.pk, says="said so here", by=nurse, at=now)
    assert [queries.standing(person.pk, now + hours * HOUR) for hours in (0, 1, 2, 24)] == [NO] * 4
    assert charted(person, now) is NO


def test_a_withdrawal_says_how_and_is_recorded_by_the_care_team(person, nurse, staff, now):
    with pytest.raises(actions.CannotWithdraw, match="how and to whom"):
        actions.withdraw(person_id=person.pk, says=" ", by=nurse, at=now)
    with pytest.raises(actions.CannotWithdraw, match="cannot record"):
        actions.withdraw(person_id=person.pk, says="x", by=staff(Role.ADMINISTRATOR), at=now)
    assert not ConsentWithdrawal.objects.exists()


@pytest.mark.hazard("H08 unknown history treated as negative")
def test_nothing_signed_and_nothing_charted_is_not_known(person, now):
    assert queries.standing(person.pk, now) is UNKNOWN
    assert charted(person, now) is UNKNOWN


def test_a_consent_on_paper_counts_and_is_said_to_be_on_paper(person, nurse, now):
    chart_paper(person, nurse, now)
    assert charted(person, now) is YES


# what happens in the order of time: e signed here, o an older text signed here, y and n charted from paper,
# u charted as not known, w withdrawn | what the chart says at the end
CONFLICTS = """
e     | yes
o     | unknown
y     | yes
n     | no
w     | no
e w   | no
y w   | no
e y   | yes
y e   | yes
n e   | yes
e n   | no
e u   | yes
o y   | yes
y o   | unknown
n o   | unknown
e w y | no
e w n | no
w e   | yes
w y   | no
y w e | yes
e w e | yes
e w e n | no
"""


@pytest.mark.parametrize("line", CONFLICTS.strip().splitlines())
def test_the_later_wins_and_a_withdrawal_always(line, person, nurse, staff, now, signed):
    steps, expected = (cell.strip() for cell in line.split("|"))
    at = now - 2 * HOUR
    director = staff(Role.MEDICAL_DIRECTOR)
    for step in steps.split():
        at += HOUR / 4
        if step in "eo":
            signed(at=at)
        elif step == "w":
            actions.withdraw(person_id=person.pk, says="so", by=nurse, at=at)
        else:
            chart_paper(person, nurse, at, {"y": YES, "n": NO, "u": UNKNOWN}[step])
        if step == "o":
            actions.publish(own=f"Another text {at}.", reason="x", by=director, at=at + HOUR / 8)
    assert charted(person, now) is Truth(expected)


def test_a_signature_of_an_older_course_does_not_stand_for_good(person, now, signed):
    signed(at=now - 400 * DAY)
    assert charted(person, now - 400 * DAY) is YES
    assert charted(person, now) is UNKNOWN


def test_a_signature_counts_from_its_day(person, now, signed):
    signed()
    assert charted(person, now - DAY) is UNKNOWN
    assert charted(person, now + DAY) is YES


def test_signing_and_taking_back_stand_in_the_course(person, nurse, now, signed):
    signed()
    actions.withdraw(person_id=person.pk, says="on the telephone", by=nurse, at=now + HOUR)
    (day,) = moments.days(person.pk, role=Role.NURSE)
    told = [(moment.kind, moment.says, moment.tag) for moment in day.moments]
    assert told == [
        ("Consent", "Version 1 signed, with Test Nurse present.", ""),
        ("Consent", "Taken back, recorded by Test Nurse: on the telephone", "withdrawn"),
    ]
