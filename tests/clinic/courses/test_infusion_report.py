"""The report of one infusion: whole, the same twice, for the right eyes, and deaf to what is written into names."""

import json
import re

import pytest
import typst
from django.utils import timezone

from leeward.clinic.courses import pdf
from leeward.clinic.courses.infusion_report import infusion_report
from leeward.clinic.infusions import journaling
from leeward.clinic.people.models import Person
from leeward.clinic.people.queries import banner
from leeward.clinic.people.roles import Role
from leeward.infusion.account import delivered
from leeward.infusion.journal import head

pytestmark = pytest.mark.django_db
HOSTILE = (
    '#panic("x") $ x $ *b* _i_ `raw` \\ @ref <label> #read("/etc/passwd") // */ "] ) } #{ = Head - item ~ \u202e',
    '#include "/etc/passwd"',
    '#import "@preview/x:1.0.0": *',
    '#eval("1+1")',
    '"; } #set page(width: 1cm) #{ "',
    "<script>alert(1)</script>",
)


def made(person, infusion):
    return infusion_report(banner(person.pk), infusion_id=infusion.pk, now=timezone.now())


def words(report) -> str:
    return json.dumps(pdf.as_data(report), ensure_ascii=False)


def test_every_part_is_there(infusion, person):
    assert [part.key for part in made(person, infusion).parts] == [
        "order", "preparation", "account", "rates", "compared", "vitals", "scores", "alarms", "happened", "home",
        "after", "learned", "who",
    ]  # fmt: skip


def test_it_names_the_seal_the_versions_and_who_did_what(infusion, person):
    report = made(person, infusion)
    told = words(report)
    assert head(journaling.load(infusion)) in told
    assert "Test Nurse (nurse)" in told
    assert "Protocol" in told
    assert report.seal_is_whole


def test_the_account_adds_up_to_a_tenth_of_a_millilitre(infusion, person):
    report = made(person, infusion)
    account = next(part for part in report.parts if part.key == "account")
    ml = {name: float(re.match(r"-?[0-9.]+", value)[0]) for name, value, _ in account.tables[0].rows}
    assert "Left in the vial" not in ml  # the ledger tells it: the vial may have been drawn from before
    drawn = next(value for name, value, _ in account.tables[0].rows if name == "Drawn from the vial")
    moved = [amount for _, _, what, amount, *_ in account.tables[1].rows if what.startswith("drawn")]
    assert f"({moved[0]})" in drawn
    assert ml["In the bag"] == pytest.approx(ml["To the patient"] + ml["Left in bag and line"], abs=0.11)
    events = [entry.event for entry in journaling.load(infusion)]
    assert ml["To the patient"] == round(delivered(events, now=timezone.now()).ml, 1)
    rates = next(part for part in report.parts if part.key == "rates").tables[0].rows
    assert float(rates[-1][6]) == pytest.approx(ml["To the patient"], abs=0.11)


def test_made_twice_it_is_the_same_to_the_byte(infusion, person):
    first, again = made(person, infusion), made(person, infusion)
    assert first == again
    assert pdf.as_pdf(first) == pdf.as_pdf(again)


def test_the_page_and_the_pdf_open_for_the_care_team_only(infusion, person, client_as):
    at = f"/people/{person.pk}/infusions/{infusion.pk}/report/"
    page = client_as(Role.THERAPIST).get(at)
    assert page.status_code == 200
    assert "Measured beside predicted" in page.content.decode()
    file = client_as(Role.THERAPIST).get(f"{at}pdf/")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert client_as(Role.FRONT_DESK).get(at).status_code == 403
    assert client_as(Role.NURSE).get(at.replace(str(infusion.pk), str(person.pk))).status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_into_a_name_is_text_and_never_markup(infusion, person, text, tmp_path):
    text = text[:100]  # as long as a name may be
    Person.objects.filter(pk=person.pk).update(given_names=text)
    report = made(person, infusion)
    assert text in report.title
    pages = typst.compile(pdf.PAGE.read_bytes(), format="svg", ignore_system_fonts=True, sys_inputs=pdf.inputs(report))
    assert "root:x:" not in str(pages)
    found = typst.query(
        pdf.PAGE.read_bytes(), "<report-title>", field="value", one=True, ignore_system_fonts=True,
        sys_inputs=pdf.inputs(report),
    )  # fmt: skip
    assert json.loads(found) == report.title
    assert pdf.as_pdf(report).startswith(b"%PDF-")


def test_the_page_escapes_too(infusion, person, client_as):
    Person.objects.filter(pk=person.pk).update(given_names=HOSTILE[-1])
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/infusions/{infusion.pk}/report/").content.decode()
    assert HOSTILE[-1] not in page
