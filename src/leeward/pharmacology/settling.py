"""Lets readings in step by step, so that weighted virtual patients settle where the readings are and never collapse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology import draws
from leeward.pharmacology.guiding import guide
from leeward.pharmacology.likelihood import Line
from leeward.pharmacology.model import Curve
from leeward.pharmacology.moving import move
from leeward.pharmacology.population import DIMENSIONS, Population, from_normals
from leeward.pharmacology.score_likelihood import weigh_course, weigh_scores
from leeward.pharmacology.visits import Levels, Visit, weigh
from leeward.pharmacology.weighing import effective_size, largest_step, normalized, systematic, tail_shape
from leeward.units import Quantity

ENOUGH: Final = 300.0  # plain: effective draws below which they are resampled and moved
ENOUGH_SHARE: Final = 0.25  # plain: the same for few draws, as a share of them
STAGE_SHARE: Final = 0.1  # plain: effective share of the draws that each tempering step leaves
TRUSTED_SHAPE: Final = 0.7  # plain: Pareto shape of the weights above which they are not trusted
MOST_STAGES: Final = 60  # plain: tempering steps before the readings are called hopeless
STUCK: Final = 0.01  # plain: share of proposals taken below which the moves are called stuck


class Forgetting(Facts):
    """How much of an older session still counts."""

    per_week = assumed("0.95 1", why="the dossier's factor: people change; a session ten weeks ago counts for 0.6")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """Where the draws stand once everything has been let in."""

    population: Population
    occasions: Curve
    weights: Curve
    log_likelihoods: Curve
    lines: tuple[Line, Line, Line]
    """The last visit's signals for each draw."""
    moves: int
    shape: float
    """Pareto shape of the weights before any move."""
    stuck: bool
    independent: float
    """Share of the draws that their number is worth: draws that were drawn again are alike until moves part them."""


def settle(
    population: Population,
    weights: Curve,
    occasions: Curve,
    log_likelihoods: Curve,
    visits: Sequence[Visit],
    followed: Levels,
    exposures: Sequence[Curve],
    *,
    independent: float = 1.0,
    seed: int,
) -> Settled:
    """Let the last of the visits in, through which the population was `followed`; `exposures` are those of every visit.

    `log_likelihoods` (people, visits - 1) are those of the earlier ones. Where too few draws still count, the readings
    are let in by as much as leaves a tenth of the draws, these are drawn again and moved, and so on (adaptive
    tempering). At the first visit some traits are drawn near the readings. What was seen earlier counts less by the
    week.
    """
    people, visit, occasion = population, visits[-1], occasions[:, -1]
    with np.errstate(divide="ignore"):
        log_weights = np.log(weights)
    lines = None
    if len(visits) == 1:
        guided = guide(people, occasion, visit, followed, seed=seed)
        people, lines, log_weights = guided.people, guided.lines, log_weights + guided.log_ratio
    last = weigh(people, occasion, visit, followed, lines)
    newest = last.log_likelihood + weigh_scores(people, visits, exposures, visit)
    seen = np.column_stack([log_likelihoods, newest])
    course = _Course(
        normals=np.column_stack([people.normals, occasions]),
        seen=seen,
        log_weights=log_weights,
        independent=independent,
    )
    let_in = normalized(course.weighed(visits, 1.0))
    shape = tail_shape(let_in)
    if independent * effective_size(let_in) < enough(weights.size) or shape > TRUSTED_SHAPE:
        return _tempered(course, people, visits, seed=seed, shape=shape)
    return Settled(
        population=people, occasions=occasions, weights=let_in, log_likelihoods=seen,
        lines=last.lines, moves=0, shape=shape, stuck=False, independent=independent,
    )  # fmt: skip


def powers(visits: Sequence[Visit]) -> tuple[Curve, Curve]:
    """Return how much each visit counted before the last one, which then counted nothing, and with it."""
    days = np.asarray([visit.day for visit in visits])
    week = Quantity(1.0, "week").to("d")
    now = Forgetting.per_week.to("1") ** ((days[-1] - days) / week)
    then = Forgetting.per_week.to("1") ** ((days[-2:][0] - days) / week)
    then[-1] = 0.0
    return then, now


def enough(n: int) -> float:
    """Return how many of `n` draws must still count."""
    return min(ENOUGH, ENOUGH_SHARE * n)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Course:
    """Draws on their way: how far the last visit is in, from 0 to 1."""

    normals: Curve
    seen: Curve
    log_weights: Curve
    reached: float = 0.0
    moves: int = 0
    taken: float = 1.0
    independent: float = 1.0

    def weighed(self, visits: Sequence[Visit], reached: float) -> Curve:
        """Return the log-weights of the draws with the last visit in by `reached`."""
        before, after = powers(visits)
        weighed: Curve = self.log_weights + (reached - self.reached) * (self.seen @ (after - before))
        return weighed


def _tempered(course: _Course, population: Population, visits: Sequence[Visit], *, seed: int, shape: float) -> Settled:
    """Let the rest of the last visit in by stages, each of them drawn again and moved."""

    def people(normals: Curve) -> Population:
        own = np.ascontiguousarray(normals[:, : len(DIMENSIONS)])
        return from_normals(population.subject, own, seed=population.seed, first=population.first)

    def weigh_all(normals: Curve) -> Curve:
        return weigh_course(people(normals), normals[:, len(DIMENSIONS) :], visits)

    stages, lowest = 0, 1.0
    while course.reached < 1.0 and stages < MOST_STAGES:
        course = _stage(course, visits, weigh_all, seed=seed, stream=f"visit {len(visits)} stage {stages}")
        stages, lowest = stages + 1, min(lowest, course.taken)
    moved = people(course.normals)
    occasions = course.normals[:, len(DIMENSIONS) :]
    return Settled(
        population=moved,
        occasions=occasions,
        weights=normalized(course.log_weights),
        log_likelihoods=course.seen,
        lines=weigh(moved, occasions[:, -1], visits[-1]).lines,
        moves=course.moves,
        shape=shape,
        stuck=course.reached < 1.0 or lowest < STUCK,
        independent=course.independent,
    )


def _stage(
    course: _Course, visits: Sequence[Visit], weigh_all: Callable[[Curve], Curve], *, seed: int, stream: str
) -> _Course:
    """Let in as much as leaves a tenth of the draws, draw them again, and move them."""
    n = course.log_weights.size
    least = max(enough(n), STAGE_SHARE * n)
    reached = largest_step(lambda to: course.weighed(visits, to), least=least, reached=course.reached)
    let_in = normalized(course.weighed(visits, reached))
    effective = course.independent * effective_size(let_in)
    offset = float(draws.uniforms(seed, stream=f"{stream} offset", first=0, n=1, width=1)[0, 0])
    drawn = systematic(let_in, offset=offset, n=n)
    before, after = powers(visits)
    moved = move(
        course.normals[drawn],
        course.seen[drawn],
        before + reached * (after - before),
        weigh_all,
        worth=effective,
        seed=seed,
        stream=stream,
    )
    return replace(
        course,
        normals=moved.normals,
        seen=moved.log_likelihoods,
        log_weights=np.zeros(n),
        reached=reached,
        moves=course.moves + moved.moves,
        taken=moved.taken,
        independent=1 / (1 + (n / effective - 1) * moved.likeness**2),
    )
