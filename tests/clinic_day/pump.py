"""A pump that stands alone: a nurse sets it and reads it; nothing else speaks with it."""

from clinic_day.world import World

HOUR_S = 3600.0


class Pump:
    """What really goes in, whatever anybody writes down."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.rate_ml_per_h = 0.0
        self.vtbi_ml = 0.0
        self._given_ml, self._since_s, self.is_running = 0.0, 0.0, False

    @property
    def given_ml(self) -> float:
        """What its display shows as infused: never more than the volume to be infused that was set."""
        running_s = self._world.s - self._since_s if self.is_running else 0.0
        return min(self._given_ml + running_s * self.rate_ml_per_h / HOUR_S, self.vtbi_ml)

    @property
    def is_empty(self) -> bool:
        return self.vtbi_ml > 0 and self.given_ml >= self.vtbi_ml - 1e-9

    @property
    def left_s(self) -> float:
        """How long it still runs at this rate."""
        return (self.vtbi_ml - self.given_ml) / self.rate_ml_per_h * HOUR_S

    def set_to(self, *, rate_ml_per_h: float, vtbi_ml: float | None = None) -> None:
        self._world.touched += 1
        self._given_ml, self._since_s = self.given_ml, self._world.s
        self.rate_ml_per_h = rate_ml_per_h
        if vtbi_ml is not None:
            self.vtbi_ml = vtbi_ml

    def run(self) -> None:
        self._world.touched += 1
        self._since_s, self.is_running = self._world.s, True

    def hold(self) -> None:
        self._world.touched += 1
        self._given_ml, self.is_running = self.given_ml, False
