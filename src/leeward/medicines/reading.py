"""Read a medication list as people write it, show what was understood, and ask where that is not sure."""

import re
from dataclasses import dataclass
from typing import Final

from leeward.medicines.class_words import class_named
from leeward.medicines.habit import dose, when
from leeward.medicines.names import How, could_be, names_ketamine, recognize, words

# A comma ends an entry, save within brackets, a thousand (1,000) or a decimal (0,5 or 1,5 mg).
_DECIMAL: Final = r"(?:(?<=\b0),(?=\d)|(?<=\b\d),(?=\d{1,2}\s?(?:mg|mcg|g|ml)\b))"
_ENTRY_ENDS = re.compile(rf"[\n;]+|(?!{_DECIMAL})(?:(?<!\d),|,(?!\d{{3}}\b))(?![^()]*\))", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:stopped|no longer|not taking|(?:don.?t|do not|not|never|used to) (?:take|use)|quit|discontinued|d/?c.?d|"
    r"came off|weaned|weaning|taper\w* off|off(?!.label)|was on|finished|without(?! food))\b",
    re.IGNORECASE,
)
_ALLERGY = re.compile(r"\ballerg(?:y|ic|ies)\b|\bal[ée]rgic[oa]\b", re.IGNORECASE)
_UNSURE = re.compile(r"\?|\bmaybe\b|\bi think\b|\bnot sure\b", re.IGNORECASE)
_NOTHING: Final = frozenset(
    """none|nothing|no|nil|n/a|na|no medicines|no medications|no medication|no meds|no medicine|no current medications|
none currently|none at this time|nothing currently|nothing at the moment|not taking anything|not taking any medications|
i take nothing|i take none|i don't take anything|i do not take anything|no drugs|ninguno|ninguna|nada""".replace(
        "\n", ""
    ).split("|")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the list: as written, as understood, and what has to be asked (empty: nothing)."""

    entered: str
    generics: tuple[str, ...]
    how: How | None
    """How the least sure of the generics was recognized; None where nothing was."""
    dose: str
    when: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole list; `takes_none` where it says that nothing is taken."""

    entries: tuple[Entry, ...]
    takes_none: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The entries as written, as `review` takes them."""
        return tuple(entry.entered for entry in self.entries)

    @property
    def questions(self) -> tuple[str, ...]:
        """Everything that is to be asked, in order."""
        return tuple(entry.question for entry in self.entries if entry.question)


def read(text: str) -> Reading:
    """Split a list at commas, semicolons and lines, and understand each entry; nothing that was written is dropped."""
    parts = [part.strip(" .\t\r*•-") for part in _ENTRY_ENDS.split(text)]
    written = [part for part in parts if part]
    if len(written) == 1 and written[0].lower().replace("’", "'") in _NOTHING:
        return Reading(entries=(), takes_none=True)
    return Reading(entries=tuple(read_entry(part) for part in written), takes_none=False)


def read_entry(entered: str) -> Entry:
    """Understand one entry of a list."""
    found = recognize(entered)
    surest_last = sorted((match.how for match in found.matches), key=tuple(How).index)
    return Entry(
        entered=entered,
        generics=tuple(match.generic for match in found.matches),
        how=surest_last[-1] if surest_last else None,
        dose=dose(entered),
        when=when(entered),
        question=_question(entered),
    )


def _question(entered: str) -> str:
    """Say what has to be asked of one entry; the gravest first."""
    found = recognize(entered)
    if _ALLERGY.search(entered) and class_named(words(entered)) is None:
        return f"“{entered}” tells of an allergy. Is it taken, or does it belong among the allergies?"
    if found.matches and _OVER.search(entered):
        return f"“{entered}”: is it still taken? If not, take it off the list, and note since when."
    if found.unplaced:
        return _about_unplaced(entered, words(" ".join(found.unplaced)), alone=not found.matches)
    if len(found.matches) > 1 and re.search(r"\bor\b", entered, re.IGNORECASE):
        return f"“{entered}” names {' or '.join(match.generic for match in found.matches)}. Which is taken?"
    slips = [match.generic for match in found.matches if match.how is How.SPELLING]
    if slips:
        return f"“{entered}” was taken for {' and '.join(slips)}. Is that right?"
    return f"“{entered}”: is it surely taken?" if _UNSURE.search(entered) else ""


def _about_unplaced(entered: str, unplaced: tuple[str, ...], *, alone: bool) -> str:
    if names_ketamine(entered):
        return f"“{entered}” names ketamine itself. Who gives it, how much, how often, and when was the last dose?"
    klass = class_named(words(entered) if alone else unplaced)
    if klass is not None:
        return f"“{entered}” names a class ({klass}), not a medicine. Which one is it, and what dose?"
    for word in unplaced:
        near = could_be(word)
        if len(near) > 1:
            return f"“{entered}” could be {' or '.join(near)}. Which one is it?"
    return (
        f"“{entered}”: “{' '.join(unplaced)}” is not in the vocabulary, so it is not reviewed. "
        "Correct the name, or ask a pharmacist."
    )
