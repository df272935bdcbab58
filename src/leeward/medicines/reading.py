"""Read a medication list as people write it, show what was understood, and ask where that is not sure."""

import re
from dataclasses import dataclass
from typing import Final

from leeward.medicines.class_words import class_named
from leeward.medicines.names import How, could_be, recognize, words

# A comma ends an entry, save within a number (1,000) or brackets.
_ENTRY_ENDS = re.compile(r"[\n;]+|(?:(?<!\d),|,(?!\d{3}\b))(?![^()]*\))")
_NUMBER = r"(?:\d+(?:[.,]\d+)?|\.\d+)"
_DOSE = re.compile(
    rf"(?<![\w.,-])({_NUMBER}(?:\s*[-/]\s*{_NUMBER})?)\s*"
    r"(mg|mcg|ug|µg|micrograms?|g|grams?|ml|units?|u|iu|meq|%|puffs?|drops?|tab(?:let)?s?|cap(?:sule)?s?|pills?)?"
    r"(?![\w.])",
    re.IGNORECASE,
)
# Said in full where the short form is misread: u as 0, ug as mg.
_UNIT_IN_FULL: Final = {"u": "units", "ug": "mcg", "µg": "mcg"}
_WHEN: Final = (
    (r"\bp\.?r\.?n\b\.?|\bas needed\b|\bwhen needed\b", "as needed"),
    (r"\bqam\b|\bin the morning\b|\bmane\b", "in the morning"),
    (r"\bq\.?h\.?s\b|\bhs\b|\bat bedtime\b|\bat night\b|\bnightly\b|\bnocte\b", "at night"),
    (r"\bb\.?i\.?d\b|\bbd\b|\b(?:twice|two times|2 ?(?:x|times)) ?(?:a |per |/ ?)?da(?:y|ily)\b", "twice a day"),
    (r"\bt\.?i\.?d\b|\btds\b|\b(?:three times|3 ?(?:x|times)) ?(?:a |per |/ ?)?da(?:y|ily)\b", "three times a day"),
    (r"\bq\.?i\.?d\b|\b(?:four times|4 ?(?:x|times)) ?(?:a |per |/ ?)?da(?:y|ily)\b", "four times a day"),
)
# Only where nothing above was said; a count that is not known (twice weekly) is left out, never shortened to weekly.
_EVERY: Final = (
    (r"\b(?:twice|\w+ times|\d+ ?x) ?(?:a |per |/ ?)?(?:da(?:y|ily)|week(?:ly)?|month(?:ly)?)\b", ""),
    (r"\bweekly\b|\bonce a week\b", "weekly"),
    (r"\bmonthly\b", "monthly"),
    (r"\bqd\b|\bod\b|\bdaily\b|\bonce a day\b|\bevery day\b", "daily"),
)
_STOPPED = re.compile(r"\b(stopped|no longer|not taking|quit|discontinued|d/?c'?d)\b", re.IGNORECASE)
_NOTHING: Final = frozenset({"none", "nothing", "no", "nil", "no medicines", "no medications", "no meds", "n/a", "na"})


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
    if len(written) == 1 and written[0].lower() in _NOTHING:
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
        dose=_dose(entered),
        when=_when(entered),
        question=_question(entered),
    )


def _dose(entered: str) -> str:
    """Return every number that has a unit, as written; without any, the first number with what it lacks."""
    found = _DOSE.findall(entered)
    with_unit = [f"{_led(number)} {_UNIT_IN_FULL.get(unit.lower(), unit.lower())}" for number, unit in found if unit]
    if with_unit or not found:
        return ", ".join(with_unit)
    return f"{_led(found[0][0])}, unit not told"


def _when(entered: str) -> str:
    """Return every habit that is told; how often stands only where it is understood whole."""
    told = [says for pattern, says in _WHEN if re.search(pattern, entered, re.IGNORECASE)]
    often = (says for pattern, says in _EVERY if re.search(pattern, entered, re.IGNORECASE))
    return ", ".join(told) or next(often, "")


def _led(number: str) -> str:
    """Put a nought before a bare decimal point, which is easily overlooked."""
    return re.sub(r"(?<!\d)\.", "0.", number)


def _question(entered: str) -> str:
    """Say what has to be asked of one entry; the gravest first."""
    found = recognize(entered)
    if found.matches and _STOPPED.search(entered):
        return f"“{entered}”: is it still taken? If not, take it off the list, and note since when."
    if found.unplaced:
        return _about_unplaced(entered, words(" ".join(found.unplaced)), alone=not found.matches)
    slips = [match.generic for match in found.matches if match.how is How.SPELLING]
    return f"“{entered}” was taken for {' and '.join(slips)}. Is that right?" if slips else ""


def _about_unplaced(entered: str, unplaced: tuple[str, ...], *, alone: bool) -> str:
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
