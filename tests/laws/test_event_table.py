"""Laws of event tables: what is written reads back, and a table says the same as the regimens in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology import Regimen, Segment
from leeward.pharmacology.event_table import EventTable, individuals, read_table, regimen_table, stacked
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import by_key
from leeward.pharmacology.table_simulation import simulate_table

OTTO = by_key("otto_2021")
stretches = st.builds(
    Segment,
    rate_mg_per_min=st.one_of(st.just(0.0), st.floats(0.01, 0.2)),
    minutes=st.floats(0.5, 20),
    bolus_mg=st.one_of(st.just(0.0), st.floats(0.01, 2)),
)
first = st.builds(Segment, rate_mg_per_min=st.floats(0.5, 0.6), minutes=st.floats(25, 40), bolus_mg=st.floats(0, 1))
regimens = st.tuples(first, st.lists(stretches, max_size=4)).map(lambda each: Regimen(segments=(each[0], *each[1])))
moments = st.lists(st.integers(0, 60_000).map(lambda hundredths: hundredths / 100), min_size=1, max_size=8)
units = st.sampled_from(("min", "h", "d"))
weights = st.floats(55, 130)


def given_at(regimen, minutes):
    return [regimen.given_mg(minute) for minute in minutes]


@given(regimens, moments, units, weights)
def test_a_written_table_reads_back_the_same(regimen, observe_min, unit, weight_kg):
    table = regimen_table(regimen, sorted(set(observe_min)), weight_kg=weight_kg, age_y=40, time_unit=unit)
    assert read_table(table.to_csv(), time_unit=unit) == table
    assert read_table(table.to_columns(), time_unit=unit) == table


@given(regimens, moments, units)
def test_a_regimen_written_as_a_table_gives_the_same_drug_at_the_same_time(regimen, observe_min, unit):
    table = regimen_table(regimen, sorted(set(observe_min)), weight_kg=70, time_unit=unit)
    back = individuals(table)[0].spells[0].regimen
    between = (np.asarray(regimen.edges_min)[1:] + np.asarray(regimen.edges_min)[:-1]) / 2
    assert given_at(back, between) == pytest.approx(given_at(regimen, between), rel=1e-9)
    assert back.total_mg == pytest.approx(regimen.total_mg, rel=1e-12)


@given(regimens, moments, units, weights)
def test_a_table_is_predicted_as_its_regimen_is(regimen, observe_min, unit, weight_kg):
    minutes = sorted(set(observe_min))
    table = regimen_table(regimen, minutes, weight_kg=weight_kg, cmts=(2,), time_unit=unit)
    told = simulate_table(OTTO, table).to_columns()
    rows = [place for place, evid in enumerate(told["EVID"]) if evid == 0]
    course = simulate(OTTO, regimen, minutes, weight_kg=weight_kg)
    assert [told["IPRED"][row] for row in rows] == pytest.approx(course.norketamine_ng_per_ml[0], rel=1e-8, abs=1e-9)


@given(regimens, moments, st.integers(1, 4))
def test_who_else_is_in_the_table_changes_nothing(regimen, observe_min, others):
    tables = [
        regimen_table(regimen, sorted(set(observe_min)), person=number, weight_kg=60 + 5 * number)
        for number in range(1, others + 2)
    ]
    whole = simulate_table(OTTO, stacked(tables), seed=3)
    alone = simulate_table(OTTO, tables[0], seed=3)
    assert whole.to_columns()["IPRED"][: len(alone.rows)] == pytest.approx(alone.to_columns()["IPRED"], rel=1e-10)


cells = st.one_of(st.none(), st.floats(-1e12, 1e12), st.text("abc ,\"'x", min_size=1, max_size=6))


@given(st.lists(cells, min_size=1, max_size=6))
def test_columns_that_nobody_knows_are_carried_through(kept):
    columns = {"ID": list(range(1, len(kept) + 1)), "TIME": [0] * len(kept), "NOTE": kept}
    table = read_table(columns)
    assert isinstance(table, EventTable)
    assert read_table(table.to_csv()) == table


@given(st.text(alphabet="ID,TIMEAVWR01.5-\n#C ;", max_size=80))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    said = ""
    try:
        rows = read_table(text).rows
    except ValueError as why:
        rows, said = (), str(why)
    assert bool(rows) != bool(said)
