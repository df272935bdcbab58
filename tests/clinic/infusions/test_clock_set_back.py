"""The server's own clock is put back or forward between two things that a nurse does: none is refused, none is lost."""

from datetime import timedelta

import pytest

from leeward.clinic.infusions import actions, bedside, charting, journaling
from leeward.infusion import journal
from leeward.infusion.late import state_after
from leeward.infusion.machine import State
from leeward.infusion.vitals import VitalKind

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.hazard("H19 clock skew"),
    pytest.mark.hazard("H20 DST or time zone shift in session"),
    pytest.mark.hazard("H30 pause or stop not recorded"),
]

JUMPS_S = [-7200, -3600, -61, -1, 1, 61, 3600]


@pytest.mark.parametrize("jump_s", JUMPS_S)
def test_pause_resume_and_stop_are_taken_on_both_sides_of_a_jump(running, deed, now, jump_s):
    jump = timedelta(seconds=jump_s)
    actions.pause(deed(now + timedelta(minutes=5)), reason="distress")
    actions.resume(deed(now + timedelta(minutes=6) + jump), rate_ml_per_h=52.5, shown_ml_per_h=52.5)
    assert actions.pause(deed(now + timedelta(minutes=7) + jump), reason="distress again") is State.PAUSED
    assert actions.stop(deed(now + timedelta(minutes=8) + jump), reason="pressure") is State.RECOVERING
    running.refresh_from_db()
    entries = journaling.load(running)
    assert journal.verify(entries) is None
    assert running.state == state_after(journal.events(entries)).value == "recovering"


@pytest.mark.parametrize("jump_s", JUMPS_S)
def test_the_amount_given_never_exceeds_the_order_and_says_where_it_is_not_sure(running, deed, now, jump_s):
    over = now + timedelta(minutes=20) + timedelta(seconds=jump_s)
    actions.complete(deed(over), delivered_ml=17.5)
    given = bedside.load(running, now=over + timedelta(minutes=1)).given
    if over < now:
        assert given is None  # before the start by the clock as it goes now: no amount is told rather than a wrong one
        return
    assert given.mg <= 35
    assert abs(given.ml - 17.5) <= 0.05 * 35 or given.disagreement


@pytest.mark.parametrize("jump_s", JUMPS_S)
def test_what_is_charted_after_a_jump_stands_in_the_record(running, deed, now, jump_s):
    at = now + timedelta(minutes=10) + timedelta(seconds=jump_s)
    charting.chart_row(deed(at), readings="141/88 spo2 96", note="after the jump")
    found = bedside.load(running, now=at, whole=True)
    assert {r.value for r in found.readings if r.kind is VitalKind.SYSTOLIC and r.at == at} == {141.0}
