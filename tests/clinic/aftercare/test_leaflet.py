"""What goes home with the patient: by the link, on paper, and in whose hands."""

import re
from datetime import timedelta

import pytest

from leeward.clinic.aftercare import actions
from leeward.clinic.aftercare.models import AftercareLink, AgreedCall
from leeward.clinic.infusions import bedside
from leeward.clinic.infusions.gates import home_gate
from leeward.clinic.people.roles import Role
from leeward.clinic.portal.links import hash_of
from leeward.infusion.going_home import by_the_clock

from .conftest import Phone

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_sheet_says_what_was_given_and_until_when_by_the_clock(phone, bed):
    from django.utils import timezone

    ended = timezone.localtime(bed.started + timedelta(minutes=40))
    told = words(phone.get())
    assert "You had ketamine through a drip into a vein: 35 mg" in told
    assert f"Drink no alcohol until {by_the_clock(ended + timedelta(days=1))}." in told
    assert "Do not drive, cycle or use machines until you have slept a night." in told
    assert "We call you at about" in told
    assert "988" in told


def test_after_midnight_of_that_night_it_still_says_not_to_drive(phone, bed, monkeypatch, settings):
    from django.utils import timezone

    ended = bed.started + timedelta(minutes=40)
    ahead_h = (22 - ended.hour + 12) % 24 - 12
    settings.TIME_ZONE = f"Etc/GMT{-ahead_h:+}"  # where it ended at ten in the evening, whenever the test runs
    midnight = timezone.localtime(ended).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: midnight + timedelta(minutes=20))
    told = words(phone.get())
    assert "Do not drive, cycle or use machines until you have slept a night." in told
    assert "today" not in told.lower()


def test_the_page_is_light_and_its_sentences_are_short(phone):
    response = phone.get()
    assert len(response.content) < 20_000
    told = words(response)
    body = told[told.index("You had ketamine") : told.index("This page opens on")]
    sentences = [s for s in re.split(r"[.?!:]\s", body) if len(s.split()) > 2]
    assert max(len(s.split()) for s in sentences) <= 26
    assert sum(len(s.split()) for s in sentences) / len(sentences) < 12


def test_nothing_is_handed_out_before_the_end(infusion_running):
    with pytest.raises(actions.CannotHandOut, match="has ended"):
        infusion_running.hand_out(infusion_running.started + timedelta(minutes=5))
    assert not AftercareLink.objects.exists()


@pytest.fixture
def infusion_running(bed):
    """As it stood in the middle: the copy of the state is what the action asks."""
    bed.infusion.state = "running"
    bed.infusion.save(update_fields=["state"])
    return bed


def test_handing_out_answers_two_items_of_the_gate(bed, clock):
    bed.hand_out(clock)
    gate = home_gate(bedside.load(bed.infusion, now=clock, whole=True))
    met = {item.key for item in gate.items if item.truth.value == "yes"}
    assert {"instructions", "next-day-call"} <= met


def test_a_call_in_the_past_is_not_agreed(bed, clock):
    with pytest.raises(actions.CannotHandOut, match="lie ahead"):
        bed.hand_out(clock, due_at=clock - timedelta(minutes=1))


def test_the_secret_is_kept_nowhere(gone):
    assert AftercareLink.objects.get().token_hash == hash_of(gone.token)


def test_a_wrong_date_of_birth_opens_nothing_and_five_lock(gone):
    thief = Phone(gone.token)
    for _ in range(5):
        response = thief.open(born_year="1984")
        assert "do not open anything" in response.content.decode()
    assert "locked" in Phone(gone.token).open().content.decode()


def test_a_shared_link_works_only_on_the_first_device(phone, gone):
    response = Phone(gone.token).open()
    assert response.status_code == 410
    assert "opened on another device" in response.content.decode()


def test_an_expired_link_points_to_the_paper(gone, later):
    later(days=8)
    response = Phone(gone.token).open()
    assert response.status_code == 410
    assert "the sheet that you took home" in response.content.decode()


def test_a_second_link_takes_the_first_back(phone, gone, clock):
    gone.hand_out(clock)
    assert phone.get().status_code == 404


def test_an_intakes_cookie_opens_no_instructions(gone, phone):
    stranger = Phone(gone.token)
    stranger.client.cookies["leeward_after"] = phone.client.cookies["leeward_after"].value + "x"
    assert stranger.get().status_code == 404
    stranger.client.cookies["leeward_intake"] = phone.client.cookies["leeward_after"].value
    assert stranger.client.get("/intake/").status_code == 404


def test_a_discharge_without_an_agreed_call_has_one_all_the_same(bed, clock):
    bed.go_home(clock)
    assert AgreedCall.objects.get().due_at == clock + timedelta(hours=24)


def test_the_link_is_shown_once_with_the_sheet(client_as, bed, clock):
    nurse = client_as(Role.NURSE)
    at = f"/people/{bed.infusion.person_id}/infusions/{bed.infusion.pk}/instructions/"
    assert "Nothing has been handed out yet" in words(nurse.get(at))
    day = clock + timedelta(days=1)
    form = {
        "form_id": str(bed.infusion.pk), "day_month": day.month, "day_day": day.day, "day_year": day.year,
        "time": "10:00", "phone": "+1 555 0199", "next_visit": "Thursday, 09:00",
    }  # fmt: skip
    page = nurse.post(at, form).content.decode()
    found = re.search(r"/after/open/([^/]+)/", page)
    assert found
    assert hash_of(found[1]) == AftercareLink.objects.get().token_hash
    assert "data:image/svg+xml" in page
    again = nurse.post(at, form)
    assert again.status_code == 422
    assert "shown before" in words(again)
    assert "/after/open/" not in nurse.get(at).content.decode()
