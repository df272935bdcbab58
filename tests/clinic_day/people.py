"""Nurse and prescriber at one chair, from drawing up to the door; they slip, and do not see everything."""

from collections.abc import Generator
from typing import Any
from uuid import UUID

from clinic_day import drug
from clinic_day.chair import Chair
from clinic_day.forms import Answer, Form
from clinic_day.gateway import Gateway
from clinic_day.standing import Standing
from clinic_day.tablets import Tablet
from clinic_day.world import World
from leeward.infusion.machine import State
from leeward.infusion.vitals import VitalKind
from leeward.protocol.discharge import ITEMS
from leeward.truth import YES

MINUTE_S = 60.0
ESCORT = {"escort": "Test Sister", "escort_phone": "555 0100"}
FIT = {
    "moaa-s": (5, (5,)), "aldrete": (10, (2, 2, 2, 2, 2)), "padss": (10, (2, 2, 2, 2, 2)), "cadss-6": (0, (0,) * 6),
    "distress": (1, (1,)), "orthostasis": (None, (126, 78, 122, 76)),
}  # fmt: skip
Act = Generator[Any, Any, Any]


class Nurse:
    """Whoever stands at the chair, with a tablet; a second one looks in now and then with another."""

    def __init__(self, world: World, chair: Chair, tablets: tuple[Tablet, Tablet], gateway: Gateway) -> None:
        self.world, self.chair, self.gateway = world, chair, gateway
        self.tablet, self.second = tablets
        self.chance = world.chance(f"nurse {chair.number}")
        self.is_busy = False

    def form(self, verb: str, **fields: Any) -> Form:
        form_id = UUID(int=self.chance.getrandbits(128))
        return Form(form_id, self.chair.infusion_id, verb, f"nurse {self.chair.number}", fields)

    def does(self, verb: str, tablet: Tablet | None = None, **fields: Any) -> Act:
        """Send a form and return what became of it."""
        answer: Answer = yield (tablet or self.tablet).post(self.form(verb, **fields))
        if self.world.is_told:
            self.world.say(f"nurse {self.chair.number}", f"{verb}: {answer.became} {answer.says}"[:110])
        if answer.became == "queued":
            self.chair.is_plain = False
        return answer

    def insists(self, verb: str, *, every_s: float = 30.0, times: int = 40, **fields: Any) -> Act:
        """Try until it is kept or queued: every try is a form of its own, as the page makes one after a refusal."""
        for _ in range(times):
            answer = yield from self.does(verb, **fields)
            if answer.became in ("kept", "queued", "given up"):
                return answer
            yield every_s
        return answer

    # --- the visit -------------------------------------------------------------------------------------------

    def visit(self) -> Act:
        """From the first reading to the door."""
        chair = self.chair
        if not (yield from drug.draw_up(self)):
            return
        chair.monitor.turn_on()
        yield 45.0
        yield from self.chart({VitalKind.RESPIRATORY_RATE: 14.0, VitalKind.TEMPERATURE: 36.8,
                               VitalKind.SYSTOLIC: 124.0, VitalKind.DIASTOLIC: 79.0}, cadss=True)  # fmt: skip
        answer = yield from self.insists("time-out", every_s=60.0, times=30)
        if answer.became != "kept" or not (yield from self.start()):
            yield from self.insists("cancel", reason="could not be started")
            yield from drug.waste_all(self)
            return
        self.world.live(self.look_after_alarms())
        yield from self.infuse()
        yield from drug.account_for(self)
        yield from self.recover()

    def start(self) -> Act:
        """Set the pump, read it back, start; a slip of the keys is refused and set again."""
        made, pump = self.chair.preparation, self.chair.pump
        slip = self.chance.random()
        rate = made.rate_ml_per_h * (10 if slip < 0.06 else 1)
        vtbi = made.vtbi_ml * (10 if 0.06 <= slip < 0.12 else 1)
        for _ in range(4):
            pump.set_to(rate_ml_per_h=rate, vtbi_ml=vtbi)
            answer = yield from self.does("start", rate_ml_per_h=rate, vtbi_ml=vtbi)
            if answer.became == "kept":
                pump.run()
                self.chair.begun_s = self.world.s
                return True
            self.world.happened["a wrong pump was caught"] += slip < 0.12
            rate, vtbi, slip = made.rate_ml_per_h, made.vtbi_ml, 1.0
            yield 20.0
        # Nobody knows whether the last form was taken: what the page shows when it is back decides.
        return (yield from self._is_started_after_all())

    def _is_started_after_all(self) -> Act:
        for _ in range(60):
            if self.gateway.disk.states[self.chair.infusion_id] is State.RUNNING:
                self.chair.pump.run()
                self.chair.begun_s = self.world.s
                return True
            yield 30.0
            answer = yield from self.does("note", text="the page did not answer")
            if answer.became == "kept":
                return False
        return False

    def infuse(self) -> Act:
        """Look at the pump every few minutes until the bag is empty, or somebody stopped it."""
        pump = self.chair.pump
        while not pump.is_empty and self.chair.ended_s is None:
            yield min(280.0, pump.left_s + 2.0) if pump.is_running else 60.0
            if pump.is_empty or self.chair.ended_s is not None:
                break
            draw = self.chance.random()
            if self.is_busy or not pump.is_running:
                continue
            if draw < 0.08:
                yield from self.pause_for_a_while()
            elif draw < 0.14:
                pump.set_to(rate_ml_per_h=round(pump.rate_ml_per_h * 0.8, 1))
                yield from self.does("rate", rate_ml_per_h=pump.rate_ml_per_h)
            elif draw < 0.16:
                yield from self.stop("the patient asks for it")
            else:
                yield from self.does("confirm", pump_delivered_ml=round(pump.given_ml, 1))
        if self.chair.ended_s is None:
            pump.hold()
            self.chair.ended_s = self.world.s
            yield from self.insists("complete", delivered_ml=round(pump.given_ml, 1))

    def pause_for_a_while(self) -> Act:
        """Hold the pump, chart it, and go on at the same rate or a faster one that is refused."""
        pump = self.chair.pump
        pump.hold()
        answer = yield from self.does("pause", reason="distress")
        if self.second.is_careless and self.chance.random() < 0.3:
            yield from self.does("pause", tablet=self.second, reason="the same, by the second nurse")
        yield 120.0 + self.chance.random() * 200
        if answer.became not in ("kept", "queued") or self.chair.ended_s is not None:
            yield from self.insists("pause", reason="distress", times=8)
        if self.chance.random() < 0.2:
            yield from self.does("resume", rate_ml_per_h=pump.rate_ml_per_h * 10, shown_ml_per_h=pump.rate_ml_per_h)
        shown = pump.rate_ml_per_h
        answer = yield from self.insists("resume", times=8, rate_ml_per_h=shown, shown_ml_per_h=shown)
        if answer.became in ("kept", "queued") and self.chair.ended_s is None:
            pump.run()
        else:
            yield from self.stop("it could not be resumed")

    def stop(self, reason: str) -> Act:
        self.chair.pump.hold()
        if self.chair.ended_s is None:
            self.chair.ended_s = self.world.s
        yield from self.insists("stop", reason=reason)

    # --- alarms ----------------------------------------------------------------------------------------------

    def look_after_alarms(self) -> Act:
        """Go to whatever is told; now and then nobody goes for a while, or only the sound is paused."""
        while self.gateway.disk.states[self.chair.infusion_id] not in (State.DISCHARGED, State.CANCELLED):
            yield 25.0 + self.chance.random() * 60
            standing = self.standing
            called = [one for one in standing.told if one.answer is None] if standing else []
            if not called or self.chance.random() < 0.3:
                continue
            if self.chance.random() < 0.25:
                yield from self.does("quiet", lasting_s=120.0)
                continue
            yield from self.does("acknowledge", alarm_key=called[0].condition.key, action="looked, and stayed")

    @property
    def standing(self) -> Standing | None:
        return self.gateway.beds.get(self.chair.infusion_id)

    # --- recovery --------------------------------------------------------------------------------------------

    def recover(self) -> Act:
        """Pressures by hand after the monitor is off, scores, and the gate until it opens or a prescriber decides."""
        yield 3 * MINUTE_S
        self.chair.monitor.is_on = False
        for _ in range(5):
            yield 15 * MINUTE_S
            yield from self.chart_all()
        self.world.happened["gates tried"] += 1
        for turn in range(20):
            answer = yield from self.does("discharge", **ESCORT, override_reason=None)
            if answer.became == "kept":
                return
            yield 11 * MINUTE_S
            yield from self.chart_all(fit=True)
            if turn == 12:
                yield from self.does("discharge", **ESCORT, override_reason="seen by me")

    def chart_all(self, *, fit: bool = False) -> Act:
        values = {
            VitalKind.SYSTOLIC: 124.0, VitalKind.DIASTOLIC: 78.0, VitalKind.SPO2: 97.0, VitalKind.HEART_RATE: 74.0,
        }  # fmt: skip
        items = {item.key: YES for item in ITEMS} if fit else {}
        yield from self.does("row", readings=values, scores=FIT if fit else {}, items=items)

    def chart(self, values: dict[VitalKind, float], *, cadss: bool = False) -> Act:
        scores = {"cadss-6": (0, (0,) * 6)} if cadss else {}
        return (yield from self.insists("row", readings=values, scores=scores))
