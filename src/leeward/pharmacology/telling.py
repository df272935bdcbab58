"""What an update tells a clinician beside its numbers: what it used, what it left out, what to distrust."""

from collections.abc import Iterator, Sequence
from typing import Final

from leeward.pharmacology.calibration import Placed
from leeward.pharmacology.learned import Learned
from leeward.pharmacology.readings import SIGNALS
from leeward.pharmacology.score_likelihood import baseline_scores
from leeward.pharmacology.settling import TRUSTED_SHAPE, enough
from leeward.pharmacology.visits import Resting

SURPRISE: Final = 0.001  # plain: share of a forecast beyond which a reading is asked about


def used(learned: Learned) -> Iterator[str]:
    """Say which readings of the last visit were learned from."""
    visit = learned.visits[-1]
    for name, kind in SIGNALS.items():
        count, resting = len(visit.readings.of(name)[0]), len(visit.readings.resting(name))
        if count or resting:
            yield f"{kind.label}: {_count(count, 'reading')} and {_count(resting, 'resting reading')}."
    if len(visit.readings.cadss[0]):
        yield f"CADSS: {_count(len(visit.readings.cadss[0]), 'total')}."
    later = visit.follow_ups(learned.visits[0].day)
    if later:
        before = _count(len(baseline_scores(learned.visits)), "total")
        yield f"PCL-5: {_count(len(later), 'total')} since the first infusion, against {before} from before it."


def left_out(learned: Learned) -> Iterator[str]:
    """Say what was missing, and what therefore nothing was learned of."""
    visit = learned.visits[-1]
    asked = int(Resting.asked.to("1"))
    for name, kind in SIGNALS.items():
        count, resting = len(visit.readings.of(name)[0]), len(visit.readings.resting(name))
        if not count:
            yield f"{kind.label}: no reading after the start, so nothing is learned of its rise."
        if count and resting < asked:
            yield (
                f"{kind.label}: {_count(resting, 'resting reading')} where {asked} are asked for, so its resting "
                "level and its rise stay wider."
            )
    if not len(visit.readings.cadss[0]):
        yield "CADSS: no total, so nothing is learned of dissociation."
    if not visit.follow_ups(learned.visits[0].day):
        yield "PCL-5: no total since the first infusion, so nothing is learned of symptoms."


def surprises(placed: Sequence[Placed]) -> Iterator[str]:
    """Name the readings that nearly none of the virtual patients foretold."""
    for one in placed:
        if min(one.share, 1 - one.share) < SURPRISE:
            side = "higher" if one.share > 1 / 2 else "lower"
            where = f"of day {one.at:g}" if one.name == "PCL-5" else f"at {one.at:g} min"
            yield f"{one.name} {where} is {side} than nearly all virtual patients foretold: check the reading."


def distrust(learned: Learned, *, stuck: bool) -> Iterator[str]:
    """Say when the weights are not to be relied on."""
    if stuck:
        yield (
            "Hardly any virtual patient could have given these readings: what is told here is not to be relied on. "
            "Check them, or use the population's forecast."
        )
    count = learned.effective_sample_size
    if count < enough(learned.weights.size) or (learned.moves == 0 and learned.tail_shape > TRUSTED_SHAPE):
        yield f"Only {count:.0f} virtual patients still count, so bands are rough. Draw more of them."


def _count(number: int, what: str) -> str:
    return f"{'no' if number == 0 else number} {what}{'' if number == 1 else 's'}"
