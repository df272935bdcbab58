"""Which conditions stand at one chair: the product's `Following` in the gateway's memory."""

from collections.abc import Collection, Iterable
from datetime import datetime

from leeward.infusion.condition import Condition
from leeward.infusion.following import Following
from leeward.infusion.vitals import Baseline, Reading
from leeward.protocol.alarms import LIMITS


class Bed:
    """The readings of one chair that alarms look at, in a gateway's memory."""

    def __init__(self) -> None:
        self._following: Following | None = None

    def aim(self, baseline: Baseline, *, running: bool, ended_at: datetime | None, active: Collection[str]) -> None:
        """Count by what the journal says from now on."""
        if self._following is None:
            self._following = Following(LIMITS, baseline, running=running, ended_at=ended_at, active=active)
        else:
            self._following.aim(LIMITS, baseline, running=running, ended_at=ended_at)

    def take(self, readings: Iterable[Reading]) -> None:
        """Take readings, in whatever order they come."""
        assert self._following is not None
        self._following.take_all(readings)

    def conditions(self, now: datetime) -> tuple[Condition, ...]:
        """Return what is wrong now."""
        assert self._following is not None
        return self._following.conditions(now)

    @property
    def is_quiet(self) -> bool:
        """Has no limit anything to remember?"""
        assert self._following is not None
        return self._following.is_quiet
