"""The protocol's pages: read by the care team, changed and signed by the medical director."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cleared import clear
from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols import queries, standing
from leeward.clinic.protocols.models import DraftChange, ProtocolVersion, Signature
from leeward.protocol.adjustable import Group, of_group
from leeward.protocol.assessing import Ages, RestingPressure
from leeward.protocol.starting import Start

pytestmark = pytest.mark.django_db
KEY = "RestingPressure-systolic_to_weigh"


def told(group, **changes):
    """Every field of a part as its page shows it, but for the changes."""
    fields = {}
    for limit in of_group(group):
        fields |= {limit.key: f"{limit.shipped.number:g}", f"{limit.key}-why": ""}
    return fields | {key.replace("__", "-"): value for key, value in changes.items()}


def text(response):
    return response.content.decode()


def test_the_care_team_reads_every_limit_with_its_source_and_nobody_else(client_as):
    nurse = client_as(Role.NURSE)
    assert "not signed by a medical director" in text(nurse.get("/protocol/"))
    for group in Group:
        page = text(nurse.get(f"/protocol/parts/{group.slug}/"))
        assert all(limit.says in page for limit in of_group(group))
    assert "140 mmHg" in text(nurse.get("/protocol/parts/resting/"))
    assert nurse.get("/protocol/parts/nothing/").status_code == 404
    assert client_as(Role.FRONT_DESK).get("/protocol/").status_code == 403
    assert nurse.get("/protocol/parts/resting/change/").status_code == 403


def test_the_page_says_what_a_clinic_does_not_set_and_why(client_as):
    page = text(client_as(Role.THERAPIST).get("/protocol/"))
    assert "The window stands in the wording of a question" in page


def test_one_part_is_drafted_at_a_time_and_the_draft_is_shown(client_as):
    director = client_as(Role.MEDICAL_DIRECTOR)
    page = director.get("/protocol/parts/resting/change/")
    assert "may be 120 to 140 mmHg, only tightened" in text(page)
    changes = told(Group.RESTING, **{KEY: "130", f"{KEY}-why": "our cardiologist asks for it"})
    answer = director.post("/protocol/parts/resting/change/", changes, follow=True)
    assert answer.redirect_chain == [("/protocol/draft/", 302)]
    assert "1 number was drafted" in text(answer)
    for words in ("130 mmHg", "140 mmHg", "stricter", "our cardiologist asks for it", "Test Medical director"):
        assert words in text(answer)
    assert "1 drafted change" in text(director.get("/protocol/"))


@pytest.mark.parametrize(
    ("number", "why", "says"),
    [
        ("150", "x", "150 mmHg is above 140 mmHg, the shipped number, which can only be tightened"),
        ("1o0", "x", "is not a number"),
        ("130", "", "say why it becomes 130 mmHg"),
        ("130 kg", "x", "has another unit"),
    ],
)
def test_what_is_wrong_stands_in_the_error_summary_and_nothing_is_kept(client_as, number, why, says):
    changes = told(Group.RESTING, **{KEY: number, f"{KEY}-why": why})
    answer = client_as(Role.MEDICAL_DIRECTOR).post("/protocol/parts/resting/change/", changes)
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert says in text(answer)
    assert not DraftChange.objects.exists()


def test_limits_that_do_not_fit_together_are_refused_on_the_page(client_as):
    changes = told(Group.START, **{
        "Start-systolic_low_no": "100", "Start-systolic_low_no-why": "x",
        "Start-systolic_low_go": "95", "Start-systolic_low_go-why": "x",
    })  # fmt: skip
    answer = client_as(Role.MEDICAL_DIRECTOR).post("/protocol/parts/start/change/", changes)
    assert answer.status_code == 422
    assert "they must stand in this order" in text(answer)


def test_an_empty_number_goes_back_to_the_shipped_one(client_as, signed):
    signed(at=timezone.now() - timedelta(minutes=5))
    changes = told(Group.RESTING, **{KEY: "", f"{KEY}-why": "it stopped too many"})
    answer = client_as(Role.MEDICAL_DIRECTOR).post("/protocol/parts/resting/change/", changes, follow=True)
    assert "140 mmHg (as shipped)" in text(answer)
    assert "looser" in text(answer)


def test_saving_a_page_as_it_is_drafts_nothing(client_as):
    client_as(Role.MEDICAL_DIRECTOR).post("/protocol/parts/resting/change/", told(Group.RESTING))
    assert not DraftChange.objects.exists()


def test_the_whole_draft_is_taken_back(client_as, drafted):
    drafted()
    director = client_as(Role.MEDICAL_DIRECTOR)
    assert "Nothing is drafted" in text(director.post("/protocol/draft/anew/", follow=True))
    assert standing.draft(timezone.now()).is_empty


@pytest.fixture
def judged(person, nurse):
    """A person whose assessment was recorded now."""

    def decide(**measured):
        now = timezone.now()
        clear(person, by=nurse, at=now, measured=measured)
        assessments.decide(person_id=person.pk, by=nurse, at=now)
        return now

    return decide


@pytest.mark.hazard("H38 rule or limit update breaks practice")
def test_the_impact_names_who_would_get_another_answer_and_because_of_which_row(client_as, judged, drafted, person):
    now = judged(systolic="135 mmHg")
    drafted((RestingPressure.systolic_to_weigh, "130 mmHg"), (Start.spo2_go, "96 %"), at=now)
    page = queries.impact_page(reader=_reader(client_as), now=timezone.now())
    (impact,) = page.impacts
    (line,) = impact.lines
    assert (impact.looked_at, line.title, line.before, line.after) == (1, str(person), "eligible", "needs sign-off")
    assert line.because == ("Systolic above which a prescriber weighs the risk: from 140 mmHg to 130 mmHg, stricter.",)
    shown = text(client_as(Role.NURSE).get("/protocol/draft/impact/"))
    assert str(person) in shown
    assert "from 140 mmHg to 130 mmHg" in shown


def test_a_chart_that_keeps_its_outcome_with_other_findings_is_told_apart(client_as, judged, drafted):
    now = judged(systolic="120 mmHg")
    drafted((Ages.pressure_rise, "40 year"), at=now)
    (impact,) = queries.impact_page(reader=_reader(client_as), now=timezone.now()).impacts
    assert (impact.lines, len(impact.other_findings)) == ((), 1)
    assert "from 50 year to 40 year" in impact.other_findings[0].because[0]


def test_a_draft_that_changes_no_chart_says_so(client_as, judged, drafted):
    drafted(at=judged(systolic="118 mmHg"))
    assert "No stored chart would come out otherwise" in text(client_as(Role.NURSE).get("/protocol/draft/impact/"))


def test_a_chart_that_cannot_be_read_is_named_and_not_passed_over(client_as, judged, drafted, person, nurse):
    drafted(at=judged(systolic="118 mmHg"))
    unreadable = {"on": "2026-11-23", "asked_by_another_version": "yes"}
    Assessment.objects.create(
        person=person, outcome="eligible", inputs=unreadable, result={}, protocol_version=1, engine_version="9",
        at=timezone.now(), by=nurse,
    )  # fmt: skip
    shown = text(client_as(Role.NURSE).get("/protocol/draft/impact/"))
    assert "0 of 0 stored charts" in shown
    assert f"This version cannot read the chart of {person}." in shown


def _reader(client_as):
    from leeward.clinic.people.models import Staff

    client_as(Role.NURSE)
    return Staff.objects.get(role=Role.NURSE.value)


def sign_with(client, **changes):
    seen = standing.draft(timezone.now()).digest
    fields = {"seen": seen, "has_read": "on", "typed_name": "Test Medical director"} | changes
    return client.post("/protocol/draft/sign/", fields)


def test_signing_asks_for_the_password_again(client_as, drafted):
    drafted()
    answer = client_as(Role.MEDICAL_DIRECTOR).get("/protocol/draft/sign/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_the_director_signs_what_the_page_shows(browser_of_the_director, drafted):
    drafted()
    director = browser_of_the_director()
    page = text(director.get("/protocol/draft/sign/"))
    assert standing.draft(timezone.now()).digest in page
    assert sign_with(director)["Location"] == "/protocol/versions/2/"
    shown = text(director.get("/protocol/versions/2/"))
    assert "Hashed again just now, it is what was signed" in shown
    assert "from 140 mmHg to 130 mmHg, stricter" in shown
    assert "signed by Test Medical director" in text(director.get("/protocol/"))
    assert not Signature.objects.get().second_factor


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"has_read": ""}, "Tick that you have read"),
        ({"typed_name": "Dr Other"}, "Type your own name as it stands in your account"),
        ({"typed_name": ""}, "Type your name"),
        ({"seen": "0" * 64}, "has changed since you opened this page"),
    ],
)
def test_an_incomplete_signature_signs_nothing(browser_of_the_director, drafted, changes, says):
    drafted()
    answer = sign_with(browser_of_the_director(), **changes)
    assert answer.status_code == 422
    assert says in text(answer)
    assert not ProtocolVersion.objects.exists()


def test_where_the_role_has_a_second_factor_the_signature_needs_it(
    browser_of_the_director, drafted, settings, monkeypatch
):
    drafted()
    settings.REQUIRE_MFA = "medical_director"
    monkeypatch.setattr("leeward.clinic.people.middleware.is_mfa_enabled", lambda *_, **__: True)
    answer = sign_with(browser_of_the_director())
    assert "Your role signs with a second factor" in text(answer)
    assert not ProtocolVersion.objects.exists()
    assert sign_with(browser_of_the_director(method="mfa")).status_code == 302
    assert Signature.objects.get().second_factor


def test_every_version_is_kept_whole(client_as, signed):
    start = timezone.now() - timedelta(hours=3)
    signed(at=start)
    signed((Start.spo2_go, "96 %"), at=start + timedelta(hours=1))
    nurse = client_as(Role.NURSE)
    listed = text(nurse.get("/protocol/versions/"))
    assert listed.index("Version 3") < listed.index("Version 2") < listed.index("Version 1: Leeward standard")
    older = text(nurse.get("/protocol/versions/2/"))
    assert "130 mmHg" in older
    assert "Against version 1" in older
    assert older.count("<tbody>") == len(Group)
    assert nurse.get("/protocol/versions/1/").status_code == 200
    assert nurse.get("/protocol/versions/9/").status_code == 404


def test_pages_about_a_person_say_which_version_judges(client_as, judged, person, signed):
    judged(systolic="118 mmHg")
    nurse = client_as(Role.NURSE)
    assert "Leeward standard, version 1: not signed" in text(nurse.get(f"/people/{person.pk}/assessment/"))
    signed(at=timezone.now())
    assert "Clinic protocol, version 2: signed by" in text(nurse.get(f"/people/{person.pk}/assessment/"))
    assert "Clinic protocol, version 2: signed by" in text(nurse.get(f"/people/{person.pk}/plan/"))
    decisions = text(nurse.get(f"/people/{person.pk}/assessment/decisions/"))
    assert "protocol version 1, an older one: version 2 is in force now" in decisions
