"""A stretch of days in the ledger: what was there, what came and went, and what is left must agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.dosing.ledger import Movement, VialAccount, vial_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One vial over a stretch of time, micrograms; corrections are in the sums that they correct."""

    opening: int
    received: int
    administered: int
    wasted: int
    returned: int
    destroyed: int
    lost: int
    closing: int

    @property
    def is_balanced(self) -> bool:
        """Does it hold that opening + received = administered + wasted + returned + destroyed + lost + closing?"""
        gone = self.administered + self.wasted + self.returned + self.destroyed + self.lost
        return self.opening + self.received == gone + self.closing


def period(ledger: Sequence[Movement], since: datetime, until: datetime) -> Period:
    """Return what became of one vial's drug from `since` up to, and not including, `until`.

    `ledger` holds the movements of one vial.
    """
    before = _whole([movement for movement in ledger if movement.at < since])
    after = _whole([movement for movement in ledger if movement.at < until])
    return Period(
        opening=before.held,
        received=after.received - before.received,
        administered=after.given - before.given,
        wasted=after.wasted - before.wasted,
        returned=after.returned - before.returned,
        destroyed=after.destroyed - before.destroyed,
        lost=after.missing - before.missing,
        closing=after.held,
    )


def _whole(movements: Sequence[Movement]) -> VialAccount:
    if not movements:
        return VialAccount(
            received=0, in_vial=0, in_preparations=0, given=0, wasted=0, returned=0, destroyed=0, missing=0
        )
    return vial_account(movements, movements[0].vial)
