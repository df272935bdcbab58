"""Beyond the reach of a model there is a refusal that names the model, the limit, the value and what to do."""

import numpy as np
import pytest

from leeward import pharmacology
from leeward.evidence import assumed
from leeward.pharmacology import CannotSimulate, Regimen, Segment
from leeward.pharmacology.models import EVERY, OTTO, PEREZ_RUIXO, SIMONS
from leeward.pharmacology.reach import Bounds, sessions_of

REFUSED = (
    # model        asked                         names
    (SIMONS, {"weight_kg": 39.9}, "simons_2022: a weight of 39.9 kg lies outside 40-160 kg. Weigh again"),
    (SIMONS, {"weight_kg": 160.1}, "a weight of 160.1 kg lies outside 40-160 kg"),
    (PEREZ_RUIXO, {"weight_kg": 170.5}, "perez_ruixo_2021: a weight of 170.5 kg lies outside 39-170 kg"),
    (PEREZ_RUIXO, {"age_y": 87}, "an age of 87 years lies outside 18-86 years. Check the date of birth"),
    (OTTO, {"age_y": 17}, "otto_2021: an age of 17 years lies outside 18-100 years"),
    (OTTO, {"dose_mg_per_kg": 1.2}, "a dose of 1.2 mg/kg lies outside 0.1-1 mg/kg. Change the dose"),
    (OTTO, {"minutes": 121}, "a duration of 121 min lies outside 0-120 min. Change the duration"),
    (SIMONS, {"minutes": 5}, "a duration of 5 min lies outside 20-100 min"),
    (SIMONS, {"route": "nasal"}, "was not made for the nasal route: it knows intravenous. Give the intravenous"),
    (SIMONS, {"weight_kg": float("nan")}, "a weight of nan kg"),
    (SIMONS, {"weight_kg": np.array([70.0, 200.0, 90.0])}, "a weight of 200 kg"),
)


@pytest.mark.parametrize(("model", "asked", "names"), REFUSED)
def test_a_refusal_names_model_limit_value_and_what_to_do(model, asked, names):
    with pytest.raises(CannotSimulate) as why:
        model.reach.check(**asked)
    assert names in str(why.value)
    assert str(why.value).endswith(".")


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
def test_the_bounds_themselves_are_inside(model):
    reach = model.reach
    for name, bounds in (("weight_kg", reach.weight), ("age_y", reach.age), ("dose_mg_per_kg", reach.dose)):
        reach.check(**{name: [bounds.low.to(bounds.unit), bounds.high.to(bounds.unit)]})
    reach.check(minutes=[reach.duration.low.to("min"), reach.duration.high.to("min")])


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
def test_every_bound_says_where_it_comes_from_and_names_its_own_model(model):
    assert model.reach.model == model.key
    assert all(row.name and row.at for row in model.reach.rows)
    assert model.reach.route.at
    assert model.reach.routes == ("intravenous",)


COURSE = Regimen.sessions([(day, Regimen.infusion(dose_mg=35, minutes=40)) for day in (0, 2, 4, 7, 9, 11)])


def test_a_course_is_judged_session_by_session():
    assert len(sessions_of(COURSE)) == 6
    OTTO.reach.check_regimen(COURSE, weight_kg=70, age_y=44)
    with pytest.raises(CannotSimulate, match=r"otto_2021: a dose of 1\.5 mg/kg"):
        OTTO.reach.check_regimen(COURSE.then(Regimen.infusion(dose_mg=70, minutes=40)), weight_kg=70)


def test_a_short_pause_belongs_to_the_session_and_a_long_one_does_not():
    first = Regimen.infusion(dose_mg=35, minutes=40)
    together = first.then(Segment.pause(239)).then(Segment(rate_mg_per_min=2.0, minutes=5))
    apart = first.then(Segment.pause(240)).then(Segment(rate_mg_per_min=2.0, minutes=5))
    assert [round(one.total_mg) for one in sessions_of(together)] == [45]
    assert [round(one.total_mg) for one in sessions_of(apart)] == [35, 10]
    assert sessions_of(together)[0].minutes == 284


def test_pauses_split_by_an_empty_stretch_still_part_two_sessions():
    two = Regimen.infusion(dose_mg=35, minutes=40).then(Segment.pause(130)).then(Segment.pause(130))
    assert len(sessions_of(two.then(Segment.push(5)))) == 2


def test_what_gives_nothing_has_no_session():
    assert sessions_of(Regimen(segments=(Segment.pause(60),))) == ()


def test_inside_the_limits_but_beyond_its_people_a_model_says_that_it_extrapolates():
    told = SIMONS.reach.extrapolates(weight_kg=110, age_y=45, minutes=40)
    assert told == (
        "simons_2022 was fitted within 53-93 kg: a weight of 110 is extrapolated.",
        "simons_2022 was fitted within 19-32 years: an age of 45 is extrapolated.",
        "simons_2022 was fitted within 20 min: a duration of 40 is extrapolated.",
    )
    assert SIMONS.reach.extrapolates(weight_kg=73, age_y=24, minutes=20) == ()
    assert PEREZ_RUIXO.reach.extrapolates(weight_kg=110, age_y=45, minutes=40) == ()


def test_bounds_cannot_stand_upside_down():
    with pytest.raises(ValueError, match="turn the bounds round"):
        Bounds(low=assumed("80 kg", why="a test"), high=assumed("60 kg", why="a test"))


def test_a_push_is_said_to_be_extrapolated_where_a_model_knows_infusions_only():
    pushed = Regimen(segments=(Segment.push(35), Segment(rate_mg_per_min=0.05, minutes=20)))
    assert SIMONS.reach.extrapolates_push(pushed) == (
        "simons_2022 knows no push, only 20-100 min: the minutes after one are extrapolated.",
    )
    assert SIMONS.reach.extrapolates_push(Regimen.infusion(dose_mg=35, minutes=20)) == ()
    assert OTTO.reach.extrapolates_push(pushed) == ()


def test_the_public_simulation_refuses_what_its_model_does_not_reach():
    huge = Regimen.infusion(dose_mg=35_000, minutes=40)
    with pytest.raises(CannotSimulate, match=r"otto_2021: a dose of 500 mg/kg lies outside"):
        pharmacology.simulate(OTTO, huge, [40.0], weight_kg=70)
    followed = pharmacology.simulate(OTTO, huge, [40.0], weight_kg=70, beyond_reach=True)
    assert followed.ketamine_ng_per_ml[0, 0] == pytest.approx(160_168, rel=1e-4)
