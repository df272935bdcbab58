"""Find the ingredient behind a name as people write it: generic, brand, long display text or a slip of spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz, process

from leeward.evidence import Facts, assumed
from leeward.medicines.plain_words import PLAIN_WORDS, SALTS
from leeward.medicines.table import INTERACTIONS


class How(Enum):
    """How the name was recognized."""

    EXACT = "exact"
    BRAND = "brand"
    SPELLING = "spelling"


class Spelling(Facts):
    """How alike two spellings must be before one is taken for the other."""

    alike = assumed(
        "0.88 1", why="Tried on common slips and on look-alike pairs: nearer pairs of two drugs exist at 0.86."
    )
    shortest = assumed("6 1", why="Short words are too easily alike (Soma, Sonata).")
    lead = assumed("0.03 1", why="Two candidates closer than this are not told apart: a person decides.")


@dataclass(frozen=True, slots=True)
class Match:
    """One ingredient that was found in what was entered."""

    generic: str
    how: How


@dataclass(frozen=True, slots=True)
class Recognized:
    """What was found in one entry, and which words nobody could place."""

    matches: tuple[Match, ...]
    unplaced: tuple[str, ...]


_BETWEEN = re.compile(r"\s/\s|\s\+\s|[,;&+\n]|\band\b|\bwith\b")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_WORD = re.compile(r"[a-z0-9*]+")


def words(text: str) -> tuple[str, ...]:
    """Split into lower-case words: `St John's wort` becomes st, johns, wort."""
    return tuple(_WORD.findall(re.sub(r"['’`]", "", text.lower())))


# After a number: it counts something, and is no part of a name (Tylenol 3 times a day is no Tylenol-3).
_COUNTS = frozenset(words("time times x tab tabs tablet tablets pill pills cap caps capsules a per daily every"))


def _phrases() -> Iterator[tuple[tuple[str, ...], Match]]:
    for interaction in INTERACTIONS:
        for name in (interaction.generic, *interaction.synonyms):
            yield words(name), Match(interaction.generic, How.EXACT)
        for brand in interaction.brands:
            yield words(brand), Match(interaction.generic, How.BRAND)


PHRASES: dict[tuple[str, ...], Match] = dict(_phrases())
_LONGEST = max(len(phrase) for phrase in PHRASES)
_SINGLE_WORDS = sorted(phrase[0] for phrase in PHRASES if len(phrase) == 1)


def recognize(entered: str) -> Recognized:
    """Find every ingredient named in one entry; a part of a combination that nobody knows is left unplaced."""
    whole = PHRASES.get(words(entered))
    if whole is not None:
        return Recognized((whole,), ())
    matches: list[Match] = []
    unplaced: list[str] = []
    named = _BRACKETED.sub(" ", entered) if _BRACKETED.sub("", entered).strip() else entered
    for part in _BETWEEN.split(named.lower()):
        found, left = _in_part(words(part))
        matches.extend(found)
        unplaced.extend(left)
    # A brand in brackets only repeats the ingredients before it: it may add a match, never an open question.
    for brand in _BRACKETED.findall(entered) if named != entered else ():
        matches.extend(_known_phrases(words(brand))[0])
    if not matches and not unplaced:
        return Recognized((), (entered.strip(),))
    return Recognized(_once_each(matches), tuple(unplaced))


def _in_part(part: tuple[str, ...]) -> tuple[list[Match], list[str]]:
    """Take the longest known phrases first, then look for slips of spelling in what is left."""
    matches, left = _known_phrases(part)
    unplaced = []
    for word in left:
        if word in PLAIN_WORDS or any(sign.isdigit() for sign in word) or len(word) == 1:
            continue
        slip = misspelled(word)
        if slip is None:
            unplaced.append(word)
        else:
            matches.append(Match(slip, How.SPELLING))
    if not matches and not unplaced and SALTS.intersection(part):
        unplaced.append(" ".join(part))
    return matches, unplaced


def _known_phrases(part: tuple[str, ...]) -> tuple[list[Match], list[str]]:
    matches: list[Match] = []
    left: list[str] = []
    at = 0
    while at < len(part):
        for length in range(min(_LONGEST, len(part) - at), 0, -1):
            phrase = part[at : at + length]
            match = PHRASES.get(phrase)
            if match is not None and not (phrase[-1].isdigit() and _COUNTS.intersection(part[at + length :][:1])):
                matches.append(match)
                at += length
                break
        else:
            left.append(part[at])
            at += 1
    return matches, left


def misspelled(word: str) -> str | None:
    """Return the one generic that the word is a slip of; None when it is short, too far off or ambiguous."""
    generics = could_be(word)
    return generics[0] if len(generics) == 1 else None


def could_be(word: str) -> tuple[str, ...]:
    """Return the generics that the word may be a slip of, as near as one another; none when it is short or far off."""
    if len(word) < Spelling.shortest.to("1"):
        return ()
    cutoff = 100 * Spelling.alike.to("1")  # plain: rapidfuzz counts in hundredths
    near = process.extract(word, _SINGLE_WORDS, scorer=fuzz.ratio, score_cutoff=cutoff, limit=len(_SINGLE_WORDS))
    scores = {name: score for name, score, _ in near if name[0] == word[0]}
    lead = 100 * Spelling.lead.to("1")  # plain: rapidfuzz counts in hundredths
    return tuple(
        sorted({PHRASES[(name,)].generic for name, score in scores.items() if max(scores.values()) - score < lead})
    )


def _once_each(matches: list[Match]) -> tuple[Match, ...]:
    """Keep each generic once, recognized in the surest way."""
    surest: dict[str, Match] = {}
    for match in sorted(matches, key=lambda match: tuple(How).index(match.how)):
        surest.setdefault(match.generic, match)
    return tuple(surest[generic] for generic in dict.fromkeys(match.generic for match in matches))


KETAMINE_NAMES = ("ketamine", "esketamine", "ketalar", "ketanest", "spravato", "benzethonium")


def names_ketamine(text: str) -> bool:
    """Does the text name ketamine, a brand of it or its preservative, also with a slip of spelling?"""
    cutoff = 100 * Spelling.alike.to("1")  # plain: rapidfuzz counts in hundredths
    return any(process.extractOne(word, KETAMINE_NAMES, scorer=fuzz.ratio, score_cutoff=cutoff) for word in words(text))
