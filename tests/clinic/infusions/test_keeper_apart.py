"""The keeping of frames in another process: what it promises is what is on disk, and its end loses nothing."""

import os
import socket
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from threading import Event, Thread

import pytest
from django.db import connection

from leeward.clinic.infusions.gateway_keeper import CannotKeep, DiskFailed, FrameKeeper
from leeward.clinic.infusions.keeper_apart import KeeperApart, keep_for
from leeward.clinic.infusions.models import Frame
from leeward.devices.port import Receipt
from leeward.infusion.vitals import VitalKind

from .conftest import message

pytestmark = pytest.mark.django_db(transaction=True)


class Beside:
    """The other side on a thread: the line and the records are real, only the process is ours."""

    begun = 0

    def __init__(self, keeper=None):
        Beside.begun += 1
        ours, theirs = socket.socketpair()
        self.line = Connection(ours.detach())
        self._theirs = Connection(theirs.detach())
        self._keeper = keeper or FrameKeeper(now=lambda: datetime.now(UTC))
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        try:
            keep_for(self._theirs, self._keeper)
        finally:
            self._theirs.close()
            connection.close()

    def die(self):
        """Break the line, as the kernel does where the process dies."""
        with socket.socket(fileno=os.dup(self.line.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def end(self):
        self.line.close()
        self._thread.join()


class Failing:
    """A keeper on whose disk something is wrong."""

    def __init__(self, why):
        self._why = why

    def keep(self, _messages):
        raise self._why


class Hanging:
    """A keeper that answers once it is let go."""

    def __init__(self):
        self.let_go = Event()

    def keep(self, _messages):
        self.let_go.wait(60)
        raise CannotKeep("nobody waits any more")


@pytest.fixture
def apart():
    made = []

    def begin(keeper=None, **limits):
        made.append(KeeperApart(lambda: Beside(keeper), **limits))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def a_message(number=1, device="mon-3"):
    return message(datetime.now(UTC), {VitalKind.SPO2: 97.0}, message_id=str(number), device=device)


def test_what_was_promised_is_on_disk_once_however_often_it_is_sent(running, paired, apart):
    keeper, one = apart(), a_message()
    assert keeper.keep([one, a_message(2)]) == [Receipt(message_id="1", new=1), Receipt(message_id="2", new=1)]
    assert keeper.keep([one]) == [Receipt(message_id="1", new=0, repeated=1)]
    assert sorted(Frame.objects.values_list("message_id", flat=True)) == ["1", "2"]


def test_the_gateway_knows_of_a_pairing_after_the_first_batch_that_met_it(running, paired, apart):
    keeper = apart()
    assert keeper.pairings.get("mon-3") is None
    keeper.keep([a_message()])
    assert keeper.pairings.get("mon-3").infusion_id == running.pk


def test_the_reason_why_nothing_was_kept_comes_back_in_the_same_words(apart):
    with pytest.raises(CannotKeep, match=r"could not be written: the disk is full\. Send them again"):
        apart(Failing(CannotKeep("the disk is full"))).keep([a_message()])


def test_a_disk_that_lied_ends_the_gateway_from_the_other_process_too(apart):
    with pytest.raises(DiskFailed, match="starts again"):
        apart(Failing(DiskFailed("The disk failed. The gateway starts again."))).keep([a_message()])


def test_an_end_of_the_other_process_refuses_one_batch_and_the_next_finds_another(running, paired, apart):
    keeper, begun = apart(), Beside.begun
    keeper._writing.die()
    with pytest.raises(CannotKeep, match="has ended, and is started again"):
        keeper.keep([a_message()])
    assert keeper.keep([a_message()]) == [Receipt(message_id="1", new=1)]
    assert Beside.begun == begun + 1
    assert Frame.objects.count() == 1


def test_who_hangs_is_given_up_and_the_batch_is_refused(apart):
    hanging = Hanging()
    keeper = apart(hanging, answers_within_s=0.05)
    with pytest.raises(CannotKeep, match="has ended, and is started again"):
        keeper.keep([a_message()])
    hanging.let_go.set()
