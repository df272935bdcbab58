"""Open pages while beds send: the hub beside the gateway, and how long after its message was due a page is told."""

import json
import signal
import socket
import subprocess
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.load_contestants import gateway
from benchmarks.load_ledger import YES
from benchmarks.load_process import PYTHON, ROOT, CannotLoad, Server, Spent
from benchmarks.load_round import Round, at_share, in_clinic, play
from benchmarks.load_work import Work

ENDS_WITHIN_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What open pages found while one round was played; latencies are from when the bed's message was due."""

    round: Round
    watchers: int
    told_p50_ms: float
    told_p99_ms: float
    fell_p50_ms: float
    fell_p99_ms: float
    untold: int
    lost: int
    hub_memory_mb: float
    hub_share: float

    @property
    def said(self) -> str:
        """One line for a terminal or a page."""
        return (
            f"{self.watchers:,} open pages beside {self.round.beds:,} beds ({self.round.wire}): a page is told of a "
            f"bed's message p50 {self.told_p50_ms:.0f} ms, p99 {self.told_p99_ms:.0f} ms after it was due (of one bed "
            f"at most once a second), and of an alarm p50 {self.fell_p50_ms:.0f} ms, p99 {self.fell_p99_ms:.0f} ms; "
            f"{self.untold} never told, {self.lost} streams lost; the hub takes {self.hub_memory_mb:.0f} MB and "
            f"{self.hub_share:.0%} of a core; the beds' own p99 meanwhile is {self.round.p99_ms:.0f} ms"
        )


def play_live(work: Work, folder: Path, *, watchers: int) -> Live:
    """Play one round over HL7 with so many pages open; raises CannotLoad where a process did not do its part."""
    spent: list[Spent] = []
    heard = folder / "heard.json"

    @contextmanager
    def beside(home: Path, work: Work) -> Iterator[None]:
        with _hub(home) as hub, _pages(hub.port, home, work, watchers, heard):
            spent.append(hub.spent())
            yield
            spent.append(hub.spent())

    found = play(gateway("hl7"), work, folder, beside=beside)
    pages = json.loads(heard.read_text(encoding="ascii"))
    ledger = json.loads((folder / "ledger.json").read_text(encoding="ascii"))
    told, untold = _told_ms(pages["heard"], ledger)
    fell = sorted(_fell_ms(pages["heard"], ledger, work))
    before, after = spent
    return Live(
        round=found,
        watchers=watchers,
        told_p50_ms=at_share(told, 0.5),
        told_p99_ms=at_share(told, 0.99),
        fell_p50_ms=at_share(fell, 0.5),
        fell_p99_ms=at_share(fell, 0.99),
        untold=untold,
        lost=pages["lost"],
        hub_memory_mb=after.memory_mb,
        hub_share=after.cpu_since(before) / (after.at_s - before.at_s),
    )


def _hub(home: Path) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(PYTHON), "-m", "leeward.cli", "hub", "--port", str(port)]
    return Server(command, environment={"LEEWARD_HOME": str(home)}, log=home / "hub.log", port=port)


@contextmanager
def _pages(port: int, home: Path, work: Work, watchers: int, heard: Path) -> Iterator[None]:
    """Open the pages, and write down what they heard when the beds are done."""
    clinic = json.loads(in_clinic([PYTHON, "-m", "benchmarks.load_clinic", "sign-in", "--beds", str(work.beds)], home))
    infusions = home / "infusions.json"
    infusions.write_text(json.dumps(clinic["infusions"]), encoding="ascii")
    command: list[str | Path] = [PYTHON, "-m", "benchmarks.load_watchers", "--port", str(port), "--heard", heard]
    command += ["--session", clinic["session"], "--infusions", infusions, "--watchers", str(watchers)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as pages:
        try:
            if pages.stdout is None or pages.stdout.readline() != "watching\n":
                raise CannotLoad(f"The pages could not listen: {pages.communicate(timeout=ENDS_WITHIN_S)[1][-2000:]}")
            yield
            pages.send_signal(signal.SIGTERM)
            pages.wait(ENDS_WITHIN_S)
        finally:
            pages.kill()


def _told_ms(heard: Sequence[Sequence[Sequence[float]]], ledger: Mapping[str, Any]) -> tuple[list[float], int]:
    """Return for each page and message how long it took until the page was told, and how often it never was."""
    told, untold = list[float](), 0
    for number, events in enumerate(heard):
        bed, instants = number % ledger["beds"], [at_s for at_s, _ in events]
        # The last second's messages may be told after the beds are done.
        for second in range(ledger["warm_up_s"], ledger["seconds"] - 2):
            place = bed * ledger["seconds"] + second
            if ledger["answers"][place] != YES:
                continue
            due_s = ledger["start_s"] + second + ledger["phases_ms"][bed] / 1000
            after = bisect_left(instants, due_s + ledger["answer_ms"][place] / 1000)
            if after < len(instants):
                told.append((instants[after] - due_s) * 1000)
            else:
                untold += 1
    return sorted(told), untold


def _fell_ms(heard: Sequence[Sequence[Sequence[float]]], ledger: Mapping[str, Any], work: Work) -> Iterator[float]:
    """Yield how long after its first low value was due a page was told of a longer journal."""
    falls = work.falls()
    for number, events in enumerate(heard):
        bed = number % ledger["beds"]
        if bed not in falls:
            continue
        due_s = ledger["start_s"] + falls[bed] + ledger["phases_ms"][bed] / 1000
        before = max((int(entries) for at_s, entries in events if at_s < due_s), default=0)
        later = [at_s for at_s, entries in events if at_s >= due_s and entries > before]
        if later:
            yield (later[0] - due_s) * 1000
