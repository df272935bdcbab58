"""Watchers: two thousand pages that listen to the hub, and the same pages asking every two seconds, in the same run.

Processor time is of the servers only. The pages are a process of their own; so is who writes.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.load_process import PYTHON, ROOT, CannotLoad, Server
from benchmarks.load_round import at_share, in_clinic
from benchmarks.measure import Claim, Comparison

BEDS: Final = 20
PAGES: Final = 2_000
ASKING: Final = 10
ASKS_EVERY_S: Final = 2.0
LISTENER_ASKS_EVERY_S: Final = 10.0
"""A page that listens asks this often where nothing changes: stream.js, LOOK_AT_LEAST_EVERY_MS."""
LASTS_S: Final = 15
WRITES_EVERY_S: Final = 0.5
NOTE: Final = (
    "The first ratio is what the two periods make of it, ten seconds over two, less the hub's part. At a chair where "
    "something changes every second a page asks every two seconds either way, and hears of an alarm at once."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One turn: processor time of the servers in microseconds for one page and second, and what pages were told."""

    asking_us: float
    listening_us: float
    hub_us: float
    memory_mb: float
    told_ms: tuple[float, ...]
    untold: int
    lost: int


def measure(rounds: int) -> Claim:
    """Play a few turns and compare asking with listening."""
    with TemporaryDirectory(prefix="leeward-watchers-", ignore_cleanup_errors=True) as folder:
        found = _turns(Path(folder), turns=max(1, min(rounds, 3)))
    told = sorted(ms for turn in found for ms in turn.told_ms)
    untold, lost = sum(turn.untold for turn in found), sum(turn.lost for turn in found)
    says = (
        f"{PAGES:,} pages listened for {LASTS_S} s in each of {len(found)} turns while something was written every "
        f"{WRITES_EVERY_S:g} s: a page was told p50 {at_share(told, 0.5):.0f} ms, p99 {at_share(told, 0.99):.0f} ms, "
        f"at most {told[-1]:.0f} ms after the commit; {untold} never told, {lost} streams lost; the hub took "
        f"{max(turn.memory_mb for turn in found):.0f} MB, and for one page and second {found[0].hub_us:.0f} us of "
        f"processor time, against {found[0].asking_us:,.0f} us where the page asks."
    )
    return Claim(
        name="watchers",
        title="pages that listen to the hub, beside the same pages asking every two seconds",
        comparisons=(
            Comparison(
                what="servers' processor time for a page that asks, over one that listens at a quiet chair",
                ratios=tuple(turn.asking_us / turn.listening_us for turn in found),
            ),
            Comparison(
                what="the same, of asking alone over the hub alone",
                ratios=tuple(turn.asking_us / turn.hub_us for turn in found),
            ),
        ),
        notes=(says, NOTE),
    )


def _turns(folder: Path, *, turns: int) -> list[Found]:
    home = folder / "clinic"
    in_clinic([PYTHON, "-m", "benchmarks.load_clinic", "seed", "--beds", str(BEDS), "--wire", "hl7"], home)
    signed_in = [PYTHON, "-m", "benchmarks.load_clinic", "sign-in", "--beds", str(BEDS)]
    clinic = json.loads(in_clinic(signed_in, home))
    (home / "infusions.json").write_text(json.dumps(clinic["infusions"]), encoding="ascii")
    with ExitStack() as stack:
        pages = stack.enter_context(_server("web", home))
        hub = stack.enter_context(_server("hub", home))
        return [_turn(home, clinic, pages, hub) for _ in range(turns)]


def _server(command: str, home: Path) -> Server:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [str(PYTHON), "-m", "leeward.cli", command, "--port", str(port)]
    return Server(told, environment={"LEEWARD_HOME": str(home)}, log=home / f"{command}.log", port=port)


def _turn(home: Path, clinic: dict[str, object], pages: Server, hub: Server) -> Found:
    ask_us = _asking(home, str(clinic["session"]), pages)
    with _listening(home, str(clinic["session"]), hub) as heard:
        before = hub.spent()
        written = json.loads(in_clinic([PYTHON, "-m", "benchmarks.watchers"], home))
        after = hub.spent()
    told, untold = _told_ms(json.loads(heard.read_text(encoding="ascii"))["heard"], written, clinic)
    hub_us = after.cpu_since(before) / (after.at_s - before.at_s) / PAGES * 1e6
    return Found(
        asking_us=ask_us / ASKS_EVERY_S,
        listening_us=hub_us + ask_us / LISTENER_ASKS_EVERY_S,
        hub_us=hub_us,
        memory_mb=after.memory_mb,
        told_ms=tuple(told),
        untold=untold,
        lost=json.loads(heard.read_text(encoding="ascii"))["lost"],
    )


def _asking(home: Path, session: str, pages: Server) -> float:
    """Ask for the live part of a few pages every two seconds; return the servers' processor time of one answer, us."""
    paths = json.loads(in_clinic([PYTHON, "-m", "benchmarks.watchers", "--paths"], home))[:ASKING]
    calls = [HTTPConnection("127.0.0.1", pages.port, timeout=60) for _ in paths]
    answered = 0
    for turn in range(int(LASTS_S / ASKS_EVERY_S) + 1):
        begun_s = time.monotonic()
        if turn == 1:  # the first answers load what the others find loaded
            before, answered = pages.spent(), 0
        for call, path in zip(calls, paths, strict=True):
            call.request("GET", path, headers={"Cookie": f"sessionid={session}", "HX-Request": "true"})
            told = call.getresponse()
            if b"tiles" not in told.read() or told.status != 200:
                raise CannotLoad(f"A page asked and was answered {told.status}.")
            answered += 1
        time.sleep(max(0.0, begun_s + ASKS_EVERY_S - time.monotonic()))
    return pages.spent().cpu_since(before) / answered * 1e6


@contextmanager
def _listening(home: Path, session: str, hub: Server) -> Iterator[Path]:
    heard = home / "heard.json"
    command: list[str | Path] = [PYTHON, "-m", "benchmarks.load_watchers", "--port", str(hub.port), "--heard", heard]
    command += ["--session", session, "--infusions", home / "infusions.json", "--watchers", str(PAGES)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as pages:
        try:
            if pages.stdout is None or pages.stdout.readline() != "watching\n":
                raise CannotLoad(f"The pages could not listen: {pages.communicate(timeout=60)[1][-2000:]}")
            yield heard
            pages.send_signal(signal.SIGTERM)
            pages.wait(60)
        finally:
            pages.kill()


def _told_ms(
    heard: Sequence[Sequence[Sequence[float]]], written: Sequence[tuple[str, float]], clinic: dict[str, object]
) -> tuple[list[float], int]:
    """Return how long after each commit each page about that infusion was told, and how often one never was."""
    infusions = clinic["infusions"]
    assert isinstance(infusions, list), "what sign-in printed"  # noqa: S101 - tells mypy so
    told: list[float] = []
    untold = 0
    for infusion_id, at_s in written:
        bed = infusions.index(infusion_id)
        for instants in ([at for at, _ in events] for events in heard[bed::BEDS]):
            after = bisect_left(instants, at_s)
            if after < len(instants):
                told.append((instants[after] - at_s) * 1000)
            else:
                untold += 1
    return told, untold


def _paths() -> list[str]:
    from django.urls import reverse

    from leeward.clinic.infusions.models import Infusion

    return [reverse("infusions:live", args=[one.person_id, one.pk]) for one in Infusion.objects.all()]


def _write() -> list[tuple[str, float]]:
    """Write a reading at one bed after the other; return each commit's infusion and instant."""
    from uuid import UUID, uuid4

    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import mapping
    from leeward.clinic.infusions.models import Infusion
    from leeward.clinic.web import wake
    from leeward.infusion.vitals import GenerationMode, Reading, VitalKind

    def write(infusion_id: UUID) -> float:
        now = datetime.now(UTC)
        reading = Reading(
            reading_id=uuid4(), kind=VitalKind.HEART_RATE, value=71.0, unit=VitalKind.HEART_RATE.unit, at=now,
            received_at=now, source="monitor: benchmark", device="benchmark", mode=GenerationMode.DEMO,
        )  # fmt: skip
        mapping.reading_row(reading, infusion_id=infusion_id).save(force_insert=True)
        wake.tell(wake.INFUSIONS, [infusion_id])
        return time.monotonic()

    infusions = [one.pk for one in Infusion.objects.all()]
    written = []
    with acting("benchmark"):
        for number in range(int(LASTS_S / WRITES_EVERY_S)):
            infusion_id = infusions[number % len(infusions)]
            written.append((str(infusion_id), write(infusion_id)))
            time.sleep(WRITES_EVERY_S)
    time.sleep(1.0)
    return written


def main() -> int:
    """Within a clinic: print the addresses that pages ask, or write and print when."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", action="store_true")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")
    from leeward.cli.project import set_up_django

    set_up_django()
    print(json.dumps(_paths() if chosen.paths else _write()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
