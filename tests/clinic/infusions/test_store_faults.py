"""The disk under the gateway on a bad day: full, read-only, and an error at every single statement of a batch.

What a biomedical engineer may read from it: whatever the disk refuses, the monitor is told to send again, nothing that
was confirmed is lost, nothing half-written stands, nothing stands twice, the chain of hashes is whole, the alarms are
decided meanwhile and are written when there is room again.
"""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from leeward.clinic.infusions import frame_chain_check, journaling
from leeward.clinic.infusions.bedside import load
from leeward.clinic.infusions.gateway_chairs import Chairs
from leeward.clinic.infusions.gateway_door import CannotKeep
from leeward.clinic.infusions.gateway_records import Records
from leeward.clinic.infusions.gateway_spells import STALE_AFTER, Spells
from leeward.clinic.infusions.models import Frame
from leeward.clinic.infusions.wording import details
from leeward.devices.port import Receipt
from leeward.infusion import journal
from leeward.infusion.events import AlarmRaised, KeepingInterrupted
from leeward.infusion.vitals import VitalKind

from .conftest import message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.hazard("H26 database full or corrupt"),
    pytest.mark.hazard("H25 server crash or restart"),
    pytest.mark.hazard("H21 lost alarm"),
]

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own ways of refusing")
MANY = 400


@pytest.fixture
def records(now):
    """The gateway's hands, in this thread."""
    return Records(now=lambda: now + timedelta(minutes=1))


def beats(now, first, many, spo2=97.0):
    at = [now + timedelta(seconds=n) for n in range(first, first + many)]
    return [message(one, {VitalKind.SPO2: spo2}, message_id=f"beat-{n}") for n, one in enumerate(at, first)]


def kept(records, messages):
    """Return which of the messages the gateway may confirm."""
    try:
        told = records.keep(messages)
    except CannotKeep:
        return set()
    return {one.message_id for one, answer in zip(messages, told, strict=True) if isinstance(answer, Receipt)}


def there():
    return list(Frame.objects.order_by("message_id").values_list("message_id", flat=True))


def is_whole(acknowledged):
    """Is everything acknowledged there, once, and the chain as it was sealed?"""
    found = there()
    assert len(found) == len(set(found))
    assert acknowledged <= set(found)
    assert [says for _, says in frame_chain_check.faults() if says] == []


@contextmanager
def refused(how):
    """Let SQLite refuse to write, in one of its own ways, for as long as the block lasts."""
    with connection.cursor() as cursor:
        if how == "full":
            cursor.execute("PRAGMA freelist_count")  # what other tests freed would be room
            (free,) = cursor.fetchone()
            cursor.execute(f"CREATE TABLE used_up_{uuid4().hex} AS SELECT zeroblob({4096 * free}) AS x")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
            cursor.execute("PRAGMA max_page_count = 1073741823")


@ON_SQLITE
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_what_the_disk_refuses_is_not_confirmed_and_is_kept_once_when_it_is_sent_again(
    records, running, paired, now, how
):
    acknowledged = kept(records, beats(now, 0, 20))
    with refused(how):
        asked = [beats(now, 20 + 20 * n, 20) for n in range(MANY // 20)]
        for batch in asked:
            acknowledged |= kept(records, batch)
        assert len(acknowledged) < 20 + MANY, "the disk refused nothing"
        is_whole(acknowledged)
    for batch in asked:
        acknowledged |= kept(records, batch)
        acknowledged |= kept(records, batch)
    assert len(acknowledged) == len(there()) == 20 + MANY
    is_whole(acknowledged)


@ON_SQLITE
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_alarms_are_decided_while_nothing_can_be_written_and_written_when_it_can(records, running, paired, now, how):
    kept(records, beats(now, 0, 2))
    chairs = Chairs(lambda: records.pairings, now=lambda: now + timedelta(seconds=70))
    chairs.begin_reading([running.pk])
    chairs.renew({running.pk: load(running, now=now + timedelta(seconds=30))})
    with refused(how):
        (low,) = beats(now, 60, 1, spo2=78.0)
        chairs.hear(low)
        decided = chairs.unwritten()[running.pk]
        assert "spo2-desaturation" in {event.alarm_key for event in decided if isinstance(event, AlarmRaised)}
    assert records.write_alarms(chairs.unwritten()) == {running.pk: True}
    written = {e.event.alarm_key for e in journaling.load(running) if isinstance(e.event, AlarmRaised)}
    assert "spo2-desaturation" in written


@ON_SQLITE
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_spell_in_which_nothing_could_be_kept_stands_in_the_journal_once_it_is_over(
    records, running, paired, now, how
):
    chairs, spells = Chairs(lambda: records.pairings, now=lambda: now + timedelta(seconds=70)), Spells()
    chairs.begin_reading([running.pk])
    chairs.renew({running.pk: load(running, now=now + timedelta(seconds=30))})

    def look(second, why_not):
        for infusion_id, events in spells.keeping(
            why_not, chairs.all_ids(), now=now + timedelta(seconds=second)
        ).items():
            chairs.note(infusion_id, events)

    acknowledged = kept(records, beats(now, 0, 2))
    look(0, "")
    with refused(how):
        second, answered = 0, True
        while answered:  # what was free in the file is used up first
            second += 1
            answered = kept(records, beats(now, 1000 * second, 20))
            acknowledged |= answered
        began = second
        while second <= began + STALE_AFTER.total_seconds():
            second += 1
            look(second, "the disk is full")
    look(second + 1, "")
    assert records.write_alarms(chairs.unwritten()) == {running.pk: True}
    (told,) = [one.event for one in journaling.load(running) if isinstance(one.event, KeepingInterrupted)]
    assert (told.since, told.until) == (now, now + timedelta(seconds=second + 1))
    assert "the disk is full · nothing that was confirmed is lost · alarms were decided in memory" in details(told)
    assert journal.verify(journaling.load(running)) is None
    is_whole(acknowledged)


class FailsAt:
    """Raise the database's error at the n-th statement, and count them."""

    def __init__(self, place):
        self.place, self.count = place, 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.place:
            raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)


def test_an_error_at_any_single_statement_of_a_batch_leaves_nothing_half_done(records, running, paired, now):
    """SQLite's own method: let the n-th statement fail, for every n."""
    acknowledged, statements = kept(records, beats(now, 0, 3)), FailsAt(0)
    with connection.execute_wrapper(statements):
        acknowledged |= kept(records, beats(now, 3, 3))
    assert statements.count >= 3
    for place in range(1, statements.count + 3):
        batch = beats(now, 10 * place, 3)
        with connection.execute_wrapper(FailsAt(place)):
            acknowledged |= kept(records, batch)
        is_whole(acknowledged)
        acknowledged |= kept(records, batch)
        assert {one.message_id for one in batch} <= acknowledged
        is_whole(acknowledged)
