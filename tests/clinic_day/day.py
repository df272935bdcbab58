"""One clinic day from a seed: who comes, what goes wrong and when; and the run of it."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from clinic_day.chair import Chair
from clinic_day.disk import Disk
from clinic_day.gateway import Gateway
from clinic_day.invariants import Invariants
from clinic_day.monitors import TROUBLES, Body, Monitor
from clinic_day.people import Nurse
from clinic_day.pump import Pump
from clinic_day.tablets import Tablet
from clinic_day.web import Web
from clinic_day.world import START, World
from leeward.clinic.infusions import watchdog
from leeward.dosing import FORMULARY_VIALS, CannotPrepare, Order, Vial, prepare
from leeward.infusion.machine import State

HOUR_S = 3600.0
MIDDLE = FORMULARY_VIALS[1]
CLOSING_S = 9 * HOUR_S
PLACES = {
    "gateway": ("after it was heard", "after it was decided", "before the commit", "inside the commit",
                "after the commit", "between two answers"),
    "web": ("before it writes", "before the commit", "inside the commit", "after the commit", "before the answer"),
}  # fmt: skip


@dataclass(frozen=True)
class Faults:
    """What may go wrong: all of it, or only what a test asks for."""

    monitors: tuple[str, ...] = TROUBLES
    only_chair: int | None = None
    per_monitor: int = 3
    kills: int = 3
    disk: bool = True
    wall: bool = True
    tablets: bool = True


NONE = Faults(monitors=(), kills=0, disk=False, wall=False, tablets=False)


class Cache(dict[str, Any]):
    """Stands in for the clinic's cache, where the watchdog's beat is kept."""

    def set(self, key: str, value: Any, _kept_s: int = 0) -> None:
        self[key] = value


class Day:
    """Everything that stands in the clinic on this day."""

    def __init__(self, seed: int, faults: Faults = Faults(), *, is_told: bool = False) -> None:
        self.world = world = World(seed, is_told=is_told)
        self.disk = Disk(world)
        self.chairs: dict[UUID, Chair] = {}
        self.gateway = Gateway(world, self.disk, self.chairs)
        self.web = Web(world, self.disk, self.chairs)
        chance = world.chance("day")
        arrivals = sorted(chance.uniform(0, 0.5 * HOUR_S) for _ in range(chance.choice((1, 1, 2, 2, 3))))
        self.nurses = [self._seat(number, faults) for number, _ in enumerate(arrivals, 1)]
        self.invariants = Invariants(world, self.disk, self.gateway, self.web, self.chairs)
        for arrives_s, nurse in zip(arrivals, self.nurses, strict=True):
            world.after(arrives_s, world.live, nurse.visit())
        self._plan(faults)

    def _seat(self, number: int, faults: Faults) -> Nurse:
        world = self.world
        chance = world.chance(f"chair {number}")
        infusion_id = UUID(int=chance.getrandbits(128))
        order, made = _ordered(chance, world)
        body = Body(chance)
        monitor = Monitor(world, f"mon-{number}", body, self.gateway.hear)
        body.have_episodes(1.5 * HOUR_S)
        if faults.monitors and faults.only_chair in (None, number):
            monitor.have_troubles(faults.monitors, many=faults.per_monitor, until_s=1.5 * HOUR_S)
        chair = Chair(number, infusion_id, order, made, Pump(world), monitor)
        self.chairs[infusion_id] = chair
        self.disk.journals[infusion_id], self.disk.states[infusion_id] = (), State.PLANNED
        self.disk.pairings[monitor.device] = infusion_id
        tablets = tuple(Tablet(world, f"{name}{number}", self.web) for name in ("a", "b"))
        for tablet in tablets:
            tablet.is_careless = faults.tablets
        if faults.tablets and chance.random() < 0.6:
            tablets[0].be_offline(chance.uniform(900, 1.5 * HOUR_S), chance.uniform(20, 900))
        return Nurse(world, chair, tablets, self.gateway)  # type: ignore[arg-type]

    def _plan(self, faults: Faults) -> None:
        """Draw what will go wrong with machines that all chairs share."""
        world = self.world
        chance = world.chance("faults")
        for _ in range(chance.randint(0, faults.kills)):
            process = chance.choice(("gateway", "gateway", "web"))
            world.kill_at(process, chance.choice(PLACES[process]), chance.uniform(60, 1.5 * HOUR_S))
        if faults.disk and chance.random() < 0.5:
            begins = chance.uniform(300, 1.5 * HOUR_S)
            what = chance.choice(("full", "fails", "answer", "slow full"))
            world.after(begins, self._disk_fault, what, chance.uniform(10, 300))
        if faults.wall and chance.random() < 0.35:
            for _ in range(chance.choice((1, 1, 2))):
                by_s = chance.choice((-1500, -120, -31, -7, -2, 2, 7, 31, 120, 3600))
                # Never by whole seconds: two instants of the wall are never the same twice.
                world.after(chance.uniform(600, 1.5 * HOUR_S), world.set_clock, by_s + chance.uniform(-0.4, 0.4))

    def _disk_fault(self, what: str, lasts_s: float) -> None:
        if what == "fails":
            self.disk.fails = 5
        elif what == "answer":
            self.disk.loses_answer = 2
        else:
            self.disk.is_full = True
            self.world.fault("disk full", "disk")
            self.world.after(lasts_s, self._disk_mended)

    def _disk_mended(self) -> None:
        self.disk.is_full = False
        self.world.say("disk", "there is room again")

    def run(self) -> "Day":
        """Live the day; raises Broken where an invariant does not hold."""
        before, watchdog.cache = watchdog.cache, Cache()  # type: ignore[assignment]
        was_collecting = gc.isenabled()
        gc.disable()  # a day is short: what goes in circles is collected after it
        try:
            self.gateway.start()
            self.invariants.look()
            self.world.run(CLOSING_S, self.invariants.step)
            self.invariants.end()
        finally:
            watchdog.cache = before
            if was_collecting:
                gc.enable()
        return self

    def digest(self) -> str:
        """Return a checksum of the trace: when every step was taken, what was recorded, moved, heard and went wrong."""
        disk, world = self.disk, self.world
        told = [world.steps, world.trace, sorted(world.happened.items()), list(disk.frames)]
        told += [entries[-1].hash for entries in disk.journals.values() if entries]
        told += [chain[-1].hash for chain in disk.ledgers.values()]
        return sha256(repr(told).encode()).hexdigest()


def _ordered(chance: Any, world: World) -> tuple[Order, Any]:
    """Return an order inside the fences and its preparation; what is refused is written again, without the slip."""
    weight_kg = chance.choice((52.0, 70.0, 84.0, 101.0))
    dose_mg = round(weight_kg * chance.choice((0.4, 0.5, 0.5)) * 2) / 2
    wanted = [
        (dose_mg, chance.choice((20.0, 24.0, 30.0, 40.0)), chance.choice(FORMULARY_VIALS)),
        (dose_mg, 30.0, MIDDLE),
    ]
    if chance.random() < 0.1:
        wanted.insert(0, (dose_mg * 10, 40.0, MIDDLE))
    for mg, minutes, (strength, volume) in wanted:
        vial = Vial(strength_mg_per_ml=strength, volume_ml=volume, lot="A1", expires_on=date(2027, 6, 1))
        order = Order(
            dose_mg=mg, minutes=minutes, weight_kg=weight_kg, approved_by="prescriber",
            approved_at=START - timedelta(hours=1),
        )  # fmt: skip
        try:
            return order, prepare(order, vial, on=START.date(), final_volume_ml=50.0)
        except CannotPrepare:
            world.happened["an order beyond the fence was refused"] += 1
    raise AssertionError("the last of them is the studied one")


def a_day(seed: int, faults: Faults = Faults(), *, is_told: bool = False) -> Day:
    """Live one day."""
    return Day(seed, faults, is_told=is_told).run()


def alarms_of(day: Day, number: int) -> list[tuple[object, ...]]:
    """Return when which alarm of a chair began and ended."""
    infusion_id = day.nurses[number - 1].chair.infusion_id
    return [
        (entry.event.at, type(entry.event).__name__, entry.event.alarm_key)  # type: ignore[attr-defined]
        for entry in day.disk.journals[infusion_id]
        if type(entry.event).__name__ in ("AlarmRaised", "AlarmCleared")
    ]


Made = Callable[[int], Day]
