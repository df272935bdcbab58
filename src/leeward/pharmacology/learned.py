"""What has been learned of one person: weighted virtual patients, and what they say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from leeward.pharmacology import draws, parameters
from leeward.pharmacology.calibration import Calibration, Placed, calibration
from leeward.pharmacology.likelihood import Line
from leeward.pharmacology.model import Curve
from leeward.pharmacology.parameters import Before, LearnedParameter
from leeward.pharmacology.population import Population, from_normals, virtual_patients
from leeward.pharmacology.prediction import Prediction, predict
from leeward.pharmacology.readings import SIGNALS
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.visits import BY_DAY, UNITS, Occasion, Rest, Visit, on_record
from leeward.pharmacology.weighing import Indices, effective_size, systematic

MIDDLE: Final = 1 / 2
RESTING: Final = {
    "systolic": "Resting systolic pressure",
    "diastolic": "Resting diastolic pressure",
    "heart_rate": "Resting heart rate",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learned:
    """One person after some sessions; before any reading, the population with its weights."""

    population: Population
    """Virtual patients, moved to where the readings are if too few of them still counted."""
    weights: Curve
    """One per virtual patient; they sum to 1."""
    visits: tuple[Visit, ...] = ()
    occasions: Curve
    """Each session's own deviation of dissociation, standard normals (people, visits)."""
    log_likelihoods: Curve
    """Of each visit, (people, visits), before forgetting."""
    resting: tuple[Line, Line, Line] | None = None
    """What the last visit says of the resting levels, in the order of SIGNALS."""
    before: Mapping[str, Before]
    moves: int = 0
    """Moves of all the virtual patients that this update took; 0 where their weights were enough."""
    independent: float = 1.0
    """Share of the virtual patients that their number is worth: those drawn again stay alike until moves part them."""
    tail_shape: float = 0.0
    """Pareto shape of the largest weights; above 0.7 they are not trusted and the virtual patients are moved."""
    checks: tuple[tuple[Placed, ...], ...] = ()
    """For each visit, where its readings fell among what had been foretold: what `calibration` judges."""
    parameters: tuple[LearnedParameter, ...] = ()
    not_learned: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seed: int = 0

    @property
    def effective_sample_size(self) -> float:
        """How many equally weighted and independent virtual patients these are worth."""
        return max(self.independent * effective_size(self.weights), 1.0)

    @property
    def held(self) -> Calibration:
        """How the forecasts of this person's sessions held; a registry judges those of many people alike."""
        return calibration(self.checks)

    @property
    def drawn(self) -> Indices:
        """The virtual patients, some more than once, who stand for the weights: as many as there are."""
        return systematic(self.weights, offset=MIDDLE, n=self.weights.size)

    def people(self, subject: Subject | None = None) -> Population:
        """Return equally weighted virtual patients at the session to come, that session's deviation included.

        `subject` is the person as measured on that day; without it weight and resting values are the first session's.
        """
        drawn = self.population.resampled(self.drawn)
        if subject is None:
            return self._at_next(drawn)
        return self._at_next(from_normals(subject, drawn.normals, seed=drawn.seed, first=drawn.first))

    def expected_rest(self) -> tuple[Rest, Rest, Rest]:
        """Return what is known of the resting levels of the next session: what was learned, widened by a day."""
        recorded = on_record(self.population.subject)
        if self.resting is None:
            return recorded
        first, second, third = (
            self._next_rest(line, name, was) for name, line, was in zip(SIGNALS, self.resting, recorded, strict=True)
        )
        return first, second, third

    def predict(
        self,
        regimen: Regimen,
        times_min: Iterable[float],
        *,
        resting: tuple[float, float, float] | None = None,
    ) -> Prediction:
        """Foretell the next session for this person, to be shown beside the population's forecast.

        `resting` are systolic, diastolic and heart rate measured on the day; without it the level is the one learned,
        with a day's variation. Its `warnings` say what to distrust in what was learned. Raises CannotSimulate outside
        the doses and durations of the trials.
        """
        foretold = predict(self.people(), regimen, times_min, resting=self._rest_to_come(resting))
        return replace(foretold, warnings=self.warnings, not_learned=(*self.not_learned, *foretold.not_learned))

    def predict_population(
        self,
        regimen: Regimen,
        times_min: Iterable[float],
        *,
        resting: tuple[float, float, float] | None = None,
    ) -> Prediction:
        """Foretell the same session for people like this one of whom only resting levels are known: like for like."""
        was = self.population
        alike = virtual_patients(was.subject, was.size, seed=was.seed, first=was.first)
        return predict(self._at_next(alike), regimen, times_min, resting=self._rest_to_come(resting))

    def _at_next(self, people: Population) -> Population:
        session = self.visits[-1].session + 1 if self.visits else people.subject.session
        then = people.on_occasion(session)
        fresh = self._fresh("occasion to come", 1)[:, 0]
        return replace(then, cadss_scale=then.cadss_scale * np.exp(Occasion.dissociation.to("1") * fresh))

    def _rest_to_come(self, resting: tuple[float, float, float] | None) -> dict[str, Curve]:
        if resting is not None:
            return {name: np.full(self.weights.size, level) for name, level in zip(SIGNALS, resting, strict=True)}
        fresh = self._fresh("rest to come", len(SIGNALS))
        rests = zip(SIGNALS, self.expected_rest(), strict=True)
        return {name: rest.expected + rest.sd * fresh[:, number] for number, (name, rest) in enumerate(rests)}

    def _fresh(self, what: str, width: int) -> Curve:
        stream = f"{what} {len(self.visits)}"
        return draws.normals(self.seed, stream=stream, first=0, n=self.weights.size, width=width)

    def _next_rest(self, line: Line, name: str, recorded: Rest) -> Rest:
        expected, sd = middle_of(line, self.weights)
        return Rest(expected=expected, sd=min(float(np.hypot(sd, BY_DAY[name])), recorded.sd))


def nothing_learned(population: Population, weights: Curve | None = None, *, seed: int = 0) -> Learned:
    """Return a population as what is known before any reading; `weights`, one per virtual patient, need not sum to 1.

    Raises ValueError for weights that are not one finite number of 0 or more per virtual patient.
    """
    n = population.size
    if n < 2:
        raise ValueError(f"{n} virtual patient cannot be weighed against others; draw several thousand.")
    given = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if given.shape != (n,) or not np.isfinite(given).all() or (given < 0).any() or not given.sum() > 0:
        raise ValueError(f"Weights must be {n} finite numbers of 0 or more, not all 0: one per virtual patient.")
    shares = given / given.sum()
    drawn = np.arange(n) if weights is None else systematic(shares, offset=MIDDLE, n=n)
    return Learned(
        population=population,
        weights=shares,
        occasions=np.zeros((n, 0)),
        log_likelihoods=np.zeros((n, 0)),
        before=parameters.before(population, drawn),
        seed=seed,
    )


def middle_of(line: Line, weights: Curve) -> tuple[float, float]:
    """Return mean and SD of a resting level over weighted virtual patients, each of whom leaves it normal."""
    middle = float(np.dot(weights, line.base))
    return middle, float(np.sqrt(np.dot(weights, line.base_sd**2 + (line.base - middle) ** 2)))


def resting_parameters(learned: Learned) -> tuple[LearnedParameter, ...]:
    """Set each resting level of the last visit beside what was known of it before the visit."""
    if learned.resting is None:
        return ()
    drawn = learned.drawn
    fresh = draws.normals(learned.seed, stream="resting", first=0, n=drawn.size, width=len(SIGNALS))
    return tuple(
        LearnedParameter(
            name=RESTING[name],
            unit=UNITS[name],
            prior=parameters.known_normal(rest.expected, rest.sd),
            posterior=parameters.known(line.base[drawn] + line.base_sd[drawn] * fresh[:, number]),
            sd_ratio=middle_of(line, learned.weights)[1] / rest.sd,
        )
        for number, (name, line, rest) in enumerate(zip(SIGNALS, learned.resting, learned.visits[-1].rest, strict=True))
    )


def trait_parameters(learned: Learned) -> tuple[LearnedParameter, ...]:
    """Set every trait that the readings could speak of beside what was known before any.

    Scale and half-effect level of dissociation are told apart only once two dose levels have been seen.
    """
    people, weights, drawn = learned.population, learned.weights, learned.drawn
    traits = [*parameters.CIRCULATION, parameters.SENSITIVITY, *parameters.DISSOCIATION, *parameters.KINETIC]
    if parameters.dose_levels(visit.given.total_mg for visit in learned.visits if len(visit.readings.cadss[0])) > 1:
        traits += parameters.APART
    if any(visit.session > 1 for visit in learned.visits):
        traits.append(parameters.TOLERANCE)
    scored = any(visit.follow_ups(learned.visits[0].day) for visit in learned.visits)
    if scored:
        traits += parameters.SYMPTOMS
    found = [parameters.learned(trait, people, weights, drawn, learned.before[trait.name]) for trait in traits]
    return (*found, parameters.learned_chance(people, weights)) if scored else tuple(found)
