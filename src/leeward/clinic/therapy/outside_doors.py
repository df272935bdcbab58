"""The outside therapist's door: the portal's, opened with a code that is told by telephone."""

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from leeward.clinic.portal.doors import EXPIRED, OPENED, REVOKED, Door
from leeward.clinic.portal.links import Standing
from leeward.clinic.therapy.models import OutsideLink

OUTSIDE: Final = Door(
    links=OutsideLink,
    cookie="leeward_therapist",
    path="/therapist/",
    start="therapy:outside_start",
    again="therapy:outside_again",
    title="Open your part",
    refused=MappingProxyType({
        Standing.OPENED: OPENED,
        Standing.REVOKED: REVOKED,
        Standing.EXPIRED: EXPIRED,
    }),
    holds_for=timedelta(days=180),  # as long as a plan of weekly sessions, with its pauses
)  # fmt: skip
