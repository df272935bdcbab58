"""A chair hour under everything that people and machines do to it, through the clinic's own actions.

Two patients sit at two chairs; two nurses and a prescriber do things in any order, twice, late, at the wrong patient;
monitors repeat themselves; the alarms are looked at again; the server starts anew. After each step the record holds.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cleared import clear
from leeward.clinic.audit import whole
from leeward.clinic.infusions import (
    actions,
    bedside,
    charting,
    ingest,
    journaling,
    late,
    passing,
    replaying,
    time_out_actions,
)
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.late import Outcome, Sent
from leeward.clinic.infusions.models import Infusion, JournalEntry, Reading
from leeward.clinic.infusions.verbs import REFUSALS
from leeward.clinic.people import actions as people
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.replayed import Standing
from leeward.devices.port import DeviceMessage
from leeward.infusion import journal
from leeward.infusion.account import delivered
from leeward.infusion.events import ReadingCharted
from leeward.infusion.journal import CannotAppend
from leeward.infusion.late import is_late, state_after
from leeward.infusion.machine import MOVES, TRANSITIONS, State, follow
from leeward.infusion.signals import signals
from leeward.infusion.vitals import VitalKind
from leeward.truth import YES
from monitored import registered
from timed_out import passed

from .conftest import ORDER, message

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H30 pause or stop not recorded")]

ROOM_MG = 1e-6
PAUSE = {"reason": "patient asks", "words": ""}
LATE = {
    "pause": PAUSE, "stop": PAUSE, "resume": {"rate_ml_per_h": "30", "shown_ml_per_h": "30"},
    "row": {"pressure": "151/91", "note": "by hand"}, "note": {"text": "late"},
}  # fmt: skip
CHANNELS = (VitalKind.SPO2, VitalKind.HEART_RATE, VitalKind.RESPIRATORY_RATE, VitalKind.SYSTOLIC)
chairs = st.sampled_from(("A", "B"))
hands = st.sampled_from(("nurse", "second", "prescriber"))
rates = st.sampled_from((10.0, 30.0, 52.5, 60.0))
values = st.sampled_from((0.0, 38.0, 72.0, 88.0, 97.0, 131.0, 185.0))


@dataclass
class Chair:
    """One patient's chair, and the most that was ever seen to have gone in."""

    person_id: UUID
    infusion_id: UUID
    device: str
    most_mg: float = 0.0

    @property
    def infusion(self) -> Infusion:
        return Infusion.objects.get(pk=self.infusion_id)

    @property
    def entries(self) -> journal.Journal:
        return journaling.load(self.infusion)


class TheHour(RuleBasedStateMachine):
    """What may happen, and what must hold."""

    def __init__(self, seated: Callable[[], tuple[dict[str, Chair], dict, datetime]], reached: set[str]) -> None:
        super().__init__()
        self.reached = reached
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.chairs, self.staff, self.now = seated()
        self.number = 0
        self.done: list[tuple[str, Callable[[Deed], object], Deed]] = []
        self.sent: list[DeviceMessage] = []
        self.queued: list[tuple[str, Sent]] = []

    def teardown(self) -> None:
        assert not [table.name for table in whole.tables() if table.wrong]
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    # --- what people do ----------------------------------------------------------------------------------------

    def deed(self, chair: str, by: str) -> Deed:
        self.number += 1
        seat = self.chairs[chair]
        return Deed(
            person_id=seat.person_id, infusion_id=seat.infusion_id, event_id=UUID(int=self.number),
            by=self.staff[by], at=self.now,
        )  # fmt: skip

    def does(self, chair: str, by: str, act: Callable[[Deed], object]) -> None:
        """Do it: the state follows the table, or it is refused and nothing is written."""
        seat, deed = self.chairs[chair], self.deed(chair, by)
        before = seat.entries
        state = State(seat.infusion.state)
        try:
            with transaction.atomic():
                act(deed)
        except REFUSALS:
            assert seat.entries == before
            assert seat.infusion.state == state.value
            return
        new = seat.entries[len(before) :]
        assert seat.entries[: len(before)] == before
        moves = [type(entry.event) for entry in new if type(entry.event) in MOVES]
        for move in moves:
            state = TRANSITIONS[state][move]
        assert seat.infusion.state == state.value
        if act is not passed:  # it is many forms, each with an id of its own
            self.done.append((chair, act, deed))

    @initialize(begun=st.sampled_from((("A", "B"), ("A",), ("A",), ())))
    def begin(self, begun: tuple[str, ...]) -> None:
        for chair in begun:
            self.seat_and_start(chair, "nurse")

    @rule(seconds=st.sampled_from((1, 70, 400, 1500, 3000)))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: any(seat.infusion.state == "running" for seat in self.chairs.values()))
    @rule()
    def wait_until_the_bag_is_empty(self) -> None:
        self.now += timedelta(minutes=45)

    @rule(chair=chairs, by=hands)
    def pass_the_time_out(self, chair: str, by: str) -> None:
        heard = message(self.now, {VitalKind.HEART_RATE: 72.0, VitalKind.SPO2: 98.0}, device=f"mon-{chair}")
        ingest.record_readings(heard, now=self.now)  # a paired monitor must be heard
        self.does(chair, by, passed)

    @rule(chair=chairs, by=hands, rate=st.sampled_from((52.5, 52.5, 52.5, 525.0)))
    def start(self, chair: str, by: str, rate: float) -> None:
        self.does(chair, by, lambda deed: actions.start(deed, shown_ml_per_h=rate, shown_vtbi_ml=35.0))

    @rule(chair=chairs, by=hands)
    def seat_and_start(self, chair: str, by: str) -> None:
        self.pass_the_time_out(chair, by)
        self.start(chair, by, 52.5)

    @rule(chair=chairs, by=hands)
    def pause(self, chair: str, by: str) -> None:
        self.does(chair, by, lambda deed: actions.pause(deed, reason="distress"))

    @rule(chair=chairs, by=hands, rate=rates)
    def resume(self, chair: str, by: str, rate: float) -> None:
        self.does(chair, by, lambda deed: actions.resume(deed, rate_ml_per_h=rate, shown_ml_per_h=rate))

    @rule(chair=chairs, by=hands, rate=rates, shown=rates)
    def change_the_rate(self, chair: str, by: str, rate: float, shown: float) -> None:
        self.does(
            chair, by, lambda deed: actions.change_rate(deed, rate_ml_per_h=rate, shown_ml_per_h=shown, reason="r")
        )

    @rule(chair=chairs, by=hands, how=st.sampled_from(("stop", "complete", "cancel")))
    def end(self, chair: str, by: str, how: str) -> None:
        ways: dict[str, Callable[[Deed], object]] = {
            "stop": lambda deed: actions.stop(deed, reason="r"),
            "complete": lambda deed: actions.complete(deed, delivered_ml=35.0),
            "cancel": lambda deed: actions.cancel(deed, reason="r"),
        }
        self.does(chair, by, ways[how])

    @rule(chair=chairs, by=hands)
    def leave(self, chair: str, by: str) -> None:
        self.does(chair, by, lambda deed: passing.check_items(deed, answers={"escort": YES}))
        self.does(
            chair, by,
            lambda deed: passing.discharge(deed, escort="E. Scott", escort_phone="1", override_reason="seen by me"),
        )  # fmt: skip

    @rule(chair=chairs, by=hands, row=st.sampled_from(("140/85", "185/95", "118/74 spo2 97", "rr 6")))
    def chart_a_row(self, chair: str, by: str, row: str) -> None:
        self.does(chair, by, lambda deed: charting.chart_row(deed, readings=row, moaas=5, note="n"))

    @rule(chair=chairs, by=hands, key=st.sampled_from(("systolic-red", "spo2-never-seen", "moaa-s-deep")))
    def answer_an_alarm(self, chair: str, by: str, key: str) -> None:
        self.does(chair, by, lambda deed: charting.acknowledge_alarm(deed, alarm_key=key, action="watched"))

    @rule(chair=chairs, by=hands, of=chairs, data=st.data())
    def strike_a_reading(self, chair: str, by: str, of: str, data: st.DataObject) -> None:
        known = bedside.load(self.chairs[of].infusion, now=self.now, whole=True).readings
        if not known:
            return
        reading_id = data.draw(st.sampled_from(known)).reading_id
        before = self.chairs[chair].entries
        self.does(chair, by, lambda deed: charting.mark_artefact(deed, reading_id=reading_id, reason="moved arm"))
        if of != chair:
            assert self.chairs[chair].entries == before, "another patient's reading was struck"

    # --- what goes wrong ---------------------------------------------------------------------------------------

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """The tablet did not hear the answer: the same form again, later, changes nothing."""
        chair, act, deed = data.draw(st.sampled_from(self.done))
        before = self.chairs[chair].entries
        again = replace(deed, at=self.now)
        with suppress(*REFUSALS), transaction.atomic():
            act(again)
        added = self.chairs[chair].entries[len(before) :]
        # A list of answers is held against what stands now; every other form is the same event.
        assert {entry.event.event_id for entry in added}.isdisjoint(entry.event.event_id for entry in before)
        assert not [entry for entry in added if type(entry.event) in MOVES]

    @precondition(lambda self: self.done)
    @rule(data=st.data(), chair=chairs)
    def use_a_known_id_for_something_else(self, data: st.DataObject, chair: str) -> None:
        entries = [entry for seat in self.chairs.values() for entry in seat.entries]
        if not entries:
            return
        known = data.draw(st.sampled_from(entries)).event.event_id
        deed = replace(self.deed(chair, "nurse"), event_id=known)
        before = self.chairs[chair].entries
        with pytest.raises((*REFUSALS, CannotAppend)), transaction.atomic():
            actions.pause(deed, reason="another content")
        assert self.chairs[chair].entries == before

    @rule(chair=chairs, by=hands, which=st.sampled_from(("pause", "stop", "row", "time out", "discharge", "strike")))
    def do_it_to_the_wrong_patient(self, chair: str, by: str, which: str) -> None:
        """A stale tab: the address names one person, the infusion is another's."""
        other = self.chairs["B" if chair == "A" else "A"]
        deed = replace(self.deed(chair, by), person_id=other.person_id)
        acts: dict[str, Callable[[], object]] = {
            "pause": lambda: actions.pause(deed, reason="r"),
            "stop": lambda: actions.stop(deed, reason="r"),
            "row": lambda: charting.chart_row(deed, readings="140/85"),
            "time out": lambda: time_out_actions.pass_time_out(deed),
            "discharge": lambda: passing.discharge(deed, escort="E", escort_phone="1", override_reason="r"),
            "strike": lambda: charting.mark_artefact(deed, reading_id=UUID(int=1), reason="r"),
        }
        before = JournalEntry.objects.count()
        # A nurse who decides otherwise is refused before anybody looks whose it is.
        with pytest.raises((Infusion.DoesNotExist, *REFUSALS)), transaction.atomic():
            acts[which]()
        assert JournalEntry.objects.count() == before

    @rule(chair=chairs, by=hands, verb=st.sampled_from(sorted(LATE)), ago=st.sampled_from((5, 90, 700)))
    def chart_without_network(self, chair: str, by: str, verb: str, ago: int) -> None:
        self.number += 1
        sent = Sent(entry_id=UUID(int=self.number), verb=verb, at=self.now - timedelta(seconds=ago), fields=LATE[verb])
        answer = self.take(chair, by, sent)
        assert answer.outcome is not Outcome.KNOWN
        if answer.outcome is not Outcome.REFUSED:
            self.queued.append((f"{chair} {by}", sent))
            self.chairs[chair].most_mg = 0.0  # a late pause takes out what did not go in

    @precondition(lambda self: self.queued)
    @rule(data=st.data())
    def send_the_queue_again(self, data: st.DataObject) -> None:
        who, sent = data.draw(st.sampled_from(self.queued))
        chair, by = who.split()
        before = JournalEntry.objects.count()
        assert self.take(chair, by, sent).outcome in (Outcome.KNOWN, Outcome.NOTED)
        assert JournalEntry.objects.count() == before

    def take(self, chair: str, by: str, sent: Sent) -> late.Answered:
        seat = self.chairs[chair]
        return late.take(
            sent, person_id=seat.person_id, infusion_id=seat.infusion_id, by=self.staff[by], sent_at=self.now,
            now=self.now,
        )  # fmt: skip

    # --- what machines do --------------------------------------------------------------------------------------

    @rule(device=st.sampled_from(("mon-A", "mon-B", "mon-stray")), kind=st.sampled_from(CHANNELS), value=values)
    def a_monitor_sends(self, device: str, kind: VitalKind, value: float) -> None:
        self.sent.append(message(self.now, {kind: value}, device=device))
        ingest.record_readings(self.sent[-1], now=self.now)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def a_monitor_sends_again(self, data: st.DataObject) -> None:
        known = Reading.objects.count()
        again = data.draw(st.sampled_from(self.sent))
        receipt = ingest.record_readings(again, now=self.now)
        kept_before = Reading.objects.filter(reading_id=again.readings[0].reading_id).exists()
        assert receipt.new == 0 or not kept_before or Reading.objects.count() == known + 1
        assert Reading.objects.filter(reading_id=again.readings[0].reading_id).count() <= 1

    @rule()
    def the_alarms_are_looked_at(self) -> None:
        ingest.refresh_alarms(now=self.now)
        before = JournalEntry.objects.count()
        assert ingest.refresh_alarms(now=self.now) == 0, "two watchers write one entry"
        assert JournalEntry.objects.count() == before

    @rule()
    def the_server_starts_anew(self) -> None:
        """What is told after a restart is what was told before it: all of it is in the record."""
        for seat in self.chairs.values():
            stands = bedside.load(seat.infusion, now=self.now)
            lines = [journal.to_line(entry) for entry in stands.journal]
            read = tuple(journal.from_line(line) for line in lines)
            assert read == stands.journal
            conditions = bedside.conditions(stands)
            again = bedside.conditions(bedside.load(Infusion.objects.get(pk=seat.infusion_id), now=self.now))
            assert again == conditions
            assert signals(again, journal.events(read), now=self.now) == signals(
                conditions, journal.events(stands.journal), now=self.now
            )

    # --- what must hold ----------------------------------------------------------------------------------------

    @invariant()
    def the_record_verifies(self) -> None:
        assert {each.standing for each in replaying.replays()} == {Standing.AGREES}

    @invariant()
    def each_journal_is_whole_and_leads_to_the_state(self) -> None:
        for seat in self.chairs.values():
            entries = seat.entries
            assert journal.verify(entries) is None
            assert state_after(journal.events(entries)).value == seat.infusion.state
            seen: tuple = ()
            for event in journal.events(entries):
                if not any(map(is_late, journal.events(entries))):
                    follow(seen, event)  # raises for what the table does not allow
                seen = (*seen, event)

    @invariant()
    def no_event_stands_twice(self) -> None:
        ids = [entry.event.event_id for seat in self.chairs.values() for entry in seat.entries]
        assert len(ids) == len(set(ids))

    @invariant()
    def never_more_than_ordered_and_never_less_than_before(self) -> None:
        for seat in self.chairs.values():
            stands = bedside.load(seat.infusion, now=self.now)
            if stands.given is None:
                continue
            assert stands.given.mg <= ORDER.dose_mg + ROOM_MG
            assert stands.given.ml <= ORDER.vtbi_ml + ROOM_MG
            assert seat.most_mg <= stands.given.mg + ROOM_MG
            seat.most_mg = stands.given.mg
            self.reached.add(stands.state.value)
            later = delivered(stands.events, now=self.now + timedelta(minutes=5))
            assert later is not None
            assert stands.given.mg <= later.mg + ROOM_MG

    @invariant()
    def no_reading_of_another_person(self) -> None:
        for name, seat in self.chairs.items():
            devices = set(seat.infusion.readings.values_list("device", flat=True))
            assert devices <= {f"mon-{name}"}
            own = {entry.event.reading_id for entry in seat.entries if isinstance(entry.event, ReadingCharted)}
            shown = bedside.load(seat.infusion, now=self.now, whole=True).readings
            from_monitor = set(seat.infusion.readings.values_list("reading_id", flat=True))
            assert {reading.reading_id for reading in shown} == own | from_monitor


@pytest.fixture(autouse=True)
def monitors(staff, now):
    """Both chairs' monitors are on the register."""
    for name in ("A", "B"):
        registered(f"mon-{name}", by=staff(Role.MEDICAL_DIRECTOR), at=now)


def test_whatever_happens_in_a_chair_hour_the_record_holds(person, staff, nurse, prescriber, now):
    second = people.add_staff(username="second", name="Sven Second", role=Role.NURSE, password="a long test pass")
    other = people.add_person(
        family_name="Sample", given_names="Bea", born=date(1985, 7, 14), is_synthetic=True, at=now
    )

    for person_id in (person.pk, other):
        clear(Person.objects.get(pk=person_id), by=nurse, at=now)

    def seated() -> tuple[dict[str, Chair], dict, datetime]:
        chairs = {}
        for name, person_id in (("A", person.pk), ("B", other)):
            made = actions.plan_infusion(person_id=person_id, order=ORDER, chair=name, by=nurse, at=now)
            told = {"person_id": person_id, "infusion_id": made, "device_id": f"mon-{name}"}
            ingest.pair_device(**told, by=nurse, at=now)
            chairs[name] = Chair(person_id=person_id, infusion_id=made, device=f"mon-{name}")
        return chairs, {"nurse": nurse, "second": second, "prescriber": prescriber}, now

    reached: set[str] = set()
    run_state_machine_as_test(
        lambda: TheHour(seated, reached),
        settings=settings(
            max_examples=16, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert "running" in reached  # so that it proves something
