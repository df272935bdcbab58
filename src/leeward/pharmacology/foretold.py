"""PCL-5 foretold for one person: always an interval, always beside the same person without the drug."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from leeward.evidence import Cited, Facts, cite
from leeward.evidence.sources import MARX_2022
from leeward.pharmacology import draws
from leeward.pharmacology.chances import Chance, Draws, chance, weighed, weighed_band
from leeward.pharmacology.exposure import Exposure, session_exposure
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.prediction import Band
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.symptoms import Beside, Known, Symptoms, pcl5
from leeward.pharmacology.validity import check_plan
from leeward.protocol.dosing import Studied

CAP = (Studied.high_arm, Studied.arm_duration)
SAYS = (
    "This is a wide assumption and no forecast: no relation between ketamine and PTSD symptoms is published.",
    "The control arm is the same person with everything but the drug; where the bands overlap, nothing is foretold.",
    "The largest trial (n=158) found no effect of dose on PTSD; nothing is gained here by more than 0.5 mg/kg.",
    "A regimen is not chosen by these figures.",
)


class CannotForetell(ValueError):
    """The score, the sessions or the days leave nothing to foretell."""


class Change(Facts):
    """What counts as a change, and not as the scatter of a questionnaire."""

    reliable = cite("15 points", MARX_2022, at="reliable change of PCL-5")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoresForetold:
    """PCL-5 totals as a questionnaire would show them, (days,) each, with the drug and without."""

    on_days: tuple[float, ...]
    treated: Band
    control: Band
    difference: Band
    """Treated less control within each virtual patient, true values: below 0 where the drug helps."""
    reliable_change_treated: tuple[Chance, ...]
    reliable_change_control: tuple[Chance, ...]
    says: tuple[str, ...]
    cites: tuple[Cited, ...]


def foretell_pcl5(
    people: Population | Draws,
    *,
    baseline: float,
    sessions: Sequence[tuple[float, Regimen]],
    on_days: Sequence[float],
    therapy_from_day: float | None = None,
) -> ScoresForetold:
    """Foretell PCL-5 totals on some days of a course, from one total read before it; `sessions` are (day, regimen).

    Both arms share the person, being treated, any therapy and the scatter of reading; only the drug differs.
    Raises CannotForetell for a baseline off the scale, sessions out of order, or without sessions or days, and
    CannotSimulate for a session outside the doses and durations of the trials.
    """
    _check(baseline, sessions, on_days)
    known = weighed(people)
    people, counts = known.population, known.weights
    for _, regimen in sessions:
        check_plan(people.subject, regimen)
    treated, control = _arms(people, baseline, sessions, on_days, therapy_from_day)
    noise = _noise(people, len(on_days))
    seen = [np.clip(arm + noise, 0.0, Symptoms.highest.to("points")) for arm in (treated, control)]
    unit = "points"
    return ScoresForetold(
        on_days=tuple(on_days),
        treated=weighed_band(seen[0], counts, unit=unit, site="PCL-5 total with the drug, as read"),
        control=weighed_band(seen[1], counts, unit=unit, site="PCL-5 total without the drug, as read"),
        difference=weighed_band(treated - control, counts, unit=unit, site="PCL-5 with the drug less without, true"),
        reliable_change_treated=_reliable(seen[0], baseline, known),
        reliable_change_control=_reliable(seen[1], baseline, known),
        says=(*known.warnings, *SAYS),
        cites=(*(row for table in (Symptoms, Beside, Known, Exposure, Change) for row in table.rows()), *CAP),
    )


def _arms(
    people: Population,
    baseline: float,
    sessions: Sequence[tuple[float, Regimen]],
    on_days: Sequence[float],
    therapy_from_day: float | None,
) -> tuple[Curve, Curve]:
    """Return the true totals with the drug and without, (people, days) each."""
    given = {regimen: session_exposure(people, regimen) for _, regimen in sessions}
    before = np.clip(baseline - people.symptoms.baseline_error_points, 0.0, Symptoms.highest.to("points"))
    treated, control = (
        pcl5(
            people.symptoms,
            baseline=before,
            sessions=[(day, share * given[regimen]) for day, regimen in sessions],
            on_days=on_days,
            expectancy=True,
            therapy_from_day=therapy_from_day,
        )
        for share in (1.0, 0.0)
    )
    return treated, control


def _check(baseline: float, sessions: Sequence[tuple[float, Regimen]], on_days: Sequence[float]) -> None:
    highest = Symptoms.highest.to("points")
    if not 0 <= baseline <= highest:
        raise CannotForetell(f"A PCL-5 total of {baseline:g} lies outside 0-{highest:g}. Score it again.")
    if not sessions or not on_days:
        raise CannotForetell("Name at least one session and one day: there is nothing to foretell without them.")
    if not all(math.isfinite(day) for day in (*on_days, *(day for day, _ in sessions))):
        raise CannotForetell("A day is no number. Count days of the course in numbers, the first session's is 0.")
    for (earlier, _), (later, _) in pairwise(sessions):
        if not later > earlier:
            raise CannotForetell(
                f"The session of day {later:g} does not come after that of day {earlier:g}. Sort them."
            )


def _noise(people: Population, days: int) -> Curve:
    """Return the scatter of each virtual patient's questionnaire on each day, the same in both arms."""
    fresh = draws.normals(people.seed, stream="scores", first=people.first, n=people.size, width=days)
    noise: Curve = people.symptoms.residual_points[:, None] * fresh
    return noise


def _reliable(seen: Curve, baseline: float, known: Draws) -> tuple[Chance, ...]:
    """Return each day's chance that the total read is lower than the one before by a reliable change."""
    fallen = baseline - seen >= Change.reliable.to("points")
    return tuple(
        chance(fallen[:, day], known.weights, worth=known.effective_sample_size) for day in range(fallen.shape[1])
    )
