"""A cluster that loses workers in mid-run: the count is the one that a single process makes, to the bit."""

import multiprocessing
import os
import signal
import sys

import numpy as np
import pytest

from leeward.cli import counted_people
from leeward.cli.__main__ import main
from leeward.pharmacology import Regimen
from leeward.pharmacology.models import by_key
from leeward.pharmacology.streaming import Streamed, stream
from leeward.pharmacology.study import Study
from leeward.trials import cluster
from leeward.trials.cluster import CannotReach, stream_on_cluster

PEOPLE, SHARE = 12_000, 500
STUDY = Study(
    model=by_key("kamp_2020"),
    regimen=Regimen.infusion(dose_mg=35, minutes=40),
    times_min=np.arange(0.0, 300.0, 10.0),
    weight_kg=70.0,
)


@pytest.fixture(scope="module")
def counted_alone() -> Streamed:
    return stream(STUDY, PEOPLE, seed=3)


def test_a_worker_killed_in_mid_run_loses_nothing(counted_alone):
    killed = []

    def kill_one(done: int, _asked: int) -> None:
        if done in (SHARE, PEOPLE // 2):
            victim = multiprocessing.active_children()[0]
            killed.append(victim.pid)
            os.kill(victim.pid, signal.SIGKILL)

    counted = stream_on_cluster(STUDY, PEOPLE, seed=3, workers=2, share=SHARE, progress=kill_one)
    assert len(set(killed)) == 2
    assert counted.complete
    assert np.array_equal(counted.tally.counts, counted_alone.tally.counts)


def test_a_cluster_stopped_by_hand_keeps_what_was_done():
    def stop(done: int, _asked: int) -> None:
        if done == 2 * SHARE:
            raise KeyboardInterrupt

    counted = stream_on_cluster(STUDY, PEOPLE, seed=3, workers=1, share=SHARE, progress=stop)
    assert (counted.done, counted.asked) == (2 * SHARE, PEOPLE)
    assert counted.tally.people == counted.done


def test_an_address_where_nobody_answers_is_named(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", "1 s")
    with pytest.raises(CannotReach, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        stream_on_cluster(STUDY, PEOPLE, seed=3, cluster="tcp://127.0.0.1:9")


def test_workers_with_another_leeward_are_refused(monkeypatch):
    monkeypatch.setattr(cluster, "__version__", "9.9.9")
    with pytest.raises(CannotReach, match=r"has no Leeward 9\.9\.9 \(it answers: "):
        stream_on_cluster(STUDY, PEOPLE, seed=3, workers=1)


def test_where_dask_is_missing_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotReach, match=r"pip install 'leeward\[cluster\]'"):
        stream_on_cluster(STUDY, PEOPLE, seed=3)


def test_the_command_line_counts_the_same_on_a_cluster(capsys, monkeypatch):
    asked = ["simulate", "--weight-kg", "70", "--segment", "35 mg over 40 min", "--at-min", "40,80", "--n", "3000"]
    monkeypatch.setattr(counted_people, "MOST_NUMBERS", 0)
    told = []
    for where in ([], ["--cluster", "local"]):
        assert main([*asked, *where, "--json"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert '"n": 3000' in told[0]
