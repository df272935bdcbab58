"""What the record knows for the time-out: derived from it, never ticked."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from leeward.assessment import Chart
from leeward.infusion.charting import scores
from leeward.infusion.clocks import CONTINUOUS
from leeward.infusion.events import Event
from leeward.infusion.told import Known
from leeward.infusion.vitals import BY_HAND, Reading
from leeward.instruments import CADSS6, MOAAS
from leeward.protocol.monitoring import span
from leeward.protocol.starting import Start
from leeward.truth import NO, UNKNOWN, YES, Truth, truth


def pregnancy(chart: Chart) -> Known:
    """Is it excluded today, or charted as not possible? It is asked of everyone and never inferred from the sex."""
    possible, positive = chart.truth("could_be_pregnant"), chart.truth("pregnancy_test")
    if chart.truth("pregnant") is YES or positive is YES:
        return Known(truth=NO, why="A pregnancy is charted, or today's test is positive.")
    if possible is NO:
        return Known(truth=YES, why="Charted as not possible: no test is needed.")
    if positive is NO:
        return Known(truth=YES, why="Today's test is charted as negative.")
    why = "Whether a pregnancy is possible is not charted." if possible is UNKNOWN else "Today's test is not charted."
    return Known(truth=UNKNOWN, why=why)


def weight(chart: Chart, *, source: str) -> Known:
    """Was it measured on the day of the infusion, in kg?"""
    measured = chart.measurement("weight")
    if measured is None:
        return Known(truth=UNKNOWN, why="No weight is charted. Weigh on a scale that shows kg.")
    said = f"{measured.quantity.to('kg'):g} kg, {source}"
    if not chart.is_fresh("weight"):
        return Known(truth=UNKNOWN, why=f"{said}: not of today. Weigh again.")
    return Known(truth=YES, why=f"{said}.")


def medicines(*, gone_through_at: datetime | None, now: datetime, says: str = "") -> Known:
    """Was the list gone through in the last 24 hours? An older list is not known to be right (H11)."""
    if gone_through_at is None:
        return Known(truth=UNKNOWN, why="Nobody has gone through the medicines.")
    age = now - gone_through_at
    if age > span(Start.medicines_fresh_for):
        hours = int(age / timedelta(hours=1))
        return Known(
            truth=UNKNOWN, why=f"The list is {hours} h old. Go through it again with the patient. {says}".strip()
        )
    return Known(truth=YES, why=says)


def awake(events: Sequence[Event], *, now: datetime) -> Known:
    """Is the last sedation score of these minutes 5?"""
    found = scores(events, MOAAS.key)
    if not found or found[-1].total is None:
        return Known(truth=UNKNOWN, why="Score it now.")
    if now - found[-1].at > span(Start.fresh_for):
        return Known(truth=UNKNOWN, why="The last score is too old: score it again.")
    best = max(item.high for item in MOAAS.items)
    return Known(truth=truth(found[-1].total == best), why=f"Scored {found[-1].total} by {found[-1].by}.")


def scored(events: Sequence[Event], scale_key: str) -> Known:
    """Is there a whole score before the start, to which later ones are compared?"""
    found = scores(events, scale_key)
    if not found:
        return Known(truth=UNKNOWN, why="Score it now.")
    if found[-1].total is None:
        return Known(truth=UNKNOWN, why="An item of it is missing.")
    return Known(truth=YES, why=f"Scored {found[-1].total} by {found[-1].by}.")


def paired(
    devices: Collection[str], readings: Iterable[Reading], *, by_hand: Truth, may_chart_by_hand: bool, now: datetime
) -> Known:
    """Is a paired monitor heard? Without one, a person says that readings are charted by hand, if the protocol may."""
    if devices:
        heard = _heard(devices, readings, now=now)
        names = " and ".join(sorted(devices))
        if not heard:
            return Known(truth=UNKNOWN, why=f"Nothing from {names} in the last minute. Look at its cable and network.")
        return Known(truth=YES, why=f"{names} is paired and heard.")
    if not may_chart_by_hand:
        return Known(truth=NO, why="No monitor is paired, and the protocol does not allow charting by hand.")
    if by_hand is YES:
        return Known(truth=YES, why="By hand: no monitor sends readings here.")
    return Known(truth=UNKNOWN, why="No monitor is paired. Pair it at the chair, or say that you chart by hand.")


def clocks(devices: Collection[str], readings: Iterable[Reading], *, by_hand: Truth, now: datetime) -> Known:
    """Do the monitors' clocks agree with ours? The least delayed of their last messages tells the offset (H19)."""
    if not devices:
        if by_hand is YES:
            return Known(truth=YES, why="By hand: every reading takes this page's time.")
        return Known(truth=UNKNOWN, why="No monitor is paired.")
    heard, said, worst = _heard(devices, readings, now=now), [], 0.0
    for device in sorted(devices):
        offsets = [(r.at - r.received_at).total_seconds() for r in heard if r.device == device]
        if not offsets:
            return Known(truth=UNKNOWN, why=f"Nothing from {device} in the last minute: its clock is not known.")
        offset = max(offsets)
        worst = max(worst, abs(offset))
        said.append(f"{device} is {abs(offset):.1f} s {'ahead' if offset > 0 else 'behind'}")
    limit = Start.clock_apart.to("s")
    end = "" if worst <= limit else f" More than {limit:g} s: set the monitor's clock."
    return Known(truth=truth(worst <= limit), why=f"{'; '.join(said)}.{end}")


def _heard(devices: Collection[str], readings: Iterable[Reading], *, now: datetime) -> tuple[Reading, ...]:
    """Return what the devices sent of their continuous values in the last minute, by our clock."""
    return tuple(
        r
        for r in readings
        if r.device in devices
        and r.source != BY_HAND
        and r.kind in CONTINUOUS
        and timedelta(0) <= now - r.received_at <= span(Start.monitor_heard_within)
    )


CADSS: str = CADSS6.key
