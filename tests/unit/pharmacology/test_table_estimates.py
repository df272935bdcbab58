"""Each measured ID of an event table gets its own estimate, and the table is predicted with them."""

import pytest

from leeward.pharmacology import CannotUse, estimate_table, etas_of, map_estimate, models, read_table, simulate_table
from leeward.pharmacology.concentrations import Sample
from leeward.pharmacology.model import Site
from leeward.pharmacology.regimen import Regimen

OTTO = models.by_key("otto_2021")
TABLE = """ID,TIME,AMT,RATE,EVID,CMT,DV,MDV,WT
1,0,35,52.5,1,1,.,1,70
1,0.7,.,.,0,1,120,0,70
1,2,.,.,0,1,45,0,70
1,2,.,.,0,2,80,0,70
1,3,.,.,0,1,999,1,70
2,0,41,61.5,1,1,.,1,82
2,2,.,.,0,1,.,0,82
"""


def test_a_measured_id_is_estimated_as_its_samples_are():
    estimates = estimate_table(OTTO, read_table(TABLE))
    assert list(estimates) == [1]
    samples = [
        Sample(time_min=42, value_ng_per_ml=120, site=Site.VENOUS),
        Sample(time_min=120, value_ng_per_ml=45, site=Site.VENOUS),
        Sample(time_min=120, value_ng_per_ml=80, site=Site.VENOUS, analyte="norketamine"),
    ]
    alone = map_estimate(OTTO, Regimen.infusion(dose_mg=35, minutes=40), samples, weight_kg=70)
    assert estimates[1].eta == pytest.approx(alone.eta, abs=1e-5)


def test_the_estimates_bring_the_prediction_nearer_to_what_was_measured():
    table = read_table(TABLE)
    estimates = estimate_table(OTTO, table)
    etas = etas_of(OTTO, table, estimates)
    assert all(len(values) == 2 and values[1] == 0 for values in etas.values())
    own = simulate_table(OTTO, table, etas=etas).to_columns()["IPRED"]
    typical = simulate_table(OTTO, table).to_columns()["IPRED"]
    measured = {1: 120, 2: 45, 3: 80}
    assert all(abs(own[row] - dv) < abs(typical[row] - dv) for row, dv in measured.items())
    assert own[1:4] == pytest.approx(estimates[1].individual_ng_per_ml[:3])
    assert own[5:] == pytest.approx(typical[5:])


def test_a_trough_is_read_before_the_push_that_follows_it():
    text = "ID,TIME,AMT,EVID,DV,WT\n1,0,10,1,.,70\n1,3,.,0,{},70\n1,3,10,1,.,70\n1,4,.,0,60,70\n"
    table = read_table(text.format(12))
    etas = etas_of(OTTO, table, estimate_table(OTTO, table))
    own = simulate_table(OTTO, table, etas=etas).to_columns()["IPRED"]
    assert estimate_table(OTTO, table)[1].individual_ng_per_ml == pytest.approx([own[1], own[3]], rel=1e-6)


WRONG = (
    ("1,3,.,.,0,1,999,1,70", "1,3,.,.,3,1,.,1,70", "ID 1 is reset (EVID 3 or 4) on the way"),
    (",0,2,80,", ",0,5,80,", "ID 1: "),
    ("AMT,RATE,EVID,CMT,DV,MDV,WT", "AMT,RATE,EVID,CMT,DV,MDV,BODY", "ID 1 has no weight. Write a column WT"),
)


@pytest.mark.parametrize(("instead_of", "stands", "said"), WRONG)
def test_what_cannot_be_estimated_is_named_by_id(instead_of, stands, said):
    with pytest.raises(CannotUse) as why:
        estimate_table(OTTO, read_table(TABLE.replace(instead_of, stands)))
    assert said in str(why.value)


def test_a_model_without_a_spread_estimates_nobody():
    table = read_table(TABLE.replace("1,2,.,.,0,2,80", "1,2.5,.,.,0,1,40"))
    with pytest.raises(CannotUse, match="ID 1: "):
        estimate_table(models.by_key("domino_1982"), table)
