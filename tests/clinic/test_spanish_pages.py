"""A walk in Spanish: what the English page shows of our own sentences, the Spanish page shows no more."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

import catalogs
from leeward.clinic.consents import queries as consents
from leeward.clinic.crises import for_person
from leeward.clinic.patient import actions as patient
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.portal import actions as portal
from leeward.clinic.portal.steps import every_step
from leeward.clinic.web.spoken import day, moment, spoken
from leeward.clinic.web.templatetags.leeward import clinic_moment
from leeward.infusion.going_home import going_home

pytestmark = pytest.mark.django_db
BORN = {"born_month": "7", "born_day": "14", "born_year": "1985"}
ENDED = datetime(2026, 11, 24, 10, 40, tzinfo=UTC)
STEPS = [step.key for step in every_step() if step.key not in {"medicines-read", "phq-9_9"}]
OWN = ("", "safety/", "side-effects/", "progress/", "summary/", "record/", "passkey/", "messages/")
TRANSLATED = {
    entry.id: entry.string
    for path in catalogs.catalogs()
    for entry in catalogs.read(path)
    if isinstance(entry.id, str) and len(entry.id) > 12 and "%(" not in entry.id and entry.id != entry.string
}


@pytest.fixture(autouse=True)
def nothing_counted(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "es"}}
    from django.core.cache import cache

    cache.clear()


def told(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def shown(page, sentence):
    return re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", page) is not None


def is_spanish(client, path):
    """Every sentence with a Spanish that the English page shows is gone from the Spanish page."""
    english, spanish = told(client.get(path, {"language": "en"})), told(client.get(path, {"language": "es"}))
    there = [each for each in TRANSLATED if shown(english, each)]
    left = [each for each in there if shown(spanish, each)]
    assert there, path
    assert left == [], path
    assert '<html lang="en">' in english
    assert '<html lang="es">' in spanish
    return spanish


@pytest.fixture
def intake(person, staff):
    """A telephone at the questions of the intake."""
    token = portal.make_link(person_id=person.pk, link_id=uuid4(), by=staff(Role.NURSE), at=timezone.now())
    client = Client()
    client.post(f"/intake/open/{token}/", BORN)
    return client


@pytest.fixture
def own(person, staff):
    """A telephone at the patient's own pages."""
    token = patient.give_pages(person_id=person.pk, link_id=uuid4(), by=staff(Role.NURSE), at=timezone.now())
    client = Client()
    client.post(f"/my/open/{token}/", BORN)
    return client


def test_the_intake_is_spanish_from_the_start_to_the_check(intake):
    page = is_spanish(intake, "/intake/")
    assert re.search(r"hasta el \d+ de \w+ de \d{4} \d\d:\d\d", page)
    page = is_spanish(intake, "/intake/check/")
    assert "¿Tiene alguna alergia?" in page


def test_each_question_is_spanish_and_a_line_of_a_questionnaire_says_that_it_is_not(intake):
    for key in STEPS:
        page = intake.get(f"/intake/question/{key}/", {"language": "es"})
        if page.status_code == 302:  # not asked, as the answers stand
            continue
        page = is_spanish(intake, f"/intake/question/{key}/")
        assert ('<h1 lang="en">' in page) is ("Esta línea está en inglés" in page)


@pytest.mark.parametrize("path", OWN)
def test_the_patient_s_own_pages_are_spanish(own, path):
    is_spanish(own, f"/my/{path}")


def test_after_a_positive_answer_spanish_says_whom_to_call():
    with translation.override("es"):
        page = told(for_person.answer(lambda: None, now=timezone.now()))
    assert '<html lang="es">' in page
    assert "Llame al 988" in page
    assert "No está solo ni sola" in page
    assert [each for each in TRANSLATED if shown(page, each)] == []


def test_the_way_home_is_told_with_spanish_days():
    home = going_home(ended_at=ENDED)
    lines = (*home.expect, *home.avoid, *home.care, *home.call, *home.emergency)
    assert [spoken(each) for each in lines] == [each.says for each in lines]
    with translation.override("es"):
        said = [spoken(each) for each in lines]
        assert "No tome alcohol hasta las 10:40 del miércoles 25 de noviembre." in said
        assert not {each.says for each in lines} & set(said)
        assert moment(ENDED) == "10:40 del martes 24 de noviembre"
        assert day(ENDED + timedelta(days=1)) == "miércoles 25 de noviembre"
        assert clinic_moment(ENDED).startswith("24 de noviembre de 2026 ")
    assert clinic_moment(ENDED).startswith("24-Nov-2026 ")


def test_the_consent_stays_the_text_that_is_kept_and_says_in_spanish_that_it_is_english(person, client_as):
    Person.objects.filter(pk=person.pk).update(language="es")
    client = client_as(Role.NURSE)
    client.post(f"/people/{person.pk}/consent/start/")
    page = told(client.get(f"/people/{person.pk}/consent/sign/"))
    kept = consents.sign_page(person.pk, now=timezone.now())
    assert "Este texto está solo en inglés" in page
    assert "Pida un intérprete" in page
    assert f'<h1 lang="en">{kept.blocks[0].says}</h1>' in page
    assert kept.digest in page


def test_whoever_reads_the_assumptions_reads_that_the_spanish_is_ours(client_as):
    page = told(client_as(Role.MEDICAL_DIRECTOR).get("/assumptions/"))
    assert "No native clinician has reviewed it." in page
