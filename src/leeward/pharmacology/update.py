"""Learns from one session's readings what this person does with the drug, and says what the readings left open."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from leeward.pharmacology import draws, telling
from leeward.pharmacology.calibration import Calibration, Placed, place
from leeward.pharmacology.learned import Learned, nothing_learned, resting_parameters, trait_parameters
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.readings import SIGNALS, CannotLearn, Readings, check_learnable
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.score_likelihood import exposures_of
from leeward.pharmacology.settling import Settled, settle
from leeward.pharmacology.visits import Levels, Visit, follow
from leeward.pharmacology.weighing import systematic

FORETOLD_BY: Final = 1000  # plain: virtual patients among whom readings are placed; an error of 1 %


def update(
    population: Population | Learned,
    *,
    given: Regimen,
    readings: Readings,
    day: float | None = None,
    session: int | None = None,
    weights: Curve | None = None,
    seed: int = 0,
    registry: Calibration | None = None,
) -> Learned:
    """Learn from one session; `population` is a person's virtual patients, or what earlier sessions taught.

    `day` counts in the course: 0 for the first session unless given; `session` numbers it. `weights` are those of a
    population that does not count evenly. Traits are the person's own and stay; each session has resting levels and a
    deviation of dissociation of its own; what was seen counts less by the week. The same arguments give the same
    answer. Raises CannotLearn, naming the reading at fault, or where the `registry` of forecasts is frozen.
    """
    if registry is not None and registry.frozen:
        raise CannotLearn(registry.sentence)
    known = population if isinstance(population, Learned) else nothing_learned(population, weights, seed=seed)
    if known is population and weights is not None:
        raise CannotLearn("What was learned before carries its own weights. Leave `weights` out.")
    visit = _visit(known, given, readings, day=day, session=session)
    visits = (*known.visits, visit)
    stream = f"occasion of visit {len(visits)}"
    occasion = draws.normals(seed, stream=stream, first=0, n=known.weights.size, width=1)
    followed = follow(known.population, visit)
    exposures = exposures_of(known.population, visits)
    placed = _placed(known, occasion[:, 0], visits, followed, exposures, seed=seed)
    occasions = np.column_stack([known.occasions, occasion])
    settled = settle(
        known.population,
        known.weights,
        occasions,
        known.log_likelihoods,
        visits,
        followed,
        exposures,
        independent=known.independent,
        seed=seed,
    )
    return _told(_settled(known, visits, settled, placed, seed=seed), placed, stuck=settled.stuck)


def _visit(known: Learned, given: Regimen, readings: Readings, *, day: float | None, session: int | None) -> Visit:
    """Put the session in its place in the course. Raises CannotLearn where it does not fit."""
    subject = known.population.subject
    check_learnable(subject, given)
    if known.visits:
        last = known.visits[-1]
        if day is None or not math.isfinite(day) or day <= last.day:
            raise CannotLearn(f"This session's day, {day}, does not come after day {last.day:g}. Give its day.")
        session = last.session + 1 if session is None else session
        if session <= last.session:
            raise CannotLearn(f"Session {session} does not come after session {last.session}. Number it in the course.")
        scored = max((on for visit in known.visits for on, _ in visit.readings.scores), default=-math.inf)
        if scored > day:
            raise CannotLearn(
                f"A PCL-5 total of day {scored:g} has been learned from already, as if there were no session on day "
                f"{day:g}. Learn from sessions and scores in order of day."
            )
        if any(on <= scored for on, _ in readings.scores):
            raise CannotLearn(
                f"A PCL-5 total is of day {scored:g} or before, up to which scores are in. Give new ones."
            )
    day, session = 0.0 if day is None else day, subject.session if session is None else session
    if not math.isfinite(day) or session < 1 or session != int(session):
        raise CannotLearn(f"Session {session} on day {day}: number sessions from 1 and give the day as a number.")
    return Visit(given=given, readings=readings, day=day, session=session, rest=known.expected_rest())


def _placed(
    known: Learned,
    occasion: Curve,
    visits: Sequence[Visit],
    followed: Levels,
    exposures: Sequence[Curve],
    *,
    seed: int,
) -> tuple[Placed, ...]:
    """Place the readings among what was foretold, by as many virtual patients as that takes."""
    readings = visits[-1].readings
    if not any(len(readings.of(name)[0]) for name in (*SIGNALS, "cadss")) and not readings.scores:
        return ()
    thinned = systematic(known.weights, offset=1 / 2, n=min(FORETOLD_BY, known.weights.size))
    people = known.population.resampled(thinned)
    shares = [exposure[thinned] for exposure in exposures]
    return place(people, occasion[thinned], visits, followed.of(thinned), shares, seed=seed)


def _settled(
    known: Learned, visits: tuple[Visit, ...], settled: Settled, placed: tuple[Placed, ...], *, seed: int
) -> Learned:
    return Learned(
        population=settled.population,
        weights=settled.weights,
        visits=visits,
        occasions=settled.occasions,
        log_likelihoods=settled.log_likelihoods,
        resting=settled.lines,
        before=known.before,
        moves=settled.moves,
        tail_shape=settled.shape,
        independent=settled.independent,
        checks=(*known.checks, placed),
        seed=seed,
    )


def _told(learned: Learned, placed: Sequence[Placed], *, stuck: bool) -> Learned:
    """Add what the weights say, in numbers and in words."""
    found = (*resting_parameters(learned), *trait_parameters(learned))
    return replace(
        learned,
        parameters=found,
        not_learned=tuple(str(one) for one in found if not one.learned),
        used=tuple(telling.used(learned)),
        left_out=tuple(telling.left_out(learned)),
        warnings=(*telling.surprises(placed), *telling.distrust(learned, stuck=stuck)),
    )
