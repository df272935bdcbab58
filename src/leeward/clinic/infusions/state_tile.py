"""The loudest tile, what the infusion is doing by the record, and what has gone in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.tiles import Tile, ago
from leeward.clinic.web.figure import plain
from leeward.infusion.account import Delivered
from leeward.infusion.machine import State
from leeward.infusion.observations import Due, Observation

STATE_WORDS: Final = {
    State.PLANNED: "Planned",
    State.READY: "Ready to start",
    State.RUNNING: "Running",
    State.PAUSED: "Paused",
    State.RECOVERING: "Recovering",
    State.DISCHARGED: "Discharged",
    State.CANCELLED: "Cancelled",
}
PUMP: Final = "still-infusing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What has gone in by the recorded rates, what is left, and when the end is due."""

    given: str
    left: str
    ends: str
    asks: str = ""
    """What to look into where the pump's own count is another."""


def state_tile(bedside: Bedside, due: Iterable[Observation] = ()) -> Tile:
    """Return what the infusion is doing; running is what the record says until somebody looked at the pump (H30)."""
    order, given = bedside.order, bedside.given
    title = STATE_WORDS[bedside.state]
    plan = f"{order.dose_mg:g} mg over {order.minutes:g} min"
    if given is None:
        return Tile(key="state", title=title, value=f"{order.rate_ml_per_h:g}", unit="mL/h ordered", says=plan)
    if bedside.state is State.RUNNING:
        return _running(bedside, given, plan, due)
    if bedside.state is State.PAUSED:
        since = given.segments[-1].started_at
        says = f"{plan} · {plain(given.remaining_mg, 1)} mg to go · paused {ago((bedside.now - since).total_seconds())}"
        return Tile(key="state", title=title, value="0", unit="mL/h", says=says)
    minutes = bedside.since_end // timedelta(minutes=1)
    title = f"{title}, minute {minutes}" if bedside.state is State.RECOVERING else title
    says = f"{plain(given.mg_per_kg, 2)} mg/kg of {plain(order.dose_mg_per_kg, 2)} · ended {_minute(given.ended_at)}"
    return Tile(key="state", title=title, value=plain(given.mg, 1), unit="mg given", says=says)


def _running(bedside: Bedside, given: Delivered, plan: str, due: Iterable[Observation]) -> Tile:
    minute = (bedside.now - given.started_at) // timedelta(minutes=1)
    title = f"{STATE_WORDS[State.RUNNING]}, minute {minute}"
    rate = f"{given.segments[-1].rate_ml_per_h:g}" if given.segments else f"{bedside.order.rate_ml_per_h:g}"
    unseen = next((one for one in due if one.key == PUMP and one.state is Due.OVERDUE), None)
    if given.is_all:
        says = "the bag should be empty: look at the pump"
        return Tile(key="state", title="◆ Empty by the record", value=rate, unit="mL/h", says=says, is_stale=True)
    if unseen is not None:
        seen = ago((bedside.now - (unseen.last_at or given.started_at)).total_seconds())
        says = f"by the record; the pump was last seen running {seen}"
        return Tile(key="state", title=f"◆ {title}?", value=rate, unit="mL/h", says=says, is_stale=True)
    says = f"{plan} · {plain(given.remaining_mg, 1)} mg to go · ends {_minute(given.expected_end)}"
    return Tile(key="state", title=title, value=rate, unit="mL/h", says=says)


def amount(bedside: Bedside) -> Amount | None:
    """Return what has gone in; None before the start."""
    given = bedside.given
    if given is None:
        return None
    if given.ended_at is not None:
        ends = f"ended {_minute(given.ended_at)}"
    elif given.expected_end is not None:
        ends = f"ends {_minute(given.expected_end)}"
    elif given.expected_end_if_resumed is not None:
        ends = f"would end {_minute(given.expected_end_if_resumed)} if resumed now"
    else:
        ends = "by the record all of it is in"
    return Amount(
        given=f"{plain(given.mg, 1)} mg · {plain(given.mg_per_kg, 2)} mg/kg · {plain(given.ml, 1)} mL",
        left=f"{plain(given.remaining_mg, 1)} mg · {plain(given.remaining_ml, 1)} mL",
        ends=ends,
        asks=given.disagreement or "",
    )


def _minute(at: datetime | None) -> str:
    """Say an instant to the minute."""
    return f"{timezone.localtime(at):%H:%M}" if at else "not known"
