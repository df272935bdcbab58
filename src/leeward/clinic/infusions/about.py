"""What a form at the chair is about: the alarm that is answered, the reading that is struck."""

from datetime import datetime
from uuid import UUID

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.chairside import Live
from leeward.clinic.infusions.clock import clock
from leeward.clinic.infusions.wording import alarm_words, unit_words
from leeward.infusion.vitals import BY_HAND, Reading, VitalKind


def about_alarm(live: Live, alarm_key: str) -> str:
    """Say the alarm as it stands, or by its name when it has ended."""
    now_standing = (f"{alarm.says} Since {alarm.since}." for alarm in live.bar.lines if alarm.key == alarm_key)
    return next(now_standing, f"{alarm_words(alarm_key)}. It does not stand any more.")


def about_reading(*, person_id: UUID, infusion_id: UUID, reading_id: str, now: datetime) -> str:
    """Say the reading, with what the cuff gave in the same breath; nothing where there is none."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now, whole=True)
    together = standing.same_measurement(bedside.readings, reading_id)
    if not together:
        return ""
    where = "by hand" if together[0].source == BY_HAND else "from the monitor"
    return f"{_value(together)}, {clock(together[0].at)}, {where}"


def _value(together: tuple[Reading, ...]) -> str:
    values = {reading.kind: reading.value for reading in together if reading.value is not None}
    upper, lower = values.get(VitalKind.SYSTOLIC), values.get(VitalKind.DIASTOLIC)
    if upper is not None and lower is not None:
        return f"Blood pressure {upper:g}/{lower:g} mmHg"
    first = together[0]
    said = "no value" if first.value is None else f"{first.value:g} {unit_words(first.unit)}"
    return f"{first.kind.label} {said}"
