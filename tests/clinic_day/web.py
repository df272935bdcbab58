"""The web server in the simulation: a form is held against the record by the product's guards, and kept or refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.disk import CannotWrite, Disk
from clinic_day.forms import PLAIN, Answer, Form, as_reading, charted, scored
from clinic_day.world import START, World
from leeward.dosing import ledger, ledger_chain
from leeward.infusion import discharge as leaving
from leeward.infusion import events as what
from leeward.infusion import late, pump, time_out
from leeward.infusion.journal import CannotAppend
from leeward.infusion.machine import CannotHappen
from leeward.infusion.record import Record
from leeward.infusion.told import Known
from leeward.infusion.vitals import Reading, baseline_of
from leeward.protocol.starting import STARTING, Answered
from leeward.truth import NO, YES

NAME = "web"
SEEN = {item.key: YES for item in STARTING.items if item.answered is Answered.PERSON}
RECENT = timedelta(minutes=45)
REFUSALS = (
    CannotHappen, CannotAppend, pump.CannotTrustPump, time_out.CannotStart, leaving.CannotDischarge, ledger.CannotMove,
)  # fmt: skip
RESTART_S = (1.0, 20.0)


class Web:
    """Takes forms; has no memory but the disk's."""

    def __init__(self, world: World, disk: Disk, chairs: dict[UUID, Chair]) -> None:
        self.world, self.disk, self.chairs = world, disk, chairs
        self._chance = world.chance("web")
        self.is_up = True
        self.watchers: list[Any] = []
        world.processes[NAME] = self

    def die(self) -> None:
        self.is_up = False
        self.world.after(self._chance.uniform(*RESTART_S), self.start)

    def start(self) -> None:
        self.is_up = True
        for watcher in self.watchers:
            watcher.restarted(self)

    def take(self, form: Form, answered: Callable[[Answer], None]) -> None:
        """Act on one form; the answer is called back, or never where the server falls."""
        if not self.is_up:
            return
        try:
            became = self._act(form, at=self.world.now, source="page")
        except CannotWrite as why:
            became = Answer("failed", str(why))
        except REFUSALS as why:
            became = Answer("refused", str(why))
        self.world.effect(NAME, "before the answer")
        for watcher in self.watchers:
            watcher.form_answered(form, became)
        answered(became)

    def take_late(self, forms: list[Form], sent_at: datetime, answered: Callable[[list[Answer]], None]) -> None:
        """Take what a tablet charted without network: each at its own instant, with an answer of its own."""
        if not self.is_up:
            return
        answers = []
        for form in forms:
            answers.append(self._take_one_late(form, sent_at))
            for watcher in self.watchers:
                watcher.form_answered(form, answers[-1])
        self.world.effect(NAME, "before the answer")
        answered(answers)

    def _take_one_late(self, form: Form, sent_at: datetime) -> Answer:
        now = self.world.now
        if form.form_id in self.disk.late:
            return self.disk.late[form.form_id]
        assert form.at is not None
        at = max(min(form.at + (now - sent_at), now), START)
        try:
            return self._act(form, at=at, source=late.LATE, receipt=Answer("kept"))
        except CannotWrite as why:
            return Answer("failed", str(why))
        except REFUSALS as why:
            says = f"Charted without network: {form.verb}. It could not be applied: {why}"
        note = what.NoteWritten(
            event_id=uuid5(form.form_id, "could not be applied"), at=at, by=form.by, source=late.LATE, text=says
        )
        try:
            return self._keep(form.infusion_id, (note,), receipt=(form, Answer("noted", says)))
        except CannotWrite as why:
            return Answer("failed", str(why))

    # --- acting ----------------------------------------------------------------------------------------------

    def _act(self, form: Form, *, at: datetime, source: str, receipt: Answer | None = None) -> Answer:
        if form.verb == "move drug":
            return self._move(form)
        events = tuple(self._events(form, at=at, source=source))
        return self._keep(form.infusion_id, events, receipt=(form, receipt) if receipt else None)

    def _keep(self, infusion_id: UUID, events: tuple[Any, ...], *, receipt: tuple[Form, Answer] | None) -> Answer:
        disk = self.disk
        before = disk.records.of(infusion_id, disk.journals[infusion_id])
        after = record.appended(before, events)
        self.world.effect(NAME, "before it writes")
        changes: list[Any] = []
        if after is not before:
            changes = [(disk.journals, infusion_id, after.entries), (disk.states, infusion_id, after.state)]
        if receipt is not None:
            changes.append((disk.late, receipt[0].form_id, receipt[1]))
        if changes:
            disk.commit(NAME, changes)
            disk.records.keep(infusion_id, after)
        for watcher in self.watchers:
            watcher.recorded(infusion_id)
        return receipt[1] if receipt else Answer("kept")

    def _move(self, form: Form) -> Answer:
        """Move drug in the ledger, sealed to what was before."""
        key, movement = "cabinet", form.fields["movement"]
        chain = self.disk.ledgers.get(key, ())
        moved = ledger.append(tuple(sealed.movement for sealed in chain), movement)
        if len(moved) > len(chain):
            previous = chain[-1].hash if chain else ledger_chain.BEGINNING
            sealed = ledger_chain.seal(moved[-1], seq=len(moved), previous_hash=previous)
            self.disk.commit(NAME, [(self.disk.ledgers, key, (*chain, sealed))])
        return Answer("kept")

    def _events(self, form: Form, *, at: datetime, source: str) -> list[Any]:
        chair, fields = self.chairs[form.infusion_id], form.fields
        stamp = {"event_id": form.form_id, "at": at, "by": form.by, "source": source}
        match form.verb:
            case "row":
                return [*charted(form, stamp), *scored(form, stamp)]
            case "time-out":
                self._must_be_ready(chair, at)
                return [what.TimeOutPassed(**stamp, checks=())]
            case "start":
                return [self._start(chair, fields, stamp)]
            case "resume":
                self._refuse_beyond_order(chair, fields["rate_ml_per_h"])
                pump.must_show_rate(shown_ml_per_h=fields["shown_ml_per_h"], expected_ml_per_h=fields["rate_ml_per_h"])
                return [what.Resumed(**stamp, rate_ml_per_h=fields["shown_ml_per_h"])]
            case "rate":
                self._refuse_beyond_order(chair, fields["rate_ml_per_h"])
                return [what.RateChanged(**stamp, rate_ml_per_h=fields["rate_ml_per_h"], reason="distress")]
            case "discharge":
                return [self._discharge(chair, fields, stamp)]
            case verb:
                return [PLAIN[verb](**stamp, **fields)]

    def _start(self, chair: Chair, fields: dict[str, Any], stamp: dict[str, Any]) -> what.Started:
        made = chair.preparation
        pump.must_show_rate(shown_ml_per_h=fields["rate_ml_per_h"], expected_ml_per_h=made.rate_ml_per_h)
        pump.must_show_volume(shown_ml=fields["vtbi_ml"], expected_ml=made.vtbi_ml)
        return what.Started(
            **stamp, rate_ml_per_h=fields["rate_ml_per_h"], concentration_mg_per_ml=made.concentration_mg_per_ml,
            dose_mg=made.dose_mg, weight_kg=made.weight_kg, vtbi_ml=fields["vtbi_ml"],
        )  # fmt: skip

    def _refuse_beyond_order(self, chair: Chair, rate_ml_per_h: float) -> None:
        if rate_ml_per_h > chair.preparation.rate_ml_per_h:
            raise pump.CannotTrustPump("Faster than was ordered.")

    def _must_be_ready(self, chair: Chair, at: datetime) -> None:
        readings = self.readings(chair, at)
        known = {item.key: _MET for item in STARTING.items if item.answered is not Answered.PERSON}
        time_out.must_be_ready(time_out.time_out(SEEN, readings, now=at, known=known))
        chair.baseline = baseline_of(readings, before=at)

    def _discharge(self, chair: Chair, fields: dict[str, Any], stamp: dict[str, Any]) -> what.Discharged:
        at = stamp["at"]
        events = self._record(chair.infusion_id).happened
        gate = leaving.discharge(self.readings(chair, at), events, baseline=chair.baseline, now=at, needs_longer=NO)
        checks = tuple((item.key, item.truth.value) for item in gate.items)
        event = what.Discharged(**stamp, checks=checks, **fields)
        leaving.must_be_ready(gate, event)
        return event

    def _record(self, infusion_id: UUID) -> Record:
        return self.disk.records.of(infusion_id, self.disk.journals[infusion_id])

    def readings(self, chair: Chair, at: datetime) -> list[Reading]:
        """Return the last three quarters of an hour of one infusion, as the disk has them."""
        messages, since = self.disk.messages_of(chair.infusion_id), at - RECENT
        found = [reading for message in messages if message.received_at >= since for reading in message.readings]
        by_hand = self._record(chair.infusion_id).happened
        found += [as_reading(event) for event in by_hand if type(event) is what.ReadingCharted]
        return found


_MET = Known(truth=YES, why="")
