"""Populations of any size in the memory of one block: simulate some people, count them, forget them.

What is kept is a tally, whole numbers of people in narrow bins of level. Whole numbers add up to the same in any order,
in any blocks, on any number of threads or workers: what comes out depends on the seed and on how many people there are.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from leeward.pharmacology.bands import RELATIVE_ERROR, Tally
from leeward.pharmacology.model import Curve
from leeward.pharmacology.study import Study

MOST_PEOPLE = 1_000_000_000  # plain: a bin of a tally counts to twice as many
NUMBERS = 1_500_000  # plain: levels of the people simulated together: 12 MB

Progress = Callable[[int, int], None]
"""Told after each block how many people are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Streamed:
    """What was counted: `done` of the people `asked` for, fewer where somebody stopped it on the way."""

    outputs: tuple[str, ...]
    times_min: Curve
    done: int
    asked: int
    tally: Tally
    relative_error: float = RELATIVE_ERROR
    """How far a quantile may lie from the exact one, as a share of it."""

    @property
    def complete(self) -> bool:
        """Whether everybody asked for was counted."""
        return self.done == self.asked

    def quantiles(self, probabilities: Sequence[float]) -> dict[str, Curve]:
        """Return for each output the quantiles over people in ng/mL, (probabilities, times); NaN of nobody."""
        found = self.tally.quantiles(probabilities)
        return {name: found[:, place] for place, name in enumerate(self.outputs)}

    def __str__(self) -> str:
        if self.complete:
            return f"{self.done:,} virtual people."
        return f"Stopped: {self.done:,} virtual people done of {self.asked:,} asked for."


def stream(
    study: Study,
    n: int,
    *,
    seed: int,
    first: int = 0,
    block: int | None = None,
    progress: Progress | None = None,
) -> Streamed:
    """Count people `first` to `first + n - 1` of a seed, `block` at a time; memory does not grow with `n`.

    Ctrl-C (KeyboardInterrupt) leaves what was done: the block at hand is finished, and the result says how many were
    counted of how many asked for.
    """
    size = _block(study) if block is None else block
    if n < 1 or size < 1:
        raise ValueError(f"{n} people in blocks of {size} cannot be counted; write 1 or more for both.")
    if n > MOST_PEOPLE:
        raise ValueError(f"{n} people are more than a tally counts; ask for {MOST_PEOPLE:,} at most.")
    count = _Count(study, seed, min(size, n))
    running: Future[None] | None = None
    # The interrupt reaches the main thread only: a block on the worker thread is counted whole or not at all.
    with ThreadPoolExecutor(max_workers=1) as worker:
        try:
            while count.done < n:
                running = worker.submit(count.block, first + count.done, min(size, n - count.done))
                running.result()
                if progress is not None:
                    progress(count.done, n)
        except KeyboardInterrupt:
            if running is not None:
                running.result()
    return Streamed(outputs=study.outputs, times_min=study.times_min, done=count.done, asked=n, tally=count.tally)


def _block(study: Study) -> int:
    """Return how many people's levels make a block that fits the memory it should take."""
    return max(1, NUMBERS // (len(study.outputs) * max(1, study.times_min.size)))


class _Count:
    """The tally so far, and of how many people."""

    def __init__(self, study: Study, seed: int, block: int) -> None:
        self._study, self._seed, self._room = study, seed, study.room(block)
        self.tally = Tally.empty(len(study.outputs), study.times_min.size)
        self.done = 0

    def block(self, first: int, n: int) -> None:
        """Count people `first` to `first + n - 1`."""
        self.tally.add(self._study.levels(seed=self._seed, first=first, n=n, room=self._room))
        self.done += n
