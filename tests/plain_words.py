"""How plain a text is: the grade that reads it in English, and the ease of it in Spanish.

Flesch-Kincaid (Kincaid 1975) gives years of school; Fernández Huerta (1959) an ease, where 60 to 70 is "normal" and 70
to 80 "somewhat easy". Both count words, sentences and syllables: they catch long sentences and words, and do not say
whether a text is understood. The limits are chosen by us: agencies for health in the US advise grades six to eight for
patients, and no trial sets a number.

textstat counts words and sentences here. It takes English syllables from a dictionary that it downloads, and guesses
Spanish ones from where a word may be broken, which is too few: so they are counted below, by their vowels.
"""

import re

from textstat import textstat

HARDEST_GRADE = 8.0
LEAST_EASE = 60.0
FEWEST_WORDS = 8  # a formula of averages says nothing of a label
TAG = re.compile(r"<[^>]+>")
PLACE = re.compile(r"%\((\w+)\)[sd]|{{?\s*[\w.]+\s*}?}|%%")
LINK = re.compile(r"https?://\S+")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def bare(text: str) -> str:
    """Return a text as it is read: without markup, with a short word in each place."""
    return " ".join(PLACE.sub("it", TAG.sub(" ", LINK.sub("", text))).split())


def words(text: str) -> int:
    """Count the words."""
    return len(bare(text).split())


def grade(text: str) -> float:
    """Return the years of school that an English text asks for."""
    read = bare(text)
    return 0.39 * textstat.words_per_sentence(read) + 11.8 * _each(read, english_syllables) - 15.59


def ease(text: str) -> float:
    """Return how easy a Spanish text is, by Fernández Huerta."""
    read = bare(text)
    return 206.84 - 60.0 * _each(read, spanish_syllables) - 1.02 * textstat.words_per_sentence(read)


def english_syllables(word: str) -> int:
    """Count by groups of vowels, without a silent e at the end.

    >>> [english_syllables(word) for word in ("time", "table", "questions", "asked", "wanted", "the", "answered")]
    [1, 2, 2, 1, 2, 1, 2]
    """
    told = re.sub(r"[^a-z]", "", word.lower())
    if re.search(r"[^aeiouytd]ed$|[^aeiouycsxzgh]es$", told):
        told = told[:-2] + told[-1]
    elif told.endswith("e") and not re.search(r"[^aeiouy]le$", told):
        told = told[:-1] if len(told) > 3 else told
    return max(1, len(re.findall(r"[aeiouy]+", told)))


def spanish_syllables(word: str) -> int:
    """Count each strong vowel, and a weak one where it stands alone.

    >>> [spanish_syllables(word) for word in ("preguntas", "día", "quiere", "siguen", "ciudad", "hoy", "envió")]
    [3, 2, 2, 2, 2, 1, 2]
    """
    told = re.sub(r"qu|gu(?=[eiéí])", "k", word.lower())
    told = re.sub(r"y\b", "i", told)
    runs = re.findall(r"[aeiouáéíóúü]+", told)
    return max(1, sum(max(1, len(re.findall(r"[aeoáéóíú]", run))) for run in runs))


def _each(text: str, syllables) -> float:
    found = WORD.findall(text)
    return sum(map(syllables, found)) / max(1, len(found))
