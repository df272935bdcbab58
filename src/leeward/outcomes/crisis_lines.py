"""Whom somebody in danger can call without us: the emergency number and the crisis line of a country."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leeward.evidence import Reference, Status
from leeward.evidence.sources import LIFELINE_988, VETERANS_CRISIS_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisLines:
    """The numbers of one country as text, since they are dialled and never counted with."""

    country: str
    emergency: str
    line: str
    line_name: str
    how: str
    also: str
    cites: tuple[Reference, ...]


US: Final = CrisisLines(
    country="US",
    emergency="911",
    line="988",
    line_name="988 Suicide & Crisis Lifeline",
    how="call or text",
    also="Veterans and service members: call 988 and press 1, or text 838255.",
    cites=(
        Reference(LIFELINE_988, "call or text 988, free, day and night; 911 when in danger", Status.SECONDARY),
        Reference(VETERANS_CRISIS_LINE, "dial 988 then press 1, or text 838255; day and night"),
    ),
)
SHIPPED: Final[Mapping[str, CrisisLines]] = {US.country: US}
