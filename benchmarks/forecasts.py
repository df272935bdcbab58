"""Forecasts of the end of a course, scored on made-up people: coverage, and Brier scores beside plainer forecasts."""

from statistics import fmean

from benchmarks.forecast_courses import STUDIED, Trial, Truth, believers, made_up, trial
from benchmarks.measure import Claim, Comparison, Sense
from leeward.outcomes.forecast_scoring import Scoring

PEOPLE = 250
"""Made-up people in each round, others in each."""
BELIEVERS = 8_000
AFTER = (2, 4, 6)
"""Scores known when the forecast is made."""
SEED = 500
PLAINER = {
    "base_rate": "the share of the others who responded",
    "last_value": "the last score carried forward",
    "last_value_scattered": "the last score with the scatter of two readings",
}


def measure(rounds: int) -> Claim:
    """Score forecasts of new people in each round; the seeds are fixed, so that a second run says the same."""
    believes = believers(BELIEVERS, seed=1)
    believes.of(STUDIED)
    rows, notes = [], []
    for truth in Truth:
        runs = [
            [
                trial(believes, list(made_up(PEOPLE, truth=truth, seed=500 + turn)), after_scores=count)
                for count in AFTER
            ]
            for turn in range(rounds)
        ]
        for number, count in enumerate(AFTER):
            one = [run[number] for run in runs]
            rows += _ratios(truth, count, one)
            notes.append(_note(truth, count, one))
    return Claim(
        name="forecasts",
        title="chance of a response at the end of six infusions, and bands of PCL-5, against known truths",
        comparisons=tuple(rows),
        notes=(f"{rounds} rounds of {PEOPLE} people; {BELIEVERS:,} virtual patients foretell.", *notes),
    )


def _ratios(truth: Truth, count: int, runs: list[Trial]) -> list[Comparison]:
    """Return our Brier score as a share of each plainer one; a bar stands only where the truth is as believed."""
    bar = 1.0 if truth is Truth.AS_BELIEVED else None
    return [
        Comparison(
            what=f"{truth.name.lower()}, {count} scores: Brier score over that of {words}",
            ratios=tuple(_share(each.scoring, name) for each in runs),
            bar=bar,
            sense=Sense.AT_MOST,
        )
        for name, words in PLAINER.items()
    ]


def _share(scoring: Scoring, name: str) -> float:
    ours, theirs = scoring.brier, getattr(scoring, name)
    return float("nan") if ours is None or not theirs else ours / theirs


def _note(truth: Truth, count: int, runs: list[Trial]) -> str:
    seen = sum(each.scoring.seen for each in runs)
    half, wide = (
        sum((getattr(each.scoring, name) or 0.0) * each.scoring.seen for each in runs) / seen
        for name in ("coverage_50", "coverage_90")
    )
    came = sum(each.scoring.responders for each in runs) / seen
    return (
        f"{truth.value}; {count} scores: 50 % bands held {half:.1%}, 90 % bands {wide:.1%} of {seen} totals; "
        f"{came:.1%} responded, {fmean(each.mean_chance for each in runs):.1%} foretold; "
        f"silent {sum(each.silent for each in runs)}; spread left {fmean(each.mean_kept for each in runs):.0%}; "
        f"frozen in {sum(each.scoring.frozen for each in runs)} of {len(runs)} rounds."
    )
