"""The page of the gate: for each open item what is missing, and a control that leads to where it is mended."""

from datetime import timedelta

import pytest
from django.urls import resolve

from leeward.clinic.infusions import gates
from leeward.clinic.infusions.home_page import HERE, home_page
from leeward.clinic.people.roles import Role
from leeward.infusion.vitals import VitalKind
from recovered import recovered

pytestmark = pytest.mark.django_db
MENDED = """
    pressure      | readings
    oxygen        | readings
    heart-rate    | readings
    moaa-s        | infusions:scales
    distress      | infusions:scales
    aldrete       | infusions:recovery_scores
    padss         | infusions:recovery_scores
    cadss-6       | infusions:cadss6
    orthostasis   | infusions:standing
    suicidality   | outcomes:enter
    instructions  | aftercare:hand_out
    next-day-call | aftercare:hand_out
    escort        | escort
"""


@pytest.fixture
def rested(person, nurse, now):
    return recovered(person.pk, nurse=nurse, start=now)


def page(infusion, at):
    return home_page(person_id=infusion.person_id, infusion_id=infusion.pk, now=at)


def items(found):
    return {item.key: item for item in (*found.rows, *found.stated)}


@pytest.mark.hazard("H31 early discharge")
@pytest.mark.parametrize("row", MENDED.strip().splitlines(), ids=lambda row: row.split("|")[0].strip())
def test_each_open_item_leads_to_where_it_is_mended(rested, now, client_as, row):
    key, where = (cell.strip() for cell in row.split("|"))
    item = items(page(rested, now + timedelta(minutes=121)))[key]
    assert not item.is_met
    if ":" not in where:
        assert item.url in {HERE, "#id_escort"}
        return
    assert resolve(item.url).view_name == where
    assert client_as(Role.NURSE).get(item.url).status_code == 200


def test_it_says_from_when_on_one_may_leave(rested, now):
    assert page(rested, now + timedelta(minutes=50)).earliest == (
        "Not before 10:30; with a reason for the longer stay not before 11:10."
    )


def test_four_hours_after_the_start_it_asks_for_the_prescriber(rested, now, client_as):
    assert page(rested, now + timedelta(minutes=239)).review is None
    assert "the prescriber reviews" in page(rested, now + timedelta(minutes=240)).review


@pytest.mark.hazard("H31 early discharge: the chart asks for the longer stay")
def test_the_charts_age_asks_for_the_longer_stay_whatever_a_person_ticks(rested, now, nurse):
    from leeward.clinic.infusions import bedside, passing
    from leeward.clinic.infusions.deed import Deed
    from leeward.truth import NO, YES

    rested.person.born = rested.person.born.replace(year=1950)
    rested.person.save()
    at = now + timedelta(minutes=121)
    deed = Deed(person_id=rested.person_id, infusion_id=rested.pk, event_id=rested.pk, by=nurse, at=at)
    passing.check_items(deed, answers={gates.LONGER_STAY: NO})
    assert gates.needs_longer(bedside.load(rested, now=at)) is YES
    assert "min are left" in items(page(rested, at))["time"].why


def test_after_the_patient_left_the_gate_and_the_tiles_stay_as_they_stood(rested, now, nurse):
    from uuid import uuid4

    from leeward.clinic.infusions import bedside, journaling, tiles
    from leeward.infusion import events

    def part(minutes):
        return {"event_id": uuid4(), "at": now + timedelta(minutes=minutes), "by": nurse.key, "source": "chairside"}

    journaling.record(
        rested,
        (
            events.ReadingCharted(**part(121), reading_id=uuid4(), kind=VitalKind.SPO2, value=97.0, unit="%"),
            events.ScaleScored(**part(120), scale_key="moaa-s", answers=(5,), total=5),
            events.Discharged(**part(121), escort="a sister", escort_phone="555 0100", checks=()),
        ),
        now=now + timedelta(minutes=121),
    )
    days_later = now + timedelta(days=5)
    assert items(page(rested, days_later))["moaa-s"].is_met
    rested.refresh_from_db()
    shown = {each.key: each for each in tiles.vital_tiles(bedside.load(rested, now=days_later))}
    spo2, pressure = shown["spo2"], shown["pressure"]
    assert (spo2.value, spo2.is_stale, spo2.says) == ("97", False, "the last, at the end 10:31")
    assert (pressure.is_stale, pressure.says) == (True, "none, at the end 10:31")
