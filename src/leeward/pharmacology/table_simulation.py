"""A model run over a whole event table: what it predicts at every record, beside what was measured."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from leeward.pharmacology import draws
from leeward.pharmacology.dose_records import regimen_of
from leeward.pharmacology.event_checks import Evid
from leeward.pharmacology.event_rows import Cell, EventTable, Row
from leeward.pharmacology.event_table import Individual, Record, Spell, individuals
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Curve, Drug, Etas, Model
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.regimen import Regimen

ANALYTES: Final = {1: "ketamine", 2: "norketamine"}
PREDICTED: Final = {"ketamine": "KETAMINE", "norketamine": "NORKETAMINE"}
STREAM: Final = "event table"


def simulate_table(
    model: Model,
    table: EventTable,
    *,
    analytes: Mapping[int, str] = ANALYTES,
    etas: Etas | None = None,
    seed: int | None = None,
    drug: Drug = Drug.RACEMATE,
) -> EventTable:
    """Return the table with a column for each analyte and IPRED, the one of the record's CMT; all in ng/mL.

    A typical person stands behind every ID; with a `seed` each gets deviations of their own, and `etas` gives them,
    one number for each ID in the table's order. As in NONMEM a record sees the pushes written before it at the same
    moment and not those after it, an infusion that stops at that moment has given all, and a reset empties the body.
    What ADDL adds comes before a record of the same moment. Raises CannotReadTable or CannotSimulate, naming the row.
    """
    people = individuals(table)
    deviations = _deviations(model, len(people), etas, seed)
    predicted: dict[int, dict[str, Cell]] = {}
    for number, person in enumerate(people):
        own = {name: values[number : number + 1] for name, values in deviations.items()}
        for spell in person.spells:
            _check(model, table, person, spell)
            for record, levels in _levels(model, spell, own, drug):
                predicted[record.row] = levels | {"IPRED": _ipred(model, table, record, levels, analytes)}
    added = (*(PREDICTED[analyte] for analyte in model.analytes if analyte in PREDICTED), "IPRED")
    columns = (*(name for name in table.columns if name not in added), *added)
    rows = tuple(
        Row(cells={**row.cells, **predicted[number]}, where=row.where) for number, row in enumerate(table.rows)
    )
    return EventTable(columns=columns, rows=rows, time_unit=table.time_unit, left_out=table.left_out)


def _deviations(model: Model, people: int, etas: Etas | None, seed: int | None) -> dict[str, Curve]:
    if etas is not None and seed is not None:
        raise ValueError("Give `etas` or a `seed` to draw them from, not both.")
    if seed is not None and model.eta_names:
        drawn = draws.normals(seed, stream=STREAM, first=0, n=people, width=len(model.eta_names))
        return model.etas_from(drawn)
    return {name: _one_each(name, values, people) for name, values in (etas or {}).items()}


def _one_each(name: str, values: ArrayLike, people: int) -> Curve:
    given = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if given.shape != (people,):
        raise ValueError(
            f"`etas[{name!r}]` has the shape {given.shape}; the table holds {people} IDs: give one for each."
        )
    return given


def _check(model: Model, table: EventTable, person: Individual, spell: Spell) -> None:
    """Refuse what lies beyond the model, by the row where the spell begins."""
    first = table.rows[spell.records[0].row]
    if spell.weight_kg is None:
        raise first.wrong("WT", f"ID {person.id:g} has no weight; {model.key} needs it, in kg.")
    try:
        model.reach.check_regimen(spell.regimen, weight_kg=spell.weight_kg, age_y=spell.age_y)
    except CannotSimulate as why:
        raise CannotSimulate(
            f"{first.where or 'A row'}, ID {person.id:g}: {why} (AMT is read as mg of base.)"
        ) from None


def _levels(model: Model, spell: Spell, etas: Etas, drug: Drug) -> Iterator[tuple[Record, dict[str, Cell]]]:
    """Yield each record with the level of each analyte; records that see the same doses are followed together."""
    for doses, group in groupby(spell.records, key=spell.before):
        records, regimen = list(group), regimen_of(doses)
        times = _on_edges(regimen, [record.time_min for record in records])
        course = simulate(
            model,
            regimen,
            times,
            weight_kg=spell.weight_kg or 0.0,
            age_y=spell.age_y,
            asian=spell.asian,
            etas=etas,
            drug=drug,
        )
        levels = {"KETAMINE": course.ketamine_ng_per_ml[0]}
        if course.norketamine_ng_per_ml is not None:
            levels["NORKETAMINE"] = course.norketamine_ng_per_ml[0]
        for place, record in enumerate(records):
            yield record, {name: float(curve[place]) for name, curve in levels.items()}


def _on_edges(regimen: Regimen, times_min: list[float]) -> Curve:
    """Return the moments; what falls on an edge of the regimen takes the edge's own value, to the last bit."""
    edges, times = np.asarray(regimen.edges_min), np.asarray(times_min)
    nearest = edges[np.abs(edges[:, None] - times).argmin(axis=0)]
    return np.where(np.isclose(nearest, times, rtol=0.0, atol=1e-9), nearest, times)  # plain: of rounding only


def _ipred(
    model: Model, table: EventTable, record: Record, levels: Mapping[str, Cell], analytes: Mapping[int, str]
) -> Cell:
    analyte = analytes.get(record.cmt) if record.evid is Evid.OBSERVATION else "ketamine"
    if analyte is None:
        known = ", ".join(f"{cmt} {name}" for cmt, name in analytes.items())
        raise table.rows[record.row].wrong("CMT", f"nothing is measured in compartment {record.cmt}; known: {known}.")
    if PREDICTED.get(analyte, analyte) not in levels:
        raise table.rows[record.row].wrong("CMT", f"{model.key} knows no {analyte}, only {', '.join(model.analytes)}.")
    return levels[PREDICTED.get(analyte, analyte)]
