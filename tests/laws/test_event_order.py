"""Laws of event order: a table predicts what a record-by-record machine with a matrix exponential predicts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from leeward.evidence import assumed
from leeward.pharmacology import read_table, simulate_table
from leeward.pharmacology.compartments import layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.models import by_key
from leeward.pharmacology.reach import Bounds

OTTO = by_key("otto_2021")
ANYTHING = replace(
    OTTO,
    reach=replace(
        OTTO.reach,
        dose=Bounds(low=assumed("0 mg/kg", why="a test"), high=assumed("999 mg/kg", why="a test")),
        duration=Bounds(low=assumed("0 min", why="a test"), high=assumed("99999 min", why="a test")),
    ),
)
WEIGHT_KG, R_CLEARANCE = 70.0, 0.86
COLUMNS = ("ID", "TIME", "AMT", "RATE", "EVID", "CMT", "ADDL", "II", "WT")
# (EVID, RATE in mg/h: 0 a push, ADDL): every kind of record that there is
KINDS = (
    (0, 0, 0),
    (0, 0, 0),
    (2, 0, 0),
    (1, 0, 0),
    (1, 0, 2),
    (1, 20, 0),
    (1, 60, 1),
    (3, 0, 0),
    (4, 0, 0),
    (4, 30, 0),
)
records = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from((0.0, 0.0, 0.25, 0.5, 1.0)),
    st.floats(1, 30),
    st.sampled_from((0.25, 0.5, 6.0)),
)


def written(kinds):
    """Return a table; the amount is in the tenth of a milligram so that no two records are the same by chance."""
    rows, hour = [], 0.0
    for number, ((evid, rate, addl), wait, mg, ii) in enumerate(kinds):
        hour += wait
        dose = evid in (1, 4)
        amount = round(mg, 1) + number / 1000 if dose else 0
        cmt = 1 + number % 2 if evid == 0 else 1
        rows.append(
            (1, hour, amount, rate if dose else 0, evid, cmt, addl if dose else 0, ii if addl else 0, WEIGHT_KG)
        )
    # Two observations of one moment and compartment would be the same record.
    kept = [row for place, row in enumerate(rows) if row[4] not in (0, 2, 3) or row not in rows[:place]]
    return {name: [row[column] for row in kept] for column, name in enumerate(COLUMNS)}


class Machine:
    """One isomer, followed from record to record: it knows nothing of regimens."""

    def __init__(self, clearance):
        who = Covariates.of(weight_kg=WEIGHT_KG)
        self.matrix = rates(OTTO, covariates=who, etas={}, clearance_factor=clearance, ke0_per_min=0.1)[0] * 60
        self.volumes = [
            body.central_l.of(covariates=who, etas={})[0] for body in (OTTO.parent, OTTO.metabolite.body)
        ]  # fmt: skip
        self.reset(0.0)

    def reset(self, hour):
        self.state, self.hour = np.zeros(len(self.matrix)), hour
        self.running, self.to_come = [], []

    def advance(self, hour):
        """Go on to the hour; what ADDL adds at that very hour is given, what stops there has stopped."""
        while True:
            stops = [end for end, _ in self.running if end > self.hour]
            starts = [at for at, _, _ in self.to_come]
            nearest = min([hour, *stops, *starts])
            self.step(nearest - self.hour)
            self.hour = nearest
            due = [each for each in self.to_come if each[0] <= nearest]
            self.to_come = [each for each in self.to_come if each[0] > nearest]
            for _, mg, rate in due:
                self.give(mg, rate)
            if nearest == hour and not due:
                return

    def step(self, hours):
        wide = np.zeros((len(self.matrix) + 1,) * 2)
        wide[:-1, :-1] = self.matrix
        wide[0, -1] = sum(rate for end, rate in self.running if end > self.hour)
        self.state = (expm(wide * hours) @ np.append(self.state, 1.0))[:-1]

    def give(self, mg, rate):
        if rate:
            self.running.append((self.hour + mg / rate, rate))
        else:
            self.state[0] += mg

    def levels(self):
        plan = layout(OTTO)
        amounts = self.state[0], self.state[plan.metabolite] * OTTO.metabolite.molar_ratio
        return np.array([mg / volume * 1000 for mg, volume in zip(amounts, self.volumes, strict=True)])


def predicted(table):
    """Return ketamine and norketamine at every record, (records, 2)."""
    machines = Machine(1.0), Machine(R_CLEARANCE)
    told = []
    for record in zip(*table.values(), strict=True):
        _, hour, mg, rate, evid, _, addl, ii, _ = record
        for machine in machines:
            if evid in (3, 4):
                machine.reset(hour)
            machine.advance(hour)
            if evid in (1, 4):
                machine.give(mg / 2, rate / 2)
                machine.to_come += [(hour + n * ii, mg / 2, rate / 2) for n in range(1, addl + 1)]
        told.append(sum(machine.levels() for machine in machines))
    return np.array(told)


@given(st.lists(records, min_size=1, max_size=12))
def test_a_table_predicts_what_a_machine_that_goes_from_record_to_record_does(kinds):
    table = written(kinds)
    told = simulate_table(ANYTHING, read_table(table)).to_columns()
    expected = predicted(table)
    scale = max(1e-3, float(expected.max()))
    assert np.abs(np.array(told["KETAMINE"]) - expected[:, 0]).max() <= 1e-9 * scale
    assert np.abs(np.array(told["NORKETAMINE"]) - expected[:, 1]).max() <= 1e-9 * scale
    asked = [expected[i, 1 if table["CMT"][i] == 2 and table["EVID"][i] == 0 else 0] for i in range(len(expected))]
    assert told["IPRED"] == pytest.approx(asked, rel=1e-9, abs=1e-9 * scale)
