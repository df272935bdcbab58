"""Is everything kept: what was acknowledged, the journal and what follows from it, every microgram of the drug."""

from typing import Any
from uuid import UUID, uuid5

from clinic_day import covering
from clinic_day.forms import Answer, Form
from clinic_day.laws import COMMANDS, DELIVERED, KEPT, LEDGER, REPLAY, ROOM, Looker
from leeward.devices import intake
from leeward.devices.port import DeviceMessage, Receipt
from leeward.dosing import ledger, ledger_chain
from leeward.infusion import account, journal, late, machine
from leeward.infusion.events import Completed, Paused, RateChanged, Resumed, Started, Stopped
from leeward.infusion.record import Record
from leeward.infusion.record import of as record_of

ONE_IN = 8  # so many steps that a rule judges by what is new are judged again by all that there is
NOTHING = Record()
_MOVES_DRUG = (Started, Resumed, RateChanged, Paused, Stopped, Completed)


class Keeping(Looker):
    """Hears every answer that was given, and reads the disk."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.answered_yes: set[tuple[str, str]] = set()
        self.kept_events: dict[UUID, set[UUID]] = {infusion_id: set() for infusion_id in self.chairs}
        self.judged: dict[UUID, Record] = {}  # what was looked at of each journal
        self.held_ug: dict[Any, int] = {}
        self.moved = 0

    def answered(self, message: DeviceMessage, answer: Any) -> None:
        """A monitor is about to be answered."""
        is_answer = type(answer) is intake.Answer and (answer.receipt is None or type(answer.receipt) is Receipt)
        self.must(is_answer, COMMANDS, lambda: f"{message.device_id} was sent {answer!r}")
        if answer.receipt is not None:
            key = (message.device_id, message.message_id)
            self.must(key in self.disk.frames, KEPT, lambda: f"{key} was acknowledged and is not on the disk")
            self.answered_yes.add(key)

    def form_answered(self, form: Form, answer: Answer) -> None:
        """A form is about to be answered."""
        if answer.became not in ("kept", "noted"):
            return
        if form.verb == "move drug":
            self._balances()
            movements = {sealed.movement.movement_id for sealed in self.disk.ledgers["cabinet"]}
            self.must(form.form_id in movements, KEPT, lambda: f"{form} was acknowledged and is not in the ledger")
            return
        expected = _ids_of(form, answer)
        there = self.disk.records.of(form.infusion_id, self.disk.journals[form.infusion_id]).known.keys()
        self.must(expected <= there, KEPT, lambda: f"{form} was acknowledged and is not in the journal")
        self.kept_events[form.infusion_id] |= expected

    def recorded(self, infusion_id: UUID) -> None:
        """A journal may have grown: it leads to the state that is live, and to no more than was ordered."""
        entries, state = self.disk.journals[infusion_id], self.disk.states[infusion_id]
        known, before = self.disk.records.of(infusion_id, entries), self.judged.get(infusion_id, NOTHING)
        self.must(known.state is state, REPLAY, lambda: f"live {state.value}, folded: {known.state.value}")
        fresh = [entry.event for entry in entries[len(before.entries) :]]
        # What came late may move all the rest: then nothing of what was judged before says anything.
        is_moved = any(map(late.is_late, fresh)) or known.happened[: len(before.happened)] != before.happened
        is_whole = is_moved or self.at_random(ONE_IN)
        if is_whole:
            self._is_replayed(infusion_id)
        if is_whole or any(type(event) in _MOVES_DRUG for event in fresh):
            self._is_within(infusion_id, known.happened)
        self.judged[infusion_id] = known

    def _is_replayed(self, infusion_id: UUID) -> None:
        """The whole journal, looked at anew, says what was folded of it entry by entry."""
        entries, state = self.disk.journals[infusion_id], self.disk.states[infusion_id]
        events = journal.events(entries)
        try:
            again = machine.replay(late.happened(events))
        except machine.CannotHappen as why:
            again, told = None, str(why)
        else:
            told = again.value
        self.must(again is state, REPLAY, lambda: f"live {state.value}, replayed: {told}")
        folded, whole = self.disk.records.of(infusion_id, entries), record_of(entries)
        self.must(folded == whole, REPLAY, lambda: f"{infusion_id}: the folded record is not that of the whole journal")

    def _is_within(self, infusion_id: UUID, happened: tuple[Any, ...]) -> None:
        given = account.delivered(happened, now=self.world.now)
        if given is not None:
            made = self.chairs[infusion_id].preparation
            is_within = given.mg <= made.dose_mg * (1 + ROOM) and given.ml <= made.vtbi_ml * 1.01 + ROOM
            self.must(is_within, DELIVERED, lambda: f"{given.mg:g} mg of {made.dose_mg:g} mg, {given.ml:g} mL")

    def _balances(self) -> None:
        """Add what was moved since the last look, as a plain sum; each place holds something, or nothing."""
        chain = self.disk.ledgers["cabinet"]
        for sealed in chain[self.moved :]:
            one = sealed.movement
            for place, by_ug in ((one.source, -one.amount_ug), (one.target, one.amount_ug)):
                key = (place, one.vial if place is not ledger.Place.PREPARATION else one.preparation)
                held_ug = self.held_ug[key] = self.held_ug.get(key, 0) + by_ug
                is_held = place is ledger.Place.OUTSIDE or held_ug >= 0
                self.must(is_held, LEDGER, lambda key=key, held_ug=held_ug: f"{held_ug} micrograms in {key}")
        self.moved = len(chain)

    # --- after a kill, and at the end of the day --------------------------------------------------------------

    def restarted(self, _process: Any) -> None:
        """A process came back: what was acknowledged is on the disk, and the journals are whole."""
        lost = self.answered_yes - self.disk.frames.keys()
        self.must(not lost, KEPT, lambda: f"{lost} were acknowledged and are lost")
        for infusion_id, expected in self.kept_events.items():
            entries = self.disk.journals[infusion_id]
            missing = expected - {entry.event.event_id for entry in entries}
            self.must(not missing, KEPT, lambda missing=missing: f"{missing} were acknowledged and are lost")
        if self.at_random(ONE_IN):
            self._reads_back()

    def _reads_back(self) -> None:
        """The lines on the disk, read anew, are the journal; its chain is whole."""
        for infusion_id, entries in self.disk.journals.items():
            again = tuple(journal.from_line(journal.to_line(entry)) for entry in entries)
            is_whole = again == entries and journal.verify(again) is None
            state = self.disk.states[infusion_id]
            self.must(
                is_whole and late.state_after(journal.events(again)) is state,
                REPLAY,
                lambda infusion_id=infusion_id: f"{infusion_id}: broken",
            )

    def end(self) -> None:
        """The power fails at the end of the day; then the records are read."""
        self.disk.lose_power()
        self.restarted(self.gateway)
        self._reads_back()
        for infusion_id in self.chairs:
            self._is_replayed(infusion_id)
            self._is_within(infusion_id, late.happened(journal.events(self.disk.journals[infusion_id])))
        chain = self.disk.ledgers.get("cabinet", ())
        self.must(ledger_chain.verify(chain) is None, LEDGER, lambda: "the chain is broken")
        covering.each_vial(self, chain)
        for chair in self.chairs.values():
            covering.every_second(self, chair)
            covering.any_order(self, chair)


def _ids_of(form: Form, answer: Answer) -> set[UUID]:
    if answer.became == "noted":
        return {uuid5(form.form_id, "could not be applied")}
    if form.verb != "row":
        return {form.form_id}
    names = [kind.value for kind in form.fields.get("readings", {})]
    names += [*form.fields.get("scores", {}), *form.fields.get("items", {})]
    return {uuid5(form.form_id, name) for name in names}
