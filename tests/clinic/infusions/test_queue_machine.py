"""Two tablets, a network that drops, doubles and loses, and one server: everything once, one story, nothing lost."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from leeward.clinic.infusions import actions, journaling, late
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.late import Outcome, Sent
from leeward.clinic.infusions.models import Infusion, LateEntry
from leeward.clinic.people.models import Staff
from leeward.infusion import journal
from leeward.infusion.events import NoteWritten, from_body
from leeward.infusion.late import happened, state_after
from leeward.infusion.machine import CannotHappen

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H24 network drop in mid-infusion")]

WHY = {"reason": "patient asks", "words": ""}
CHARTED = {
    "row": {"pressure": "140/85", "note": "calm"},
    "pause": WHY,
    "resume": {"rate_ml_per_h": "52.5", "shown_ml_per_h": "52.5"},
    "rate": {"rate_ml_per_h": "40", "shown_ml_per_h": "40", **WHY},
    "confirm": {"delivered_ml": ""},
    "stop": WHY,
    "complete": {"delivered_ml": "35"},
}
VERBS = st.sampled_from(tuple(CHARTED))
TABLETS = st.integers(0, 1)
NAMES = UUID(int=7)
FEW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@dataclass
class Tablet:
    """The queue of one tablet, as queue.js and sending.js keep it: in order, gone only when answered."""

    skew: timedelta
    waiting: list[Sent] = field(default_factory=list)
    kept: list[Sent] = field(default_factory=list)

    def settle(self, answers: list[late.Answered]) -> None:
        """Take off what the server has; keep what it refused, with the sentence."""
        done = {answer.entry_id: answer for answer in answers}
        refused = {key for key, answer in done.items() if answer.outcome is Outcome.REFUSED}
        self.kept += [entry for entry in self.waiting if entry.entry_id in refused]
        self.waiting = [entry for entry in self.waiting if entry.entry_id not in done]


@dataclass
class Chair:
    """The server's side of one running infusion."""

    infusion: Infusion
    nurse: Staff

    def take(self, entries: list[Sent], *, skew: timedelta, now: datetime) -> list[late.Answered]:
        place = {"person_id": self.infusion.person_id, "infusion_id": self.infusion.pk}
        return [late.take(each, **place, by=self.nurse, sent_at=now + skew, now=now) for each in entries]

    def events(self):
        return journal.events(journaling.load(self.infusion))

    def deed(self, event_id: UUID, at: datetime) -> Deed:
        place = {"person_id": self.infusion.person_id, "infusion_id": self.infusion.pk}
        return Deed(**place, event_id=event_id, by=self.nurse, at=at)

    def facts(self):
        """What counts, without the notes in which the server explains itself."""
        mine = {event.event_id for event in self.events() if isinstance(event, NoteWritten) and "counts" in event.text}
        mine |= {uuid5(row.entry_id, "could not be applied") for row in LateEntry.objects.all()}
        return [event for event in happened(self.events()) if event.event_id not in mine]


@contextmanager
def undone() -> Iterator[None]:
    """Let what is written inside be as if it never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def an_entry(number: int, verb: str, at: datetime) -> Sent:
    return Sent(entry_id=uuid5(NAMES, str(number)), verb=verb, at=at, fields=CHARTED[verb])


@given(told=st.lists(st.tuples(TABLETS, VERBS), min_size=1, max_size=7), first=TABLETS, chance=st.randoms())
@settings(max_examples=30, **FEW)
def test_two_tablets_tell_one_story_whichever_comes_back_first(running, nurse, now, told, first, chance):
    came = now + timedelta(hours=2)
    entries = [(tablet, an_entry(n, verb, now + timedelta(minutes=n + 1))) for n, (tablet, verb) in enumerate(told)]
    one_after_the_other = sorted(entries, key=lambda row: row[0] != first)
    mixed = list(entries)
    chance.shuffle(mixed)
    stories = []
    for order in (entries, one_after_the_other, mixed):
        with undone():
            chair = Chair(infusion=running, nurse=nurse)
            chair.take([entry for _, entry in order], skew=timedelta(0), now=came)
            running.refresh_from_db()
            stories.append((chair.facts(), running.state))
    running.refresh_from_db()
    assert stories[0] == stories[1] == stories[2]


class QueueMachine(RuleBasedStateMachine):
    """Chart on two tablets, send in every unlucky way, move by the page in between."""

    def __init__(self, chair: Chair, now: datetime) -> None:
        super().__init__()
        self.undone = undone()
        self.undone.__enter__()
        self.chair, self.clock, self.number = chair, now, 0
        self.tablets = [Tablet(skew=timedelta(seconds=skew)) for skew in (90, -400)]
        self.charted: list[Sent] = []

    @rule(tablet=TABLETS, verb=VERBS)
    def chart(self, tablet: int, verb: str) -> None:
        self.number += 1
        self.clock += timedelta(minutes=1)
        entry = an_entry(self.number, verb, self.clock + self.tablets[tablet].skew)
        self.tablets[tablet].waiting.append(entry)
        self.charted.append(entry)

    @precondition(lambda self: any(tablet.waiting for tablet in self.tablets))
    @rule(tablet=TABLETS, many=st.integers(1, 4), fate=st.sampled_from(("arrives", "lost", "answer lost", "doubled")))
    def send(self, tablet: int, many: int, fate: str) -> None:
        self.clock += timedelta(seconds=20)
        sender = self.tablets[tablet]
        batch = sender.waiting[:many]
        if fate == "lost":
            return
        answers = self.chair.take(batch, skew=sender.skew, now=self.clock)
        if fate == "doubled":
            again = self.chair.take(batch, skew=sender.skew, now=self.clock + timedelta(seconds=9))
            assert not {answer.outcome for answer in again} & {Outcome.STORED}
        if fate != "answer lost":
            sender.settle(answers)

    @rule(verb=st.sampled_from(("pause", "stop")))
    def move_by_the_page(self, verb: str) -> None:
        self.number += 1
        self.clock += timedelta(seconds=30)
        deed = self.chair.deed(uuid5(NAMES, str(self.number)), self.clock)
        with suppress(CannotHappen):  # the page says so, and the nurse does something else
            getattr(actions, verb)(deed, reason="pressure")

    @rule(tablet=TABLETS)
    def form_arrives_but_its_answer_is_lost(self, tablet: int) -> None:
        self.number += 1
        self.clock += timedelta(seconds=30)
        sender, entry_id = self.tablets[tablet], uuid5(NAMES, str(self.number))
        actions.record(
            self.chair.deed(entry_id, self.clock),
            NoteWritten(**self.chair.deed(entry_id, self.clock).part("note"), text="once"),
        )
        entry = Sent(entry_id=entry_id, verb="row", at=self.clock + sender.skew, fields={"note": "once"})
        sender.waiting.append(entry)
        self.charted.append(entry)

    @invariant()
    def the_journal_is_whole_and_the_state_follows_from_it(self) -> None:
        entries = journaling.load(self.chair.infusion)
        assert journal.verify(entries) is None
        self.chair.infusion.refresh_from_db()
        assert self.chair.infusion.state == state_after(journal.events(entries)).value

    def teardown(self) -> None:
        try:
            self._all_come_back()
        finally:
            self.undone.__exit__(None, None, None)
            self.chair.infusion.refresh_from_db()

    def _all_come_back(self) -> None:
        for tablet in self.tablets:
            tablet.settle(self.chair.take(tablet.waiting, skew=tablet.skew, now=self.clock))
            assert not tablet.waiting
            assert not tablet.kept
        rows = {row.entry_id: row for row in LateEntry.objects.all()}
        assert rows.keys() == {entry.entry_id for entry in self.charted}
        written = {event.event_id for event in self.chair.events()}
        for entry in self.charted:
            row = rows[entry.entry_id]
            is_noted = uuid5(entry.entry_id, "could not be applied") in written
            assert is_noted is (row.answer == LateEntry.Answer.NOTED)
        held = [from_body(each["kind"], each["body"]) for row in rows.values() for each in row.events]
        unwritten = [event for event in held if event.event_id not in written]
        assert not {event.event_id for event in happened((*self.chair.events(), *unwritten))} & {
            event.event_id for event in unwritten if not isinstance(event, NoteWritten)
        }, "something that fits was left out"


def test_the_queue_and_the_server_keep_everything_once(running, nurse, now):
    run_state_machine_as_test(
        lambda: QueueMachine(Chair(infusion=running, nurse=nurse), now + timedelta(minutes=1)),
        settings=settings(max_examples=25, stateful_step_count=20, **FEW),
    )
