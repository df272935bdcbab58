"""What a device says of its own alarms, for the journal: each beginning and end once, never an alarm of ours."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from leeward.devices.port import DeviceAlarm, DeviceMessage
from leeward.infusion.events import DeviceAlarmTold, Event
from leeward.truth import Truth

A_MINUTE: Final = 20  # of one chair: a device whose alarm flutters must not fill a journal that only grows
KEPT: Final = 200  # alarms of one chair whose state is remembered
LONGEST: Final = 200  # characters of a device's text


class DeviceAlarms:
    """The state of each alarm of a chair's devices, as the journal has it."""

    def __init__(self, infusion_id: UUID, events: Iterable[Event] = ()) -> None:
        self._infusion_id = infusion_id
        self._known: dict[tuple[str, str], tuple[bool, str]] = {}
        self._told_at: deque[datetime] = deque(maxlen=A_MINUTE)
        for event in events:
            if isinstance(event, DeviceAlarmTold):
                self._known[event.source, event.code] = event.stands is Truth.YES, event.priority

    def news(self, message: DeviceMessage) -> Iterator[DeviceAlarmTold]:
        """Yield what began, ended, or became more or less urgent; what only goes on is no news."""
        for alarm in message.alarms:
            key, is_so = (message.device_id, alarm.code[:LONGEST]), (alarm.is_present, alarm.priority)
            before = self._known.get(key, (False, alarm.priority))
            if before == is_so or (not alarm.is_present and not before[0]):
                continue
            if self._is_too_often(message.received_at) or (key not in self._known and len(self._known) >= KEPT):
                continue
            self._known[key] = is_so
            yield self._event(alarm, message)

    def _is_too_often(self, at: datetime) -> bool:
        if len(self._told_at) == A_MINUTE and timedelta(0) <= at - self._told_at[0] < timedelta(minutes=1):
            return True
        self._told_at.append(at)
        return False

    def _event(self, alarm: DeviceAlarm, message: DeviceMessage) -> DeviceAlarmTold:
        stands = Truth.YES if alarm.is_present else Truth.NO
        since = (alarm.at or message.sent_at or message.received_at).isoformat()
        name = "\x1f".join(("device-alarm", message.device_id, alarm.code, stands.value, alarm.priority, since))
        return DeviceAlarmTold(
            event_id=uuid5(self._infusion_id, name),  # from the facts, so that two gateways write one entry
            at=message.received_at,
            by="device",
            source=message.device_id,
            code=alarm.code[:LONGEST],
            says=(alarm.text or alarm.code)[:LONGEST],
            priority=alarm.priority,
            stands=stands,
        )
