"""The door to the instructions: the portal's, with its own links and its own cookie."""

from types import MappingProxyType
from typing import Final, cast

from django.utils.translation import gettext_lazy

from leeward.clinic.aftercare.models import AftercareLink
from leeward.clinic.portal.doors import OPENED, REVOKED, Door
from leeward.clinic.portal.links import Standing

ON_PAPER: Final = gettext_lazy("This link has expired. The same words stand on the sheet that you took home.")
AFTER: Final = Door(
    links=AftercareLink,
    cookie="leeward_after",
    path="/after/",
    start="aftercare:leaflet",
    again="aftercare:again",
    title=cast("str", gettext_lazy("Open your instructions")),
    refused=MappingProxyType({
        Standing.OPENED: OPENED,
        Standing.REVOKED: REVOKED,
        Standing.EXPIRED: cast("str", ON_PAPER),
    }),
)  # fmt: skip
