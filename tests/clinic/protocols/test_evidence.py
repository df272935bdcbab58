"""The numbers in force on their page, and the list of those that no source gives."""

import re

import pytest
from django.utils import timezone

from leeward.clinic.people.roles import Role
from leeward.clinic.protocols import evidence_page as pages
from leeward.clinic.protocols import standing
from leeward.evidence import Status
from leeward.evidence.checked import DOSSIER
from leeward.evidence.collected import tables
from leeward.protocol.standard import STANDARD
from leeward.protocol.tuned import Change, kept
from leeward.units import Quantity

pytestmark = pytest.mark.django_db
EXCLUDES = "leeward.protocol.assessing.RestingPressure.systolic_to_exclude"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def clinic_set(monkeypatch, now):
    """A signed protocol with one number of the clinic's own."""
    change = Change(name=EXCLUDES, quantity=Quantity(175, "mmHg"), reason="stricter")
    ours = kept(STANDARD, [change], name="Ours", version=2, signed_by="Dr. D", signed_on=now.date())
    monkeypatch.setattr(standing, "in_force", lambda _at: ours)


def lines(page):
    return [line for part in page.parts for chapter in part.chapters for line in chapter.lines]


def test_every_number_of_the_core_is_shown_once(now):
    every = pages.evidence_page(room="all", status="", now=now)
    rows = [row for table in tables() for row in table.rows()]
    assert every.shown == len(lines(every)) == len(rows)
    assert all(line.value and line.at and line.status for line in lines(every))
    assert sum(room.count for room in every.rooms) == len(rows)


def test_a_number_is_called_by_clinical_words_and_not_by_those_of_the_code(now):
    every = {line.says: line.value for line in lines(pages.evidence_page(room="all", status="", now=now))}
    assert every["Medium-priority limit: an alarm ends this far inside it"] == "2 %"
    words = {word for says in every for word in says.casefold().split()}
    assert not words & {"rearm", "amber", "nibp", "etco2", "moaas"}


def test_what_was_looked_into_says_when_and_the_rest_says_so(now):
    for line in lines(pages.evidence_page(room="all", status="", now=now)):
        expected = {Status.ASSUMED.value: "", Status.RECALLED.value: "not yet: recalled"}.get(line.status, DOSSIER)
        assert line.checked == expected


@pytest.mark.parametrize("status", Status)
def test_it_filters_by_how_a_number_came_to_us(status, now):
    page = pages.evidence_page(room="", status=status.name.lower(), now=now)
    assert {line.status for line in lines(page)} == {status.value}


def test_tables_are_titled_in_words_and_long_answers_are_folded(now, client_as):
    page = pages.evidence_page(room="all", status="", now=now)
    titles = [chapter.title for part in page.parts for chapter in part.chapters]
    assert [title for title in titles if re.search(r"[a-z][A-Z][a-z]{2}|`", title)] == []
    assert page.is_long
    assert '<details class="chapter" open>' not in client_as(Role.NURSE).get("/evidence/?room=all").content.decode()
    assert '<details class="chapter" open>' in client_as(Role.NURSE).get("/evidence/?room=fhir").content.decode()


def test_it_filters_by_room(now):
    page = pages.evidence_page(room="assessment", status="", now=now)
    assert [part.key for part in page.parts] == ["assessment"]
    assert page.is_filtered
    assert not pages.evidence_page(room="nowhere", status="nothing", now=now).is_filtered


def test_the_clinics_own_number_is_in_force_beside_the_shipped_one(clinic_set, now):
    (line,) = pages.evidence_page(room="", status="", now=now).set_here
    assert (line.value, line.shipped) == ("175 mmHg", "180 mmHg")
    assert line.status == Status.ASSUMED.value
    assert line in lines(pages.assumptions_page(now=now))
    assert lines(pages.evidence_page(room="clinic", status="", now=now)) == [line]


def test_assumptions_are_exactly_the_numbers_without_a_source(now):
    rows = [row for table in tables() for row in table.rows() if row.source is None]
    assert pages.assumptions_page(now=now).shown == len(rows)


@pytest.mark.parametrize("address", ["/evidence/", "/evidence/?room=protocol&status=read", "/assumptions/"])
def test_the_care_team_reads_the_pages(client_as, address):
    page = client_as(Role.THERAPIST).get(address)
    assert page.status_code == 200
    assert b"numbers" in page.content
    assert client_as(Role.FRONT_DESK).get(address).status_code == 403
