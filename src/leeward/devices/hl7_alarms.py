"""A monitor's own alarms among its results, in the facets of IHE PCD-04: told, and never one of ours."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Final

from leeward.devices.hl7_text import Segment, quoted, read_time
from leeward.devices.port import DeviceAlarm

PHASE, STATE, PRIORITY, TEXT = "68481", "68482", "68484", "68546"
FACETS: Final = frozenset({"68480", PHASE, STATE, "68483", PRIORITY, "68485", TEXT})
EVENTS: Final = 3  # the partition of ISO/IEEE 11073-10101 that numbers events
PARTITION_BITS: Final = 16
PRIORITIES: Final = {"PN": "none", "PL": "low", "PM": "medium", "PH": "high"}
OVER: Final = {PHASE: "end", STATE: "inactive"}
MOST: Final = 100  # of one message


def is_of_alarm(code: str, system: str) -> bool:
    """Is it the code of an event, or of one of the facets that describe it?

    >>> is_of_alarm("196670", "MDC"), is_of_alarm("68484", "MDC"), is_of_alarm("150456", "MDC")
    (True, True, False)
    """
    return system in ("MDC", "") and (code in FACETS or _is_event(code))


def alarms_of(segments: Sequence[Segment], assumed_zone: tzinfo) -> tuple[DeviceAlarm, ...]:
    """Return the alarms of the message: each begins with its event, and the facets after it say more of it."""
    found: list[DeviceAlarm] = []
    event, facets, group = None, list[Segment](), None
    for segment in segments:
        if segment.name == "OBR":
            found += _alarm(event, facets, group, assumed_zone)
            event, facets, group = None, [], segment
        elif segment.name == "OBX" and _is_event(segment.component(3)):
            found += _alarm(event, facets, group, assumed_zone)
            event, facets = segment, []
        elif segment.name == "OBX" and is_of_alarm(segment.component(3), segment.component(3, 3).upper()):
            facets.append(segment)
    return tuple([*found, *_alarm(event, facets, group, assumed_zone)][:MOST])


def _alarm(
    event: Segment | None, facets: Iterable[Segment], group: Segment | None, zone: tzinfo
) -> tuple[DeviceAlarm, ...]:
    if event is None:
        return ()
    said = {facet.component(3): facet for facet in facets}
    text = said[TEXT].field(5) if TEXT in said else ""
    code = event.component(5) if _is_event(event.component(5)) else event.component(3)
    flags = {*event.field(8).upper().split(event.marks.repetition)}
    flags |= {said[PRIORITY].component(5).upper()} if PRIORITY in said else set()
    time = event.field(14) or (group.field(7) if group is not None else "")
    alarm = DeviceAlarm(
        code=code,
        text=text or event.component(5, 2) or event.component(3, 2) or code,
        priority=next((words for flag, words in PRIORITIES.items() if flag in flags), "none"),
        is_present=not any(facet in said and said[facet].component(5).lower() == over for facet, over in OVER.items()),
        at=read_time(time, zone),
    )
    return (alarm,)


def _is_event(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) <= 6 and int(code) >> PARTITION_BITS == EVENTS


def said(alarm: DeviceAlarm) -> str:
    """Say what the device says of its own alarm, for a person; ours neither begin nor end by it."""
    state = "stands" if alarm.is_present else "is over"
    return f"The device's own alarm {quoted(alarm.text)} ({alarm.priority}) {state}."
