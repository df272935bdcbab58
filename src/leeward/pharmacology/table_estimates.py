"""Individual estimates from an event table: the post hoc deviations of each ID whose levels were measured."""

from collections.abc import Mapping, Sequence

import numpy as np

from leeward.pharmacology.concentrations import CannotUse, Sample
from leeward.pharmacology.event_rows import EventTable
from leeward.pharmacology.event_table import Individual, Spell, individuals
from leeward.pharmacology.map_estimate import MapEstimate, map_estimate
from leeward.pharmacology.model import Curve, Drug, Model
from leeward.pharmacology.table_simulation import ANALYTES

JUST_BEFORE_MIN = 1e-6  # plain: a level written before a push of the same moment is read this much earlier


def estimate_table(
    model: Model, table: EventTable, *, analytes: Mapping[int, str] = ANALYTES, drug: Drug = Drug.RACEMATE
) -> dict[float, MapEstimate]:
    """Return each measured ID's `map_estimate`, by ID; an ID without a measured DV is left out.

    DV is taken to be drawn where the model's people were sampled (`model.site`). Raises CannotUse naming the ID, where
    its levels and the model do not belong together or a reset parts its records.
    """
    found = {}
    for person in individuals(table):
        spell = _only(person)
        samples = _samples(model, spell, analytes)
        if samples:
            found[person.id] = _estimate(model, person, spell, samples, drug)
    return found


def etas_of(model: Model, table: EventTable, estimates: Mapping[float, MapEstimate]) -> dict[str, Curve]:
    """Return the deviations as `simulate_table` takes them, one for each ID in order; 0 where nothing was measured."""
    people = individuals(table)
    etas = {name: np.zeros(len(people)) for name in model.eta_names}
    for place, person in enumerate(people):
        if person.id in estimates:
            for name, value in estimates[person.id].etas.items():
                etas[name][place] = value
    return etas


def _only(person: Individual) -> Spell:
    if len(person.spells) > 1:
        raise CannotUse(f"ID {person.id:g} is reset (EVID 3 or 4) on the way. Give each stretch an ID of its own.")
    return person.spells[0]


def _samples(model: Model, spell: Spell, analytes: Mapping[int, str]) -> tuple[Sample, ...]:
    return tuple(
        Sample(
            time_min=record.time_min if spell.before(record) == spell.doses else record.time_min - JUST_BEFORE_MIN,
            value_ng_per_ml=record.dv_ng_per_ml,
            site=model.site,
            analyte=analytes.get(record.cmt, f"compartment {record.cmt}"),
        )
        for record in spell.records
        if record.dv_ng_per_ml is not None
    )


def _estimate(model: Model, person: Individual, spell: Spell, samples: Sequence[Sample], drug: Drug) -> MapEstimate:
    if spell.weight_kg is None:
        raise CannotUse(f"ID {person.id:g} has no weight. Write a column WT, in kg.")
    if spell.asian:
        raise CannotUse(f"ID {person.id:g}: ASIAN is read by `simulate_table` only. Leave the column out.")
    try:
        return map_estimate(model, spell.regimen, samples, weight_kg=spell.weight_kg, age_y=spell.age_y, drug=drug)
    except ValueError as why:
        raise CannotUse(f"ID {person.id:g}: {why}") from None
