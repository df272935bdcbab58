"""Two devices that bring the same vital sign at one chair: which of them is right is for a person to say."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from leeward.infusion.vitals import BY_HAND, Reading
from leeward.protocol.vital_kind import VitalKind

LOOKED_BACK: Final = timedelta(minutes=2)  # plain: a monitor that was just replaced is forgotten after as long


def doubled(readings: Iterable[Reading], *, now: datetime) -> tuple[tuple[VitalKind, tuple[str, ...]], ...]:
    """Return each kind that more than one device measured lately, with the names of the devices.

    A cuff and an arterial line of one monitor are no conflict: one device shows both, and says which is which.
    """
    found: dict[VitalKind, set[str]] = defaultdict(set)
    for reading in readings:
        if reading.device and reading.source != BY_HAND and now - reading.at <= LOOKED_BACK:
            found[reading.kind].add(reading.device)
    return tuple((kind, tuple(sorted(found[kind]))) for kind in VitalKind if len(found[kind]) > 1)


def in_words(readings: Iterable[Reading], *, now: datetime) -> tuple[str, ...]:
    """Say which kinds come from two devices, by the devices, and what to do."""
    by_devices: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for kind, devices in doubled(readings, now=now):
        by_devices[devices].append(kind.label)
    return tuple(
        f"{', '.join(kinds)}: sent by {' and by '.join(devices)}. Look at the patient, and end the pairing of the one "
        "that is not on them."
        for devices, kinds in by_devices.items()
    )
