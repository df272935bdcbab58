"""The chairside page as a record of words: alarms, state, tiles, amount, what may be done, what is due."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.assessments.consenting import taken_back
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.alarm_lines import AlarmBar, AlarmLine, Answer, alarm_bar
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.clock import clock
from leeward.clinic.infusions.controls import Control, address, large_controls, small_controls
from leeward.clinic.infusions.due_lines import DueLine as DueLine
from leeward.clinic.infusions.due_lines import due_lines
from leeward.clinic.infusions.state_tile import STATE_WORDS as STATE_WORDS
from leeward.clinic.infusions.state_tile import Amount, amount, state_tile
from leeward.clinic.infusions.tiles import Tile, vital_tiles
from leeward.clinic.infusions.wording import graded
from leeward.infusion.adverse import Adverse, adverse_events
from leeward.infusion.asking import ALARM_KEY
from leeward.infusion.charting import pause_asked
from leeward.infusion.observations import observations

SHOWN: Final = 3
NO_CONSENT: Final = "no-consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseLine:
    """One adverse event: what, how bad, how it stands, and where it is followed."""

    event_id: UUID
    says: str
    stands: str
    is_open: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Everything that changes while one watches."""

    state: str
    state_tile: Tile
    tiles: tuple[Tile, ...]
    bar: AlarmBar
    alarms: tuple[AlarmLine, ...]
    more_alarms: int
    amount: Amount | None
    due: tuple[DueLine, ...]
    large: tuple[Control, ...]
    small: tuple[Control, ...]
    adverse: tuple[AdverseLine, ...]
    is_simulated: bool
    is_open: bool
    seen: str


def live(bedside: Bedside) -> Live:
    """Return what the page shows now."""
    conditions = standing.conditions(bedside)
    bar = alarm_bar(bedside, conditions)
    lines = (*_taken_back(bedside), *_asked(bedside), *bar.lines)
    found = observations(bedside.events, bedside.readings, now=bedside.now, conditions=conditions, mode=bedside.mode)
    return Live(
        state=bedside.state.value,
        state_tile=state_tile(bedside, found),
        tiles=vital_tiles(bedside),
        bar=bar,
        alarms=lines[:SHOWN],
        more_alarms=max(len(lines) - SHOWN, 0),
        amount=amount(bedside),
        due=due_lines(found, bedside),
        large=large_controls(bedside),
        small=small_controls(bedside),
        adverse=tuple(_adverse(one, bedside) for one in adverse_events(bedside.events)),
        is_simulated=bedside.mode.value != "real",
        is_open=bedside.state not in standing.CLOSED,
        seen=clock(bedside.now),
    )


def _asked(bedside: Bedside) -> tuple[AlarmLine, ...]:
    """Return the request for a pause as the first line, for as long as it stands (H42)."""
    asked = pause_asked(bedside.events) if bedside.infusing else None
    if asked is None:
        return ()
    return (
        AlarmLine(
            key=ALARM_KEY,
            kind="medium",
            glyph="◇",
            word=f"Asked by {asked.by}",
            says=f"Please pause: {asked.reason}.",
            since=clock(asked.at),
            why="It stands until the pump is paused or somebody answers.",
            is_answered=False,
            url=f"{address(bedside, 'acknowledge')}?alarm_key={ALARM_KEY}",
        ),
    )


def _taken_back(bedside: Bedside) -> tuple[AlarmLine, ...]:
    """Return as the first line that there is no consent any more, for as long as drug goes in or could."""
    found = taken_back(bedside.infusion.person_id, at=bedside.now) if bedside.infusing else None
    if found is None or found.at is None:
        return ()
    return (
        AlarmLine(
            key=NO_CONSENT,
            kind="medium",
            glyph="◇",
            word="No consent",
            says=found.says,
            since=f"{timezone.localtime(found.at):%H:%M:%S}",
            why="Talk to the patient. It stands until the infusion is stopped, or the consent is signed again.",
            is_answered=False,
            url=f"{address(bedside, 'acknowledge')}?alarm_key={NO_CONSENT}",
            answers=(Answer(label="Stop the infusion", url=address(bedside, "stop")),),
        ),
    )


def _adverse(one: Adverse, bedside: Bedside) -> AdverseLine:
    return AdverseLine(
        event_id=one.noted.event_id,
        says=f"{timezone.localtime(one.noted.at):%H:%M} {one.noted.term}, {graded(one.noted.severity)}",
        stands=f"{one.outcome}; through the drug: {one.relation}",
        is_open=one.is_open,
        url=f"{address(bedside, 'follow')}?adverse_event={one.noted.event_id}",
    )
