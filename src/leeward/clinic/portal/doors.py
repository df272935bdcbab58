"""Doors for patients: a kind of link, the cookie of the device that opened it, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, cast

from django.utils.translation import gettext_lazy

from leeward.clinic.portal.limits import HOLDS_FOR
from leeward.clinic.portal.links import Standing
from leeward.clinic.portal.models import IntakeLink


def _(says: str) -> str:
    """Return a sentence that is said in the reader's language when it is shown."""
    return cast("str", gettext_lazy(says))


REVOKED: Final = _("This link does not hold any more: the clinic made a newer one, or took it back.")
EXPIRED: Final = _("This link has expired.")
OPENED: Final = _("This link was opened on another device. It works only there.")
SENT: Final = _("The answers of this link were sent already. Nothing more is needed from you here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One kind of link: `links` is its table; `start` and `again` name the addresses inside, all below `path`."""

    links: type[Any]
    cookie: str
    path: str
    start: str
    again: str
    title: str
    refused: Mapping[Standing, str]
    holds_for: timedelta = HOLDS_FOR


INTAKE: Final = Door(
    links=IntakeLink,
    cookie="leeward_intake",
    path="/intake/",
    start="portal:start",
    again="portal:again",
    title=_("Open your questions"),
    refused=MappingProxyType({
        Standing.OPENED: OPENED,
        Standing.SUBMITTED: SENT,
        Standing.REVOKED: REVOKED,
        Standing.EXPIRED: EXPIRED,
    }),
)  # fmt: skip
