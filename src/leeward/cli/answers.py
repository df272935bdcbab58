"""The answers file of a case: what the clinician answered, measured, chose and scored.

`docs/how-to/run-a-case.md` documents every entry; a mistake is named by file, line and what was expected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from leeward.assessment import CannotChart, Measurement, Sex, SignOff
from leeward.assessment.items import ITEMS, MEASURES
from leeward.cli.toml_lines import TomlFile, read_toml
from leeward.dosing import FORMULARY_VIALS, Vial
from leeward.instruments import EVERY as EVERY_SCALE
from leeward.instruments import CannotScore, Score, by_key, score
from leeward.truth import Truth
from leeward.units import CannotConvert, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredOn:
    """A questionnaire as the patient answered it on one day."""

    on: date
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which option the prescriber approved, and why."""

    option: str
    approved_by: str
    reason: str
    second_person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything that an answers file may say; what it leaves out is unknown."""

    starts_at: datetime
    born: date | None
    sex: Sex | None
    truths: Mapping[str, Truth]
    measurements: Mapping[str, Measurement]
    medicines: tuple[str, ...] | None
    allergies: tuple[str, ...] | None
    signoffs: tuple[SignOff, ...]
    decision: Decision | None
    vial: Vial | None
    final_volume_ml: float | None
    escort: str | None
    scores: tuple[ScoredOn, ...]


TOP = (
    *("case", "patient", "answers", "measurements", "medicines", "allergies"),
    *("signoffs", "plan", "vial", "discharge", "scores"),
)


def read_answers(path: Path) -> Answers:
    """Read an answers file; raise CannotRead with file, line and what was expected."""
    file = read_toml(path)
    _only(file, "", file.contents, TOP)
    case = _table(file, "case", ("starts_at",))
    patient = _table(file, "patient", ("born", "sex"))
    vial = _table(file, "vial", ("strength_mg_per_ml", "volume_ml", "lot", "expires_on", "final_volume_ml"))
    discharge = _table(file, "discharge", ("escort",))
    return Answers(
        starts_at=_starts_at(file, case),
        born=_get(file, "patient.born", patient, date, "a date, as in 1985-07-14"),
        sex=_sex(file, patient),
        truths=_truths(file),
        measurements=_measurements(file),
        medicines=_names(file, "medicines"),
        allergies=_names(file, "allergies"),
        signoffs=_signoffs(file),
        decision=_decision(file),
        vial=_vial(file, vial),
        final_volume_ml=_number(file, "vial.final_volume_ml", vial) if vial else None,
        escort=_get(file, "discharge.escort", discharge, str, 'a name in quotes, as in "sister, Maria"'),
        scores=_scores(file),
    )


def _only(file: TomlFile, where: str, table: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in table:
        if key not in allowed:
            raise file.unknown(where, key, list(allowed))


def _table(file: TomlFile, name: str, allowed: tuple[str, ...]) -> Mapping[str, Any]:
    table = file.contents.get(name, {})
    if not isinstance(table, Mapping):
        raise file.mistake(name, f"expected a table: a line `[{name}]` with its entries below it.")
    _only(file, name, table, allowed)
    return table


def _get(file: TomlFile, where: str, table: Mapping[str, Any], kind: type, expected: str) -> Any:
    found = table.get(where.rpartition(".")[2])
    # A datetime is a date and a bool an int to Python; neither is to a clinician.
    if found is None or type(found) is kind:
        return found
    raise file.mistake(where, f"expected {expected}; got {found!r}.")


def _required(file: TomlFile, where: str, found: Any, expected: str) -> Any:
    if found is None or found == "":
        raise file.mistake(where, f"this entry is missing; expected {expected}.")
    return found


def _number(file: TomlFile, where: str, table: Mapping[str, Any]) -> float:
    found = table.get(where.rpartition(".")[2])
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise file.mistake(where, f"expected a number, as in 50; got {found!r}." if found is not None else _MISSING)
    return float(found)


_MISSING = "this entry is missing; expected a number, as in 50."


def _starts_at(file: TomlFile, case: Mapping[str, Any]) -> datetime:
    expected = "a date and time with its zone, as in 2026-11-23T09:00:00-05:00"
    found = _required(file, "case.starts_at", case.get("starts_at"), expected)
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise file.mistake("case.starts_at", f"expected {expected}; got {found!s}.")
    return found


def _sex(file: TomlFile, patient: Mapping[str, Any]) -> Sex | None:
    expected = '"female", "male" or "unknown"'
    found = _get(file, "patient.sex", patient, str, expected)
    try:
        return None if found is None else Sex(found)
    except ValueError:
        raise file.mistake("patient.sex", f"expected {expected}; got {found!r}.") from None


def _truths(file: TomlFile) -> dict[str, Truth]:
    answers = _table(file, "answers", tuple(item.key for item in ITEMS))
    truths: dict[str, Truth] = {}
    for key, answer in answers.items():
        try:
            truths[key] = Truth(answer)
        except ValueError:
            expected = 'expected "yes", "no" or "unknown", in quotes'
            raise file.mistake(f"answers.{key}", f"{expected}; got {answer!r}.") from None
    return truths


def _measurements(file: TomlFile) -> dict[str, Measurement]:
    table = _table(file, "measurements", tuple(measure.key for measure in MEASURES))
    return {key: _measurement(file, f"measurements.{key}", entry) for key, entry in table.items()}


def _measurement(file: TomlFile, where: str, entry: Any) -> Measurement:
    expected = 'expected { value = "70.2 kg", on = 2026-11-23, by = "scale, nurse 2" }'
    if not isinstance(entry, Mapping) or not {"value", "on"} <= set(entry) <= {"value", "on", "by"}:
        raise file.mistake(where, f"{expected}; got {entry!r}.")
    taken = entry["on"]
    if not isinstance(taken, date | datetime):
        raise file.mistake(where, f"`on` is the day it was taken, as in 2026-11-23, without quotes; got {taken!r}.")
    try:
        quantity = Quantity.parse(entry["value"]) if isinstance(entry["value"], str) else None
    except (ValueError, CannotConvert) as why:
        raise file.mistake(where, f"{why}") from None
    if quantity is None:
        raise file.mistake(where, f'`value` needs its unit, in quotes, as in "70.2 kg"; got {entry["value"]!r}.')
    return Measurement(quantity=quantity, at=taken, source=str(entry.get("by", "answers file")))


def _names(file: TomlFile, key: str) -> tuple[str, ...] | None:
    names = file.contents.get(key)
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        said = f'expected a list of names in quotes, as in {key} = ["sertraline 100 mg"]; an empty list says: none'
        raise file.mistake(key, f"{said}; got {names!r}.")
    return tuple(names)


def _rows(file: TomlFile, name: str, allowed: tuple[str, ...]) -> list[Mapping[str, Any]]:
    rows = file.contents.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise file.mistake(name, f"expected tables: a line `[[{name}]]` before each one's entries.")
    for number, row in enumerate(rows):
        _only(file, f"{name}.{number}", row, allowed)
    return rows


def _signoffs(file: TomlFile) -> tuple[SignOff, ...]:
    signoffs = []
    for number, row in enumerate(_rows(file, "signoffs", ("rule", "by", "on", "reason"))):
        where = f"signoffs.{number}"
        for key in ("rule", "by", "on", "reason"):
            _required(file, f"{where}.{key}", row.get(key), "the finding's key, who signs, the day, and why")
        on = _get(file, f"{where}.on", row, date, "a date, as in 2026-11-23")
        try:
            signoffs.append(SignOff(rule_key=row["rule"], by=row["by"], on=on, reason=row["reason"]))
        except (CannotChart, AttributeError) as why:
            raise file.mistake(where, str(why)) from None
    return tuple(signoffs)


def _decision(file: TomlFile) -> Decision | None:
    plan = _table(file, "plan", ("option", "approved_by", "reason", "second_person"))
    if not plan:
        return None
    text = {
        key: _get(file, f"plan.{key}", plan, str, "text in quotes")
        for key in ("option", "approved_by", "reason", "second_person")
    }
    return Decision(
        option=_required(file, "plan.option", text["option"], 'an option\'s key, as in "studied"'),
        approved_by=_required(file, "plan.approved_by", text["approved_by"], "the prescriber's name"),
        reason=text["reason"] or "",
        second_person=text["second_person"],
    )


def _vial(file: TomlFile, vial: Mapping[str, Any]) -> Vial | None:
    if not vial:
        return None
    strength = _number(file, "vial.strength_mg_per_ml", vial)
    strengths = [each for each, _ in FORMULARY_VIALS]
    if strength not in strengths:
        known = ", ".join(f"{each:g}" for each in strengths)
        raise file.mistake("vial.strength_mg_per_ml", f"expected one of the formulary's: {known}; got {strength:g}.")
    lot = _get(file, "vial.lot", vial, str, "the lot in quotes")
    expires_on = _get(file, "vial.expires_on", vial, date, "a date, as in 2027-05-31")
    return Vial(
        strength_mg_per_ml=strength,
        volume_ml=_number(file, "vial.volume_ml", vial),
        lot=_required(file, "vial.lot", lot, "the lot printed on the vial"),
        expires_on=_required(file, "vial.expires_on", expires_on, "the expiry date printed on the vial"),
    )


def _scores(file: TomlFile) -> tuple[ScoredOn, ...]:
    scores = []
    for number, row in enumerate(_rows(file, "scores", ("instrument", "on", "answers"))):
        where = f"scores.{number}"
        keys = [scale.key for scale in EVERY_SCALE]
        key = _required(file, f"{where}.instrument", row.get("instrument"), f"one of {', '.join(keys)}")
        if key not in keys:
            raise file.mistake(f"{where}.instrument", f"expected one of {', '.join(keys)}; got {key!r}.")
        on = _required(file, f"{where}.on", _get(file, f"{where}.on", row, date, "a date"), "the day, as in 2026-11-23")
        scores.append(ScoredOn(on=on, score=_score(file, f"{where}.answers", key, row.get("answers"))))
    return tuple(scores)


def _score(file: TomlFile, where: str, key: str, answers: Any) -> Score:
    if not isinstance(answers, list):
        raise file.mistake(where, f'expected a list with one answer per item, "" for one left out; got {answers!r}.')
    try:
        return score(by_key(key), [None if answer == "" else answer for answer in answers])
    except (CannotScore, TypeError) as why:
        raise file.mistake(where, str(why)) from None
