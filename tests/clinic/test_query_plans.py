"""What is asked many times a second finds its rows by an index, on either database, and touches no other day."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leeward.clinic.audit.actions import was_just_read
from leeward.clinic.audit.models import Change
from leeward.clinic.infusions import actions, bedside, frame_tables, journaling, partitions
from leeward.clinic.infusions.models import Frame, Infusion, JournalEntry
from leeward.clinic.infusions.pairings import Pairings
from leeward.clinic.infusions.snapshot import OrderSnapshot

pytestmark = pytest.mark.django_db

ORDER = OrderSnapshot(
    dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
    rate_ml_per_h=52.5, vtbi_ml=35,
)  # fmt: skip
GROWING = ("infusions_frame", "infusions_framebatch", "infusions_reading", "infusions_journalentry", "audit_")

BY_INDEX = {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}  # as PostgreSQL says it of a table


@pytest.fixture
def infusion(person, nurse, now):
    partitions.make_ahead(now=now - timedelta(days=20))  # days of before
    partitions.make_ahead(now=now)
    made = actions.plan_infusion(person_id=person.pk, order=ORDER, chair="3", by=nurse, at=now)
    return Infusion.objects.get(pk=made)


def asked(what) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        what()
    return [each["sql"] for each in captured if each["sql"].startswith("SELECT") and mentions(each["sql"])]


def mentions(sql: str) -> bool:
    return any(f"{name}" in sql for name in GROWING)


def plan_of(sql: str) -> list[tuple[str, str]]:
    """How each table is come by: (what is done, which table)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"), [])
            return [line[3].partition(" ")[::2] for line in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = off")  # of an empty table every page is one: could an index be used?
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (told,) = cursor.fetchone()
        return list(nodes((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]))


def nodes(plan: dict) -> Iterator[tuple[str, str]]:
    if "Relation Name" in plan:
        yield plan["Node Type"], plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def scanned(plan: list[tuple[str, str]]) -> set[str]:
    """The growing tables that are read from end to end."""
    return {
        table for how, table in plan
        if how in {"SCAN", "Seq Scan"} and mentions(table)
    }  # fmt: skip


def frame(infusion, at):
    return frame_tables.FrameRow(infusion.pk, "mon-1", str(uuid4()), at, at, "demo", 1, "[]", 1)


HOT = {
    "a chair, each second": lambda infusion, now: bedside.load(infusion, now=now),
    "a chair's whole chart": lambda infusion, now: bedside.load(infusion, now=now, whole=True),
    "a frame that came before": lambda infusion, now: frame_tables.find(connection, frame(infusion, now)),
    "the end of a gateway's chain": lambda *_: frame_tables.last_batch("gateway"),
    "what was paired since": lambda *_: [pairings.refresh() for pairings in [Pairings()] for _ in range(2)],
    "a journal": lambda infusion, _: journaling.load(infusion),
    "an event that was told before": lambda *_: JournalEntry.objects.filter(event_id=uuid4()).exists(),
    "entries since": lambda *_: list(JournalEntry.objects.filter(pk__gt=10).values_list("infusion_id")),
    "a page that was just read": lambda infusion, now: was_just_read(
        actor="nurse", person_id=infusion.person_id, page="x", at=now, within=timedelta(minutes=1)
    ),
    "the changes of one row": lambda infusion, _: list(
        Change.objects.filter(table="people_person", row=infusion.pk.hex)
    ),
}


@pytest.mark.parametrize("name", HOT)
def test_a_hot_question_reads_no_growing_table_from_end_to_end(infusion, now, name):
    questions = asked(lambda: HOT[name](infusion, now))
    assert questions, "something is asked"
    plans = {sql: plan_of(sql) for sql in questions}
    assert {sql: plan for sql, plan in plans.items() if scanned(plan)} == {}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's table has no parts (decision 12)")
@pytest.mark.parametrize("name", ["a chair, each second", "a chair's whole chart", "a frame that came before"])
def test_no_day_of_before_is_touched(infusion, now, name):
    questions = [sql for sql in asked(lambda: HOT[name](infusion, now)) if "infusions_frame" in sql]
    touched = {table for sql in questions for _, table in plan_of(sql) if table.startswith("infusions_frame")}
    today = f"infusions_frame_{now:%Y%m%d}"
    assert today in touched
    assert {table for table in touched if table < today} == set()
    assert len(partitions.days()) == 18
    assert not Frame.objects.exists()


@pytest.mark.parametrize("name", ["a chair, each second", "a chair's whole chart"])
def test_the_frames_of_a_chair_are_found_by_an_index_of_theirs(infusion, now, name):
    questions = [sql for sql in asked(lambda: HOT[name](infusion, now)) if "infusions_frame" in sql]
    assert questions
    for sql in questions:
        plan = plan_of(sql)
        is_found = any("frame_by_block" in of_what or how in BY_INDEX for how, of_what in plan)
        assert is_found or plan == [], sql  # PostgreSQL sees that before a time and after it is never
