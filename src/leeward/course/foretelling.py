"""From the forecast of outcomes to what stands beside each choice: nothing where the data do not inform it."""

from datetime import datetime, timedelta

from leeward.course.choice import HUNDRED, Arm, Foretold
from leeward.outcomes.distribution import Foreseen
from leeward.outcomes.forecast import BANDS, Forecast, Silent


def foretold(found: Forecast | Silent, *, began: datetime) -> Foretold | None:
    """Return both arms at the end of the course; None where nothing was foretold, or nothing of this person learned.

    `began` is the start of infusion 1, from which a forecast counts its days.
    """
    if isinstance(found, Silent) or not found.learned:
        return None
    return Foretold(
        on=(began + timedelta(days=found.end_day)).date(),
        with_ketamine=_arm(found.end, found.response.chance),
        without=_arm(found.control[-1], found.response.control),
    )


def _arm(seen: Foreseen, chance: float) -> Arm:
    half, wide = (seen.band(share) for share in BANDS)
    return Arm(
        median=seen.median,
        band_50=(half.low, half.high),
        band_90=(wide.low, wide.high),
        responds_per_100=chance * HUNDRED,
    )
