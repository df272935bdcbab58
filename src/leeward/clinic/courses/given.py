"""One infusion, for the report: what was given, measured, alarmed, scored and decided, from its sealed journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils import timezone

from leeward.clinic.courses import happened
from leeward.clinic.courses.happened import CHAIRSIDE_WORDS, minute_of
from leeward.clinic.courses.records import Compared, GateLine, InfusionSection, Row, ScoreLine
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.chairside import STATE_WORDS
from leeward.clinic.infusions.sheet import flowsheet_chart
from leeward.clinic.web import charts
from leeward.clinic.web.figure import plain
from leeward.infusion import journal
from leeward.infusion.account import Delivered
from leeward.infusion.discharge import HomeGate
from leeward.infusion.events import Discharged, ScaleScored
from leeward.infusion.gate import GateItem
from leeward.infusion.vitals import GenerationMode, VitalKind, is_usable
from leeward.truth import NO, YES

MODES: Final = {
    GenerationMode.REAL: "",
    GenerationMode.TEST: "Test data: no patient was treated.",
    GenerationMode.DEMO: "Simulated: readings and events come from a virtual patient; no patient was treated.",
}
TRUTHS: Final = {YES: ("ok", "met"), NO: ("high", "not met")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The highest or lowest usable reading of a kind, and when it was."""

    value: float
    at: datetime


def infusion_section(
    bedside: Bedside, gate: HomeGate | None, *, highest: Mapping[str, str] = MappingProxyType({})
) -> InfusionSection:
    """Return the section of one infusion as it stands at `bedside.now`, in the current time zone.

    `highest` are the extremes that were predicted, by the names of `Prediction`.
    """
    drawn = flowsheet_chart(bedside)
    broken = journal.verify(bedside.journal)
    scales = tuple(dict.fromkeys(event.scale_key for event in bedside.events if isinstance(event, ScaleScored)))
    predicted = "bands: 90 % of virtual patients like this one; " if drawn.systolic else "no prediction was kept; "
    return InfusionSection(
        title=f"Infusion {bedside.infusion.number}",
        state=STATE_WORDS[bedside.state].lower(),
        rows=tuple(_given(bedside.given, bedside)) if bedside.given else (),
        chart=charts.flowsheet(drawn),
        chart_says=f"Minutes from the start at {drawn.started or 'a time not yet known'}; {predicted}points: measured.",
        compared=tuple(_compared(bedside, highest)),
        alarms=happened.alarms(bedside),
        scales=tuple(CHAIRSIDE_WORDS.get(key, key) for key in scales),
        scores=tuple(_scores(bedside, scales)),
        events=happened.events(bedside),
        gate=tuple(_gate_line(item) for item in gate.items) if gate else (),
        gate_says=_gate_says(gate),
        left=_left(bedside),
        seal=_seal(bedside, broken),
        seal_is_whole=broken is None,
        mode=MODES[bedside.mode],
    )


def _given(given: Delivered, bedside: Bedside) -> Iterable[Row]:
    order, rates = bedside.order, "added up from the rates in the journal"
    infusing = sum(piece.minutes for piece in given.segments if piece.rate_ml_per_h > 0)
    paused = [piece.minutes for piece in given.segments if piece.rate_ml_per_h == 0]
    yield Row(name="Given", value=f"{plain(given.mg, 1)} mg, {plain(given.mg_per_kg, 2)} mg/kg", origin=rates)
    yield Row(
        name="Ordered",
        value=f"{order.dose_mg:g} mg over {order.minutes:g} min",
        origin=f"order, {order.dosing_weight_kg:g} kg {order.dosing_weight_kind} weight",
    )
    yield Row(name="Not given", value=f"{plain(given.remaining_mg, 1)} mg", origin=rates)
    yield Row(name="Started", value=f"{timezone.localtime(given.started_at):%d-%b-%Y %H:%M}", origin="journal")
    if given.ended_at:
        yield Row(name="Ended", value=f"{timezone.localtime(given.ended_at):%d-%b-%Y %H:%M}", origin="journal")
    many = "pause" if len(paused) == 1 else "pauses"
    pauses = f"; {len(paused)} {many}, {sum(paused):.0f} min" if paused else "; no pause"
    yield Row(name="Infusing", value=f"{infusing:.0f} min{pauses}", origin="journal")
    if given.disagreement:
        yield Row(name="Pump and journal", value=given.disagreement, origin="pump’s display, as read")


def _compared(bedside: Bedside, highest: Mapping[str, str]) -> Iterable[Compared]:
    """Set the extremes that were measured beside the predicted ones; only of what is on the same scale."""
    none = "not predicted"
    for kind, name, key in (
        (VitalKind.SYSTOLIC, "Highest systolic pressure", "highest_systolic"),
        (VitalKind.DIASTOLIC, "Highest diastolic pressure", "highest_diastolic"),
        (VitalKind.HEART_RATE, "Highest heart rate", "highest_heart_rate"),
    ):
        yield _measured(bedside, kind, name, highest.get(key, none))
    yield _measured(bedside, VitalKind.SPO2, "Lowest oxygen saturation", none, lowest=True)
    yield _measured(bedside, VitalKind.RESPIRATORY_RATE, "Slowest breathing", none, lowest=True)
    scored = [e for e in bedside.events if isinstance(e, ScaleScored) and e.scale_key == "cadss-6"]
    known = [event for event in scored if event.total is not None]
    most = max(known, key=lambda event: event.total or 0, default=None)
    said = "not scored" if most is None else f"{most.total} of 24 at {minute_of(bedside, most.at)} min"
    yield Compared(name="Most dissociation (CADSS-6)", measured=said, predicted=_other_scale(highest))


def _measured(bedside: Bedside, kind: VitalKind, name: str, expected: str, *, lowest: bool = False) -> Compared:
    start = bedside.given.started_at if bedside.given else bedside.now
    found = [
        Peak(value=r.value, at=r.at)
        for r in bedside.readings
        if r.kind is kind and r.value is not None and r.at >= start and is_usable(r, now=bedside.now, mode=bedside.mode)
    ]
    if not found:
        return Compared(name=name, measured="no reading", predicted=expected)
    pick = min if lowest else max
    peak = pick(found, key=lambda one: one.value)
    return Compared(
        name=name,
        measured=f"{peak.value:g} {kind.unit} at {minute_of(bedside, peak.at)} min",
        predicted=expected,
    )


def _other_scale(highest: Mapping[str, str]) -> str:
    known = highest.get("highest_cadss")
    return f"on another scale, CADSS of 23 items: {known}" if known else "not predicted"


def _scores(bedside: Bedside, scales: Sequence[str]) -> Iterable[ScoreLine]:
    """Yield a line for each minute in which something was scored."""
    scored = [event for event in bedside.events if isinstance(event, ScaleScored)]
    minutes: dict[datetime, list[ScaleScored]] = {}
    for event in sorted(scored, key=lambda event: event.at):
        minutes.setdefault(event.at.replace(second=0, microsecond=0), []).append(event)
    for at, events in minutes.items():
        found = {event.scale_key: "unknown" if event.total is None else str(event.total) for event in events}
        yield ScoreLine(
            when=f"{timezone.localtime(at):%H:%M}",
            minute=minute_of(bedside, at),
            totals=tuple(found.get(key, "") for key in scales),
            by=", ".join(dict.fromkeys(event.by for event in events)),
        )


def _gate_line(item: GateItem) -> GateLine:
    kind, tag = TRUTHS.get(item.truth, ("ask", "not known"))
    return GateLine(says=item.says, why=item.why, tag=tag, tag_kind=kind)


def _gate_says(gate: HomeGate | None) -> str:
    if gate is None:
        return "The gate before going home was not asked."
    if gate.may_leave is YES:
        return "All items were met: the patient could leave."
    return "Not all items were met. " + (gate.review or "")


def _left(bedside: Bedside) -> str:
    left = next((event for event in bedside.events if isinstance(event, Discharged)), None)
    if left is None:
        return "The patient has not been discharged."
    when = f"{timezone.localtime(left.at):%d-%b-%Y %H:%M}"
    override = (
        f" Decided otherwise than the gate, by the prescriber: {left.override_reason}" if left.override_reason else ""
    )
    return f"Left {when} with {left.escort} (phone {left.escort_phone}), discharged by {left.by}.{override}"


def _seal(bedside: Bedside, broken: int | None) -> str:
    entries: Sequence[journal.Entry] = bedside.journal
    if broken is not None:
        return f"NOT VERIFIED: entry {broken} of the journal is not as it was written. Do not rely on this section."
    return f"Journal of {len(entries)} entries verified; last hash {journal.head(entries)}"
