"""The benchmark of forecasts, small: every truth at every number of scores, and no plainer forecast forgotten."""

from benchmarks import forecasts
from benchmarks.forecast_courses import END, LOWEST, SCORED_ON, Truth, made_up


def test_every_truth_is_scored_beside_every_plainer_forecast(monkeypatch):
    monkeypatch.setattr(forecasts, "PEOPLE", 30)
    monkeypatch.setattr(forecasts, "BELIEVERS", 1500)
    claim = forecasts.measure(2)
    assert len(claim.comparisons) == len(Truth) * len(forecasts.AFTER) * len(forecasts.PLAINER)
    assert all(len(each.ratios) == 2 for each in claim.comparisons)
    believed = [each for each in claim.comparisons if each.what.startswith("as_believed")]
    assert all(0 < ratio < 2 for each in believed for ratio in each.ratios)
    assert {each.bar for each in believed} == {1.0}
    assert {each.bar for each in claim.comparisons if each not in believed} == {None}
    assert len(claim.notes) == 1 + len(Truth) * len(forecasts.AFTER)


def test_made_up_people_are_the_same_whoever_asks():
    few, many = (list(made_up(n, truth=Truth.AS_BELIEVED, seed=3)) for n in (5, 9))
    assert few == many[:5]
    assert all(person.baseline >= LOWEST for person in many)
    assert [day for day, _ in many[0].scores] == list(SCORED_ON)
    assert max(SCORED_ON) < END


def test_where_nothing_works_the_same_people_score_higher():
    as_believed, nothing = (list(made_up(200, truth=truth, seed=3)) for truth in (Truth.AS_BELIEVED, Truth.NOTHING))
    assert [one.baseline for one in as_believed] == [one.baseline for one in nothing]
    assert sum(one.end for one in nothing) > sum(one.end for one in as_believed)
