"""What must hold on a clinic day, each by its name, and what is raised where it does not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from clinic_day.chair import Chair
from clinic_day.disk import Disk
from clinic_day.world import World

KEPT = "nothing acknowledged is lost"
WATCHED = "no infusion runs unwatched beyond its limit without an alarm"
AT_ONCE = "an alarm waits for no disk"
DELIVERED = "the delivered dose never exceeds the order"
LEDGER = "the ledger balances"
NO_END = "no alarm disappears without its end or an answer in the journal"
PAUSE = "a pause of the sound always ends"
REPLAY = "the journal replayed is the state that is live"
ORDER = "order of arrival and copies change nothing"
GAPS = "every second of an infusion is measured, charted or marked as a gap"
COMMANDS = "nothing is sent to a device but an answer"
ALONE = "one device's fault changes no other chair's alarms"
FORESEEN = "time alone changes nothing before it is foreseen"
ALL = (KEPT, WATCHED, AT_ONCE, DELIVERED, LEDGER, NO_END, PAUSE, REPLAY, ORDER, GAPS, COMMANDS, ALONE, FORESEEN)

ROOM = 1e-6


class Broken(AssertionError):
    """An invariant does not hold."""

    def __init__(self, invariant: str, what: str, world: World) -> None:
        self.invariant, self.s = invariant, world.s
        super().__init__(
            f"{invariant}: {what} (second {world.s:.1f}). Replay it: "
            f".venv/bin/python tests/clinic_day --seed {world.seed}"
        )


class Looker:
    """Looks on at a day and counts its checks."""

    def __init__(self, world: World, disk: Disk, gateway: Any, chairs: dict[UUID, Chair]) -> None:
        self.world, self.disk, self.gateway, self.chairs = world, disk, gateway, chairs
        self.checks = 0
        self._chance = world.chance("invariants")

    def at_random(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self._chance.random() * one_in < 1.0

    def must(self, holds: bool, invariant: str, what: Callable[[], str]) -> None:
        self.checks += 1
        if not holds:
            raise Broken(invariant, what(), self.world)
