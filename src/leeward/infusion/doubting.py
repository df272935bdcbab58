"""A value that a person is about to chart, held against the one before it: a slip of the finger is asked about."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from leeward.infusion.vitals import Freshness, GenerationMode, Reading, latest
from leeward.protocol.artefact import GATES


def doubts(
    entered: Iterable[Reading],
    known: Sequence[Reading],
    *,
    now: datetime,
    infusing: bool,
    mode: GenerationMode = GenerationMode.REAL,
) -> tuple[str, ...]:
    """Return a sentence for each value that is further from the last fresh one than a body moves; none is refused."""
    found = []
    for reading in entered:
        gate = GATES.get(reading.kind)
        before = latest(known, reading.kind, now, mode=mode, infusing=infusing)
        if gate is None or before.reading is None or before.state is not Freshness.FRESH:
            continue
        was, is_now = before.reading.value, reading.value
        if was is not None and is_now is not None and abs(is_now - was) > gate.by:
            found.append(f"{reading.kind.label} {is_now:g}, and {was:g} {reading.unit} just before.")
    return tuple(found)
