"""More virtual people than fit in memory: counted block by block or on a cluster, with a bar on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.streaming import MOST_PEOPLE, Streamed, stream
from leeward.pharmacology.streaming import Progress as Told
from leeward.pharmacology.study import Study
from leeward.trials.cluster import stream_on_cluster

MOST_NUMBERS: Final = 30_000_000  # levels held in memory at once: 240 MB
MOST_TIMES: Final = 2_000  # a tally takes 60 kB for each


def are_many(study: Study, n: int) -> bool:
    """Tell whether the levels of so many people are too much to hold at once."""
    return n * study.times_min.size * len(study.outputs) > MOST_NUMBERS


def count(study: Study, n: int, *, seed: int, cluster: str | None = None) -> Streamed:
    """Count people 0 to n-1 of the seed; Ctrl-C leaves what was done.

    Raises CannotSimulate for too many times or people, CannotReach where the cluster does not answer,
    KeyboardInterrupt where nobody was done.
    """
    if n > MOST_PEOPLE:
        raise CannotSimulate(f"{n} virtual people are more than a tally counts: ask for {MOST_PEOPLE:,} at most.")
    if study.times_min.size > MOST_TIMES:
        raise CannotSimulate(
            f"{n} virtual people at {study.times_min.size} times are too much: ask for {MOST_TIMES} times at most."
        )
    with _bar(n) as told:
        if cluster is None:
            streamed = stream(study, n, seed=seed, progress=told)
        else:
            streamed = stream_on_cluster(study, n, seed=seed, cluster=cluster, progress=told)
    if not streamed.complete:
        print(streamed, file=sys.stderr)
    if not streamed.done:
        raise KeyboardInterrupt
    return streamed


@contextmanager
def _bar(n: int) -> Iterator[Told]:
    """Show how far it is, where somebody watches a terminal."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("Virtual people"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task("people", total=n)
    with bar:
        yield lambda done, of: bar.update(task, completed=done, total=of)
