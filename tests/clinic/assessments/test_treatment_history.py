"""The treatment history as it is told, corrected, taken back and shown."""

from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone

from leeward.assessment.history import NOT_ASKED
from leeward.assessment.treatment import CannotRecord
from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments import history
from leeward.clinic.assessments.charts import chart_of
from leeward.clinic.assessments.history_actions import record_trial, say_complete, take_back_trial
from leeward.clinic.assessments.mapping import chart_from_json
from leeward.clinic.assessments.models import Assessment, TreatmentTrial
from leeward.clinic.people import actions as people
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.truth import UNKNOWN, YES

pytestmark = pytest.mark.django_db

PE = {"therapy": "pe", "sessions": 9, "weeks": 10.0, "response": "partial", "source": "letter of the therapist"}
ZOLOFT = {"medicine": "Zoloft", "dose_mg_per_day": 150.0, "weeks": 20.0, "response": "none", "source": "the patient"}


@pytest.fixture
def tell(person, nurse, now):
    """Record a treatment; return the entry's id."""

    def told(part, trial, trial_id=None):
        trial_id = trial_id or uuid4()
        record_trial(person_id=person.pk, trial_id=trial_id, part=part, told=trial, by=nurse, at=now)
        return trial_id

    return told


def test_nothing_told_is_nothing_asked(person, now):
    page = history.standing(person.pk, now=now)
    assert history.history_of(person.pk) == NOT_ASKED
    assert (page.says, page.tag) == ("Nobody asked yet which treatments were tried.", "not asked")
    assert page.first_line[0].startswith("First-line treatments of which it is not known")
    assert not page.may_write


def test_what_is_told_is_counted_and_reaches_the_decision(person, nurse, now, tell):
    tell("psychotherapies", PE)
    tell("medicines", ZOLOFT)
    for part in ("psychotherapies", "medicines"):
        say_complete(person_id=person.pk, part=part, complete=YES, by=nurse, at=now)
    page = history.standing(person.pk, now=now, role=Role.NURSE)
    assert page.says == ("2 treatments are listed. Adequate trials: 2; of these without a clear benefit: 2.")
    (untried,) = page.first_line
    assert untried == (
        "First-line treatments not tried yet: cognitive processing therapy (CPT), eye movement desensitization and "
        "reprocessing (EMDR), paroxetine, venlafaxine."
    )
    assert [line.name for part in page.parts for line in part.lines] == [
        "Prolonged exposure (PE)",
        "Zoloft (sertraline)",
    ]
    assert page.may_write
    assessments.decide(person_id=person.pk, by=nurse, at=now)
    kept = Assessment.objects.get().inputs
    assert chart_from_json(kept).history == chart_of(person.pk, on=timezone.localdate(now)).history


def test_the_medicines_that_are_taken_now_count_as_tried(person, nurse, now):
    say_complete(person_id=person.pk, part="medicines", complete=YES, by=nurse, at=now)
    assessments.record_medicines(person_id=person.pk, names=["Effexor XR 75 mg"], by=nurse, at=now)
    assert "You tried these; we do not know whether it was long enough: venlafaxine." in history.for_consent(
        person.pk, now=now
    )


def test_a_correction_replaces_and_everything_stays_readable(person, now, tell):
    trial_id = tell("psychotherapies", PE)
    tell("psychotherapies", {**PE, "sessions": 5}, trial_id)
    tell("psychotherapies", {**PE, "sessions": 5}, trial_id)  # sent twice
    assert [trial.sessions for trial in history.history_of(person.pk).psychotherapies] == [5]
    assert TreatmentTrial.objects.count() == 2


def test_what_is_taken_back_counts_for_nothing_and_can_be_told_again(person, nurse, now, tell):
    trial_id = tell("medicines", ZOLOFT)
    take_back_trial(person_id=person.pk, trial_id=trial_id, by=nurse, at=now)
    assert history.history_of(person.pk).medicine_trials == ()
    with pytest.raises(history.NoSuchTrial):
        take_back_trial(person_id=person.pk, trial_id=trial_id, by=nurse, at=now)
    tell("medicines", ZOLOFT, trial_id)
    assert len(history.history_of(person.pk).medicine_trials) == 1


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("medicines", {"medicine": ""}),
        ("medicines", {"medicine": "x", "weeks": -1.0}),
        ("medicines", {"therapy": "pe"}),
        ("psychotherapies", {"therapy": "other"}),
        ("psychotherapies", {"therapy": "pe", "sessions": 7.5}),
        ("surgery", {}),
    ],
)
def test_what_is_not_understood_is_not_kept(part, told, tell):
    with pytest.raises(CannotRecord):
        tell(part, told)
    assert not TreatmentTrial.objects.exists()


def test_an_entry_of_somebody_else_is_left_alone(person, nurse, now, tell):
    trial_id = tell("medicines", ZOLOFT)
    other = people.add_person(family_name="Other", given_names="Bo", born=None, is_synthetic=True, at=now)
    with pytest.raises(CannotRecord, match="another list"):
        record_trial(person_id=other, trial_id=trial_id, part="medicines", told=ZOLOFT, by=nurse, at=now)
    with pytest.raises(history.NoSuchTrial):
        history.told(other, trial_id)


def test_entries_are_never_changed_in_place(tell):
    tell("medicines", ZOLOFT)
    with pytest.raises(DatabaseError, match="append-only"):
        TreatmentTrial.objects.update(told={})


# Pages


def address(person: Person, *rest: object) -> str:
    return "/".join(["", "people", str(person.pk), "assessment", "history", *map(str, rest), ""])


def test_a_therapist_tells_a_therapy_and_reads_it(client_as, person):
    client = client_as(Role.THERAPIST)
    sent = {
        "trial_id": uuid4(), "therapy": "emdr", "sessions": "3", "weeks": "", "response": "worse",
        "stopped": "side_effects", "source": "the patient",
    }  # fmt: skip
    answer = client.post(address(person, "add", "psychotherapies"), sent)
    assert answer.status_code == 302
    page = client.get(address(person)).content.decode()
    assert "fewer than 8 do not count" in page
    assert "Made it worse; ended: side effects, or too hard to bear." in page
    assert "3 sessions, weeks not known" in page
    (trial,) = history.history_of(person.pk).psychotherapies
    assert trial.weeks is None


def test_a_medicine_that_nobody_understands_is_kept_and_said(client_as, person):
    client = client_as(Role.NURSE)
    sent = {"trial_id": uuid4(), "medicine": "the blue one", "response": "unknown", "stopped": "unknown", "source": "x"}
    page = client.post(address(person, "add", "medicines"), sent, follow=True).content.decode()
    assert "was not understood, so it counts for nothing" in page
    assert "Which medicine it was is not understood" in page


def test_what_is_wrong_is_said_beside_the_field(client_as, person):
    client = client_as(Role.NURSE)
    answer = client.post(address(person, "add", "medicines"), {"trial_id": uuid4(), "medicine": "", "weeks": "many"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Enter the name of the medicine", "enter a number, or leave it empty", "Say who told this"):
        assert words in page
    other = client.post(
        address(person, "add", "psychotherapies"),
        {"trial_id": uuid4(), "therapy": "other", "response": "unknown", "stopped": "unknown", "source": "x"},
    )
    assert "Say which psychotherapy it was" in other.content.decode()


def test_a_number_is_shown_again_as_it_was_written(client_as, person, tell):
    entry = tell("medicines", ZOLOFT | {"weeks": 2.5})
    page = client_as(Role.THERAPIST).get(f"/people/{person.pk}/assessment/history/{entry}/").content.decode()
    assert 'value="150"' in page
    assert 'value="2.5"' in page


def test_an_entry_is_corrected_and_taken_back_from_its_page(client_as, person, tell):
    client, trial_id = client_as(Role.PRESCRIBER), tell("medicines", ZOLOFT)
    assert 'value="150"' in client.get(address(person, trial_id)).content.decode()
    sent = {**ZOLOFT, "dose_mg_per_day": "25", "stopped": "unknown", "trial_id": trial_id}
    assert client.post(address(person, trial_id), sent).status_code == 302
    assert history.history_of(person.pk).medicine_trials[0].dose_mg_per_day == 25
    client.post(address(person, trial_id, "take-back"))
    assert history.history_of(person.pk).medicine_trials == ()
    assert client.get(address(person, trial_id)).status_code == 404


def test_only_a_list_that_was_called_complete_says_what_was_not_tried(client_as, person, tell):
    client = client_as(Role.NURSE)
    tell("psychotherapies", PE)
    assert "of which it is not known whether they were tried" in client.get(address(person)).content.decode()
    client.post(address(person), {"part": "psychotherapies", "complete": "yes"})
    page = client.get(address(person)).content.decode()
    assert "First-line treatments not tried yet: cognitive processing therapy (CPT)" in page
    assert history.history_of(person.pk).medicines_complete is UNKNOWN
    assert client.post(address(person), {"part": "surgery", "complete": "yes"}).status_code == 422
