"""The treatments tried, in a chart file: every trial is read by itself, so that one fault hides no other."""

from collections.abc import Mapping
from typing import Any

from leeward.assessment.history import TreatmentHistory
from leeward.assessment.history_reading import PARTS, history_from
from leeward.assessment.treatment import CannotRecord
from leeward.cli.chart_entries import Entries
from leeward.cli.strict_json import Fault, under


def read_history(entries: Entries, path: str, value: object) -> TreatmentHistory | None:
    """Read the treatments tried; what is wrong is kept among the faults, with its path."""
    before = len(entries.faults)
    told = entries.table(path, value, PARTS, ())
    for part, one in told.items():
        if part in PARTS:
            _part(entries, part, entries.table(under(path, part), one, ("complete", "tried"), ()))
    return history_from(dict(told)) if len(entries.faults) == before else None


def _part(entries: Entries, part: str, table: Mapping[str, Any]) -> None:
    tried = table.get("tried", [])
    trials = tried if isinstance(tried, list) else []
    known = {key: one for key, one in table.items() if key in ("complete", "tried")}
    _faults(entries, part, {**known, "tried": [] if trials else tried})
    for place, trial in enumerate(trials):
        _faults(entries, part, {"tried": [trial]}, place=place)


def _faults(entries: Entries, part: str, told: Mapping[str, Any], *, place: int = 0) -> None:
    """Read a part; leave out what is wrong and read again, until nothing more is."""
    seen: set[str] = set()
    while (why := _refusal(part, told)) is not None:
        where, _, says = why.partition(": ")
        if where in seen:
            return
        seen.add(where)
        entries.faults.append(Fault(f"$.{where}".replace("tried[0]", f"tried[{place}]"), says))
        told = _without(told, where.rpartition(".")[2])


def _refusal(part: str, told: Mapping[str, Any]) -> str | None:
    try:
        history_from({part: told})
    except CannotRecord as why:
        return str(why)
    return None


def _without(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return a part without one entry of its own, or of its trial."""
    rest = {one: value for one, value in told.items() if one != key}
    trials = rest.get("tried")
    if isinstance(trials, list):
        rest["tried"] = [
            {one: value for one, value in trial.items() if one != key} if isinstance(trial, Mapping) else trial
            for trial in trials
        ]
    return rest
