"""One round of load: start a server, let the beds speak to it, and hold its records against the ledger."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

from benchmarks.load_ledger import NO, UNANSWERED, YES
from benchmarks.load_process import PYTHON, ROOT, CannotLoad, Server, Spent, load_now
from benchmarks.load_work import Work

SEEDED_WITHIN_S: Final = 600.0
ENDS_WITHIN_S: Final = 120.0
AT_MOST_MS: Final = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Somebody who receives readings: how it is started in an empty folder, and where its records lie then."""

    name: str
    wire: str
    starts: Callable[[Path, Work], Server]
    is_clinic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round found; latencies are of the messages that were due after the warm-up, from when they were due."""

    name: str
    wire: str
    beds: int
    messages: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    decided_p50_ms: float
    decided_p99_ms: float
    falls: int
    undecided: int
    unanswered: int
    refused: int
    early_refused: int
    lost: int
    wrong: int
    twice: int
    strange: int
    broken_journals: int
    other_alarms: int
    lag_p99_ms: float
    cpu_us: float
    cpu_share: float
    memory_mb: float
    grew_mb: float
    others_share: float
    load: str
    commit_rows: float

    @property
    def is_whole(self) -> bool:
        """Is everything that was acknowledged in the records, once and right, and was everything decided?"""
        return not (self.lost or self.wrong or self.twice or self.strange or self.undecided or self.broken_journals)

    @property
    def holds(self) -> bool:
        """Was every message kept, and 99 % of them acknowledged within the bar?"""
        return self.is_whole and not (self.unanswered or self.refused) and self.p99_ms < AT_MOST_MS


Beside = Callable[[Path, Work], AbstractContextManager[None]]
"""What else goes on while the beds speak; entered once the server listens."""


def play(contestant: Contestant, work: Work, folder: Path, *, beside: Beside = lambda *_: nullcontext()) -> Round:
    """Play one round in an empty folder; raises CannotLoad where a process did not do its part."""
    load, ledger = load_now(), folder / "ledger.json"
    with contestant.starts(folder, work) as server, beside(folder, work):
        before, after, beds_s = _under_load(server, contestant.wire, work, ledger)
    told = json.loads(ledger.read_text(encoding="ascii"))
    verdict = _verdict(contestant, folder, ledger)
    return _round(contestant, work, told, verdict, before=before, after=after, beds_s=beds_s, load=load)


def _under_load(server: Server, wire: str, work: Work, ledger: Path) -> tuple[Spent, Spent, float]:
    """Let the beds speak; return what the server had spent at both ends of what is measured, and the beds' own CPU."""
    command = [PYTHON, "-m", "benchmarks.load_generator", "--wire", wire, "--port", str(server.port)]
    command += ["--beds", str(work.beds), "--seconds", str(work.seconds)]
    command += ["--warm-up", str(work.warm_up_s), "--ledger", str(ledger)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as beds:
        assert beds.stdout is not None  # noqa: S101 - tells mypy so
        assert beds.stderr is not None  # noqa: S101 - tells mypy so
        # What hangs is ended, and the reading below then ends with it.
        watchdog = threading.Timer(ENDS_WITHIN_S + work.seconds, beds.kill)
        watchdog.start()
        try:
            begin = beds.stdout.readline()
            if not begin:
                raise CannotLoad(f"The beds could not connect: {beds.stderr.read()[-2000:]}")
            start_s = json.loads(begin)["start_s"]
            before = _at(server, start_s + work.warm_up_s)
            after = _at(server, start_s + work.seconds)
            _, said = beds.communicate()
        finally:
            watchdog.cancel()
    if beds.returncode:
        raise CannotLoad(f"The beds stopped with {beds.returncode}: {said[-2000:]}")
    used = json.loads(ledger.read_text(encoding="ascii"))["cpu_s"]
    return before, after, used * (after.at_s - before.at_s) / work.seconds


def _at(server: Server, at_s: float) -> Spent:
    time.sleep(max(at_s - time.monotonic(), 0.0))
    return server.spent()


def _verdict(contestant: Contestant, folder: Path, ledger: Path) -> Mapping[str, Any]:
    command: list[str | Path] = [PYTHON, "-m", "benchmarks.load_records", "--ledger", ledger]
    if not contestant.is_clinic:
        command += ["--database", folder / "readings.sqlite3"]
    return dict(json.loads(in_clinic(command, folder)))


def in_clinic(command: Sequence[str | Path], home: Path) -> str:
    """Run a command on the clinic of a folder and return what it printed."""
    environment = dict(os.environ) | {"LEEWARD_HOME": str(home)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SEEDED_WITHIN_S, check=False
    )
    if done.returncode:
        raise CannotLoad(f"{' '.join(map(str, command[1:4]))} failed: {done.stderr[-2000:]}")
    return done.stdout


def _round(
    contestant: Contestant,
    work: Work,
    told: Mapping[str, Any],
    verdict: Mapping[str, Any],
    *,
    before: Spent,
    after: Spent,
    beds_s: float,
    load: str,
) -> Round:
    places = [bed * work.seconds + second for bed in range(work.beds) for second in range(work.warm_up_s, work.seconds)]
    early = [bed * work.seconds + second for bed in range(work.beds) for second in range(work.warm_up_s)]
    answered = sorted(told["answer_ms"][place] if told["answers"][place] == YES else inf for place in places)
    decided = sorted(_decided_ms(work, told, verdict))
    cpu_s, passed_s = after.cpu_since(before), after.at_s - before.at_s
    return Round(
        name=contestant.name,
        wire=contestant.wire,
        beds=work.beds,
        messages=len(places),
        p50_ms=at_share(answered, 0.5),
        p99_ms=at_share(answered, 0.99),
        worst_ms=at_share(answered, 1.0),
        decided_p50_ms=at_share(decided, 0.5),
        decided_p99_ms=at_share(decided, 0.99),
        unanswered=sum(told["answers"][place] == UNANSWERED for place in places),
        refused=sum(told["answers"][place] == NO for place in places),
        early_refused=sum(told["answers"][place] != YES for place in early),
        strange=told["strange"],
        lag_p99_ms=at_share(sorted(told["lag_ms"][place] for place in places), 0.99),
        cpu_us=cpu_s / (work.beds * passed_s) * 1e6,
        cpu_share=cpu_s / passed_s,
        memory_mb=after.memory_mb,
        grew_mb=after.memory_mb - before.memory_mb,
        others_share=after.others_since(before, ours_s=cpu_s + beds_s),
        load=load,
        commit_rows=sum(verdict["commits"]) / len(verdict["commits"]) if verdict["commits"] else 0.0,
        **{
            name: verdict[name]
            for name in ("falls", "undecided", "lost", "wrong", "twice", "broken_journals", "other_alarms")
        },
    )


def _decided_ms(work: Work, told: Mapping[str, Any], verdict: Mapping[str, Any]) -> Iterable[float]:
    """Yield how long after its value was due each alarm was decided."""
    falls = work.falls()
    for bed, decided_ms in verdict["decided_ms"].items():
        yield decided_ms - (told["start_ms"] + 1000 * falls[int(bed)] + told["phases_ms"][int(bed)])


def at_share(ordered: Sequence[float], share: float) -> float:
    """Return the value below which this share of them lies; nothing at all is infinitely late."""
    if not ordered:
        return inf
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
