"""The door to the instructions: the portal's, with its own links and its own cookie."""

from types import MappingProxyType
from typing import Final

from leeward.clinic.aftercare.models import AftercareLink
from leeward.clinic.portal.doors import EXPIRED, OPENED, REVOKED, Door
from leeward.clinic.portal.links import Standing

AFTER: Final = Door(
    links=AftercareLink,
    cookie="leeward_after",
    path="/after/",
    start="aftercare:leaflet",
    again="aftercare:again",
    title="Open your instructions",
    refused=MappingProxyType({
        Standing.OPENED: OPENED,
        Standing.REVOKED: REVOKED,
        Standing.EXPIRED: f"{EXPIRED} The same words stand on the sheet that you took home.",
    }),
)  # fmt: skip
