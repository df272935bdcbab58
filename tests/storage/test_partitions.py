"""Frames by day: made ahead by whoever is first, a net below, and refused to be emptied like the whole."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from leeward.clinic.infusions import actions, partitions
from leeward.clinic.infusions.models import Frame
from leeward.clinic.infusions.snapshot import OrderSnapshot

pytestmark = pytest.mark.django_db

ORDER = OrderSnapshot(
    dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
    rate_ml_per_h=52.5, vtbi_ml=35,
)  # fmt: skip


@pytest.fixture
def infusion_id(person, nurse, now):
    return actions.plan_infusion(person_id=person.pk, order=ORDER, chair="3", by=nurse, at=now)


def keep(infusion_id, at):
    return Frame.objects.create(
        infusion_id=infusion_id, device="mon-1", message_id=str(uuid4()), at=at, received_at=at, mode="demo", news=1,
        rows="[]", batch_id=1,
    )  # fmt: skip


def table_of(frame):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM infusions_frame WHERE id = %s", [frame.pk])
        return cursor.fetchone()[0]


def test_days_are_made_ahead_once_and_what_has_none_falls_into_the_net(infusion_id, now):
    made = partitions.make_ahead(now=now)
    assert len(made) == 9
    assert partitions.make_ahead(now=now) == ()
    assert partitions.days() == made
    assert table_of(keep(infusion_id, now)) == "infusions_frame_20261123"
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    assert table_of(keep(infusion_id, midnight)) == "infusions_frame_20261124"
    assert table_of(keep(infusion_id, midnight - timedelta(microseconds=1))) == "infusions_frame_20261123"
    assert table_of(keep(infusion_id, datetime(1999, 12, 31, tzinfo=UTC))) == "infusions_frame_default"
    assert Frame.objects.count() == 4


def test_a_day_whose_frames_came_before_its_table_stays_in_the_net(infusion_id, now):
    early = keep(infusion_id, now + timedelta(days=3))
    made = partitions.make_ahead(now=now)
    assert partitions.Day(day=(now + timedelta(days=3)).date()) not in made
    assert len(made) == 8
    assert table_of(early) == "infusions_frame_default"


@pytest.mark.hazard("H36 audit tampering")
@pytest.mark.parametrize("table", ["infusions_frame", "infusions_frame_20261123", "infusions_frame_default"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET rows = '[1]'", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_part_only_grows_as_the_whole_does(infusion_id, now, table, statement):
    partitions.make_ahead(now=now)
    keep(infusion_id, now)
    keep(infusion_id, datetime(1999, 12, 31, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))
    assert Frame.objects.count() == 2


def test_a_past_day_goes_once_it_is_empty_and_no_other(infusion_id, now):
    made = partitions.make_ahead(now=now)
    keep(infusion_id, now)
    yesterday, today = made[0], made[1]
    assert partitions.drop_past(before=now) == (yesterday,)
    assert partitions.days() == made[1:]
    assert partitions.drop_past(before=now + timedelta(days=1)) == ()  # today holds a frame
    assert table_of(keep(infusion_id, now - timedelta(days=1))) == "infusions_frame_default"
    assert partitions.days()[0] == today
    assert Frame.objects.count() == 2
