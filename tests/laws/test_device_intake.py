"""Laws of the door that every device's message passes: one answer each, none too early, and no bed delays another."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.devices.intake import Bounds, Intake
from leeward.devices.port import DeviceMessage, Receipt
from leeward.infusion.vitals import GenerationMode

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SMALL = Bounds(
    gather_s=0.04, in_one_commit=5, rate_per_s=5.0, burst=6, waiting_per_device=3, waiting_in_all=8, devices=4
)
OFFERS = st.tuples(st.just("offer"), st.sampled_from("abcdef"))
STEPS = st.lists(
    st.one_of(
        OFFERS,
        OFFERS,
        st.tuples(st.just("wait"), st.sampled_from([0.0, 0.01, 0.05, 1.0])),
        st.tuples(st.just("ask"), st.none()),
        st.tuples(st.just("commit"), st.sampled_from(["kept", "one not", "failed"])),
    ),
    max_size=120,
)


def message(device, number=0, peer="10.0.0.1"):
    return DeviceMessage(
        message_id=f"{device}{number}",
        device_id=device,
        mode=GenerationMode.DEMO,
        rows=(),
        problems=(),
        sent_at=NOON,
        received_at=NOON,
        peer=peer,
    )


def receipt(one):
    return Receipt(message_id=one.message_id, new=1)


class Shell:
    """Drives the intake as the gateway does, with a disk that is a list."""

    def __init__(self, bounds):
        self.intake, self.now_s, self.batch = Intake(bounds), 0.0, None
        self.offered, self.answers, self.disk, self.most_waiting = [], {}, [], 0

    def hear(self, answers):
        for answer in answers:
            assert answer.ticket not in self.answers, "answered twice"
            assert (answer.receipt is None) == bool(answer.why_again)
            if answer.receipt:
                assert self.offered[answer.ticket].message_id in self.disk, "said yes before it was kept"
            self.answers[answer.ticket] = answer

    def step(self, what, how):
        if what == "offer":
            self.offered.append(message(how, len(self.offered)))
            ticket = len(self.offered) - 1
            refused = self.intake.offer(self.offered[ticket], ticket, now_s=self.now_s)
            self.hear([refused] if refused else [])
            self.most_waiting = max(self.most_waiting, self.intake.waiting)
        elif what == "wait":
            self.now_s += how
        elif what == "ask":
            self.batch = self.intake.due(now_s=self.now_s) or self.batch
        elif self.batch:
            self.land(how)

    def land(self, how):
        batch, self.batch = self.batch, None
        if how == "failed":
            self.hear(self.intake.failed(batch, "The disk is full.", now_s=self.now_s))
            return
        receipts = [receipt(one) for one in batch.messages]
        if how == "one not":
            receipts[0] = "It could not be written."
        pairs = zip(batch.messages, receipts, strict=True)
        self.disk += [one.message_id for one, told in pairs if isinstance(told, Receipt)]
        self.hear(self.intake.kept(batch, receipts))

    def finish(self):
        if self.batch:
            self.land("kept")
        self.hear(self.intake.close("The gateway stops. Send it again."))


@given(STEPS)
def test_every_message_gets_one_answer_and_none_before_it_is_kept(steps):
    shell = Shell(SMALL)
    for step in steps:
        shell.step(*step)
    shell.finish()
    assert set(shell.answers) == set(range(len(shell.offered)))
    told = shell.intake.told
    assert told.offered == told.kept + told.again + told.failed == len(shell.offered)
    assert shell.most_waiting <= SMALL.waiting_in_all


@given(STEPS)
def test_the_order_of_each_devices_messages_is_kept(steps):
    shell, order = Shell(SMALL), []
    for what, how in steps:
        before = shell.batch
        shell.step(what, how)
        if shell.batch is not before and shell.batch:
            order += [place.ticket for place in shell.batch.places]
    assert order == sorted(order)


@given(st.integers(1, 40), st.integers(1, 7))
def test_whoever_is_behind_is_answered_part_by_part_and_none_waits_for_a_clock(waiting, at_most):
    intake = Intake(Bounds(in_one_commit=at_most, waiting_per_device=2))
    for number in range(waiting):
        assert intake.offer(message(f"bed {number}"), number, now_s=0.0) is None
    answered = []
    while (batch := intake.due(now_s=1.0)) is not None:
        assert len(batch.places) <= at_most
        assert intake.due(now_s=2.0) is None, "one batch is in flight at a time"
        answered += [answer.ticket for answer in intake.kept(batch, [receipt(one) for one in batch.messages])]
    assert answered == list(range(waiting))
    for bed in range(waiting):  # the places are free again
        assert intake.offer(message(f"bed {bed}", 1), None, now_s=3.0) is None
        assert intake.offer(message(f"bed {bed}", 2), None, now_s=3.0) is None


@given(STEPS, st.integers(1, 200))
def test_one_devices_flood_moves_nobody_elses_message_into_a_later_batch(steps, flood):
    """The same hours with a monitor beside them that shouts: every other message is in the same batch as without it."""
    roomy = Bounds(gather_s=0.04, rate_per_s=5.0, burst=6, waiting_per_device=3)

    def batches(*, with_flood):
        shell, found = Shell(roomy), {}
        for what, how in [("offer", "a"), *steps, ("wait", 1.0), ("ask", None)]:
            if with_flood and what == "offer":
                for number in range(flood):
                    shell.intake.offer(message("flood", number), f"flood {number}", now_s=shell.now_s)
            if what != "commit":
                shell.step(what, how)
            if shell.batch:
                mine = [one.message_id[0] for one in shell.batch.messages if one.device_id != "flood"]
                found.setdefault(shell.batch.number, mine)
                shell.intake.kept(shell.batch, [receipt(one) for one in shell.batch.messages])
                shell.batch = None
        return found

    assert batches(with_flood=True) == batches(with_flood=False)


def test_a_flood_is_told_again_and_named_for_a_while():
    intake = Intake(Bounds(rate_per_s=10.0, burst=20, waiting_per_device=1_000))
    refused = [intake.offer(message("loud", n), n, now_s=n / 1000) for n in range(1000)]
    assert 20 <= sum(one is None for one in refused) <= 31
    assert "more than 10 messages a second" in refused[-1].why_again
    assert intake.flooding(now_s=1.0) == ("loud",)
    assert intake.flooding(now_s=20.0) == ()


def test_a_stranger_under_a_monitors_name_takes_none_of_its_rate():
    intake = Intake(SMALL)
    for n in range(50):
        intake.offer(message("mon-1", n, peer="10.0.0.66"), n, now_s=0.0)
    assert intake.offer(message("mon-1", 51), 51, now_s=0.0) is None


@pytest.mark.hazard("H26 disk nearly full")
def test_what_failed_is_tried_after_a_longer_wait_each_time_and_at_once_when_the_disk_is_back():
    intake, now_s, waits = Intake(Bounds(gather_s=0.0, first_back_off_s=1.0, longest_back_off_s=4.0)), 0.0, []
    for n in range(4):
        intake.offer(message("mon-1", n), n, now_s=now_s)
        now_s += intake.due_in_s(now_s=now_s)
        batch = intake.due(now_s=now_s)
        assert batch is not None
        assert all(answer.receipt is None for answer in intake.failed(batch, "No space.", now_s=now_s))
        intake.offer(message("mon-2", n), 100 + n, now_s=now_s)
        waits.append(intake.due_in_s(now_s=now_s))
    assert waits == [1.0, 2.0, 4.0, 4.0]
    now_s += waits[-1]
    batch = intake.due(now_s=now_s)
    intake.kept(batch, [receipt(one) for one in batch.messages])
    assert not intake.is_failing
    intake.offer(message("mon-1", 9), 9, now_s=now_s)
    assert intake.due_in_s(now_s=now_s) == 0.0


def test_nothing_is_due_while_a_batch_is_in_flight_and_none_lands_twice():
    intake = Intake(Bounds(gather_s=0.0))
    intake.offer(message("mon-1"), 1, now_s=0.0)
    batch = intake.due(now_s=0.0)
    intake.offer(message("mon-1", 2), 2, now_s=0.0)
    assert intake.due(now_s=60.0) is None
    intake.failed(batch, "The disk is slow.", now_s=60.0)
    with pytest.raises(ValueError, match="answered before"):
        intake.kept(batch, [receipt(one) for one in batch.messages])
