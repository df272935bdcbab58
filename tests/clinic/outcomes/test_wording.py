"""A clinic's own wording of an instrument: compared, confirmed, kept for ever, and shown where answers are entered."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from forms import a_form
from leeward.clinic.crises.models import CrisisStep
from leeward.clinic.outcomes import actions, queries, wording_actions, wordings
from leeward.clinic.outcomes.models import InstrumentWording, ScoreEntry
from leeward.clinic.people.roles import Role
from leeward.instruments import EVERY, GAD7, PHQ9

pytestmark = pytest.mark.django_db
DOCUMENT = json.dumps(a_form(GAD7))


@pytest.fixture
def keep(nurse, now):
    def keep_one(scale=GAD7, *, document=None, rights="licence 17"):
        return wording_actions.keep_wording(
            scale_key=scale.key,
            document=document or json.dumps(a_form(scale)),
            link_ids=(),
            rights=rights,
            by=nurse,
            at=now,
        )

    return keep_one


def test_a_form_is_kept_with_its_hash_its_rights_and_who_gave_it(keep, nurse):
    keep(document=DOCUMENT)
    row = InstrumentWording.objects.get()
    assert row.sha256 == hashlib.sha256(row.document.encode()).hexdigest()
    assert (row.document, row.rights, row.by) == (DOCUMENT, "licence 17", nurse)
    assert wordings.in_force(GAD7.key).items[0].says == "Official words of item 1"


def test_without_rights_nothing_is_kept(keep):
    with pytest.raises(wording_actions.CannotKeep, match="why the clinic may show"):
        keep(rights=" ")
    assert not InstrumentWording.objects.exists()


def test_what_does_not_fit_is_refused_in_a_sentence(keep):
    with pytest.raises(wording_actions.CannotKeep, match="9 questions whose answers have scores, and GAD-7 has 7"):
        keep(document=json.dumps(a_form(PHQ9)))


def test_a_wording_can_be_replaced_or_left_and_never_changed(keep, nurse, now):
    keep()
    with pytest.raises(DatabaseError), transaction.atomic():
        InstrumentWording.objects.update(rights="none")
    wording_actions.return_to_labels(scale_key=GAD7.key, why="licence ended", by=nurse, at=now)
    assert wordings.in_force(GAD7.key) is None
    assert InstrumentWording.objects.count() == 2
    with pytest.raises(wording_actions.CannotKeep, match="in force already"):
        wording_actions.return_to_labels(scale_key=GAD7.key, why="again", by=nurse, at=now)


@pytest.fixture
def director(client_as):
    return client_as(Role.MEDICAL_DIRECTOR)


def test_the_director_compares_confirms_and_the_words_are_shown(director, person):
    url = reverse("outcomes:wording", args=[GAD7.key])
    page = director.post(url, {"step": "give", "document": DOCUMENT, "link_ids": ""})
    assert page.status_code == 200
    assert b"Official words of item 7" in page.content
    assert not InstrumentWording.objects.exists()
    told = {"step": "keep", "document": DOCUMENT, "link_ids": "", "rights": "public domain"}
    page = director.post(url, told)
    assert page.status_code == 422
    assert b"Compare the items, and confirm" in page.content
    assert b"Official words of item 7" in page.content
    assert director.post(url, told | {"confirmed": "on"}).status_code == 302
    entry = director.get(reverse("outcomes:enter", args=[person.pk, GAD7.key])).content.decode()
    assert "1. Official words of item 1" in entry
    assert "Answer 1.3" in entry
    assert "Nervous" not in entry


def test_a_form_that_does_not_fit_comes_back_with_the_sentence(director):
    page = director.post(reverse("outcomes:wording", args=[GAD7.key]), {"step": "give", "document": "{}"})
    assert page.status_code == 422
    assert b"no FHIR resource" in page.content


def test_an_entry_remembers_the_words_that_were_shown(client_as, keep, person, nurse, now):
    keep()
    client, url = client_as(Role.NURSE), reverse("outcomes:enter", args=[person.pk, GAD7.key])
    form = client.get(url).context["form"]
    told = {
        "entry_id": form["entry_id"].value(),
        "wording_id": form["wording_id"].value(),
        "taken_at": now.strftime("%Y-%m-%dT%H:%M"),
        "source": "patient",
        **{f"item_{n}": "2" for n in range(1, 8)},
    }
    assert client.post(url, told | {"wording_id": ""}).status_code == 422
    assert client.post(url, told).status_code == 302
    entry = ScoreEntry.objects.get()
    assert str(entry.wording_id) == told["wording_id"]
    wording_actions.return_to_labels(scale_key=GAD7.key, why="licence ended", by=nurse, at=now)
    page = queries.entry_page(person_id=person.pk, entry_id=entry.pk)
    assert page.answers[0].item == "1. Official words of item 1"
    assert page.answers[0].step == "Answer 1.2"


def test_every_instrument_stands_in_the_list_and_has_its_page(director):
    page = director.get(reverse("outcomes:wordings")).content.decode()
    for scale in EVERY:
        url = reverse("outcomes:wording", args=[scale.key])
        assert url in page
        assert director.get(url).status_code == 200
    assert director.get(reverse("outcomes:wording", args=["nothing"])).status_code == 404


@pytest.mark.hazard("H34 Suicidality missed")
def test_a_crisis_tells_the_answer_in_the_words_that_were_shown(keep, person, nurse, now):
    wording_id = keep(PHQ9)
    actions.enter_scores(
        entry_id=uuid4(), person_id=person.pk, scale_key=PHQ9.key, answers=[0] * 8 + [1], taken_at=now,
        source="patient", by=nurse, at=now, wording_id=wording_id,
    )  # fmt: skip
    told = json.dumps(list(CrisisStep.objects.filter(crisis__person=person).values_list("told", flat=True)))
    assert "9. Official words of item 9" in told
    assert "Answer 9.1" in told
