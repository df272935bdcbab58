"""The chair hour on its pages: what is predicted, what was given, what is scored with a tap, who asks for a pause."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions import actions, bedside, charting, forecast
from leeward.clinic.infusions.chairside import live
from leeward.clinic.infusions.flowsheet_table import rows_of
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.infusions.sheet import sheet_of
from leeward.clinic.infusions.state_tile import amount, state_tile
from leeward.clinic.people.models import Role
from leeward.clinic.plans.subjects import ForecastBasis
from leeward.infusion.vitals import VitalKind, latest
from leeward.pharmacology import Subject

pytestmark = pytest.mark.django_db
BASIS = ForecastBasis(
    subject=Subject(
        weight_kg=70, age_y=41, resting_systolic_mmhg=124, resting_diastolic_mmhg=80, resting_heart_rate_per_min=72
    ),
    seed=7,
    virtual_patients=60,
)


@pytest.fixture
def now():
    """Pages read the clock, so these tests play now."""
    return timezone.now() - timedelta(minutes=12)


@pytest.fixture
def foretold(monkeypatch):
    """The plan behind the infusion names sixty virtual patients."""
    monkeypatch.setattr(forecast, "basis_for", lambda _bedside: BASIS)


def url(infusion, name="chairside"):
    return reverse(f"infusions:{name}", args=[infusion.person_id, infusion.pk])


def text(response):
    return response.content.decode()


def at_chair(infusion, when):
    return bedside.load(Infusion.objects.get(pk=infusion.pk), now=when, whole=True)


def at_minute(curve, minute):
    found = curve.at(minute)
    assert found is not None
    return found[1]


class TestPredicted:
    @pytest.mark.usefixtures("foretold")
    def test_a_pause_is_in_the_prediction_as_soon_as_it_is_charted(self, running, deed, now):
        before = forecast.foreseen(at_chair(running, now + timedelta(minutes=9)), last_minute=75)
        actions.pause(deed(now + timedelta(minutes=10)), reason="pressure")
        after = forecast.foreseen(at_chair(running, now + timedelta(minutes=12)), last_minute=75)
        assert at_minute(before.concentration, 8) == at_minute(after.concentration, 8)  # what ran is what ran
        assert at_minute(after.concentration, 30) < at_minute(before.concentration, 30) / 2
        assert at_minute(after.cadss, 30) <= at_minute(before.cadss, 30)

    @pytest.mark.usefixtures("foretold")
    def test_it_is_the_same_forecast_while_nothing_changes_the_rate(self, running, now):
        first, later = (
            forecast.foreseen(at_chair(running, now + timedelta(minutes=minutes)), last_minute=75) for minutes in (3, 9)
        )
        assert first is later

    def test_beyond_what_was_studied_it_refuses_in_words(self, running, now, monkeypatch):
        light = Subject(
            weight_kg=30, age_y=41, resting_systolic_mmhg=124, resting_diastolic_mmhg=80, resting_heart_rate_per_min=72
        )
        basis = ForecastBasis(subject=light, seed=7, virtual_patients=60)
        monkeypatch.setattr(forecast, "basis_for", lambda _bedside: basis)
        found = forecast.foreseen(at_chair(running, now + timedelta(minutes=5)), last_minute=75)
        assert found.says.startswith("No prediction: A weight of 30 kg lies outside")
        assert found.concentration is None

    def test_an_infusion_without_a_plan_says_that_there_is_no_prediction(self, running, client_as):
        page = text(client_as(Role.NURSE).get(url(running)))
        assert "No prediction: this infusion has no plan" in page

    @pytest.mark.usefixtures("foretold")
    def test_the_page_says_what_a_band_is_and_what_it_cannot_know(self, running, client_as):
        page = text(client_as(Role.NURSE).get(url(running)))
        assert "predicted: band of 9 in 10 of 60 virtual patients like this one, from the rates as they ran" in page
        assert "otto_2021" in page
        assert "nothing measured at the bedside learns this person" in page

    @pytest.mark.usefixtures("foretold")
    def test_two_pressures_beyond_the_band_are_believed_before_it(self, running, deed, now):
        for minute, pressure in ((4, "168/96"), (6, "171/98")):
            charting.chart_row(deed(now + timedelta(minutes=minute)), readings=pressure)
        sheet = sheet_of(at_chair(running, now + timedelta(minutes=7)))
        assert sheet.strays.startswith("The last 2 systolic readings (168, 171 mmHg) lie above the predicted band")


class TestWhatIf:
    @pytest.mark.usefixtures("foretold")
    def test_it_compares_four_choices_and_records_nothing(self, running, client_as):
        kept = JournalEntry.objects.count()
        page = text(client_as(Role.NURSE).get(url(running, "what_if")))
        assert JournalEntry.objects.count() == kept
        for title in ("Go on", "Pause 10 min, then go on", "Half the rate", "Stop"):
            assert f"<h3>{title}</h3>" in page
        assert page.count("<svg") == 12
        assert "Nothing of this is recorded." in page
        assert "What this cannot know" in page

    @pytest.mark.usefixtures("foretold")
    def test_paused_it_weighs_the_ways_to_resume(self, running, deed, now, client_as):
        actions.pause(deed(now + timedelta(minutes=10)), reason="distress")
        page = text(client_as(Role.NURSE).get(url(running, "what_if")))
        assert "<h3>Resume now</h3>" in page
        assert "<h3>Resume at half the rate</h3>" in page

    @pytest.mark.usefixtures("foretold")
    def test_a_stop_gives_what_is_in_and_going_on_gives_what_was_ordered(self, running, client_as):
        page = text(client_as(Role.NURSE).get(url(running, "what_if")))
        assert len(re.findall(r"35(?:\.0)? mg · 0\.50? mg/kg · 35(?:\.0)? mL", page)) == 3
        assert "10.5 mg · 0.15 mg/kg · 10.5 mL" in page  # 12 min of 52.5 mL/h at 1 mg/mL

    @pytest.mark.usefixtures("foretold")
    def test_before_the_start_and_after_the_end_there_is_nothing_to_weigh(self, running, deed, client_as):
        actions.stop(deed(timezone.now()), reason="patient asks")
        assert "There is nothing to weigh" in text(client_as(Role.NURSE).get(url(running, "what_if")))

    def test_without_a_plan_it_refuses_in_words(self, running, client_as):
        assert forecast.NO_PLAN in text(client_as(Role.NURSE).get(url(running, "what_if")))


@pytest.mark.hazard("H30 pause or stop not recorded")
class TestThePumpAndTheRecord:
    def test_a_pump_that_nobody_saw_running_is_not_shown_as_running(self, running, now):
        shown = live(at_chair(running, now + timedelta(minutes=8)))
        assert shown.state_tile.title == "◆ Running, minute 8?"
        assert shown.state_tile.is_stale
        assert "the pump was last seen running 8 min ago" in shown.state_tile.says
        (pump,) = [one for one in shown.due if "pump" in one.label]
        assert (pump.kind, pump.says) == ("overdue", "overdue 3 min")
        assert pump.url == url(running, "confirm")

    def test_whoever_looked_makes_it_running_again(self, running, deed, now):
        charting.confirm_infusing(deed(now + timedelta(minutes=8)), pump_delivered_ml=None)
        shown = live(at_chair(running, now + timedelta(minutes=9)))
        assert shown.state_tile.title == "Running, minute 9"
        assert not shown.state_tile.is_stale

    def test_when_all_is_in_by_the_record_it_asks_to_look_at_the_pump(self, running, now):
        tile = state_tile(at_chair(running, now + timedelta(minutes=41)))
        assert (tile.title, tile.is_stale) == ("◆ Empty by the record", True)

    def test_what_has_gone_in_is_counted_through_a_pause(self, running, deed, now):
        actions.pause(deed(now + timedelta(minutes=10)), reason="nausea")
        given = amount(at_chair(running, now + timedelta(minutes=12)))
        assert given is not None
        assert given.given == "8.8 mg · 0.12 mg/kg · 8.8 mL"
        assert given.left == "26.2 mg · 26.2 mL"
        assert given.ends.startswith("would end ")

    def test_another_count_on_the_pump_is_put_to_a_person(self, running, deed, now):
        charting.confirm_infusing(deed(now + timedelta(minutes=10)), pump_delivered_ml=4.0)
        given = amount(at_chair(running, now + timedelta(minutes=11)))
        assert given is not None
        assert given.asks.startswith("The pump showed 4 mL infused, the recorded rates give 8.8 mL.")

    def test_after_a_pause_the_page_says_what_is_in(self, running, client_as):
        told = {"event_id": str(uuid4()), "reason": "pressure", "words": ""}
        answer = client_as(Role.NURSE).post(url(running, "pause"), told, headers={"HX-Request": "true"})
        assert "Given 10.5 mg · 0.15 mg/kg · 10.5 mL, left 24.5 mg · 24.5 mL" in text(answer)


@pytest.mark.hazard("H17 stale vitals shown as live")
class TestOldValues:
    def test_sedation_that_is_overdue_never_looks_normal(self, running, deed, now):
        charting.score_scale(deed(now), scale_key="moaa-s", answers=(5,), total=5)
        fresh, old = (
            next(tile for tile in live(at_chair(running, now + timedelta(minutes=minutes))).tiles if tile.key == "mind")
            for minutes in (12, 14)
        )
        assert not fresh.is_stale
        assert old.is_stale
        assert old.says == "◆ old: MOAA/S 14 min ago, score again"

    def test_every_tile_tells_the_page_when_to_take_its_number_off_by_itself(self, running, deed, now):
        charting.chart_row(deed(now + timedelta(minutes=1)), readings="126/80 rr 14 spo2 97")
        for tile in live(at_chair(running, now + timedelta(minutes=1, seconds=2))).tiles:
            if tile.stale_after_s is not None:
                assert tile.hidden_after_s == tile.stale_after_s + 50

    def test_a_cuff_value_of_late_recovery_stands_until_its_own_interval_is_over(self, running, deed, now):
        actions.stop(deed(now + timedelta(minutes=10)), reason="patient asks")
        charting.chart_row(deed(now + timedelta(minutes=75)), readings="126/80")
        tile = live(at_chair(running, now + timedelta(minutes=95))).tiles[0]
        assert (tile.value, tile.is_stale) == ("126/80", False)


class TestTheLine:
    def send(self, client, running, pressure, **more):
        told = {"event_id": str(uuid4()), "pressure": pressure, "breaths": "14"} | more
        return client.post(url(running, "row"), told, headers={"HX-Request": "true"})

    def test_a_number_that_looks_like_a_slip_is_asked_about_once_and_kept_when_it_is_meant(self, running, client_as):
        client = client_as(Role.NURSE)
        assert self.send(client, running, "126/80").status_code == 200
        asked = self.send(client, running, "62/40")
        assert asked.status_code == 422
        assert "62, and 126 mmHg just before. Diastolic pressure 40, and 80 mmHg just before." in text(asked)
        assert 'value="62/40 rr 14"' in text(asked)  # what is sent again carries what it means
        assert not JournalEntry.objects.filter(kind="ReadingCharted", body__value=62).exists()
        assert self.send(client, running, "62/44", sure="62/40 rr 14").status_code == 422  # another number, asked again
        assert self.send(client, running, "62/40", sure="62/40 rr 14").status_code == 200
        assert JournalEntry.objects.filter(kind="ReadingCharted", body__value=62).count() == 1

    def test_a_rise_that_bodies_make_is_not_asked_about(self, running, client_as):
        client = client_as(Role.NURSE)
        for pressure in ("126/80", "158/92", "186/112"):
            assert self.send(client, running, pressure).status_code == 200


class TestScales:
    def test_one_tap_records_one_number(self, running, client_as):
        told = {"event_id": str(uuid4()), "scale_key": "anxiety", "total": "6"}
        client = client_as(Role.NURSE)
        answer = client.post(url(running, "scales"), told, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "✓ 6 at" in text(answer)
        client.post(url(running, "scales"), told)  # the same tap sent twice
        assert JournalEntry.objects.filter(kind="ScaleScored", body__scale_key="anxiety").count() == 1

    @pytest.mark.parametrize(("key", "total"), [("anxiety", 11), ("moaa-s", 6), ("nausea", 4), ("mood", 1)])
    def test_a_number_that_is_none_of_the_scale_is_refused(self, running, client_as, key, total):
        told = {"event_id": str(uuid4()), "scale_key": key, "total": total}
        answer = client_as(Role.NURSE).post(url(running, "scales"), told)
        assert answer.status_code == 422
        assert not JournalEntry.objects.filter(kind="ScaleScored", body__scale_key=key, body__total=total).exists()

    @pytest.mark.hazard("H42 therapist content triggers flashback unseen")
    def test_distress_is_asked_for_every_ten_minutes_and_the_chip_leads_to_the_tap(self, running, now):
        (chip,) = [one for one in live(at_chair(running, now + timedelta(minutes=14))).due if "istress" in one.label]
        assert (chip.kind, chip.url) == ("overdue", url(running, "scales"))


class TestWhatHappened:
    def test_a_medicine_given_prolongs_the_stay_and_stands_on_the_sheet(self, running, client_as):
        told = {
            "event_id": str(uuid4()),
            "medicine": "labetalol",
            "dose": "10 mg IV",
            "purpose": "antihypertensive",
        }
        assert client_as(Role.NURSE).post(url(running, "medicine"), told).status_code == 302
        sheet = sheet_of(at_chair(running, timezone.now()))
        assert [mark.says for mark in sheet.chart.marks if mark.kind == "medicine"] == ["labetalol 10 mg IV"]
        row = rows_of(at_chair(running, timezone.now()))[-1]
        assert any(said.startswith("Medicine given: labetalol") for said in row.happened)

    def test_an_adverse_event_is_graded_and_stays_open_until_it_is_followed(self, running, client_as):
        client = client_as(Role.NURSE)
        told = {
            "event_id": str(uuid4()),
            "term": "headache",
            "severity": "moderate",
            "relation": "probable",
            "serious": "no",
            "action": "dark room",
        }
        assert client.post(url(running, "adverse"), told).status_code == 302
        (line,) = live(at_chair(running, timezone.now())).adverse
        assert line.is_open
        assert line.says.endswith("headache, moderate (grade 2)")
        assert line.stands == "not recovered; through the drug: probable"
        followed = {
            "event_id": str(uuid4()),
            "adverse_event": told["event_id"],
            "outcome": "recovered",
            "relation": "certain",
            "note": "after 20 min",
        }
        assert "headache" in text(client.get(f"{url(running, 'follow')}?adverse_event={told['event_id']}"))
        assert client.post(url(running, "follow"), followed).status_code == 302
        (line,) = live(at_chair(running, timezone.now())).adverse
        assert not line.is_open
        assert line.stands == "recovered; through the drug: certain"

    def test_an_adverse_event_of_another_infusion_cannot_be_followed(self, running, client_as):
        told = {
            "event_id": str(uuid4()), "adverse_event": str(uuid4()), "outcome": "recovered", "relation": "certain",
        }  # fmt: skip
        answer = client_as(Role.NURSE).post(url(running, "follow"), told)
        assert answer.status_code == 422
        assert "not in this infusion&#x27;s record" in text(answer)

    def test_a_struck_reading_gives_its_place_to_a_valid_one_of_the_same_minute(self, running, deed, now):
        charting.chart_row(deed(now + timedelta(minutes=5)), readings="130/82")
        charting.chart_row(deed(now + timedelta(minutes=5, seconds=20)), readings="198/60")
        stands = at_chair(running, now + timedelta(minutes=6))
        wrong = latest(stands.readings, VitalKind.SYSTOLIC, stands.now, mode=stands.mode).reading
        assert wrong.value == 198
        charting.mark_artefact(deed(now + timedelta(minutes=6)), reading_id=wrong.reading_id, reason="moved arm")
        stands = at_chair(running, now + timedelta(minutes=7))
        (row,) = [row for row in rows_of(stands) if row.pressure.says and row.minute == "5"]
        assert row.pressure.says == "130/82"
        struck = [cuff for cuff in sheet_of(stands).chart.cuffs if cuff.artefact]
        assert [(cuff.systolic, cuff.artefact) for cuff in struck] == [(198, "moved arm")]  # visible, struck

    @pytest.mark.usefixtures("foretold")
    def test_a_struck_reading_moves_no_forecast_and_no_warning_about_it(self, running, deed, now):
        for minute, pressure in ((4, "168/96"), (6, "171/98")):
            charting.chart_row(deed(now + timedelta(minutes=minute)), readings=pressure)
        stands = at_chair(running, now + timedelta(minutes=7))
        last = latest(stands.readings, VitalKind.SYSTOLIC, stands.now, mode=stands.mode).reading
        charting.mark_artefact(deed(now + timedelta(minutes=7)), reading_id=last.reading_id, reason="moved arm")
        assert sheet_of(at_chair(running, now + timedelta(minutes=8))).strays == ""


@pytest.mark.hazard("H42 therapist content triggers flashback unseen")
class TestAskingForAPause:
    def ask(self, running, client):
        told = {"event_id": str(uuid4()), "reason": "a memory breaks in", "words": ""}
        return client.post(url(running, "ask_pause"), told)

    def test_a_therapist_asks_and_it_stands_above_every_alarm(self, running, client_as):
        assert self.ask(running, client_as(Role.THERAPIST)).status_code == 302
        first = live(at_chair(running, timezone.now())).alarms[0]
        assert first.says == "Please pause: a memory breaks in."
        assert first.kind == "medium"
        assert "Asked at" in text(client_as(Role.THERAPIST).get(url(running, "asked")))

    def test_a_pause_answers_it(self, running, deed, client_as):
        self.ask(running, client_as(Role.THERAPIST))
        actions.pause(deed(timezone.now()), reason="distress")
        assert not [line for line in live(at_chair(running, timezone.now())).alarms if line.key == "pause-asked"]

    def test_a_therapist_pauses_no_pump(self, running, client_as):
        told = {"event_id": str(uuid4()), "reason": "distress", "words": ""}
        assert client_as(Role.THERAPIST).post(url(running, "pause"), told).status_code == 403
        assert Infusion.objects.get(pk=running.pk).state == "running"

    def test_before_the_start_nothing_can_be_asked(self, ready, client_as):
        page = text(client_as(Role.THERAPIST).get(url(ready, "ask_pause")))
        assert "there is nothing to pause" in page
        assert self.ask(ready, client_as(Role.THERAPIST)).status_code == 422

    def test_the_list_leads_a_therapist_to_it(self, running, client_as):
        page = text(client_as(Role.THERAPIST).get(reverse("infusions:list", args=[running.person_id])))
        assert url(running, "ask_pause") in page
        assert f'href="{url(running)}"' not in page
