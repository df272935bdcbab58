"""Read the dose and the habit from an entry of a medication list, as written: a number is read whole or not at all."""

import re
from typing import Final

# Units; `u` and `ug` are said in full below, since they are misread as 0 and as mg.
_UNIT: Final = (
    r"mgs?|mcgs?|ug|µg|milligrams?|micrograms?|gm?|grams?|ml|units?|u|iu|meq|%|puffs?|sprays?|drops?|patch(?:es)?"
    r"|tab(?:let)?s?|cap(?:sule)?s?|pills?|gummies|gummy"
)
_RATE: Final = r"(?:\s*/\s*(?:hr?|hour|day|24\s?h|kg|ml)\b)?"
_IN_FULL: Final = {"u": "units", "ug": "mcg", "µg": "mcg", "mgs": "mg", "mcgs": "mcg", "gm": "g"}
_HALVES: Final = "½¼¾⅓⅔"
_NUMBER: Final = (
    rf"(?:\d+\s?[{_HALVES}]|[{_HALVES}]|\d+\s+\d/\d|\d{{1,3}}(?:[, ]\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?|\.\d+)"
)
_RANGE: Final = rf"{_NUMBER}(?:\s*(?:[-–—/]|\bto\b|\bor\b)\s*{_NUMBER})?"
# A number that counts days, times or hours, that is a year, or that belongs to a name is no dose.
_BEFORE: Final = rf"(?:(?<![\w.,{_HALVES}–—#-])|(?<=mg-)|(?<=mcg-))" + "".join(
    rf"(?<!\b{word} )" for word in ("every", "q", "since", "in", "for", "last", "x")
)
_AFTER: Final = (
    r"(?!\w|[.,]\d)(?!\s*-?\s*(?:x\b(?!\s*\d)|times?\b|days?\b|nights?\b|weeks?\b|wks?\b|months?\b|years?\b|yrs?\b"
    r"|hours?\b|hrs?\b|h\b))"
)
_DOSE: Final = re.compile(
    rf"{_BEFORE}({_RANGE})\s*-?(?:({_UNIT})(?!\w)({_RATE})|(?<!-)(?!-[a-z\d])){_AFTER}", re.IGNORECASE
)
_HALF: Final = re.compile(r"\bhalf(?: of)?(?: an?)?\b", re.IGNORECASE)
_DAILY: Final = r"(?:a |per |/ ?)?da(?:y|ily)\b"
_WHEN: Final = (
    (r"\bp\.?r\.?n\b\.?|\bas needed\b|\bwhen needed\b|\bif needed\b", "as needed"),
    (r"\bqam\b|\b(?:in the|every|each) morning\b|\bmane\b", "in the morning"),
    (
        r"\bq\.?h\.?s\b|\bhs\b|\b(?:at|before) bed(?:time)?\b|\b(?:at|every|each) night\b|\bnightly\b|\bnocte\b",
        "at night",
    ),
    (rf"\bb\.?i\.?d\b|\bbd\b|\b(?:twice|two times|2 ?(?:x|times)) ?{_DAILY}", "twice a day"),
    (rf"\bt\.?i\.?d\b|\btds\b|\b(?:three times|3 ?(?:x|times)) ?{_DAILY}", "three times a day"),
    (rf"\bq\.?i\.?d\b|\b(?:four times|4 ?(?:x|times)) ?{_DAILY}", "four times a day"),
)
_HOURS: Final = re.compile(r"\b(?:q ?|every )(\d{1,2}(?: ?(?:-|to) ?\d{1,2})?) ?(?:h|hrs?|hours?)\b", re.IGNORECASE)
# Only where nothing above was said; a count that is not known (twice weekly) is left out, never shortened to weekly.
_EVERY: Final = (
    (r"\b(?:twice|\w+ times|\d+ ?x) ?(?:a |per |/ ?)?(?:da(?:y|ily)|week(?:ly)?|month(?:ly)?)\b", ""),
    (r"\bq\.?o\.?d\b|\bevery (?:other|second|2) days?\b", "every other day"),
    (r"\bweekly\b|\bonce a week\b", "weekly"),
    (r"\bmonthly\b|\bonce a month\b", "monthly"),
    (r"\bqd\b|\bod\b|\bdaily\b|\bonce a day\b|\bevery day\b", "daily"),
)


def dose(entered: str) -> str:
    """Return every number that has a unit, as written; without any, the first number with what it lacks."""
    found = _DOSE.findall(_HALF.sub("½", entered))
    told = [f"{_led(number)} {_unit(unit)}{''.join(rate.split())}" for number, unit, rate in found if unit]
    if told or not found:
        return ", ".join(told)
    return f"{_led(found[0][0])}, unit not told"


def when(entered: str) -> str:
    """Return every habit that is told; how often stands only where it is understood whole."""
    told = [says for pattern, says in _WHEN if re.search(pattern, entered, re.IGNORECASE)]
    told += [f"every {hours} hours" for hours in _HOURS.findall(entered)]
    often = (says for pattern, says in _EVERY if re.search(pattern, entered, re.IGNORECASE))
    return ", ".join(told) or next(often, "")


def _unit(written: str) -> str:
    unit = written.lower()
    return _IN_FULL.get(unit, unit)


def _led(number: str) -> str:
    """Put a nought before a bare decimal point, which is easily overlooked."""
    return re.sub(r"(?<!\d)\.", "0.", " ".join(number.split()))
