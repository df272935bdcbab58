"""Charting a line that is asked about once where a number looks like a slip; whoever sends it again means it."""

from typing import Any, Final

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import charting
from leeward.clinic.infusions.deed import Deed
from leeward.infusion.doubting import doubts
from leeward.infusion.machine import State
from leeward.infusion.vitals import parse_entry

ASKS: Final = "Is that right? Chart it again to keep it, or correct it."


class Doubted(Exception):
    """A number is far from the one before; it is kept when it is sent again."""


def chart_row(deed: Deed, *, readings: str = "", sure: str = "", **told: Any) -> State:
    """Chart one line; raises Doubted once for an unlikely number, CannotReadEntry for what is none."""
    if readings.strip() and sure != readings:
        infusion = standing.find(person_id=deed.person_id, infusion_id=deed.infusion_id)
        bedside = standing.load(infusion, now=deed.at)
        entered = parse_entry(readings, entry_id=deed.event_id, at=deed.at, by=deed.by.key, mode=bedside.mode)
        found = doubts(entered, bedside.readings, now=deed.at, infusing=bedside.infusing, mode=bedside.mode)
        if found:
            raise Doubted(" ".join((*found, ASKS)))
    return charting.chart_row(deed, readings=readings, **told)
