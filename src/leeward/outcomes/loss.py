"""Loss of response and relapse: whether, between which two scores, and how long it had lasted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.outcomes.definitions import LOSS_OF_RESPONSE, RELAPSE, RESPONSE, Pcl5Change
from leeward.outcomes.response import day_of
from leeward.outcomes.standing import Standing, Step, confirmation, run_back
from leeward.outcomes.trajectory import Point, Series
from leeward.protocol.coursing import Lasting
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of, truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What became of a response. Days count from the start of the last infusion before it was last seen.

    `infusion` is its number, `held_until_day` the last score that was a response, `lost_by_day` the first after it that
    was none; None while none is.
    """

    lost: Truth
    standing: Standing
    relapsed: Truth
    infusion: int
    held_until_day: float
    lost_by_day: float | None

    @property
    def says(self) -> tuple[str, ...]:
        """Return the sentences, with what lasted in the trials beside."""
        beside = (
            f"Medians of groups: {Lasting.feder.quantity} to loss of response (Feder 2021), "
            f"{Lasting.albott.quantity} to relapse (Albott 2018, open): nobody's own time."
        )
        if self.lost is not YES:
            held = f"The response still stood {self.held_until_day:.0f} days after infusion {self.infusion}."
            return (held if self.lost is NO else f"{held} Whether it still does is not known.", beside)
        relapse = f" It is a relapse: {RELAPSE.says}" if self.relapsed is YES else ""
        gone = (
            f"The response was lost between {self.held_until_day:.0f} and {self.lost_by_day:.0f} days after infusion "
            f"{self.infusion}, {self.standing.value}. {LOSS_OF_RESPONSE.says}{relapse}"
        )
        return (gone, beside)


def loss(series: Series, infusions: Sequence[datetime]) -> Loss | None:
    """Return what became of the last response of a series; None where there was none."""
    steps = series.steps
    numbers = [number for number, (_, step) in enumerate(steps) if step.met(RESPONSE) is YES]
    if not numbers:
        return None
    last, after = steps[numbers[-1]][0], steps[numbers[-1] + 1 :]
    given = [at for at in infusions if at < last.at]
    gone = run_back(after, RESPONSE, NO)
    lost = YES if gone else (UNKNOWN if after else NO)
    return Loss(
        lost=lost,
        standing=_standing(gone),
        relapsed=_relapsed(steps[: numbers[-1] + 1], [point for point, _ in after]) if gone else NO,
        infusion=len(given),
        held_until_day=day_of(last.at, max(given)),
        lost_by_day=day_of(gone[0].at, max(given)) if gone else None,
    )


def _standing(gone: Sequence[Point]) -> Standing:
    if not gone:
        return Standing.NOT_MET
    return Standing.CONFIRMED if confirmation(gone) else Standing.NOT_CONFIRMED


def _relapsed(until: Sequence[Step], after: Sequence[Point]) -> Truth:
    """Did a total after the response rise reliably from the lowest total while it stood?"""
    totals = [point.total for point in run_back(until, RESPONSE, YES) if point.total is not None]
    if not totals:
        return UNKNOWN
    return any_of(
        UNKNOWN if point.total is None else truth(point.total - min(totals) >= Pcl5Change.reliable.to("points"))
        for point in after
    )
