"""What must hold a start back, one hazard after the other: everything else is met, and the pump is not started."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec import structs

from cleared import clear
from leeward.clinic.infusions import actions, ingest, time_out_actions
from leeward.devices.port import DeviceMessage
from leeward.infusion.time_out import CannotStart
from leeward.infusion.vitals import VitalKind
from leeward.truth import NO, UNKNOWN, YES
from timed_out import cleared_and_passed, passed, told

from .conftest import message

pytestmark = pytest.mark.django_db
ASKED = {"could_be_pregnant": YES}
HEARD = {VitalKind.SPO2: 97.0, VitalKind.HEART_RATE: 71.0}


@pytest.fixture
def refuses(infusion, deed, now):
    """Tell everything but for the changes; the time-out is not passed, the words say why, and the state stays."""

    def check(words: str, *, at=now, **changes) -> None:
        told(deed(at), **changes)
        with pytest.raises(CannotStart, match=words):
            time_out_actions.pass_time_out(deed(at))
        infusion.refresh_from_db()
        assert infusion.state == "planned"

    return check


def test_with_everything_met_it_passes(infusion, deed, now):
    passed(deed(now))
    infusion.refresh_from_db()
    assert infusion.state == "ready"


@pytest.mark.hazard("H12 pregnancy missed")
@pytest.mark.parametrize(
    "chart",
    [
        {**ASKED, "pregnancy_test": UNKNOWN},
        {**ASKED, "pregnancy_test": YES},
        {"could_be_pregnant": UNKNOWN, "pregnancy_test": UNKNOWN},
        {"pregnant": YES},
    ],
    ids=["no test today", "a positive test", "not asked", "pregnant"],
)
def test_nothing_starts_where_a_pregnancy_is_not_excluded(refuses, person, nurse, now, chart):
    clear(person, by=nurse, at=now, answers=chart)
    refuses("Pregnancy test")


@pytest.mark.hazard("H12 pregnancy missed")
def test_a_tick_does_not_stand_in_for_a_pregnancy_test(infusion, deed, now):
    with pytest.raises(CannotStart, match="nobody ticks this"):
        told(deed(now), answers={"pregnancy": YES})


@pytest.mark.hazard("H12 pregnancy missed")
def test_a_test_that_turns_positive_after_the_time_out_holds_the_pump_back(ready, deed, person, nurse, now):
    clear(person, by=nurse, at=now + timedelta(minutes=1), answers={**ASKED, "pregnancy_test": YES})
    with pytest.raises(CannotStart, match="Pregnancy test"):
        actions.start(deed(now + timedelta(minutes=2)), shown_ml_per_h=52.5, shown_vtbi_ml=35.0)


@pytest.mark.hazard("H11 medication list stale")
def test_a_list_of_medicines_older_than_a_day_is_gone_through_again(refuses, infusion, person, nurse, deed, now):
    later = now + timedelta(hours=25)
    clear(person, by=nurse, at=later, medicines=None)  # all is asked again but the medicines
    refuses("Medicines were gone through", at=later)
    cleared_and_passed(deed(later))
    infusion.refresh_from_db()
    assert infusion.state == "ready"


@pytest.mark.hazard("H13 double infusion: ketamine or esketamine elsewhere")
@pytest.mark.parametrize("answer", [NO, UNKNOWN])
def test_ketamine_or_esketamine_elsewhere_is_asked_and_holds_the_start_back(refuses, answer):
    refuses("elsewhere", answers={"elsewhere": answer})


@pytest.mark.hazard("H01 wrong patient: two identifiers")
@pytest.mark.parametrize("said", [{"name": "Bea Sample"}, {"name": "Ada"}, {"born": "another day"}])
def test_name_and_birth_date_that_are_not_those_of_the_record_hold_the_start_back(refuses, person, said):
    if "born" in said:
        said = {"born": person.born + timedelta(days=1)}
    refuses("Name and date of birth", **said)


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
@pytest.mark.parametrize("shown", [{"shown_ml_per_h": 525.0}, {"shown_ml_per_h": 35.0}, {"shown_vtbi_ml": 350.0}])
def test_a_pump_that_shows_another_rate_or_volume_holds_the_start_back(refuses, shown):
    refuses("Rate and volume", **shown)


def _clocked(now, offset_s: float) -> DeviceMessage:
    """What a monitor sends now, with a clock that is off by so much."""
    plain = message(now, HEARD)
    rows = tuple(row._replace(at=now + timedelta(seconds=offset_s)) for row in plain.rows)
    return structs.replace(plain, rows=rows, received_at=now)


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("offset_s", [-1800, -300, -30, -6, 6, 30, 300, 1800])
def test_a_monitor_whose_clock_is_more_than_five_seconds_off_holds_the_start_back(
    refuses, infusion, nurse, now, offset_s
):
    told_of = {"person_id": infusion.person_id, "infusion_id": infusion.pk, "device_id": "mon-3"}
    ingest.pair_device(**told_of, by=nurse, at=now - timedelta(hours=1))
    ingest.record_readings(_clocked(now, offset_s), now=now)
    refuses("clock agrees")


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("offset_s", [-5, -1, 0, 1, 5])
def test_a_clock_within_five_seconds_starts(infusion, nurse, deed, now, offset_s):
    told_of = {"person_id": infusion.person_id, "infusion_id": infusion.pk, "device_id": "mon-3"}
    ingest.pair_device(**told_of, by=nurse, at=now - timedelta(hours=1))
    ingest.record_readings(_clocked(now, offset_s), now=now)
    told(deed(now))
    time_out_actions.pass_time_out(replace(deed(now), event_id=uuid4()))
    infusion.refresh_from_db()
    assert infusion.state == "ready"
