"""The benchmarks' own arithmetic, and that what they time is right; their times are no test's business."""

from datetime import UTC, datetime

import numpy as np
import pytest
from benchmarks import engine, measure
from benchmarks.measure import (
    EXACT,
    Claim,
    Comparison,
    Contestant,
    Disagrees,
    Sense,
    Timed,
    agreement,
    interleaved,
    number,
    ratio,
    seconds,
)
from benchmarks.page import page, printed, with_section
from benchmarks.peers import numpy_closed_form, scipy_solver
from benchmarks.workload import FIXED, GRIDS, TIMES, TYPICAL, oracle, parameters, stretches, uniform_min

SOME = 20


@pytest.mark.parametrize("grid", GRIDS)
def test_the_timed_levels_are_those_of_a_matrix_exponential(grid):
    times = GRIDS[grid]()
    assert times.size == TIMES
    levels = engine.levels(engine.people(SOME), times, engine.buffer(SOME, TIMES)).transpose(1, 2, 0)
    assert agreement("leeward", levels, oracle(parameters(SOME), times), allowed=EXACT).patients == SOME


def test_one_patient_is_a_matrix_exponential_too():
    times, one = np.linspace(0, 1440, TIMES), {name: np.array([value]) for name, value in (TYPICAL | FIXED).items()}
    levels = engine.one_patient(TYPICAL | FIXED, times, engine.ONE_SESSION).transpose(1, 2, 0)
    assert agreement("leeward", levels, oracle(one, times, days=(0,)), allowed=EXACT).worst < EXACT


def test_the_numpy_peers_do_the_same_work():
    times, patients = uniform_min(), parameters(SOME)
    truth = oracle(patients, times)
    for write in (numpy_closed_form.simulate, numpy_closed_form.in_blocks, numpy_closed_form.on_uniform_grid):
        assert agreement(write.__name__, write(patients, times), truth, allowed=EXACT).worst < EXACT


def test_the_scipy_peer_does_the_same_work():
    times, one = uniform_min(), parameters(1)
    assert agreement("scipy", scipy_solver.simulate(one, times, 1e-8), oracle(one, times), allowed=1e-6).worst > 0


def test_six_sessions_are_given_in_twelve_days():
    given = stretches(400.0)
    assert sum(stretch.rate_mg_per_h * (stretch.end_h - stretch.start_h) for stretch in given) == pytest.approx(210)
    assert engine.SIX_SESSIONS.total_mg == pytest.approx(210)


def test_a_wrong_answer_is_not_timed():
    truth = np.ones((2, 3, 1))
    with pytest.raises(Disagrees, match=r"somebody: 1\.0e-01"):
        agreement("somebody", truth * 1.1, truth, allowed=1e-3)
    with pytest.raises(Disagrees):
        agreement("nobody", truth * np.nan, truth, allowed=1e-3)


def test_everybody_runs_once_in_each_round_and_the_first_round_does_not_count(monkeypatch):
    monkeypatch.setattr(measure, "PATIENCE_S", 0.0)
    order = []
    timed = interleaved(
        [
            Contestant(name="one", call=lambda: order.append("one"), calls=2),
            Contestant(name="other", call=lambda: order.append("other"), share=0.5),
        ],
        rounds=3,
    )
    assert order == ["one", "one", "other"] * 4
    assert len(timed["one"].seconds) == len(timed["other"].seconds) == 3
    assert "timed on 50.00% of the work, scaled linearly" in timed["other"].said


def test_a_ratio_is_the_middle_of_the_rounds_ratios():
    slow, fast = Timed(name="slow", seconds=(4.0, 9.0, 8.0)), Timed(name="fast", seconds=(1.0, 3.0, 1.0))
    compared = ratio("slow over fast", slow, fast, bar=4.0)
    assert compared.ratios == (4.0, 3.0, 8.0)
    assert (compared.ratio, compared.met) == (4.0, True)
    assert compared.said == "4 (3 to 8), bar at least 4: met"
    assert ratio("slow over fast", slow, fast, bar=3.9, sense=Sense.AT_MOST).met is False
    assert ratio("slow over fast", slow, fast).met is None


def test_the_page_shows_what_is_missed():
    claim = Claim(
        name="w1",
        title="work",
        timed=(Timed(name="leeward", seconds=(0.0123,)),),
        comparisons=(
            Comparison(what="held", ratios=(2.0,), bar=1.0),
            Comparison(what="failed", ratios=(0.5,), bar=1.0),
        ),
        notes=("How it was done.",),
    )
    written = page([claim], {"cores": "2"}, datetime(2026, 11, 23, tzinfo=UTC), "./run bench")
    assert "Missed in this run: w1: failed." in written
    assert "| failed | 0.5 (0.5 to 0.5), bar at least 1: MISSED |" in written
    assert "- cores: 2" in written
    assert "12.3 ms" in written
    assert "held: 2 (2 to 2), bar at least 1: met" in printed(claim)


def test_one_section_of_the_page_is_written_anew_and_the_others_stay():
    here = {"cores": "2", "load before": "0.1", "python": "3"}
    began = datetime(2026, 11, 23, tzinfo=UTC)
    before = page([Claim(name="w1", title="one"), Claim(name="load", title="old")], here, began, "./run bench")

    text = before
    for title in ("beds", "more beds"):
        text = with_section(text, Claim(name="load", title=title), here, began, "./run bench load")

    assert text.startswith(before[: before.index("## LOAD")].rstrip())
    assert text.count("## LOAD: ") == 1
    assert "## LOAD: more beds\n\nWritten by `./run bench load --section" in text


def test_numbers_are_said_with_three_figures():
    assert [number(value) for value in (12345.6, 99.96, 0.012345)] == ["12,346", "100", "0.0123"]
    assert [seconds(value) for value in (2.5, 0.0123, 4.2e-6, 3e-9)] == ["2.5 s", "12.3 ms", "4.2 us", "3 ns"]
