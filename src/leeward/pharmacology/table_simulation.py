"""A model run over a whole event table: what it predicts at every record, beside what was measured."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from leeward.pharmacology import draws
from leeward.pharmacology.dose_records import Dose, regimen_of
from leeward.pharmacology.event_checks import Evid
from leeward.pharmacology.event_rows import Cell, EventTable, Row
from leeward.pharmacology.event_table import Individual, Record, Spell, individuals
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Curve, Drug, Etas, Model
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.regimen import Regimen

ANALYTES: Final = {1: "ketamine", 2: "norketamine"}
PREDICTED: Final = {"ketamine": "KETAMINE", "norketamine": "NORKETAMINE"}
SAME_SHARE: Final = 13  # plain: doses that are equal shares of the largest to this many decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class _Followed:
    """Records of one individual between two resets, all of which see the same doses."""

    number: int
    spell: Spell
    doses: tuple[Dose, ...]
    records: tuple[Record, ...]

    @property
    def scale_mg(self) -> float:
        """The largest dose, by which the others are measured."""
        return max((dose.mg for dose in self.doses), default=1.0)

    @property
    def key(self) -> Hashable:
        """The same for whoever can be followed together: the engine is linear in the dose."""
        given = tuple((dose.start_min, dose.end_min, round(dose.mg / self.scale_mg, SAME_SHARE)) for dose in self.doses)
        asked = tuple(record.time_min for record in self.records)
        return given, asked, self.spell.age_y is None, self.spell.asian is None


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

    A typical person stands behind every ID. With a `seed` each ID is another person, those of a `Study` of that seed in
    the table's order, session-to-session deviations left out; `etas` gives deviations, one number for each ID. As in
    NONMEM a record sees the pushes written before it at the same moment and not those after it, an infusion that stops
    at that moment has given all, and a reset empties the body. What ADDL adds comes before a record of the same moment.
    Raises CannotReadTable or CannotSimulate, naming the row.
    """
    people = individuals(table)
    deviations = _deviations(model, len(people), etas, seed)
    predicted: dict[int, dict[str, Cell]] = {}
    for alike in _alike(_followed(model, table, people)):
        for record, levels in _levels(model, alike, deviations, drug):
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
        drawn = draws.normals(seed, stream=f"{model.key}: person", first=0, n=people, width=len(model.eta_names))
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


def _followed(model: Model, table: EventTable, people: Sequence[Individual]) -> Iterator[_Followed]:
    """Yield what is to be followed: records of one spell that see the same doses go together."""
    for number, person in enumerate(people):
        for spell in person.spells:
            _check(model, table, person, spell)
            for doses, records in groupby(spell.records, key=spell.before):
                yield _Followed(number=number, spell=spell, doses=doses, records=tuple(records))


def _alike(followed: Iterable[_Followed]) -> Iterable[list[_Followed]]:
    """Put together whoever is given a multiple of the same schedule and asked at the same moments."""
    groups: dict[Hashable, list[_Followed]] = {}
    for each in followed:
        groups.setdefault(each.key, []).append(each)
    return groups.values()


def _levels(
    model: Model, alike: Sequence[_Followed], etas: Etas, drug: Drug
) -> Iterator[tuple[Record, dict[str, Cell]]]:
    """Yield each record with the level of each analyte: the shared schedule once, times what each is given of it."""
    first = alike[0]
    regimen = regimen_of([replace(dose, mg=dose.mg / first.scale_mg) for dose in first.doses])
    who = [each.number for each in alike]
    course = simulate(
        model,
        regimen,
        _on_edges(regimen, [record.time_min for record in first.records]),
        weight_kg=[each.spell.weight_kg or 0.0 for each in alike],
        age_y=_covariate([each.spell.age_y for each in alike]),
        asian=_covariate([each.spell.asian for each in alike]),
        etas={name: values[who] for name, values in etas.items()},
        drug=drug,
    )
    levels = {"KETAMINE": course.ketamine_ng_per_ml}
    if course.norketamine_ng_per_ml is not None:
        levels["NORKETAMINE"] = course.norketamine_ng_per_ml
    for person, each in enumerate(alike):
        for place, record in enumerate(each.records):
            yield record, {name: float(curve[person, place]) * each.scale_mg for name, curve in levels.items()}


def _covariate(values: Sequence[float | None]) -> Sequence[float] | None:
    """Return a covariate that all of them have, or that none has (the key keeps the two apart)."""
    known = [value for value in values if value is not None]
    return known or None


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
