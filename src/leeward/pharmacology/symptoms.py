"""Made-up courses of symptoms for made-up patients: wide assumed priors, never a forecast for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from leeward.evidence import Facts, assumed, cite, derived
from leeward.evidence.sources import DAHAN_2011, SHIROMA_2020
from leeward.pharmacology.effects import lognormal
from leeward.pharmacology.model import Curve
from leeward.units import Quantity


class Symptoms(Facts):
    """No relation between ketamine and PTSD symptoms is published; the largest trial found none by dose."""

    onset_half_life = assumed("4 h", why="with 10 d it puts the peak at 24 h, where depression trials saw it")
    offset_half_life = assumed("10 d", why="median of a wide prior: 5-8 d after one dose, 18-27 d after six")
    offset_spread = assumed("0.7 1", why="log-SD that covers 5 to 27 days")
    fades = cite("8 d", SHIROMA_2020, at="benefit gone 5-8 d after one dose, as reviewed there")
    half_exposure = derived("25 ng/mL", DAHAN_2011, by="between 10.5 (slow relief, here) and 71 ng/mL (drug high)")
    half_exposure_spread = assumed("0.7 1", why="log-SD that covers 10 to 70 ng/mL")
    half_plasticity = assumed("1 h", why="session exposure at which half of the most is reached; nothing known")
    half_plasticity_spread = assumed("0.7 1", why="nothing known")
    session_decay = assumed("0.1 1", why="later infusions may add less; nothing known")
    responders = assumed("50 %", why="0.67, 0.52 and no group effect in three trials")
    most = assumed("0.5 1", why="share of the baseline score that a responder may lose at most; nothing known")
    most_spread = assumed("0.4 1", why="log-SD, nothing known")
    expectancy = assumed("0.1 1", why="share of the baseline score that being treated removes in anyone")
    expectancy_after = assumed("3 d", why="how long that takes; nothing known")
    noise = assumed("7 points", why="residual SD of the PCL-5; no published figure was found")


class Questionnaires(Facts):
    """The shape of the answers, so that synthetic ones fit the forms."""

    pcl5_items = assumed("20 1", why="count of PCL-5 items")
    pcl5_most = assumed("4 points", why="highest answer to a PCL-5 item")
    phq9_items = assumed("9 1", why="count of PHQ-9 items")
    phq9_most = assumed("3 points", why="highest answer to a PHQ-9 item")


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualScores:
    """One synthetic questionnaire day: answers item by item."""

    on_day: float
    pcl5: tuple[int, ...]
    phq9: tuple[int, ...]


def kernel(days: Curve, *, on_h: float, off_d: float) -> Curve:
    """Return how much of one infusion's effect is present after so many days: two-stage, 1 at its peak, 0 before.

    g = k1 k2 / (k1 - k2) (exp(-k2 t) - exp(-k1 t)), scaled to a peak of 1.
    """
    hours = Quantity(1.0, "d").to("h")
    k1, k2 = np.log(2) * hours / on_h, np.log(2) / off_d
    peak = np.log(k1 / k2) / (k1 - k2)
    after = np.maximum(days, 0.0)
    highest = np.exp(-k2 * peak) - np.exp(-k1 * peak)
    present: Curve = (np.exp(-k2 * after) - np.exp(-k1 * after)) / highest
    return present


def exposure_h(times_min: Curve, s_equivalents_ng_per_ml: Curve, *, half_ng_per_ml: float) -> float:
    """Return a session's exposure in hours: the time above nothing, saturating at `half_ng_per_ml`."""
    hours = Quantity(1.0, "h").to("min")
    share = s_equivalents_ng_per_ml / (s_equivalents_ng_per_ml + half_ng_per_ml)
    return float(np.trapezoid(share, times_min) / hours)


def plasticity(on_days: Curve, sessions: Sequence[tuple[float, float]], *, off_d: float) -> Curve:
    """Return what the sessions, (day, exposure in hours) each, leave on the given days."""
    on_h, decay = Symptoms.onset_half_life.to("h"), Symptoms.session_decay.to("1")
    total = np.zeros_like(on_days)
    for number, (day, exposure) in enumerate(sessions):
        total += exposure * np.exp(-decay * number) * kernel(on_days - day, on_h=on_h, off_d=off_d)
    return total


def virtual_scores(
    *,
    baseline_pcl5: int,
    baseline_phq9: int,
    sessions: Sequence[tuple[float, float]],
    on_days: Sequence[float],
    rng: Generator,
) -> tuple[VirtualScores, ...]:
    """Make up the answers of one synthetic patient on the given days; `sessions` are (day, exposure in hours).

    Half of the patients respond; all the rest is a wide guess. The last PHQ-9 item is always answered 0, so that a
    synthetic patient never sets off the human path that a positive answer opens.
    """
    days = np.asarray(on_days, dtype=np.float64)
    lost = _share_lost(days, sessions, rng=rng)
    shape = Questionnaires
    pcl5_most, phq9_most = int(shape.pcl5_most.to("points")), int(shape.phq9_most.to("points"))
    pcl5_items, phq9_items = int(shape.pcl5_items.to("1")), int(shape.phq9_items.to("1")) - 1
    ratio = phq9_items * phq9_most / (pcl5_items * pcl5_most)
    noise = Symptoms.noise.to("points") * rng.standard_normal((2, days.size))
    pcl5 = baseline_pcl5 * (1 - lost) + noise[0]
    phq9 = baseline_phq9 * (1 - lost) + noise[1] * ratio
    return tuple(
        VirtualScores(
            on_day=float(day),
            pcl5=answers(round(float(p)), items=pcl5_items, most=pcl5_most, rng=rng),
            phq9=(*answers(round(float(q)), items=phq9_items, most=phq9_most, rng=rng), 0),
        )
        for day, p, q in zip(days, pcl5, phq9, strict=True)
    )


def answers(total: int, *, items: int, most: int, rng: Generator) -> tuple[int, ...]:
    """Spread a total over items of 0 to `most`, at random; a total out of range goes to the nearest possible one."""
    places = np.repeat(np.arange(items), most)
    chosen = rng.permutation(places)[: min(max(total, 0), items * most)]
    return tuple(int(count) for count in np.bincount(chosen, minlength=items))


def _share_lost(days: Curve, sessions: Sequence[tuple[float, float]], *, rng: Generator) -> Curve:
    """Return the share of the baseline score that one made-up person has lost on each day."""
    responds = rng.random() < Symptoms.responders.to("1")
    off_d = float(lognormal(Symptoms.offset_half_life.to("d"), Symptoms.offset_spread.to("1"), 1, rng=rng)[0])
    half = float(lognormal(Symptoms.half_plasticity.to("h"), Symptoms.half_plasticity_spread.to("1"), 1, rng=rng)[0])
    most = float(lognormal(Symptoms.most.to("1"), Symptoms.most_spread.to("1"), 1, rng=rng)[0])
    left = plasticity(days, sessions, off_d=off_d)
    first = sessions[0][0] if sessions else np.inf
    treated = 1 - np.exp(-np.maximum(days - first, 0.0) / Symptoms.expectancy_after.to("d"))
    drug = min(most, 1.0) * left / (left + half) if responds else np.zeros_like(days)
    lost: Curve = np.clip(drug + Symptoms.expectancy.to("1") * treated, 0.0, 1.0)
    return lost
