"""A disk that is nearly full: no other infusion begins, and the one that runs is recorded on."""

import shutil
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from leeward.clinic.infusions import actions, charting, planning
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.planning import CannotPlan
from leeward.infusion.machine import State
from leeward.infusion.time_out import CannotStart

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H26 disk nearly full")]


@pytest.fixture
def disk(monkeypatch):
    """Say how much of the disk is free, in per cent."""

    def has(free: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=100, used=100 - free, free=free))

    return has


@pytest.mark.parametrize(("free", "may"), [(0, False), (4, False), (5, True), (60, True)])
def test_under_five_per_cent_no_infusion_starts(disk, ready, deed, now, free, may):
    disk(free)
    if may:
        assert actions.start(deed(now), shown_ml_per_h=52.5, shown_vtbi_ml=35.0) is State.RUNNING
        return
    with pytest.raises(CannotStart, match=f"nearly full: {free}% is free, 5% is needed"):
        actions.start(deed(now), shown_ml_per_h=52.5, shown_vtbi_ml=35.0)


def test_under_five_per_cent_no_infusion_is_planned(disk, person, nurse, now):
    disk(4)
    with pytest.raises(CannotPlan, match="free space before another infusion begins"):
        planning.plan_from_order(person_id=person.pk, order_id=uuid4(), chair="1", by=nurse, at=now)


def test_what_runs_is_recorded_on(disk, running, deed, now):
    disk(0)
    made: Deed = deed(now + timedelta(minutes=3))
    assert charting.chart_row(made, note="still here") is State.RUNNING
    assert actions.stop(deed(now + timedelta(minutes=4)), reason="pressure") is State.RECOVERING


def test_the_share_can_be_set(disk, settings, ready, deed, now):
    settings.LEAST_FREE = 0.2
    disk(19)
    with pytest.raises(CannotStart, match="20% is needed"):
        actions.start(deed(now), shown_ml_per_h=52.5, shown_vtbi_ml=35.0)
