"""What must hold after every step of a clinic day, whatever goes wrong; each check knows nothing of how it is met."""

import math
from typing import Any
from uuid import UUID

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.deciding import AT_LEAST_S
from clinic_day.disk import Disk
from clinic_day.gateway import Gateway
from clinic_day.keeping import Keeping
from clinic_day.laws import DELIVERED
from clinic_day.watching import Watching
from clinic_day.world import World
from leeward.infusion.machine import INFUSING

LOOK_S = 20.0


class Invariants(Watching, Keeping):
    """Looks on; the processes tell it what they did."""

    def __init__(self, world: World, disk: Disk, gateway: Gateway, web: Any, chairs: dict[UUID, Chair]) -> None:
        super().__init__(world, disk, gateway, chairs)
        gateway.watchers.append(self)
        web.watchers.append(self)
        self.left_s: float | None = None
        self._touched, self._begun, self._silent_s = -1, 0, -math.inf

    def step(self) -> None:
        """Look at every chair: is no more going in than was ordered, and is it watched?"""
        s = self.world.s
        if self.gateway.is_up:
            self.down_since_s = None
        elif self.down_since_s is None:
            self.down_since_s = s
        self.checks += self._begun
        if s > self._silent_s or self.world.touched != self._touched:
            self._look_at_each(s)

    def _look_at_each(self, s: float) -> None:
        """Look at every chair, and note until when the next steps need not: unless somebody touches a pump again."""
        self._touched, self._begun, self._silent_s = self.world.touched, 0, math.inf
        for infusion_id, chair in self.chairs.items():
            if chair.begun_s is None:
                continue
            pump = chair.pump
            self._begun += 1
            if chair.ended_s is None and s > chair.silent_s:
                self._may_be_silent(infusion_id, chair)
            if chair.ended_s is None:
                self._silent_s = min(self._silent_s, chair.silent_s)
            # Its display never shows more than the volume that was set: with the ordered one all is well.
            if pump.vtbi_ml > chair.most_ml:
                self.must(pump.given_ml <= chair.most_ml, DELIVERED, chair.given)
                self._silent_s = -math.inf

    def look(self) -> None:
        """Look at all of it anew, and whether everybody left."""
        for infusion_id, chair in self.chairs.items():
            if chair.begun_s is not None:
                self.must(chair.pump.given_ml <= chair.most_ml, DELIVERED, chair.given)
                if chair.ended_s is None and self.disk.states[infusion_id] in INFUSING:
                    self._is_watched(infusion_id, chair)
        everybody_left = all(state in record.CLOSED for state in self.disk.states.values())
        self.left_s = (self.left_s or self.world.s) if everybody_left else None
        self.world.is_over = self.left_s is not None and self.world.s - self.left_s > 2 * AT_LEAST_S
        self.world.after(LOOK_S, self.look)
