"""What a record of an event table must and must not hold, by the kind of event it is."""

from collections.abc import Collection
from enum import IntEnum

from leeward.pharmacology.event_rows import Cell, EventTable, Row


class Evid(IntEnum):
    """The kinds of event, by NONMEM's numbers."""

    OBSERVATION = 0
    DOSE = 1
    OTHER = 2
    RESET = 3  # plain: NONMEM's number
    RESET_AND_DOSE = 4  # plain: NONMEM's number


DOSES = (Evid.DOSE, Evid.RESET_AND_DOSE)
RESETS = (Evid.RESET, Evid.RESET_AND_DOSE)
WHOLE = ("ID", "EVID", "CMT", "MDV", "ADDL", "SS")
RATES = {
    -1: "the rate of -1 asks for a rate that a model estimates",
    -2: "the rate of -2 asks for a duration that a model estimates",
}
CENTRAL = (0, 1)
MOST_ADDED = 10_000  # plain: twice daily for over ten years; more is a slip, and would fill the memory


def evid_of(row: Row, columns: Collection[str]) -> Evid:
    """Return the kind of event; without an EVID column AMT makes a dose, and MDV 1 what is not observed."""
    if "EVID" not in columns:
        if row.number("AMT") != 0:
            return Evid.DOSE
        return Evid.OTHER if row.number("MDV") == 1 else Evid.OBSERVATION
    written = row.number("EVID")
    if written not in list(Evid):
        raise row.wrong("EVID", f"{written:g} is no kind of event; write 0, 1, 2, 3 or 4.")
    return Evid(int(written))


def check_row(row: Row, evid: Evid) -> None:
    """Raise CannotReadTable where the record contradicts itself; the sentence names row and column."""
    for column in ("ID", "TIME"):
        if row.cells.get(column) is None:
            raise row.wrong(column, "there is none; every record needs it.")
    for column in WHOLE:
        if not row.number(column).is_integer():
            raise row.wrong(column, f"{row.number(column):g} is not a whole number.")
    if row.number("TIME") < 0:
        raise row.wrong("TIME", f"{row.number('TIME'):g} is negative; count from the first record.")
    if row.number("SS") != 0:
        raise row.wrong("SS", "steady state is not read; write the doses that lead to it, or ADDL and II.")
    if row.number("CMT") < 0:
        raise row.wrong("CMT", f"{row.number('CMT'):g} would switch a compartment off, which no model here knows.")
    if evid in DOSES:
        _check_dose(row)
    else:
        _check_no_dose(row, evid)
    _check_measured(row, evid)


def _check_dose(row: Row) -> None:
    amount, rate = row.number("AMT"), row.number("RATE")
    if amount < 0:
        raise row.wrong("AMT", f"{amount:g} mg is negative.")
    if amount == 0:
        raise row.wrong("AMT", "a dose record gives nothing; write mg of ketamine base, or EVID 2 for another event.")
    if rate in RATES:
        raise row.wrong("RATE", f"{RATES[int(rate)]}; write AMT over the duration, in mg per unit of TIME.")
    if rate < 0:
        raise row.wrong("RATE", f"{rate:g} is negative; write mg per unit of TIME, or 0 for a push.")
    if row.number("CMT") not in CENTRAL:
        raise row.wrong("CMT", f"a dose into compartment {row.number('CMT'):g}; ketamine runs into a vein, CMT 1.")
    if row.number("ADDL") < 0:
        raise row.wrong("ADDL", f"{row.number('ADDL'):g} is negative.")
    if row.number("ADDL") > MOST_ADDED:
        raise row.wrong("ADDL", f"{row.number('ADDL'):g} more doses; write {MOST_ADDED} at most, and split the record.")
    if row.number("ADDL") > 0 and not row.number("II") > 0:
        raise row.wrong("II", "ADDL repeats the dose, and II does not say how long after; write it in units of TIME.")
    if row.number("II") != 0 and row.number("ADDL") == 0:
        raise row.wrong("ADDL", "II is given and ADDL does not say how often; write ADDL, or II 0.")


def _check_no_dose(row: Row, evid: Evid) -> None:
    for column in ("AMT", "RATE", "ADDL", "II"):
        if row.number(column) != 0:
            raise row.wrong(
                column,
                f"{row.number(column):g} stands on a record of EVID {evid:d}, which gives no drug. "
                "Write EVID 1 for a dose, or 0 here.",
            )


def _check_measured(row: Row, evid: Evid) -> None:
    if row.cells.get("MDV") is not None and row.number("MDV") not in (0, 1):
        raise row.wrong("MDV", f"{row.number('MDV'):g} is neither 0 (measured) nor 1 (not measured).")
    if evid is not Evid.OBSERVATION and row.cells.get("MDV") == 0:
        raise row.wrong("MDV", f"0 says that something was measured, on a record of EVID {evid:d}. Write 1.")
    if evid is Evid.OBSERVATION and row.number("MDV") == 0 and row.number("DV") < 0:
        raise row.wrong("DV", f"{row.number('DV'):g} ng/mL is negative; a log level needs its exponential.")


def check_order(table: EventTable, evids: tuple[Evid, ...]) -> None:
    """Raise CannotReadTable where an ID stands apart, TIME falls without a reset, or a record is written twice."""
    ended: dict[float, str] = {}
    last: Row | None = None
    for row, evid in zip(table.rows, evids, strict=True):
        person = row.number("ID")
        if last is not None and person != last.number("ID"):
            ended[last.number("ID")] = last.where
            last = None
        if person in ended:
            raise row.wrong(
                "ID", f"{person:g} was there before, up to {ended[person]}. Keep one ID's records together."
            )
        if last is not None and evid not in RESETS and row.number("TIME") < last.number("TIME"):
            raise row.wrong(
                "TIME",
                f"{row.number('TIME'):g} comes after {last.number('TIME'):g} ({last.where}). "
                "Sort the records of an ID by TIME; only a reset (EVID 3 or 4) may go back.",
            )
        last = row
    _check_twice(table, evids)


def _check_twice(table: EventTable, evids: tuple[Evid, ...]) -> None:
    """Refuse a record written twice; before and after a push, or a reset, two that look alike are two."""
    seen: dict[tuple[Cell, ...], str] = {}
    given: dict[tuple[Cell, ...], str] = {}
    for row, evid in zip(table.rows, evids, strict=True):
        written = tuple(row.cells.get(column) for column in table.columns)
        if written in seen:
            raise row.wrong(
                "TIME", f"the same record as {seen[written]}. Drop one; of two equal doses write their sum."
            )
        if evid in RESETS:
            seen, given = {}, {}
        if evid in DOSES:
            given[written] = row.where
            seen = dict(given)
        seen[written] = row.where
