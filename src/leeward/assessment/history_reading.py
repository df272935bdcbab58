"""Treatments tried, read from plain tables as a file or a stored decision holds them, and written back."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeVar

from leeward.assessment.history import TreatmentHistory
from leeward.assessment.treatment import CannotRecord, MedicineTrial, Psychotherapy, Response, Stopped, Therapy
from leeward.truth import UNKNOWN, Truth

Name = TypeVar("Name", bound=Enum)
Trial = TypeVar("Trial", Psychotherapy, MedicineTrial)

PARTS: Final = ("psychotherapies", "medicines")
_COMMON: Final = frozenset({"weeks", "response", "stopped", "source", "note"})
_OF_THERAPY: Final = _COMMON | {"therapy", "name", "sessions"}
_OF_MEDICINE: Final = _COMMON | {"medicine", "dose_mg_per_day"}


def history_from(told: object) -> TreatmentHistory:
    """Read {"psychotherapies": {"complete": "yes", "tried": [...]}, "medicines": {...}}.

    Raises CannotRecord with the path of what is wrong and what was expected.
    """
    parts = _table("history", told, frozenset(PARTS))
    therapies, all_therapies = _part("history.psychotherapies", parts.get("psychotherapies", {}))
    medicines, all_medicines = _part("history.medicines", parts.get("medicines", {}))
    return TreatmentHistory(
        psychotherapies=tuple(_therapy(f"history.psychotherapies.tried[{n}]", one) for n, one in enumerate(therapies)),
        medicine_trials=tuple(_medicine(f"history.medicines.tried[{n}]", one) for n, one in enumerate(medicines)),
        psychotherapies_complete=all_therapies,
        medicines_complete=all_medicines,
    )


def history_as_plain(history: TreatmentHistory) -> dict[str, Any]:
    """Return tables that `history_from` reads; what is not known is left out."""
    return {
        "psychotherapies": {
            "complete": history.psychotherapies_complete.value,
            "tried": [
                _told(one, therapy=one.therapy.name.lower(), name=one.name, sessions=one.sessions)
                for one in history.psychotherapies
            ],
        },
        "medicines": {
            "complete": history.medicines_complete.value,
            "tried": [
                _told(one, medicine=one.medicine, dose_mg_per_day=one.dose_mg_per_day)
                for one in history.medicine_trials
            ],
        },
    }


def _told(trial: Psychotherapy | MedicineTrial, **first: object) -> dict[str, Any]:
    every = {
        **first,
        "weeks": trial.weeks,
        "response": trial.response.name.lower(),
        "stopped": trial.stopped.name.lower(),
        "source": trial.source,
        "note": trial.note,
    }
    return {key: value for key, value in every.items() if value not in (None, "", "unknown")}


def _part(path: str, told: object) -> tuple[tuple[object, ...], Truth]:
    table = _table(path, told, frozenset({"complete", "tried"}))
    tried = table.get("tried", ())
    if not isinstance(tried, list | tuple):
        raise CannotRecord(f"{path}.tried: expected a list, such as []; got {tried!r}.")
    try:
        return tuple(tried), Truth(table.get("complete", UNKNOWN.value))
    except ValueError:
        raise CannotRecord(f"{path}.complete: expected yes, no or unknown; got {table['complete']!r}.") from None


def _therapy(path: str, told: object) -> Psychotherapy:
    table = _table(path, told, _OF_THERAPY)
    sessions = _number(path, table, "sessions")
    if sessions is not None and sessions != int(sessions):
        raise CannotRecord(f"{path}.sessions: expected a whole number; got {sessions:g}.")
    return _built(
        path,
        Psychotherapy,
        therapy=_named(f"{path}.therapy", Therapy, table.get("therapy")),
        name=str(table.get("name", "")),
        sessions=None if sessions is None else int(sessions),
        **_common(path, table),
    )


def _medicine(path: str, told: object) -> MedicineTrial:
    table = _table(path, told, _OF_MEDICINE)
    dose = _number(path, table, "dose_mg_per_day")
    medicine = str(table.get("medicine", ""))
    return _built(path, MedicineTrial, medicine=medicine, dose_mg_per_day=dose, **_common(path, table))


def _common(path: str, table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "weeks": _number(path, table, "weeks"),
        "response": _named(f"{path}.response", Response, table.get("response", "unknown")),
        "stopped": _named(f"{path}.stopped", Stopped, table.get("stopped", "unknown")),
        "source": str(table.get("source", "")),
        "note": str(table.get("note", "")),
    }


def _built(path: str, kind: type[Trial], **fields: Any) -> Trial:
    try:
        return kind(**fields)
    except CannotRecord as why:
        raise CannotRecord(f"{path}.{why}") from None


def _table(path: str, told: object, known: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise CannotRecord(f"{path}: expected a table with {', '.join(sorted(known))}; got {told!r}.")
    strange = sorted(set(told) - known)
    if strange:
        raise CannotRecord(f"{path}.{strange[0]}: there is no such entry; expected {', '.join(sorted(known))}.")
    return told


def _number(path: str, table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CannotRecord(f"{path}.{key}: expected a number; got {value!r}.")
    return value


def _named(path: str, names: type[Name], value: object) -> Name:
    found = next((one for one in names if one.name.lower() == str(value).lower()), None)
    if found is None:
        raise CannotRecord(f"{path}: expected one of {', '.join(one.name.lower() for one in names)}; got {value!r}.")
    return found
