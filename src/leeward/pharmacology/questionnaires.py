"""Made-up answers of made-up patients, so that synthetic questionnaires fit the forms; never a forecast."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from leeward.evidence import Facts, assumed
from leeward.pharmacology.model import Curve
from leeward.pharmacology.symptoms import DIMENSIONS, Symptoms, pcl5, traits_of


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


def virtual_scores(
    *,
    baseline_pcl5: int,
    baseline_phq9: int,
    sessions: Sequence[tuple[float, float]],
    on_days: Sequence[float],
    rng: Generator,
) -> tuple[VirtualScores, ...]:
    """Make up the answers of one synthetic patient on the given days; `sessions` are (day, exposure in hours).

    Half of the patients respond, all are helped a little by being treated; all the rest is a wide guess. The last
    PHQ-9 item is always answered 0, so that a synthetic patient never sets off the human path that a positive answer
    opens.
    """
    days = np.asarray(on_days, dtype=np.float64)
    kept = _share_kept(days, sessions, rng=rng)
    shape = Questionnaires
    pcl5_most, phq9_most = int(shape.pcl5_most.to("points")), int(shape.phq9_most.to("points"))
    pcl5_items, phq9_items = int(shape.pcl5_items.to("1")), int(shape.phq9_items.to("1")) - 1
    ratio = phq9_items * phq9_most / (pcl5_items * pcl5_most)
    noise = Symptoms.noise.to("points") * rng.standard_normal((2, days.size))
    pcl5_totals = baseline_pcl5 * kept + noise[0]
    phq9_totals = baseline_phq9 * kept + noise[1] * ratio
    return tuple(
        VirtualScores(
            on_day=float(day),
            pcl5=answers(round(float(p)), items=pcl5_items, most=pcl5_most, rng=rng),
            phq9=(*answers(round(float(q)), items=phq9_items, most=phq9_most, rng=rng), 0),
        )
        for day, p, q in zip(days, pcl5_totals, phq9_totals, strict=True)
    )


def answers(total: int, *, items: int, most: int, rng: Generator) -> tuple[int, ...]:
    """Spread a total over items of 0 to `most`, at random; a total out of range goes to the nearest possible one."""
    places = np.repeat(np.arange(items), most)
    chosen = rng.permutation(places)[: min(max(total, 0), items * most)]
    return tuple(int(count) for count in np.bincount(chosen, minlength=items))


def _share_kept(days: Curve, sessions: Sequence[tuple[float, float]], *, rng: Generator) -> Curve:
    """Return the share of the baseline score that one made-up person still has on each day."""
    drawn = rng.standard_normal((len(DIMENSIONS), 1))
    traits = traits_of(dict(zip(DIMENSIONS, drawn, strict=True)))
    whole = pcl5(traits, baseline=1.0, sessions=sessions, on_days=days, expectancy=True)
    kept: Curve = whole[0]
    return kept
