"""What went wrong with taking readings itself: nothing could be kept for a while, or a monitor sent too much."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeward.infusion import body as _body
from leeward.infusion.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingInterrupted(Event):
    """From `since` to `until` nothing could be kept; nothing that was confirmed is lost, alarms were decided in memory.

    `since` is the last look at which all was kept, `until` the first at which it was again.
    """

    verb: ClassVar[str] = "record that nothing could be kept"
    since: datetime
    until: datetime
    reason: str

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        object.__setattr__(self, "since", _body.utc(self.since))
        object.__setattr__(self, "until", _body.utc(self.until))


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorFlooded(Event):
    """A monitor began to send more than a monitor may: from then on what is too much was refused, not lost in silence.

    Told once for each spell.
    """

    verb: ClassVar[str] = "record a flood"
    device: str
