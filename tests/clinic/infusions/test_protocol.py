"""Which version of the protocol watches an infusion: the one that it started under."""

from datetime import timedelta

import pytest

from leeward.clinic.infusions import bedside, gates, home_page, queries, time_out_gate
from leeward.clinic.infusions.time_out_page import time_out_page
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols import actions, standing
from leeward.clinic.protocols.actions import Told
from leeward.protocol import STANDARD
from leeward.protocol.alarms import Oxygen
from leeward.protocol.discharge import Leaving
from leeward.protocol.starting import Start
from leeward.units import Quantity

pytestmark = pytest.mark.django_db
OWN = ((Oxygen.low, "92 %"), (Start.spo2_go, "97 %"), (Leaving.spo2, "96 %"))


@pytest.fixture
def sign(staff):
    """Sign a version with other limits for oxygen at the start, during the infusion and at the door."""

    def signed(at):
        director = staff(Role.MEDICAL_DIRECTOR)
        told = {row.name: Told(quantity=Quantity.parse(text), reason="a reason") for row, text in OWN}
        actions.draft_changes(told=told, by=director, at=at)
        seen = standing.draft(at).digest
        actions.sign(seen=seen, typed_name=director.name, second_factor=False, by=director, at=at)

    return signed


def test_no_limit_moves_while_drug_goes_in(running, sign, now):
    sign(now + timedelta(minutes=1))
    assert bedside.load(running, now=now + timedelta(minutes=5)).protocol is STANDARD


def test_the_chair_says_which_version_watches_and_that_it_is_an_older_one(running, sign, nurse, now):
    who = {"person_id": running.person_id, "infusion_id": running.pk}
    early = queries.chairside_page(**who, now=now + timedelta(seconds=30)).order_says
    assert "Leeward standard, version 1: not signed" in early
    sign(now + timedelta(minutes=1))
    later = now + timedelta(minutes=5)
    told = (
        queries.chairside_page(**who, now=later).order_says,
        time_out_page(**who, reader=nurse, now=later).protocol,
        home_page.home_page(**who, now=later).protocol,
    )
    assert all("An older version: version 2 is in force" in says for says in told)


def test_what_has_not_started_follows_the_version_in_force(infusion, sign, now):
    sign(now)
    loaded = bedside.load(infusion, now=now + timedelta(minutes=5))
    says = [item.says for item in time_out_gate.start_gate(loaded).items]
    assert "SpO2 is 97 to 100 %." in says
    assert {limit.key: limit.value for limit in loaded.protocol.alarms}["spo2-red"] == 92


def test_the_gate_before_going_home_asks_by_the_version_of_the_start(infusion, sign, now):
    sign(now)
    loaded = bedside.load(infusion, now=now + timedelta(minutes=5))
    assert any("SpO2 on air is at least 96 %" in item.says for item in gates.home_gate(loaded).items)
