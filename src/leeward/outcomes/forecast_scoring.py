"""Whether past forecasts held: what each said, what was read then, and what plainer forecasts would have said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import NormalDist, fmean
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.outcomes.believing import DayTotal, KnownCourse
from leeward.outcomes.distribution import Foreseen
from leeward.outcomes.forecast import BANDS, Forecast, response_at_most
from leeward.pharmacology.calibration import BINS, Freeze
from leeward.pharmacology.draws import uniforms
from leeward.pharmacology.symptoms import Symptoms


class Judging(Facts):
    """Which score a forecast is judged by."""

    near = assumed("3 d", why="A whole score this near to the day foretold is the one meant; no source sets it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastForecast:
    """What was said of one day, and what was known then; never changed afterwards. `key` is its own, `person` whose."""

    key: str
    person: str
    made_at: datetime
    after_infusion: int
    baseline: int
    last_total: int
    foreseen: Foreseen

    @property
    def chance(self) -> float:
        """Return the chance of a response on that day."""
        return self.foreseen.at_most(response_at_most(self.baseline))

    def responded(self, seen: int) -> bool:
        """Was the total read then a response?"""
        return seen <= response_at_most(self.baseline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How past forecasts held. Brier scores: mean squared error of the chance of a response, lower is better.

    Beside ours stand three plainer ones: the share of the other people who responded (`base_rate`); the last score
    carried forward as it is (`last_value`), and with the scatter of a questionnaire (`last_value_scattered`). None
    where nothing could be judged, or nobody else is there to give a rate.
    """

    made: int
    seen: int
    people: int
    responders: int
    coverage_50: float | None
    coverage_90: float | None
    histogram: tuple[int, ...]
    brier: float | None
    base_rate: float | None
    last_value: float | None
    last_value_scattered: float | None
    frozen: bool
    says: tuple[str, ...]

    @property
    def rests(self) -> str:
        """Return why nothing is foretold now; empty where it is."""
        return FROZEN if self.frozen else ""


FROZEN: Final = (
    "The last forecasts of this clinic missed too many scores: nothing is foretold until somebody has found out why."
)


def past_forecasts(
    made: Forecast, course: KnownCourse, *, key: str, person: str, at: datetime
) -> tuple[PastForecast, ...]:
    """Return what a forecast said, to be kept: one record for each of its days, the end of the course last."""
    return tuple(
        PastForecast(
            key=f"{key}:{foreseen.on_day:g}",
            person=person,
            made_at=at,
            after_infusion=made.after_infusion,
            baseline=course.from_total,
            last_total=course.scores[-1][1],
            foreseen=foreseen,
        )
        for foreseen in made.days
    )


def seen_near(scores: Sequence[DayTotal], on_day: float) -> int | None:
    """Return the whole total read nearest to a day, if it is near enough; the earlier of two that are as near."""
    near = [(abs(day - on_day), day, total) for day, total in scores if abs(day - on_day) <= Judging.near.to("d")]
    return min(near)[-1] if near else None


def score_forecasts(forecasts: Sequence[PastForecast], seen: Mapping[str, int], *, seed: int = 0) -> Scoring:
    """Judge forecasts, in the order in which they were made, by the totals `seen` under their keys.

    A forecast whose day was never scored is counted and judged by nothing. The last 30 judged decide on freezing.
    """
    judged = sorted((each for each in forecasts if each.key in seen), key=lambda each: (each.made_at, each.key))
    totals = [seen[each.key] for each in judged]
    places = [
        each.foreseen.place(total, float(uniforms(seed, stream=each.key, first=0, n=1, width=1)[0, 0]))
        for each, total in zip(judged, totals, strict=True)
    ]
    half, wide = (_covered(places, share) for share in BANDS)
    came = [each.responded(total) for each, total in zip(judged, totals, strict=True)]
    frozen = _missed_too_many(places)
    return Scoring(
        made=len(forecasts),
        seen=len(judged),
        people=len({each.person for each in judged}),
        responders=sum(came),
        coverage_50=half,
        coverage_90=wide,
        histogram=tuple(sum(min(int(place * BINS), BINS - 1) == n for place in places) for n in range(BINS)),
        **_briers(judged, came),
        frozen=frozen,
        says=_says(len(forecasts), len(judged), half, wide, frozen=frozen),
    )


def _missed_too_many(places: Sequence[float]) -> bool:
    """Did the 90 % bands miss too many of the last scores, once there are enough of them?"""
    last = places[-int(Freeze.sessions.to("1")) :]
    return len(last) >= Freeze.sessions.to("1") and (_covered(last, BANDS[1]) or 0.0) < Freeze.least.to("1")


def _covered(places: Sequence[float], share: float) -> float | None:
    return fmean(abs(2 * place - 1) <= share for place in places) if places else None


def _briers(judged: Sequence[PastForecast], came: Sequence[bool]) -> dict[str, float | None]:
    rates = _rates_of_others(judged, came)
    known = [rate for rate in rates if rate is not None]
    return {
        "brier": _brier([each.chance for each in judged], came),
        "base_rate": _brier(known, came) if len(known) == len(rates) else None,
        "last_value": _brier([float(each.responded(each.last_total)) for each in judged], came),
        "last_value_scattered": _brier([_scattered(each) for each in judged], came),
    }


def _brier(chances: Sequence[float], came: Sequence[bool]) -> float | None:
    return fmean((chance - happened) ** 2 for chance, happened in zip(chances, came, strict=True)) if came else None


def _rates_of_others(judged: Sequence[PastForecast], came: Sequence[bool]) -> list[float | None]:
    """Return for each forecast the share that responded among the other people's; None where there is nobody else."""
    own: dict[str, list[bool]] = {}
    for each, happened in zip(judged, came, strict=True):
        own.setdefault(each.person, []).append(happened)
    others = {person: (sum(came) - sum(mine), len(came) - len(mine)) for person, mine in own.items()}
    return [others[each.person][0] / others[each.person][1] if others[each.person][1] else None for each in judged]


def _scattered(past: PastForecast) -> float:
    """Return the chance of a response if the next score is the last one, give or take the scatter of two readings."""
    spread = 2.0 ** (1 / 2) * Symptoms.noise.to("points")
    return NormalDist(past.last_total, spread).cdf(response_at_most(past.baseline) + 1 / 2)


def _says(made: int, judged: int, half: float | None, wide: float | None, *, frozen: bool) -> tuple[str, ...]:
    if half is None or wide is None:
        return (f"Of {made} {'forecast' if made == 1 else 'forecasts'} none has been compared with a score yet.",)
    held = (
        f"Of {made} forecasts {judged} could be compared with a score: {half:.0%} lay within their 50 % bands, "
        f"{wide:.0%} within their 90 % bands."
    )
    return (held, FROZEN) if frozen else (held,)
