"""The rows of a NONMEM-style event table: CSV text or a dataframe in, checked cells out, and back."""

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

Cell = float | str | None

NUMERIC: Final = ("ID", "TIME", "AMT", "RATE", "EVID", "CMT", "DV", "MDV", "ADDL", "II", "SS", "WT", "AGE", "ASIAN")
NEEDED: Final = ("ID", "TIME")
MISSING: Final = ("", ".", "NA", "NAN")
SKIPPED: Final = ("#", "@", ";")
MARK: Final = "\ufeff"
"""What Excel writes before the first name of a CSV file."""
DROPS: Final = ("C", "IGNORE")
UNITS: Final = {
    "TIME": "and give the unit of time as `time_unit`",
    "II": "and give the unit of time as `time_unit`",
    "AMT": "and write mg of ketamine base",
    "RATE": "and write mg of ketamine base per unit of TIME",
    "DV": "and write ng/mL",
    "WT": "and write kg",
    "AGE": "and write years",
}
"""What stands in a column whose name must not carry its unit."""
CLOCKS: Final = ("DATE", "DAT1", "DAT2", "DAT3")
KNOWN: Final = {"SUBJECT": "ID", "WEIGHT": "WT", "BW": "WT", "WTKG": "WT", "DOSE": "AMT", "CONC": "DV", "DUR": "RATE"}


class CannotReadTable(ValueError):
    """An event table cannot be used; the sentence names the row, the column and what was expected."""


class Frame(Protocol):
    """What a dataframe has, whoever made it: names of columns, and a column by its name."""

    @property
    def columns(self) -> Iterable[str]:
        """The names."""

    def __getitem__(self, name: str, /) -> Iterable[object]:
        """One column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record; `where` is its place as the writer of the table counts, such as `line 7`."""

    cells: Mapping[str, Cell]
    where: str = field(default="", compare=False)

    def number(self, column: str, missing: float = 0.0) -> float:
        """Return a numeric cell; `missing` where it is empty or there is no such column."""
        cell = self.cells.get(column)
        return cell if isinstance(cell, float) else missing

    def wrong(self, column: str, says: str) -> CannotReadTable:
        """Return the error that names this row and the column."""
        return CannotReadTable(f"{self.where or 'this row'}, column {column}: {says}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTable:
    """Records in the order in which they were written; amounts in mg of base, TIME in `time_unit`, DV in ng/mL."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    time_unit: str = "h"
    left_out: tuple[str, ...] = field(default=(), compare=False)
    """The places of comment lines and of rows that the C or IGNORE column drops."""

    def to_columns(self) -> dict[str, list[Cell]]:
        """Return each column as a list, None where a cell is empty: what a dataframe is made from."""
        return {name: [row.cells.get(name) for row in self.rows] for name in self.columns}

    def to_csv(self) -> str:
        """Return the table as CSV text, empty cells written as a point."""
        lines = [",".join(self.columns)]
        lines += [",".join(_written(row.cells.get(name)) for name in self.columns) for row in self.rows]
        return "\n".join(lines) + "\n"


def rows_of_text(text: str) -> tuple[tuple[str, ...], tuple[Row, ...], tuple[str, ...]]:
    """Read CSV text, or text in columns apart by blanks; return (columns, rows, places left out)."""
    text = text.removeprefix(MARK)
    lines = [(f"line {number}", line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    left_out = [where for where, line in lines if line.startswith(SKIPPED) and not _is_header(line)]
    kept = [(where, line) for where, line in lines if where not in left_out]
    if not kept:
        raise CannotReadTable(
            "The table is empty: expected a line of column names such as ID,TIME,AMT,RATE,EVID,DV,WT."
        )
    header, *records = kept
    if not records and re.fullmatch(r"\S+\.(csv|txt|dat|tab)", header[1], re.IGNORECASE):
        raise CannotReadTable(
            f"{header[1]!r} is the name of a file: give its text, as in Path({header[1]!r}).read_text()."
        )
    names = _names(header[0], _split(header[1].lstrip("".join(SKIPPED)), like=header[1]))
    rows = []
    for where, line in records:
        fields = _split(line, like=header[1])
        if fields[0].upper() == "C" and names[0] not in DROPS:
            left_out.append(where)
        elif len(fields) != len(names):
            raise CannotReadTable(
                f"{where}: {len(fields)} cells under {len(names)} column names. Write a point in each."
            )
        else:
            rows.append((where, dict(zip(names, fields, strict=True))))
    return _kept(names, rows, left_out)


def rows_of_frame(
    frame: Frame | Mapping[str, Sequence[object]],
) -> tuple[tuple[str, ...], tuple[Row, ...], tuple[str, ...]]:
    """Read anything with columns; rows count from 0, as dataframes do."""
    written = tuple(str(name) for name in (frame if isinstance(frame, Mapping) else frame.columns))
    names = _names("the column names", written)
    columns = [list(frame[name]) for name in written]
    lengths = {name: len(column) for name, column in zip(names, columns, strict=True)}
    if len(set(lengths.values())) > 1:
        raise CannotReadTable(f"The columns are not of one length: {lengths}.")
    rows = [(f"row {i}", dict(zip(names, cells, strict=True))) for i, cells in enumerate(zip(*columns, strict=True))]
    return _kept(names, rows, [])


def _kept(
    names: tuple[str, ...], rows: Iterable[tuple[str, Mapping[str, object]]], left_out: list[str]
) -> tuple[tuple[str, ...], tuple[Row, ...], tuple[str, ...]]:
    drop = next((name for name in DROPS if name in names), None)
    kept = []
    for where, fields in rows:
        if drop is not None and str(fields[drop]).strip().upper() not in (*MISSING, "0", "0.0", "NONE"):
            left_out.append(where)
        else:
            kept.append(
                Row(cells={name: _cell(where, name, fields[name]) for name in names if name != drop}, where=where)
            )
    if not kept:
        raise CannotReadTable("The table has column names and no record under them.")
    return tuple(name for name in names if name != drop), tuple(kept), tuple(left_out)


def _is_header(line: str) -> bool:
    """Is this the line of names behind a comment sign, as R users write it?"""
    return set(NEEDED) <= {word.upper() for word in re.split(r"[,\s]+", line.lstrip("".join(SKIPPED)))}


def _split(line: str, *, like: str) -> list[str]:
    """Split at commas where the line of names has them, else at blanks."""
    if "," in like:
        return [field.strip() for field in next(csv.reader([line]))]
    return line.split()


def _names(where: str, written: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name.strip().strip("\"'").upper() for name in written)
    if any(";" in name for name in names):
        raise CannotReadTable(f"{where}: the columns are apart by semicolons. Write commas, and decimals with a point.")
    for name in names:
        if names.count(name) > 1:
            raise CannotReadTable(f"{where}: the column {name} stands there twice. Keep one.")
        if name in CLOCKS:
            raise CannotReadTable(
                f"{where}, column {name}: calendar days are not read. Write TIME since the first record."
            )
        bare = re.split(r"[\s(\[_/]", name)[0]
        if bare in NUMERIC and bare != name and bare not in names and not name[len(bare) :].startswith("_"):
            raise CannotReadTable(f"{where}, column {name}: name it {bare}, {UNITS.get(bare, 'without more')}.")
    for needed in NEEDED:
        if needed not in names:
            raise CannotReadTable(
                f"{where}: there is no column {needed}{_meant(needed, names)}. Found {', '.join(names)}."
            )
    return names


def _meant(needed: str, names: Iterable[str]) -> str:
    like = [name for name in names if KNOWN.get(name) == needed or name.startswith(needed)]
    return f" (is it {like[0]}?)" if like else ""


def _cell(where: str, column: str, written: object) -> Cell:
    text = "" if written is None else " ".join(str(written).split())
    if text.upper() in MISSING:
        return None
    try:
        number = float(written if isinstance(written, float | int) else text.replace("_", "no digit"))
    except ValueError:
        if column not in NUMERIC:
            return text
        raise CannotReadTable(f'{where}, column {column}: "{text}" is not a number.{_hint(column, text)}') from None
    if not math.isfinite(number):
        raise CannotReadTable(f"{where}, column {column}: {text} is not a number.")
    return number


def _hint(column: str, text: str) -> str:
    if column == "TIME" and ":" in text:
        return " Clock times are not read: write the time since the first record."
    if re.fullmatch(r"[\d.]+,\d+", text):
        return " Write decimals with a point."
    if text.startswith("<"):
        return " Below the limit of quantification: write a point for DV and MDV 1."
    return " Write a number, or a point where there is none."


def _written(cell: Cell) -> str:
    if cell is None:
        return "."
    if isinstance(cell, str):
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"') else cell
    return str(int(cell)) if cell.is_integer() and abs(cell) < 2.0**53 else repr(cell)  # plain: exact integers
