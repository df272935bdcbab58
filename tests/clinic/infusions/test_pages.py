"""The pages of an infusion say what is, what is old, and what is not known."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions import bedside, charting, ingest, time_out_actions
from leeward.clinic.infusions.flowsheet_table import rows_of
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.time_out_actions import Told
from leeward.clinic.people.models import Role
from leeward.infusion.vitals import VitalKind
from leeward.truth import YES
from timed_out import typed

from .conftest import message

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """Pages read the clock, so these tests play now."""
    return timezone.now() - timedelta(minutes=5)


def url(infusion, name="chairside"):
    return reverse(f"infusions:{name}", args=[infusion.person_id, infusion.pk])


def text(response):
    return response.content.decode()


def test_the_chairside_page_informs_and_says_that_it_is_simulated(running, client_as):
    page = text(client_as(Role.NURSE).get(url(running)))
    assert "This screen informs; the bedside monitor alarms." in page
    assert "SIMULATED" in page
    assert "Running, minute 5" in page
    assert "52.5" in page


def test_no_page_carries_a_style_attribute_or_an_inline_script(running, client_as):
    client = client_as(Role.NURSE)
    for name in ("chairside", "time_out", "discharge", "journal", "flowsheet", "stop", "cadss6", "live"):
        page = text(client.get(url(running, name)))
        assert "style=" not in page
        assert "onclick" not in page


@pytest.mark.hazard("H17 stale vitals shown as live")
def test_a_value_that_fell_silent_loses_its_number_and_changes_shape(running, paired, client_as, now):
    ingest.record_readings(message(now, {VitalKind.SPO2: 91.0}), now=now)
    page = text(client_as(Role.NURSE).get(url(running, "live")))
    assert "◆ no reading for" in page
    assert ">91<" not in page


def test_what_never_came_says_so(infusion, client_as):
    assert "◆ no reading yet" in text(client_as(Role.NURSE).get(url(infusion)))


def test_stopping_asks_again_and_then_stops(running, client_as):
    client = client_as(Role.NURSE)
    assert "cannot be resumed" in text(client.get(url(running, "stop")))
    told = {"event_id": str(uuid4()), "reason": "patient asks", "words": ""}
    assert client.post(url(running, "stop"), told).status_code == 302
    assert client.post(url(running, "stop"), told).status_code == 302
    running.refresh_from_db()
    assert running.state == "recovering"
    assert running.journal.filter(kind="Stopped").count() == 1


def test_a_refusal_is_a_sentence_of_the_form(running, client_as):
    client = client_as(Role.NURSE)
    response = client.post(
        url(running, "resume"), {"event_id": str(uuid4()), "rate_ml_per_h": "52.5", "shown_ml_per_h": "52.5"}
    )
    assert response.status_code == 422
    assert "while the infusion is running" in text(response)


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
def test_the_pump_is_read_and_not_agreed_to(ready, client_as):
    client = client_as(Role.NURSE)
    page = text(client.get(url(ready, "start")))
    assert "Rate that the pump shows, mL/h" in page
    assert 'value="52.5"' not in page
    told = {"event_id": str(uuid4()), "shown_ml_per_h": "5.25", "shown_vtbi_ml": "35"}
    response = client.post(url(ready, "start"), told)
    assert response.status_code == 422
    assert "The pump shows a rate of 5.25 mL/h; it must be 52.5 mL/h." in text(response)
    assert client.post(url(ready, "start"), told | {"shown_ml_per_h": "52.5"}).status_code == 302


def test_other_needs_words(running, client_as):
    response = client_as(Role.NURSE).post(
        url(running, "pause"), {"event_id": str(uuid4()), "reason": "other", "words": " "}
    )
    assert response.status_code == 422
    assert "Say it in words" in text(response)


def test_one_line_is_charted_by_keyboard(running, client_as):
    client = client_as(Role.NURSE)
    told = {"event_id": str(uuid4()), "pressure": "140/85", "breaths": "14", "moaas": "5", "note": "calm"}
    response = client.post(url(running, "row"), told, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "140/85" in text(response)
    response = client.post(url(running, "row"), {"event_id": str(uuid4()), "pressure": "85/140"})
    assert response.status_code == 422
    assert "140/85" in text(response)


def test_answering_an_alarm_needs_what_was_done(running, client_as):
    client = client_as(Role.NURSE)
    page = text(client.get(url(running, "acknowledge") + "?alarm_key=spo2-never-seen"))
    assert "What was done?" in page
    told = {"event_id": str(uuid4()), "alarm_key": "spo2-never-seen", "reason": "prescriber called"}
    assert client.post(url(running, "acknowledge"), told).status_code == 302
    assert running.journal.get(kind="AlarmAcknowledged").body["action"] == "prescriber called"


def test_the_time_out_says_what_is_open_and_passes_when_nothing_is(infusion, client_as):
    client = client_as(Role.NURSE)
    told = {"event_id": str(uuid4()), "pass": "yes"} | typed(infusion)
    client.post(url(infusion, "cadss6"), {"event_id": str(uuid4())} | {f"item_{n}": "0" for n in range(1, 7)})
    response = client.post(url(infusion, "time_out"), told | {"item-call": "unknown"})
    assert response.status_code == 422
    assert "The patient has tried the call button" in text(response)
    assert client.post(url(infusion, "time_out"), told | {"event_id": str(uuid4())}).status_code == 302
    infusion.refresh_from_db()
    assert infusion.state == "ready"


def test_the_journal_page_says_that_the_chain_is_whole(running, client_as):
    page = text(client_as(Role.NURSE).get(url(running, "journal")))
    assert "Verified now" in page
    assert "Time-out passed" in page


def test_the_journal_and_the_flowsheet_speak_plain_words(running, deed, now, client_as):
    charting.chart_row(deed(now), readings="140/85 temp 36.7", moaas=5)
    pages = [text(client_as(Role.NURSE).get(url(running, name))) for name in ("journal", "flowsheet")]
    for page in pages:
        assert "MOAA/S 5" in page
        assert "checks met" in page
        assert "volume to infuse" in page
        for key in ("heart_rate", "moaa-s", "vtbi", " Cel", "-0<"):
            assert key not in page
    assert "Temperature 36.7 °C" in pages[0]


def test_nothing_is_chosen_beforehand_and_the_form_says_what_it_is_about(running, deed, now, client_as):
    charting.chart_row(deed(now + timedelta(minutes=1)), readings="140/85")
    systolic = next(r for r in bedside.load(running, now=now, whole=True).readings if r.value == 140)
    page = text(client_as(Role.NURSE).get(url(running, "artefact") + f"?reading_id={systolic.reading_id}"))
    assert "Blood pressure 140/85 mmHg" in page
    assert "checked" not in page
    page = text(client_as(Role.NURSE).get(url(running, "acknowledge") + "?alarm_key=spo2-never-seen"))
    assert "SpO2" in page.partition('class="about')[2]


def test_a_form_on_a_page_of_its_own_is_sent_as_a_page(running, client_as):
    """Only at the chair is there a place into which the answer could be put."""
    client, address = client_as(Role.NURSE), url(running, "pause")
    assert "hx-post" not in text(client.get(address)).partition("<main")[2]
    assert 'hx-target="#act"' in text(client.get(address, headers={"HX-Request": "true"}))


def test_what_a_nurse_counted_is_not_hidden_behind_the_monitor(running, deed, now, client_as):
    at = now.replace(second=10, microsecond=0) + timedelta(minutes=1)
    charting.chart_row(deed(at), readings="140/85 spo2 88")
    rows = rows_of(bedside.load(running, now=timezone.now(), whole=True))
    row = next(row for row in rows if row.clock == f"{timezone.localtime(at):%H:%M}")
    assert (row.spo2.says, row.spo2.by_hand) == ("88", True)
    assert any(row.minute == "0" and any("Started" in each for each in row.happened) for row in rows)


def test_a_time_out_that_is_over_is_not_offered_again(running, client_as):
    page = text(client_as(Role.NURSE).get(url(running, "time_out")))
    assert "The time-out is over" in page
    assert "Record and pass the time-out" not in page


def test_the_room_shows_the_worst_first(running, order, nurse, now, client_as):
    from leeward.clinic.infusions import actions

    actions.plan_infusion(person_id=running.person_id, order=order, chair="1", by=nurse, at=now)
    page = text(client_as(Role.NURSE).get(reverse("infusions:chairs")))
    assert page.index("Chair 3") < page.index("Chair 1")
    assert "Not watched" in page[page.index("Chair 1") :]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.RESEARCHER, Role.THERAPIST, Role.ADMINISTRATOR])
def test_the_chair_is_closed_to_others(running, client_as, role):
    client = client_as(role)
    assert client.get(url(running)).status_code == 403
    assert client.post(url(running, "stop"), {}).status_code == 403


@pytest.mark.hazard("H01 wrong patient")
def test_another_persons_infusion_is_an_address_that_is_not_there(infusion: Infusion, person, client_as, now):
    from leeward.clinic.people import actions as people

    other = people.add_person(family_name="Other", given_names="Olu", born=None, at=now)
    address = reverse("infusions:chairside", args=[other, infusion.pk])
    assert client_as(Role.NURSE).get(address).status_code == 404


def test_an_item_of_the_checklist_stays_unknown_until_somebody_answers(infusion, deed, now, client_as):
    time_out_actions.tell(deed(now), Told(answers={"vein": YES}))
    page = text(client_as(Role.NURSE).get(url(infusion, "time_out")))
    assert re.search(r"2\d of 36 items are open", page)
    assert "Nobody ticks what the record knows" in page
