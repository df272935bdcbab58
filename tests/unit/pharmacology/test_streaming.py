"""Populations counted block by block: the same whatever the blocks, and whole however it is stopped."""

import signal

import numpy as np
import pytest

from leeward.pharmacology import Regimen, kernels
from leeward.pharmacology.models import DOMINO, KAMP, OTTO, SIMONS
from leeward.pharmacology.streaming import Streamed, stream
from leeward.pharmacology.study import Study

SESSION = Regimen.infusion(dose_mg=35, minutes=40)
TIMES = np.arange(0.0, 240.0, 20.0)


def a_study(model=OTTO, regimen=SESSION) -> Study:
    return Study(model=model, regimen=regimen, times_min=TIMES, weight_kg=70.0)


def test_blocks_change_nothing():
    counted = [stream(a_study(), 700, seed=3, block=block).tally.counts for block in (700, 64, 7)]
    assert np.array_equal(counted[0], counted[1])
    assert np.array_equal(counted[0], counted[2])


def test_threads_change_nothing(monkeypatch):
    counted = []
    for threads in (1, 3):
        monkeypatch.setattr(kernels, "THREADS", threads)
        counted.append(stream(a_study(), 4000, seed=3).tally.counts)
    assert np.array_equal(*counted)


def test_parts_of_the_people_add_up_to_all():
    early, late = stream(a_study(), 300, seed=3), stream(a_study(), 200, seed=3, first=300)
    together = stream(a_study(), 500, seed=3)
    assert np.array_equal(early.tally.merge(late.tally).counts, together.tally.counts)


def test_quantiles_are_those_of_the_people_within_the_error_that_is_told():
    study, levels = a_study(), (0.05, 0.5, 0.95)
    streamed = stream(study, 2000, seed=3, block=300)
    exact = np.quantile(study.levels(seed=3, first=0, n=2000), levels, axis=1)
    counted = streamed.quantiles(levels)
    assert tuple(counted) == ("ketamine", "norketamine", "effect_site")
    for place, found in enumerate(counted.values()):
        late = exact[:, place, 1:]
        assert np.abs(found[:, 1:] / late - 1).max() < 1.5 * streamed.relative_error
        assert found[:, 0].max() < 1e-5


def test_a_person_is_the_same_whoever_asks():
    study = a_study(SIMONS)
    assert np.array_equal(study.levels(seed=3, first=5, n=3), study.levels(seed=3, first=0, n=30)[:, 5:8])


def test_another_seed_is_other_people():
    study = a_study()
    assert not np.array_equal(study.levels(seed=3, first=0, n=30), study.levels(seed=4, first=0, n=30))


def test_where_no_spread_was_published_everybody_is_typical():
    levels = a_study(DOMINO).levels(seed=3, first=0, n=20)
    assert levels.shape == (2, 20, TIMES.size)
    assert np.array_equal(levels, np.broadcast_to(levels[:, :1], levels.shape))


def test_an_occasion_adds_to_the_person_in_one_session_only():
    two = Regimen.sessions([(0, SESSION), (7, SESSION)])
    once, twice = (a_study(SIMONS, regimen).etas(seed=3, first=0, n=40) for regimen in (SESSION, two))
    (name,) = SIMONS.occasion_names
    assert not np.array_equal(once[name], twice[name])
    assert all(np.array_equal(once[other], twice[other]) for other in twice if other != name)


def interrupted(study: Study, at: int) -> Streamed:
    """Count 500 people, with a real Ctrl-C when `at` are done."""

    def press(done: int, _asked: int) -> None:
        if done == at:
            signal.raise_signal(signal.SIGINT)

    return stream(study, 500, seed=3, block=100, progress=press)


@pytest.mark.usefixtures("ctrl_c_is_heeded")
def test_ctrl_c_leaves_what_was_done():
    stopped = interrupted(a_study(KAMP), 200)
    assert (stopped.done, stopped.asked, stopped.complete) == (200, 500, False)
    assert np.array_equal(stopped.tally.counts, stream(a_study(KAMP), 200, seed=3).tally.counts)
    assert str(stopped) == "Stopped: 200 virtual people done of 500 asked for."


def test_nobody_cannot_be_counted():
    with pytest.raises(ValueError, match="write 1 or more"):
        stream(a_study(), 0, seed=3)
