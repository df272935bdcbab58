"""The report of one infusion as parts of words and tables: the same for the page and for the PDF."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString

from leeward.clinic.courses.records import InfusionSection, PlanSection, PreparationSection, Row
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.flowsheet_table import Cell, rows_of
from leeward.clinic.infusions.wording import WORDS
from leeward.clinic.web.figure import plain
from leeward.infusion.events import Paused, RateChanged, Resumed, Started, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; a column whose name ends in a unit holds numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the report; what is not there is said in `missing`."""

    key: str
    title: str
    says: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    chart: SafeString | None = None
    missing: str = ""


FACTS: Final = ("", "", "From")


def facts(rows: Iterable[Row], caption: str = "") -> Table:
    """Return facts as a table: name, value, and where it comes from."""
    return Table(head=FACTS, rows=tuple((row.name, row.value, row.origin) for row in rows), caption=caption)


def order_part(bedside: Bedside, plan: PlanSection | None) -> Part:
    """What was ordered, for which weight and why, and what the pump was told."""
    order = bedside.order
    rows = (
        Row(
            name="Dose", value=f"{order.dose_mg:g} mg", origin=f"prescribed by {order.prescribed_by or 'nobody named'}"
        ),
        Row(name="Per kilogram", value=f"{order.dose_mg_per_kg:.3f} mg/kg", origin="dose over dosing weight"),
        Row(name="Dosing weight", value=f"{order.dosing_weight_kg:g} kg", origin=f"{order.dosing_weight_kind} weight"),
        Row(name="Over", value=f"{order.minutes:g} min", origin="order"),
        Row(name="Concentration", value=f"{order.concentration_mg_per_ml:g} mg/mL", origin="order"),
        Row(name="Rate", value=f"{order.rate_ml_per_h:g} mL/h", origin="order"),
        Row(name="Volume to be infused", value=f"{order.vtbi_ml:g} mL", origin="order"),
    )
    why = (plan.approved, f"Why: {plan.why}" if plan.why else "No reason was written down.") if plan else ()
    grounds = f"Evidence: {order.evidence}." if order.evidence else ""
    return Part(key="order", title="Order", says=(*why, grounds), tables=(facts(rows),))


def preparation_part(preparation: PreparationSection | None, missing: Sequence[str]) -> Part:
    """How it was drawn up, and who checked it."""
    if preparation is None:
        said = " ".join(missing) or "no preparation is recorded."
        return Part(key="preparation", title="Preparation and check", missing=said[:1].upper() + said[1:])
    return Part(
        key="preparation",
        title="Preparation and check",
        says=(
            f"Drawn up by {preparation.prepared}. Independent second check: {preparation.checked}.",
            *preparation.warnings,
        ),
        tables=(
            facts(preparation.rows),
            Table(
                head=("Check", "Found", "Expected"), caption="Recomputed by a second route",
                rows=tuple((row.name, row.value, row.origin) for row in preparation.checks),
            ),
        ),
    )  # fmt: skip


def rates_part(bedside: Bedside) -> Part:
    """Each stretch at one rate, with why it changed."""
    if bedside.given is None:
        return Part(key="rates", title="Rates", missing="The infusion was not started.")
    moves = [e for e in bedside.events if isinstance(e, Started | Paused | Resumed | RateChanged)]
    why = {e.at: ": ".join(filter(None, (WORDS[kind_of(e)], getattr(e, "reason", "")))) for e in moves}
    per_ml = bedside.order.concentration_mg_per_ml
    rows, total = [], 0.0
    for piece in bedside.given.segments:
        total += piece.ml
        rows.append((
            f"{timezone.localtime(piece.started_at):%H:%M:%S}", f"{timezone.localtime(piece.ended_at):%H:%M:%S}",
            f"{piece.minutes:.1f}", f"{piece.rate_ml_per_h:g}", plain(piece.ml, 1), plain(piece.ml * per_ml, 1),
            plain(total, 1), why.get(piece.started_at, ""),
        ))  # fmt: skip
    head = ("From", "To", "min", "mL/h", "mL", "mg", "mL so far", "Why")
    return Part(key="rates", title="Rates, as the pump showed them", tables=(Table(head=head, rows=tuple(rows)),))


def compared_part(section: InfusionSection) -> Part:
    """What was measured beside what was predicted, as a table and as a chart."""
    rows = tuple((each.name, each.measured, each.predicted) for each in section.compared)
    return Part(
        key="compared",
        title="Measured beside predicted",
        says=(section.chart_says,),
        tables=(Table(head=("What", "Measured", "Predicted, median (90 % band)"), rows=rows),),
        chart=section.chart,
    )


def vitals_part(bedside: Bedside) -> Part:
    """The vital signs at each cuff measurement and each count by hand; every other reading stands in the record."""
    kept = [row for row in rows_of(bedside) if row.pressure.says or row.breaths.by_hand]
    rows = tuple(
        (row.clock, row.minute, _cell(row.pressure), _cell(row.heart_rate), _cell(row.spo2), _cell(row.breaths))
        for row in kept
    )
    head = ("At", "min", "Pressure mmHg", "Pulse /min", "SpO2 %", "Breaths /min")
    said = "At each cuff measurement; * by hand; in brackets: struck as artefact, raw value kept."
    if not rows:
        return Part(key="vitals", title="Vital signs", missing="No vital sign was recorded.")
    return Part(key="vitals", title="Vital signs", says=(said,), tables=(Table(head=head, rows=rows),))


def alarms_part(section: InfusionSection) -> Part:
    """Each alarm with what was done."""
    rows = tuple((each.when, each.tag, each.says, each.answered, each.ended) for each in section.alarms)
    head = ("At", "Priority", "Alarm", "What was done", "Ended")
    missing = "" if rows else "No alarm was raised."
    tables = (Table(head=head, rows=rows),) if rows else ()
    return Part(key="alarms", title="Alarms and what was done", tables=tables, missing=missing)


def scores_part(section: InfusionSection) -> Part:
    """The scales at the chair."""
    rows = tuple((each.when, each.minute, *each.totals, each.by) for each in section.scores)
    if not rows:
        return Part(key="scores", title="Scores at the chair", missing="No scale was scored.")
    head = ("At", "min", *section.scales, "By")
    return Part(key="scores", title="Scores at the chair", tables=(Table(head=head, rows=rows),))


EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Adverse events": ("AdverseEventNoted", "AdverseEventFollowed"),
    "Medicines given": ("MedicineGiven",),
    "Pauses, stops and interruptions of monitoring": (
        "Paused",
        "Resumed",
        "Stopped",
        "MonitoringInterrupted",
        "KeepingInterrupted",
    ),
}


def happened_part(section: InfusionSection) -> Part:
    """What happened, and of that apart: adverse events, medicines, interruptions."""
    head = ("At", "min", "What", "In words", "By")
    tables = []
    for caption, kinds in EVENTS.items():
        names = {WORDS.get(kind, kind) for kind in kinds}
        rows = tuple(
            (each.when, each.minute, each.what, each.details, each.by) for each in section.events if each.what in names
        )
        tables.append(Table(caption=caption, head=head, rows=rows or (("", "", "None recorded.", "", ""),)))
    everything = tuple((each.when, each.minute, each.what, each.details, each.by) for each in section.events)
    tables.append(Table(caption="Everything in its order", head=head, rows=everything))
    return Part(key="happened", title="What happened", tables=tuple(tables))


def home_part(section: InfusionSection) -> Part:
    """Recovery, and the gate as it stood when the patient left."""
    rows = tuple((item.says, item.tag, item.why) for item in section.gate)
    tables = (Table(head=("Item", "Answer", "Why"), rows=rows, caption="The gate as it stood"),) if rows else ()
    return Part(key="home", title="Recovery and discharge", says=(section.gate_says, section.left), tables=tables)


def who_part(bedside: Bedside, names: Mapping[str, str]) -> Part:
    """Who did what: each person with their deeds in the journal, counted."""
    deeds: dict[str, Counter[str]] = {}
    for event in bedside.events:
        deeds.setdefault(event.by, Counter())[WORDS.get(kind_of(event), kind_of(event))] += 1
    rows = tuple(
        (names.get(by, by), "; ".join(f"{what}{f' ({many})' if many > 1 else ''}" for what, many in found.items()))
        for by, found in deeds.items()
    )
    return Part(key="who", title="Who did what", tables=(Table(head=("Who", "Entries in the journal"), rows=rows),))


def _cell(cell: Cell) -> str:
    says = f"{cell.says}*" if cell.by_hand and cell.says else cell.says
    return f"({says}: {cell.artefact})" if cell.artefact else says
