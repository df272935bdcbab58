"""NONMEM-style event tables: doses, observations and resets of each individual, read into regimens and written back."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from leeward.pharmacology.dose_records import Dose, dose, doses_of, moment, regimen_of, repeated
from leeward.pharmacology.event_checks import DOSES, RESETS, Evid, check_order, check_row, evid_of
from leeward.pharmacology.event_rows import CannotReadTable as CannotReadTable
from leeward.pharmacology.event_rows import Cell, Frame, Row, rows_of_frame, rows_of_text
from leeward.pharmacology.event_rows import EventTable as EventTable
from leeward.pharmacology.regimen import Regimen
from leeward.units import Quantity

TIME_UNITS = ("s", "min", "h", "d", "week")
COVARIATES = ("WT", "AGE", "ASIAN")
COLUMNS = ("ID", "TIME", "AMT", "RATE", "EVID", "CMT", "DV", "MDV")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record's moment and what it asks for or measured; DV in ng/mL, None where nothing was measured."""

    time_min: float
    evid: Evid
    cmt: int
    dv_ng_per_ml: float | None
    order: int
    row: int
    """Its place in the table's rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What happens to one individual between two resets; minutes count from `start_min` of the table's clock."""

    start_min: float
    doses: tuple[Dose, ...]
    records: tuple[Record, ...]
    weight_kg: float | None
    age_y: float | None
    asian: float | None

    @property
    def regimen(self) -> Regimen:
        """All the doses."""
        return regimen_of(self.doses)

    def before(self, record: Record) -> tuple[Dose, ...]:
        """Return the doses without the pushes of the same moment that are written after the record."""
        return tuple(
            each
            for each in self.doses
            if not each.is_push or each.start_min != record.time_min or each.order <= record.order
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """The records of one ID."""

    id: float
    spells: tuple[Spell, ...]


def read_table(source: str | Frame | Mapping[str, Sequence[object]], *, time_unit: str = "h") -> EventTable:
    """Read and check a table: CSV text, a dataframe of any maker, or a dict of columns.

    TIME and II are in `time_unit`, AMT in mg of base, RATE in mg per unit of TIME, DV in ng/mL, WT in kg, AGE in
    years, ASIAN 1 or 0. Column names of any case; a point, NA or nothing is a missing cell; lines that begin with #, @
    or ; and rows that a column C or IGNORE marks are left out. Raises CannotReadTable naming row and column.
    """
    if time_unit not in TIME_UNITS:
        raise CannotReadTable(f"The unit of time {time_unit!r} is not one of {', '.join(TIME_UNITS)}.")
    if not isinstance(source, str | Mapping) and not hasattr(source, "columns"):
        kind = type(source).__name__
        raise CannotReadTable(f"Give the text of a CSV file, a dataframe or a dict of columns, not a {kind}.")
    read = rows_of_text(source) if isinstance(source, str) else rows_of_frame(source)
    table = EventTable(columns=read[0], rows=read[1], left_out=read[2], time_unit=time_unit)
    individuals(table)
    return table


def individuals(table: EventTable) -> tuple[Individual, ...]:
    """Return each individual's doses and records, in the table's order; raise CannotReadTable naming row and column."""
    evids = tuple(evid_of(row, table.columns) for row in table.rows)
    for row, evid in zip(table.rows, evids, strict=True):
        check_row(row, evid)
    check_order(table, evids)
    numbered = list(zip(range(len(evids)), table.rows, evids, strict=True))
    return tuple(
        Individual(id=person, spells=tuple(_spells(list(rows), Quantity(1.0, table.time_unit).to("min"))))
        for person, rows in groupby(numbered, key=lambda each: each[1].number("ID"))
    )


def _spells(rows: list[tuple[int, Row, Evid]], unit_min: float) -> Iterator[Spell]:
    """Cut at each reset; before the first one the clock counts from TIME 0."""
    cuts = [at for at, (_, _, evid) in enumerate(rows) if evid in RESETS]
    for first, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
        if first < end:
            start = rows[first][1].number("TIME") * unit_min if first in cuts else 0.0
            yield _spell(rows[first:end], start, unit_min)


def _spell(rows: list[tuple[int, Row, Evid]], start_min: float, unit_min: float) -> Spell:
    doses: list[Dose] = []
    records = []
    for order, (place, row, evid) in enumerate(rows):
        at = moment(row.number("TIME") * unit_min - start_min)
        if evid in DOSES:
            doses += _given(row, at, order, unit_min)
        measured = row.cells.get("DV") if evid is Evid.OBSERVATION and row.number("MDV") == 0 else None
        dv = measured if isinstance(measured, float) else None
        cmt = int(row.number("CMT")) or 1
        records.append(Record(time_min=at, evid=evid, cmt=cmt, dv_ng_per_ml=dv, order=order, row=place))
    weight_kg, age_y, asian = (_constant([row for _, row, _ in rows], column) for column in COVARIATES)
    return Spell(
        start_min=start_min,
        doses=tuple(doses),
        records=tuple(records),
        weight_kg=weight_kg,
        age_y=age_y,
        asian=asian,
    )


def _given(row: Row, at_min: float, order: int, unit_min: float) -> tuple[Dose, ...]:
    rate_mg_per_min = row.number("RATE") / unit_min
    minutes = row.number("AMT") / rate_mg_per_min if rate_mg_per_min > 0 else 0.0
    first = dose(start_min=at_min, mg=row.number("AMT"), minutes=minutes, order=order)
    return repeated(first, times=int(row.number("ADDL")), every_min=row.number("II") * unit_min)


def _constant(rows: Iterable[Row], column: str) -> float | None:
    """Return what all the rows say; a covariate that changes would need a model of the change."""
    found: float | None = None
    for row in rows:
        cell = row.cells.get(column)
        if not isinstance(cell, float):
            continue
        if cell < 0 or (cell == 0 and column != "ASIAN"):
            raise row.wrong(column, f"{cell:g} is not above 0; write a point where it is not known.")
        if found is not None and cell != found:
            raise row.wrong(
                column, f"{cell:g} after {found:g}: parameters stay the same between resets. Write one value."
            )
        found = cell
    return found


def regimen_table(
    regimen: Regimen,
    observe_min: Iterable[float],
    *,
    person: int = 1,
    weight_kg: float,
    age_y: float | None = None,
    cmts: Sequence[int] = (1,),
    time_unit: str = "h",
) -> EventTable:
    """Write one individual's regimen and the moments at which each of `cmts` is to be predicted.

    A push at the moment of an observation is written first, so that the observation sees it. Raises CannotReadTable
    for a weight, an age or a moment that is none.
    """
    observed_min = tuple(observe_min)
    if not all(math.isfinite(at) and at >= 0 for at in observed_min):
        raise CannotReadTable("A moment to be predicted is below 0 or no number: write minutes from the start.")
    if not all(math.isfinite(one) and one > 0 for one in (weight_kg, 1.0 if age_y is None else age_y)):
        raise CannotReadTable("The weight in kg and the age in years must be above 0: one of them is not.")
    unit_min = Quantity(1.0, time_unit).to("min")
    doses = [
        (
            each.start_min,
            {"AMT": each.mg, "RATE": each.rate_mg_per_min * unit_min, "EVID": 1.0, "CMT": 1.0},
        )
        for each in doses_of(regimen)
    ]
    observed = [(at, {"EVID": 0.0, "CMT": float(cmt), "MDV": 0.0}) for at in observed_min for cmt in cmts]
    columns = (*COLUMNS, "WT") if age_y is None else (*COLUMNS, "WT", "AGE")
    rows: list[Row] = []
    for at, written in sorted(doses + observed, key=lambda each: each[0]):
        cells: dict[str, Cell] = dict.fromkeys(columns)
        cells |= {"ID": float(person), "TIME": at / unit_min, "MDV": 1.0, "WT": float(weight_kg), **written}
        rows.append(Row(cells=cells | ({} if age_y is None else {"AGE": float(age_y)}), where=f"row {len(rows)}"))
    return EventTable(columns=columns, rows=tuple(rows), time_unit=time_unit)


def stacked(tables: Sequence[EventTable]) -> EventTable:
    """Return tables of the same columns as one; raise CannotReadTable where they differ or an ID comes twice."""
    if len({(table.columns, table.time_unit) for table in tables}) != 1:
        raise CannotReadTable("Only tables of the same columns and unit of time can be stacked; write them alike.")
    rows = tuple(row for table in tables for row in table.rows)
    whole = EventTable(columns=tables[0].columns, rows=rows, time_unit=tables[0].time_unit)
    individuals(whole)
    return whole
