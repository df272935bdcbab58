"""What can happen to an alarm: it began, it ended, it was answered, its sound was paused, its limit was changed."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from leeward.infusion.event import Event
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(Event):
    """A condition began, or became more urgent."""

    verb: ClassVar[str] = "raise an alarm"
    alarm_key: str
    kind: AlarmKind
    priority: Priority
    says: str
    reading_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCleared(Event):
    """A condition ended."""

    verb: ClassVar[str] = "clear an alarm"
    alarm_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmAcknowledged(Event):
    """A person saw the alarm and says what they did; the condition itself stays until it ends."""

    verb: ClassVar[str] = "acknowledge an alarm"
    alarm_key: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPaused(Event):
    """The sound of this chair's alarms was paused for so long; a new condition breaks the pause."""

    verb: ClassVar[str] = "pause the sound of the alarms"
    lasting_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAlarmTold(Event):
    """A device says that an alarm of its own stands, or is over: told for comparison, and never one of ours."""

    verb: ClassVar[str] = "tell of a device's own alarm"
    code: str
    says: str
    priority: str
    stands: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitChanged(Event):
    """An alarm limit was changed for this infusion only."""

    verb: ClassVar[str] = "change an alarm limit"
    alarm_key: str
    value: float
    unit: str
    reason: str
