"""After a round: is everything that was answered with yes in the records, once and right, and was every fall decided?

Run where the product runs, since it reads the clinic through the product's own mapping; prints JSON.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.load_ledger import YES
from benchmarks.load_work import DESATURATION, NAMES, Work, values_of

AT_ONCE: Final = 200
Kept = Mapping[tuple[str, int], Sequence[float | None]]
"""The values that the records hold of one bed, by vital sign and instant in ms since 1970."""


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What the records say of what was acknowledged; `decided_ms` goes by the bed whose saturation fell."""

    acknowledged: int = 0
    lost: int = 0
    wrong: int = 0
    twice: int = 0
    falls: int = 0
    undecided: int = 0
    broken_journals: int = 0
    other_alarms: int = 0
    decided_ms: dict[int, int] = field(default_factory=dict)
    commits: list[int] = field(default_factory=list)

    def compare(self, bed: int, told: Mapping[str, Any], falls_at: int | None, kept: Kept) -> None:
        """Hold one bed's records against the ledger."""
        seconds = told["seconds"]
        for second in range(seconds):
            if told["answers"][bed * seconds + second] != YES:
                continue
            self.acknowledged += 1
            at_ms = told["start_ms"] + 1000 * second + told["phases_ms"][bed]
            found = [kept.get((name, at_ms), ()) for name in NAMES]
            self.lost += not all(found)
            self.twice += any(len(values) > 1 for values in found)
            right = zip(found, values_of(bed, second, falls_at), strict=True)
            self.wrong += any(values and values[0] != value for values, value in right)


def of_clinic(told: Mapping[str, Any]) -> Verdict:
    """Read the clinic of LEEWARD_HOME."""
    from leeward.cli.project import set_up_django

    set_up_django()
    from leeward.clinic.infusions import frame_chain_check
    from leeward.clinic.infusions.models import FrameBatch, Infusion

    verdict, falls = Verdict(), _falls(told)
    infusions = Infusion.objects.filter(state="running").order_by("created_at")
    for infusion in infusions.iterator(AT_ONCE):
        bed = int(infusion.chair)
        verdict.compare(bed, told, falls.get(bed), _readings_of(infusion))
        _hear_journal(infusion, bed, verdict)
    _count_falls(verdict, falls, told)
    verdict.broken_journals += len(frame_chain_check.broken())
    verdict.commits = list(FrameBatch.objects.values_list("rows", flat=True))
    return verdict


def _readings_of(infusion: Any) -> Kept:
    """Return what the product's own reader finds of one infusion."""
    from datetime import UTC, datetime

    from leeward.clinic.infusions import bedside

    found: dict[tuple[str, int], list[float | None]] = {}
    for reading in bedside.load(infusion, now=datetime.now(UTC), whole=True).readings:
        found.setdefault((reading.kind.value, round(reading.at.timestamp() * 1000)), []).append(reading.value)
    return found


def _hear_journal(infusion: Any, bed: int, verdict: Verdict) -> None:
    from leeward.clinic.infusions import mapping
    from leeward.infusion import journal
    from leeward.infusion.events import AlarmRaised

    entries = mapping.journal_of(infusion.journal.all())
    verdict.broken_journals += journal.verify(entries) is not None
    for event in journal.events(entries):
        if not isinstance(event, AlarmRaised):
            continue
        if event.alarm_key == DESATURATION:
            verdict.decided_ms.setdefault(bed, round(event.at.timestamp() * 1000))
        else:
            verdict.other_alarms += 1


def of_store(told: Mapping[str, Any], database: Path) -> Verdict:
    """Read the one table of the prototype or of a peer."""
    from pysqlite3 import dbapi2 as sqlite3

    verdict, falls, kept = Verdict(), _falls(told), dict[int, dict[tuple[str, int], list[float | None]]]()
    connection = sqlite3.connect(str(database))
    for bed, at_ms, *values in connection.execute(f"SELECT bed, at_ms, {', '.join(NAMES)} FROM reading"):  # noqa: S608
        for name, value in zip(NAMES, values, strict=True):
            kept.setdefault(bed, {}).setdefault((name, at_ms), []).append(value)
    for bed in range(told["beds"]):
        verdict.compare(bed, told, falls.get(bed), kept.get(bed, {}))
    for bed, decided_ms in connection.execute("SELECT bed, decided_ms FROM alarm ORDER BY decided_ms DESC"):
        verdict.decided_ms[bed] = decided_ms
    verdict.other_alarms = len(verdict.decided_ms.keys() - falls.keys())
    _count_falls(verdict, falls, told)
    return verdict


def _falls(told: Mapping[str, Any]) -> Mapping[int, int]:
    return Work(beds=told["beds"], seconds=told["seconds"], warm_up_s=told["warm_up_s"]).falls()


def _count_falls(verdict: Verdict, falls: Mapping[int, int], told: Mapping[str, Any]) -> None:
    """Count the falls whose first value was acknowledged, and those of them that nobody was called for."""
    known = [bed for bed, second in falls.items() if told["answers"][bed * told["seconds"] + second] == YES]
    verdict.falls = len(known)
    verdict.undecided = sum(bed not in verdict.decided_ms for bed in known)
    verdict.decided_ms = {bed: verdict.decided_ms[bed] for bed in _among(known, verdict.decided_ms)}


def _among(beds: Iterable[int], decided: Mapping[int, int]) -> Iterable[int]:
    return (bed for bed in beds if bed in decided)


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--database", type=Path, help="of the prototype or a peer; none: the clinic of LEEWARD_HOME")
    chosen = parser.parse_args()
    told = json.loads(chosen.ledger.read_text(encoding="ascii"))
    if chosen.database is None and "LEEWARD_HOME" not in os.environ:
        parser.error("set LEEWARD_HOME to the folder of the clinic that was under load")
    verdict = of_clinic(told) if chosen.database is None else of_store(told, chosen.database)
    print(json.dumps(asdict(verdict)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
