"""The numbers that somebody in danger can call: the shipped ones of the clinic's country, or the clinic's own."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from leeward.outcomes.crisis_lines import SHIPPED

UNKNOWN: Final = (
    "The crisis line of this clinic is not set. Set LEEWARD_EMERGENCY_NUMBER, LEEWARD_CRISIS_LINE and "
    "LEEWARD_CRISIS_LINE_NAME."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisText:
    """What every crisis text names; it needs no database."""

    emergency: str
    line: str
    line_name: str
    how: str
    also: str

    @property
    def is_known(self) -> bool:
        """Is there a number for danger and one to talk to somebody?"""
        return bool(self.emergency and self.line)


def sources() -> tuple[str, ...]:
    """Return where the numbers in force come from, and how surely."""
    shipped = SHIPPED.get(settings.COUNTRY)
    if shipped is None or settings.CRISIS_LINE or settings.EMERGENCY_NUMBER:
        return ("Set by this clinic, at least in part: call them once a month to see that they answer.",)
    return tuple(f"{cite.source}: {cite.at} ({cite.status.value})." for cite in shipped.cites)


def crisis_text() -> CrisisText:
    """Return the numbers in force: what the clinic set goes before what is shipped for its country."""
    shipped = SHIPPED.get(settings.COUNTRY)
    emergency, line, name = settings.EMERGENCY_NUMBER, settings.CRISIS_LINE, settings.CRISIS_LINE_NAME
    return CrisisText(
        emergency=emergency or (shipped.emergency if shipped else ""),
        line=line or (shipped.line if shipped else ""),
        line_name=name or (shipped.line_name if shipped and not line else _("the crisis line")),
        how=_(shipped.how) if shipped and not line else _("call"),
        also=_(shipped.also) if shipped and shipped.also and not line else "",
    )
