"""Schedules as people write them: `0.5 mg/kg over 40 min; pause 10 min; bolus 10 mg` into a Regimen, and back."""

import math
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from leeward.pharmacology.regimen import Regimen, Segment
from leeward.pharmacology.salt import Molar
from leeward.units import Quantity

DOSES: Final = ("mg", "mg/kg")
RATES: Final = ("mg/h", "mg/min", "mg/kg/h", "mg/kg/min")
TIMES: Final = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
}
MASSES: Final = ("mcg", "ug", "µg", "μg", "g", "ng")
BASE_WORDS: Final = ("of", "ketamine", "base", "racemic", "racemate")
SALT_WORDS: Final = ("hcl", "hydrochloride", "salt", "chloride", "chlorhydrate")
DRUG_WORDS: Final = ("esketamine", "s-ketamine", "arketamine", "r-ketamine")
INFUSION: Final = '"0.5 mg/kg over 40 min" or "12.5 mg/h for 40 min"'


class CannotReadSchedule(ValueError):
    """A piece of a schedule cannot be read; the sentence names the piece and what was expected."""


def read_regimen(pieces: str | Iterable[str], *, dosing_weight_kg: float | None = None) -> Regimen:
    """Read a schedule of ketamine base; one text is split at `;`, `then` and line ends, a list is taken piece by piece.

    A piece is a dose over a time, a rate for a time, a bolus or a pause. `at day 2:` before it starts a session on that
    day, counted from 0; `at 90 min:` waits until then, counted from the session's start. Per-kg doses take
    `dosing_weight_kg`. Bare numbers come out in mg and min. Raises CannotReadSchedule, naming the piece.

    >>> read_regimen("0.5 mg/kg over 40 min; pause 10 min; 10 mg over 5 min", dosing_weight_kg=70).total_mg
    45.0
    """
    if dosing_weight_kg is not None and not (math.isfinite(dosing_weight_kg) and dosing_weight_kg > 0):
        raise CannotReadSchedule(f"A dosing weight of {dosing_weight_kg:g} kg is none: give kilograms above 0.")
    split = re.split(r"[;\n]|\bthen\b", pieces) if isinstance(pieces, str) else list(pieces)
    sessions: list[tuple[float, Regimen]] = []
    for piece in filter(None, (" ".join(piece.split()) for piece in split)):
        day, rest = _day(piece)
        if day is not None or not sessions:
            sessions.append((day or 0.0, Regimen(segments=())))
        started, regimen = sessions[-1]
        sessions[-1] = (started, regimen.then(_stretches(piece, rest, regimen.minutes, dosing_weight_kg)))
    if not sessions:
        raise CannotReadSchedule(f"The schedule is empty: write {INFUSION}.")
    return _joined(sessions)


def write_regimen(regimen: Regimen) -> tuple[str, ...]:
    """Return the pieces that `read_regimen` reads back to the same rates, minutes and pushes."""
    pieces: list[str] = []
    for segment in regimen.segments:
        if segment.bolus_mg > 0:
            pieces.append(f"bolus {segment.bolus_mg!r} mg")
        if segment.minutes > 0 and segment.rate_mg_per_min > 0:
            pieces.append(f"{segment.rate_mg_per_min!r} mg/min for {segment.minutes!r} min")
        elif segment.minutes > 0:
            pieces.append(f"pause {segment.minutes!r} min")
    return tuple(pieces)


def _joined(sessions: list[tuple[float, Regimen]]) -> Regimen:
    for (before, given), (day, _) in pairwise(sessions):
        end = before + Quantity(given.minutes, "min").to("d")
        if day < end:
            raise CannotReadSchedule(
                f"Day {day:g} comes before the session of day {before:g} has ended: write them in order of time."
            )
    return Regimen.sessions(sessions)


def _day(piece: str) -> tuple[float | None, str]:
    """Take `at day 2:` from the front."""
    found = re.fullmatch(r"(?:at |on )?day ?([^:]*):(.*)", piece, re.IGNORECASE)
    if found is None:
        return None, piece
    return _number(piece, found[1].strip(), "a day, as in `at day 2: 0.5 mg/kg over 40 min`"), found[2].strip()


def _stretches(piece: str, rest: str, reached_min: float, weight_kg: float | None) -> Regimen:
    """Read one piece, its clock time first."""
    timed = re.fullmatch(r"at ([^:]*):(.*)", rest, re.IGNORECASE)
    if timed is None:
        return Regimen(segments=(_segment(piece, rest, weight_kg),))
    wait = _minutes(piece, timed[1].strip(), "at", least=0.0) - reached_min
    if wait < 0:
        raise CannotReadSchedule(
            f'"{piece}": at that minute the pieces before it still run (until {reached_min:g} min). '
            "Write the pieces in order of time."
        )
    segment = _segment(piece, timed[2].strip(), weight_kg)
    return Regimen(segments=(Segment.pause(wait), segment) if wait > 0 else (segment,))


def _segment(piece: str, text: str, weight_kg: float | None) -> Segment:
    text = re.sub(r" per |/ | /", "/", text.lower())
    paused = re.fullmatch(r"(?:pause|wait)\b ?(?:of |for )?(.*)", text) or re.fullmatch(r"(.*) pause", text)
    if paused:
        return Segment.pause(_minutes(piece, paused[1], "pause"))
    pushed = re.fullmatch(r"(?:bolus|push)\b ?(?:of )?(.*)", text) or re.fullmatch(r"(.*) (?:bolus|push)", text)
    if pushed:
        return Segment.push(_mass(piece, pushed[1], DOSES, weight_kg, 'a dose, as in "bolus 10 mg"'))
    return _infusion(piece, text, weight_kg)


def _infusion(piece: str, text: str, weight_kg: float | None) -> Segment:
    """Read a dose over a time or a rate for a time."""
    timed = re.fullmatch(r"(.*?)(?:^| )(over|for|in)\b ?(.*)", text)
    what, word, length = timed.groups() if timed else (text, "", "")
    per_min = _per_time(what)
    mg = _mass(piece, what, RATES if per_min else DOSES, weight_kg, f"a dose or a rate first, as in {INFUSION}")
    if not word:
        raise CannotReadSchedule(
            f'"{piece}" does not say how long. Write {INFUSION}; a dose given at once is "bolus 10 mg".'
        )
    minutes = _minutes(piece, length, word)
    return Segment(rate_mg_per_min=mg if per_min else mg / minutes, minutes=minutes)


def _per_time(text: str) -> bool:
    return bool(re.search(r"/(?:h|hr|hour|min|minute|s|d|day)\b", text))


def _mass(piece: str, text: str, allowed: tuple[str, ...], weight_kg: float | None, expected: str) -> float:
    """Return mg, or mg per min, of base."""
    number, unit = _split(piece, text, expected)
    unit = _of_base(piece, number, unit)
    unit = {"mg/hr": "mg/h", "mg/kg/hr": "mg/kg/h", "mg/hour": "mg/h", "mg/minute": "mg/min"}.get(unit, unit)
    if unit not in allowed:
        raise CannotReadSchedule(f'"{piece}": {_wrong_unit(unit)} Expected {", ".join(allowed)}.')
    if number == 0:
        raise CannotReadSchedule(f'"{piece}" gives nothing. Write a dose above 0, or "pause 10 min".')
    per_kg = "/kg" in unit
    if per_kg and weight_kg is None:
        raise CannotReadSchedule(f'"{piece}" is by weight, and no dosing weight is given. Give one, or write mg.')
    bare = unit.replace("/kg", "")
    amount = Quantity(number, bare).to("mg" if bare == "mg" else "mg/min")
    return amount * weight_kg if per_kg and weight_kg is not None else amount


def _of_base(piece: str, number: float, unit: str) -> str:
    """Take words such as `ketamine base` from behind the unit; refuse the salt and another drug."""
    unit, *words = unit.split() or [""]
    for word in words:
        if word in SALT_WORDS:
            share = Molar.base_share.to("1")
            raise CannotReadSchedule(
                f'"{piece}": doses here are milligrams of ketamine base, as vials are labelled. '
                f"If the source gives hydrochloride, multiply by {share:g}: {number * share:.3g} {unit} of base."
            )
        if word in DRUG_WORDS:
            raise CannotReadSchedule(f'"{piece}": the drug is named once for the whole schedule, not in a piece of it.')
        if word not in BASE_WORDS:
            raise CannotReadSchedule(f'"{piece}": "{word}" is not understood. Write {INFUSION}.')
    return unit


def _wrong_unit(unit: str) -> str:
    if not unit:
        return "the dose has no unit."
    if unit.split("/")[0] in MASSES:
        return f'"{unit}" is not read: a thousandfold slip hides in it, so doses are written in milligrams.'
    if unit.startswith(("ml", "l/")):
        return f'"{unit}" says nothing without the strength of the syringe: write what it holds in mg.'
    if unit in DOSES + RATES:
        return f'"{unit}" does not fit here.'
    return f'the unit "{unit}" is not known.'


def _minutes(piece: str, text: str, after: str, *, least: float | None = None) -> float:
    """Return a time in min; it is above 0 unless `least` allows 0."""
    expected = f'a time after "{after}", as in "{after} 40 min"'
    number, unit = _split(piece, text.lower(), expected)
    known = next((name for name, words in TIMES.items() if unit in words), None)
    if known is None:
        wrong = f'the unit of time "{unit}" is not known.' if unit else f'"{text}" has no unit.'
        raise CannotReadSchedule(f'"{piece}": {wrong} Expected s, min, h or d, as in "{after} 40 min".')
    if number == 0 and least is None:
        raise CannotReadSchedule(f'"{piece}" lasts no time. A dose given at once is written "bolus 10 mg".')
    return Quantity(number, known).to("min")


def _split(piece: str, text: str, expected: str) -> tuple[float, str]:
    found = re.fullmatch(r"([+\-−]?[\d.,]+(?:e[+\-]?\d+)?) ?(.*)", text.strip())
    if found is None:
        got = f"; got {text.strip()!r}" if text.strip() else ""
        raise CannotReadSchedule(f'"{piece}": expected {expected}{got}.')
    return _number(piece, found[1], expected), found[2].strip()


def _number(piece: str, text: str, expected: str) -> float:
    if "," in text:
        raise CannotReadSchedule(f'"{piece}": write decimals with a point and no thousands sign, not "{text}".')
    if text.startswith(("-", "−")):
        raise CannotReadSchedule(f'"{piece}": {text} is negative. Write 0 or more.')
    if text.startswith("."):
        raise CannotReadSchedule(f'"{piece}": write 0{text}, since the point of {text} is easily missed.')
    if not re.fullmatch(r"\+?\d+\.?\d*(?:e[+\-]?\d+)?", text) or math.isinf(float(text)):
        raise CannotReadSchedule(f'"{piece}": expected {expected}; {text!r} is not a number.')
    return float(text)
