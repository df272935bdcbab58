"""How symptoms may move after infusions: wide assumed priors, never a forecast for a person on its own.

No relation between ketamine and PTSD symptoms is published, and the largest trial found none by dose. What stands here
lets scores be weighed and a made-up course be drawn; `foretold.py` shows it for a person only as an interval, with the
control arm beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from leeward.evidence import Cited, Facts, assumed, derived
from leeward.evidence.sources import ALMEIDA_2024, DAHAN_2011
from leeward.pharmacology.model import Curve
from leeward.units import Quantity

DIMENSIONS: tuple[str, ...] = (
    "symptom_responds",
    "symptom_most",
    "symptom_half_plasticity",
    "symptom_onset",
    "symptom_offset",
    "symptom_half_exposure",
    "symptom_session_decay",
    "symptom_expectancy",
    "symptom_therapy",
    "symptom_residual",
    "symptom_baseline",
)
"""The standard normal coordinates from which a person's traits follow."""

ALIKE = 1e-6  # plain: numerical method; rates closer than this are told apart by hand, where the two-stage form is 0/0


class Symptoms(Facts):
    """What a session leaves, and for how long; nearly every row is a guess, and wide."""

    onset_half_life = assumed("4 h", why="with 10 d it puts the peak at 24 h, where depression trials saw it")
    onset_spread = assumed("0.55 1", why="log-SD; the intranasal ratio of 3 h to 24 h asks for 2.3 h, one SD lower")
    offset_half_life = assumed("10 d", why="median of a wide prior: 5-8 d after one dose, 18-27 d after six")
    offset_spread = assumed("0.7 1", why="log-SD that covers 5 to 27 days")
    half_exposure = derived("25 ng/mL", DAHAN_2011, by="between 10.5 (slow relief, here) and 71 ng/mL (drug high)")
    half_exposure_spread = assumed("0.7 1", why="log-SD that covers 10 to 70 ng/mL")
    half_plasticity = assumed("1 h", why="session exposure at which half of the most is reached; nothing known")
    half_plasticity_spread = assumed("0.7 1", why="log-SD; nothing known")
    session_decay = assumed("0.1 1", why="later infusions may add less; nothing known")
    session_decay_spread = assumed("0.7 1", why="log-SD; nothing known")
    responders = assumed("50 %", why="0.67, 0.52 and no group effect in three trials")
    most = assumed("50 %", why="share of the score that a responder may lose to the drug at most; nothing known")
    most_spread = assumed("0.9 1", why="SD on the logit scale: nine in ten responders between 19 and 81 %")
    noise = assumed("7 points", why="residual SD of the PCL-5; no published figure was found")
    noise_spread = assumed("0.3 1", why="log-SD; the figure itself is a guess")
    highest = assumed("80 points", why="top of the PCL-5: 20 items of 0 to 4; recalled, not read")


class Beside(Facts):
    """What lowers scores without the drug; left out unless asked for, so that nothing is added unseen."""

    expectancy = assumed("0.1 1", why="log of the score that being treated removes in anyone: one tenth")
    expectancy_spread = assumed(
        "0.15 1", why="SD: some get worse; with the residual about one in six loses 30 %, 3 of 15 did on midazolam"
    )
    expectancy_after = assumed("3 d", why="how long that takes; nothing known")
    therapy = assumed("0.25 1", why="log of the score that trauma therapy removes; no trial separates it from time")
    therapy_spread = assumed("0.25 1", why="SD as large as the mean: nothing known for therapy beside ketamine")
    therapy_half_time = assumed("14 d", why="half of it by two weeks of sessions; nothing known")


class Known(Facts):
    """The one figure for PTSD that pools trials: shown beside what is assumed, and not fitted."""

    pooled = derived("8.8 points", ALMEIDA_2024, by="middle of the endpoint PCL-5 interval 0.57-17.02, mixed designs")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SymptomTraits:
    """One number per virtual patient, each array (draws,)."""

    responds: Curve
    """1 where the drug does anything for this person, 0 elsewhere."""
    most: Curve
    half_plasticity_h: Curve
    onset_half_life_h: Curve
    offset_half_life_d: Curve
    half_exposure_ng_per_ml: Curve
    session_decay: Curve
    expectancy: Curve
    therapy: Curve
    residual_points: Curve
    baseline_error_points: Curve
    """How far one reading of the score before treatment stood above the true one."""

    def picked(self, indices: Curve) -> "SymptomTraits":
        """Return the traits of some of the virtual patients."""
        return SymptomTraits(**{each.name: getattr(self, each.name)[indices] for each in fields(self)})


def traits_of(z: Mapping[str, Curve]) -> SymptomTraits:
    """Return the traits that standard normal coordinates stand for: smooth in each, but for the responder's threshold.

    `z` holds one array (draws,) for each name of DIMENSIONS; other names are left alone.
    """
    facts = Symptoms
    residual = facts.noise.to("points") * np.exp(facts.noise_spread.to("1") * z["symptom_residual"])
    middle = facts.most.to("1")
    logit = np.log(middle / (1.0 - middle)) + facts.most_spread.to("1") * z["symptom_most"]
    return SymptomTraits(
        responds=(z["symptom_responds"] < NormalDist().inv_cdf(facts.responders.to("1"))).astype(np.float64),
        most=1.0 / (1.0 + np.exp(-logit)),
        half_plasticity_h=_around(facts.half_plasticity.to("h"), facts.half_plasticity_spread, z, "half_plasticity"),
        onset_half_life_h=_around(facts.onset_half_life.to("h"), facts.onset_spread, z, "onset"),
        offset_half_life_d=_around(facts.offset_half_life.to("d"), facts.offset_spread, z, "offset"),
        half_exposure_ng_per_ml=_around(
            facts.half_exposure.to("ng/mL"), facts.half_exposure_spread, z, "half_exposure"
        ),
        session_decay=_around(facts.session_decay.to("1"), facts.session_decay_spread, z, "session_decay"),
        expectancy=Beside.expectancy.to("1") + Beside.expectancy_spread.to("1") * z["symptom_expectancy"],
        therapy=Beside.therapy.to("1") + Beside.therapy_spread.to("1") * z["symptom_therapy"],
        residual_points=residual,
        baseline_error_points=residual * z["symptom_baseline"],
    )


def kernel(days: Curve, *, on_h: Curve | float, off_d: Curve | float) -> Curve:
    """Return how much of one infusion's effect is present after so many days: two-stage, 1 at its peak, 0 before.

    g = k1 k2 / (k1 - k2) (exp(-k2 t) - exp(-k1 t)), scaled to a peak of 1; half-lives broadcast against the days.
    """
    k1, k2 = np.log(2) * Quantity(1.0, "d").to("h") / np.asarray(on_h), np.log(2) / np.asarray(off_d)
    k1 = np.where(np.abs(k1 - k2) < ALIKE * k2, k2 * (1.0 + ALIKE), k1)
    peak = np.log(k1 / k2) / (k1 - k2)
    after = np.maximum(days, 0.0)
    highest = np.exp(-k2 * peak) - np.exp(-k1 * peak)
    present: Curve = (np.exp(-k2 * after) - np.exp(-k1 * after)) / highest
    return present


def plasticity(traits: SymptomTraits, sessions: Sequence[tuple[float, Curve | float]], on_days: Curve) -> Curve:
    """Return what the sessions, (day, exposure in hours) in order of day, leave: (draws, days), in hours of exposure.

    A later session adds less, by each person's decay; an exposure is one number, or one per draw.
    """
    on_h, off_d = traits.onset_half_life_h[:, None], traits.offset_half_life_d[:, None]
    total = np.zeros((traits.most.size, on_days.size))
    for number, (day, exposure_h) in enumerate(sessions):
        kept = np.exp(-traits.session_decay * number) * exposure_h
        total += kept[:, None] * kernel(on_days - day, on_h=on_h, off_d=off_d)
    return total


class CannotScore(ValueError):
    """The sessions are not in the order of their days."""


def pcl5(
    traits: SymptomTraits,
    *,
    baseline: Curve | float,
    sessions: Sequence[tuple[float, Curve | float]],
    on_days: Sequence[float] | Curve,
    expectancy: bool = False,
    therapy_from_day: float | None = None,
) -> Curve:
    """Return true PCL-5 totals (draws, days), before the residual (`traits.residual_points` is its SD).

    `baseline` is the true score before treatment, one number or one per draw: from a single reading take
    `reading - traits.baseline_error_points`. `sessions` are (day, exposure in hours: `exposure.session_exposure`).
    Shares multiply, so that a score stays above 0; the top of the scale caps it. With `expectancy` off, whatever a
    person gained from being treated is laid to the drug: switch it on to learn from scores. The control arm is the
    same call with every exposure 0. Raises CannotScore for sessions out of order.
    """
    for (earlier, _), (later, _) in pairwise(sessions):
        if later < earlier:
            raise CannotScore(f"The session of day {later:g} stands after that of day {earlier:g}. Sort them by day.")
    days = np.asarray(on_days, dtype=np.float64)
    left = plasticity(traits, sessions, days)
    drug = (traits.responds * traits.most)[:, None] * left / (left + traits.half_plasticity_h[:, None])
    before = np.broadcast_to(np.asarray(baseline, dtype=np.float64), traits.most.shape)[:, None]
    totals: Curve = before * (1.0 - drug)
    if expectancy and sessions:
        totals = totals * np.exp(-np.outer(traits.expectancy, _expected(days - sessions[0][0])))
    if therapy_from_day is not None:
        totals = totals * np.exp(-np.outer(traits.therapy, _treated(days - therapy_from_day)))
    return np.clip(totals, 0.0, Symptoms.highest.to("points"))


def _around(median: float, spread: Cited, z: Mapping[str, Curve], name: str) -> Curve:
    drawn: Curve = median * np.exp(spread.to("1") * z[f"symptom_{name}"])
    return drawn


def _expected(days: Curve) -> Curve:
    """Return the share of the expectancy present so many days after the first session."""
    present: Curve = -np.expm1(-np.maximum(days, 0.0) / Beside.expectancy_after.to("d"))
    return present


def _treated(days: Curve) -> Curve:
    """Return the share of the therapy's gain present so many days after it began."""
    present: Curve = -np.expm1(-np.log(2) * np.maximum(days, 0.0) / Beside.therapy_half_time.to("d"))
    return present
