"""The synthetic clinic's own protocol: one version signed a week ago, and a draft that would change stored charts."""

from datetime import datetime, timedelta
from typing import Final

from leeward.clinic.people.models import Staff
from leeward.clinic.protocols import actions, standing
from leeward.clinic.protocols.actions import Told
from leeward.protocol.alarms import Heart
from leeward.protocol.assessing import RestingPressure, Scores
from leeward.units import Quantity

SIGNED_AGO: Final = timedelta(days=7)
DRAFTED_AGO: Final = timedelta(hours=3)
SIGNED: Final = {
    RestingPressure.systolic_to_exclude.name: Told(
        quantity=Quantity(175.0, "mmHg"), reason="Made up: two referrals came back from the emergency room."
    ),
    Heart.advisory.name: Told(
        quantity=Quantity(105.0, "/min"), reason="Made up: the nurses ask to be told earlier, not louder."
    ),
}
DRAFTED: Final = {
    RestingPressure.systolic_to_weigh.name: Told(
        quantity=Quantity(130.0, "mmHg"), reason="Made up: the cardiologist wants to see every raised pressure first."
    ),
    Scores.stop_bang.name: Told(quantity=Quantity(4.0, "points"), reason="Made up: one apnea was missed at five."),
}


def sign_first(director: Staff, *, now: datetime) -> None:
    """Sign a version of the clinic's own, as of a week ago."""
    at = now - SIGNED_AGO
    actions.draft_changes(told=SIGNED, by=director, at=at)
    seen = standing.draft(at).digest
    actions.sign(seen=seen, typed_name=director.name, second_factor=False, by=director, at=at)


def draft_next(director: Staff, *, now: datetime) -> None:
    """Draft the version after, and leave it unsigned."""
    actions.draft_changes(told=DRAFTED, by=director, at=now - DRAFTED_AGO)
