"""Answers that a person must act upon now, until somebody has: nothing here is ever passed over (hazard H34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from leeward.instruments import CSSRS, PHQ9, Score
from leeward.instruments.cssrs import Risk, triage

ASK_NOW: Final = "ask about suicide now: C-SSRS"
ASK_REST: Final = "ask the questions that were left out: C-SSRS"
CONFIRM: Final = "ask the patient, or find whose answers they were, and write here what was done"
SPEAK: Final = "a clinician speaks with the patient, and writes here what was done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as far as warnings go."""

    entry_id: UUID
    score: Score
    at: datetime
    is_answered: bool = False
    is_mistake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning that stands, the entry it comes from, and what ends it."""

    entry_id: UUID
    at: datetime
    says: str
    do: str
    asks_for_cssrs: bool
    is_imminent: bool = False


def standing(entries: Iterable[Entry]) -> tuple[Warned, ...]:
    """Return the warnings that stand, of the newest PHQ-9 and the newest C-SSRS, and of mistaken entries that warned.

    One of PHQ-9 ends with a C-SSRS taken after it; one of C-SSRS with a newer C-SSRS without it, or when a clinician
    has written down what was done. An unanswered item warns like a yes: unanswered is not no. To call an entry
    a mistake does not end its warning either: that takes a later C-SSRS, or words on how it is known that nobody is at
    risk.
    """
    everything = sorted(entries, key=lambda entry: entry.at)
    known = [entry for entry in everything if not entry.is_mistake]
    screens = [entry for entry in known if entry.score.scale_key == CSSRS.key]
    lists = [entry for entry in known if entry.score.scale_key == PHQ9.key and entry.score.flags]
    found = [_of_screen(screens[-1])] if screens else []
    if lists and not any(screen.at >= lists[-1].at for screen in screens):
        found.append(_of_list(lists[-1]))
    last = screens[-1].at if screens else None
    found += [_of_mistake(each) for each in everything if each.is_mistake and (last is None or each.at > last)]
    return tuple(warned for warned in found if warned is not None)


def _of_mistake(entry: Entry) -> Warned | None:
    """A mistaken entry that warned still asks how it is known that nobody is at risk."""
    warns = entry.score.flags if entry.score.scale_key == PHQ9.key else _of_screen(entry)
    if entry.is_answered or entry.score.scale_key not in {PHQ9.key, CSSRS.key} or not warns:
        return None
    says = "An entry that warned of suicide was marked as a mistake."
    return Warned(entry_id=entry.entry_id, at=entry.at, says=says, do=CONFIRM, asks_for_cssrs=False)


def _of_list(entry: Entry) -> Warned:
    says = " ".join(PHQ9.flag(key).says for key in entry.score.flags)
    return Warned(entry_id=entry.entry_id, at=entry.at, says=says, do=ASK_NOW, asks_for_cssrs=True)


def _of_screen(entry: Entry) -> Warned | None:
    found = triage(entry.score)
    if found.risk is Risk.NONE:
        return None
    if found.risk is Risk.UNKNOWN:
        # No remark ends this one: only the missing answers do.
        says = CSSRS.flag("suicide-item-unanswered").says
        return Warned(entry_id=entry.entry_id, at=entry.at, says=says, do=ASK_REST, asks_for_cssrs=True)
    if entry.is_answered:
        return None
    return Warned(
        entry_id=entry.entry_id,
        at=entry.at,
        says=f"C-SSRS: {found.risk.value} ({'; '.join(label.lower() for label in found.because)}).",
        do=SPEAK,
        asks_for_cssrs=False,
        is_imminent=found.risk is Risk.IMMINENT,
    )
