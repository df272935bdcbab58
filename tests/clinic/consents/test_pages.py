"""The pages: a device in the patient's hands, the copy, the text; and who may do what."""

import re

import pytest
from django.test import Client

from leeward.clinic.consents import kiosk
from leeward.clinic.consents.kiosk import MOST_WRONG
from leeward.clinic.consents.models import ConsentSignature, ConsentVersion, ConsentWithdrawal
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD = "a long test pass"


def address(person, *rest):
    return "/".join(["", "people", str(person.pk), "consent", *map(str, rest), ""])


@pytest.fixture
def device(client_as, person):
    """A nurse's device in the patient's hands."""
    client = client_as(Role.NURSE)
    assert client.post(address(person, "start"))["Location"] == address(person, "sign")
    return client


def filled(page: str, **changes) -> dict[str, str]:
    """What a patient sends who ticks everything and types a name."""
    ticks = dict.fromkeys(re.findall(r'name="(agree_\w+)"', page), "on")
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    own_id = re.search(r'name="signature_id" value="([^"]+)"', page)[1]
    return {
        **ticks,
        "signature_id": own_id,
        "seen": seen,
        "drawing": "",
        "typed_name": "Ada Sample",
        "interpreter": "",
    } | changes


def test_a_patient_reads_ticks_and_signs_and_staff_take_the_device_back(device, person, nurse):
    page = device.get(address(person, "sign")).content.decode()
    assert "Ada Sample, born 14-Jul-1985" in page
    assert page.count('type="checkbox"') == 10
    answer = device.post(address(person, "sign"), filled(page, drawing="[[[10,20],[30,40]]]", interpreter="Bo"))
    assert answer["Location"] == address(person, "hand-back")
    row = ConsentSignature.objects.get()
    assert (row.witness, row.interpreter, row.drawing) == (nurse, "Bo", [[[10, 20], [30, 40]]])
    thanks = device.get(address(person, "hand-back")).content.decode()
    assert "Your consent is signed" in thanks
    assert device.post(address(person, "hand-back"), {"password": PASSWORD})["Location"] == address(person)
    own = device.get(address(person)).content.decode()
    assert "as signed" in own
    copy = device.get(address(person, row.pk)).content.decode()
    for words in ("10,20 30,40", "Ada Sample", "Test Nurse, nurse, who was present", row.digest, row.seal, "as signed"):
        assert words in copy
    assert copy.count("☑") == 10


def test_a_button_that_is_pressed_twice_signs_once(device, person):
    sent = filled(device.get(address(person, "sign")).content.decode())
    assert [device.post(address(person, "sign"), sent).status_code for _ in range(2)] == [302, 302]
    assert ConsentSignature.objects.count() == 1


def test_the_drawing_is_not_needed(device, person):
    page = device.get(address(person, "sign")).content.decode()
    device.post(address(person, "sign"), filled(page))
    assert ConsentSignature.objects.get().drawing == []


def test_every_point_left_open_is_named_and_nothing_is_kept(device, person):
    page = device.get(address(person, "sign")).content.decode()
    sent = filled(page, typed_name="")
    del sent["agree_driving"], sent["agree_stop"]
    answer = device.post(address(person, "sign"), sent)
    told = answer.content.decode()
    assert answer.status_code == 422
    summary = told[told.index("There is a problem") : told.index("<h1>")]
    assert 'href="#id_agree_driving"' in summary
    assert 'href="#id_agree_stop"' in summary
    assert 'href="#id_typed_name"' in summary
    assert told.count("checked") >= 8  # what was ticked stays ticked
    assert not ConsentSignature.objects.exists()


@pytest.mark.parametrize(
    "drawing", ["x", "[[1,2]]", "[[[1.5,2]]]", '[[["1","2"]]]', "[[[1,2,3]]]", "{}x", "[[[-1,2]]]", "5"]
)
def test_a_drawing_that_is_none_is_refused(device, person, drawing):
    page = device.get(address(person, "sign")).content.decode()
    assert device.post(address(person, "sign"), filled(page, drawing=drawing)).status_code == 422
    assert not ConsentSignature.objects.exists()


def test_a_text_that_changed_while_it_was_read_is_read_again(device, person, client_as):
    page = device.get(address(person, "sign")).content.decode()
    client_as(Role.MEDICAL_DIRECTOR).post("/consent-text/change/", {"own": "We film nothing.", "reason": "asked"})
    sent = filled(page, agree_own="on")
    answer = device.post(address(person, "sign"), sent)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "The text has changed since this page was opened" in told
    assert "We film nothing." in told
    assert " checked" not in told
    device.post(address(person, "sign"), filled(told))
    assert ConsentSignature.objects.get().version.number == 1


# The device shows nothing else


ELSEWHERE = (
    "/", "/people/", "/people/{id}/", "/people/{id}/assessment/", "/people/{id}/consent/", "/consent-text/", "/room/",
    "/request/", "/accounts/2fa/", "/no/such/page/",
)  # fmt: skip


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_device_in_a_patients_hands_opens_no_other_page(device, person, path):
    for method in (device.get, device.post):
        answer = method(path.format(id=person.pk))
        assert (answer.status_code, answer["Location"]) == (302, address(person, "hand-back"))
    part = device.get(path.format(id=person.pk), headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Refresh"]) == (401, "true")


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.parametrize("path", ["sign", "hand-back"])
def test_a_form_that_is_refused_shows_nothing_of_the_staff(nurse, person, path):
    device = Client(enforce_csrf_checks=True)  # a page that was too old: signed out and in again in another tab
    device.force_login(nurse)
    session = device.session
    session[kiosk.HELD] = str(person.pk)
    session.save()
    answer = device.post(address(person, path), {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, address(person, "hand-back"))
    assert device.get(address(person, "hand-back")).status_code == 200


@pytest.mark.hazard("H37 unauthorised access")
def test_nothing_of_anybody_else_stands_on_the_signing_pages(device, person, client_as):
    client_as(Role.FRONT_DESK).post("/people/add/", {"family_name": "Otherperson", "given_names": "Bo"})
    for path in ("sign", "hand-back"):
        page = device.get(address(person, path)).content.decode()
        assert "Otherperson" not in page
        assert 'hx-trigger="load' not in page  # what asks for more is refused here, and would load the page for ever
        assert 'href="/people/' not in page.replace(f'href="/people/{person.pk}/consent/', "")


def test_another_persons_consent_is_not_open_on_it(device, person, now):
    from leeward.clinic.people.actions import add_person

    other = add_person(family_name="Other", given_names="Bo", born=None, is_synthetic=True, at=now)
    answer = device.get(f"/people/{other}/consent/sign/")
    assert answer["Location"] == address(person, "hand-back")


def test_a_wrong_password_does_not_open_it_and_many_sign_out(device, person):
    for _ in range(MOST_WRONG - 1):
        answer = device.post(address(person, "hand-back"), {"password": "guess"})
        assert answer.status_code == 422
        assert "not the password of Test Nurse" in answer.content.decode()
        assert device.get("/people/").status_code == 302
    assert device.post(address(person, "hand-back"), {"password": "guess"})["Location"] == "/accounts/login/"
    assert device.get("/people/")["Location"].startswith("/accounts/login/")


def test_signing_out_ends_it_too(device, person):
    device.post("/accounts/logout/")
    assert device.get(address(person, "sign"))["Location"].startswith("/accounts/login/")


def test_not_signing_is_all_right(device, person):
    page = device.get(address(person, "hand-back")).content.decode()
    assert "Nothing was signed." in page
    assert "That is all right" in page


def test_the_signing_page_opens_only_on_a_device_that_was_handed_over(client_as, person):
    client = client_as(Role.NURSE)
    for path in ("sign", "hand-back"):
        assert client.get(address(person, path))["Location"] == address(person)


# Withdrawal, copies, text


def test_a_withdrawal_is_recorded_from_the_page(client_as, person, signed):
    signed()
    client = client_as(Role.THERAPIST)
    assert client.post(address(person, "withdraw"), {"says": ""}).status_code == 422
    client.post(address(person, "withdraw"), {"says": "told me in the session"})
    assert ConsentWithdrawal.objects.get().says == "told me in the session"
    page = client.get(address(person)).content.decode()
    assert "Withdrawn on" in page
    assert "Record the withdrawal" not in page
    assert "Taken back on" in client.get(address(person, ConsentSignature.objects.get().pk)).content.decode()


def test_the_assessment_shows_where_the_consent_stands_and_leads_there(client_as, person, signed, staff, now):
    client = client_as(Role.NURSE)
    page = client.get(f"/people/{person.pk}/assessment/").content.decode()
    assert "Not signed here." in page
    assert f'href="{address(person)}"' in page


def test_a_director_adds_a_paragraph_and_old_versions_stay(client_as, person, signed):
    signed()
    client = client_as(Role.MEDICAL_DIRECTOR)
    assert client.post("/consent-text/change/", {"own": "", "reason": ""}).status_code == 422
    assert "stay as it is" in client.post("/consent-text/change/", {"own": "", "reason": "x"}).content.decode()
    client.post("/consent-text/change/", {"own": "We film nothing.\n- really", "reason": "asked"})
    page = client.get("/consent-text/").content.decode()
    assert "Version 2" in page
    assert "<li>really</li>" in page
    assert "We film nothing." not in client.get("/consent-text/versions/1/").content.decode()
    assert client.get("/consent-text/versions/9/").status_code == 404
    assert "ask again" in client.get(address(person)).content.decode()
    assert ConsentVersion.objects.count() == 2


def test_a_clinics_words_are_words_and_no_page(client_as):
    client = client_as(Role.MEDICAL_DIRECTOR)
    client.post("/consent-text/change/", {"own": "<script>alert(1)</script>", "reason": "x"})
    page = client.get("/consent-text/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_copy_of_somebody_else_is_not_found(client_as, person, signed, now):
    from leeward.clinic.people.actions import add_person

    other = add_person(family_name="Other", given_names="Bo", born=None, is_synthetic=True, at=now)
    assert client_as(Role.NURSE).get(f"/people/{other}/consent/{signed()}/").status_code == 404
