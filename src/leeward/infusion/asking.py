"""Somebody who sits with the patient asks for a pause: it stands until the pump is paused or somebody answers."""

from dataclasses import dataclass
from typing import ClassVar, Final

from leeward.infusion.event import Event

ALARM_KEY: Final = "pause-asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAsked(Event):
    """A person who may not touch the pump asks that it be paused, and says why (H42)."""

    verb: ClassVar[str] = "ask for a pause"
    reason: str
