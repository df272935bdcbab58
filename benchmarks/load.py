"""Load: thousands of beds, each with six numerics a second, against the real gateway; the bare prototype and peers.

`measure` is the whole, minutes long. `python -m benchmarks.load --smoke` is what CI runs: 1,000 beds over HL7.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.load_contestants import gateway, peer, prototype
from benchmarks.load_live import Live, play_live
from benchmarks.load_process import CannotLoad
from benchmarks.load_report import beds_table, growth_table, line
from benchmarks.load_round import AT_MOST_MS, Contestant, Round, play
from benchmarks.load_work import Work
from benchmarks.measure import Claim, Comparison, Disagrees, Sense

SIZES: Final = {"hl7": (10, 100, 1_000, 5_000, 10_000), "json": (10, 100, 1_000, 5_000, 10_000)}
BARS: Final = {"hl7": 5_000, "json": 10_000}
"""How many beds hold, by the wire."""
COST_BEDS: Final = 1_000
COST_BAR: Final = 3.0
"""Where the processor time of a message is compared with the prototype's, and how often that it may take."""
TRIES: Final = 3
WATCHERS: Final = 2_000
SMOKE_BEDS: Final = 1_000
SMOKE_S: Final = 8
PEER_S: Final = 6
FIRST_BEDS, MOST_BEDS = 50, 6_400
"""From where and to where a peer's beds are doubled."""
PEER_CONTESTANTS: Final = (
    peer("python-hl7's MLLP server", "hl7_mllp", "hl7"),
    peer("Django REST Framework", "django_rest", "http"),
)


class Ground:
    """A folder in which every round has its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)

    def play(self, contestant: Contestant, work: Work) -> Round:
        """Play one round and say on stderr what it found; raises Disagrees where a record is missing or wrong."""
        return _looked_at(play(contestant, work, self._empty()))

    def live(self, work: Work, *, watchers: int) -> Live:
        """Play one round with open pages beside it."""
        found = play_live(work, self._empty(), watchers=watchers)
        _looked_at(found.round)
        print(f"  {found.said}", file=sys.stderr, flush=True)
        return found

    def _empty(self) -> Path:
        folder = self._folder / f"round-{next(self._numbers)}"
        folder.mkdir()
        return folder

    def best(self, contestant: Contestant, work: Work, *, tries: int = TRIES) -> list[Round]:
        """Play until a round holds, at most so often; return all of them."""
        played: list[Round] = []
        while len(played) < tries and not any(one.holds for one in played):
            played.append(self.play(contestant, work))
        return played


def _looked_at(found: Round) -> Round:
    print(f"  {line(found)}", file=sys.stderr, flush=True)
    if not found.is_whole:
        raise Disagrees(f"{found.name}, {found.beds} beds: the records are not what was acknowledged: {found}")
    return found


def measure(rounds: int) -> Claim:
    """Play every size on both wires beside the prototype, then double the peers' beds until they stop holding."""
    with TemporaryDirectory(prefix="leeward-load-", ignore_cleanup_errors=True) as folder:
        ground = Ground(Path(folder))
        ours: list[Round] = []
        bare: list[Round] = []
        for wire, sizes in SIZES.items():
            for beds in sizes:
                turns = min(rounds, TRIES) if beds in (COST_BEDS, BARS[wire]) else 1
                for _ in range(turns):
                    bare.append(ground.play(prototype(wire), Work.of(beds)))
                    ours.append(ground.play(gateway(wire), Work.of(beds)))
        live = ground.live(Work.of(COST_BEDS), watchers=WATCHERS)
        peers = [one for contestant in PEER_CONTESTANTS for one in _doubled(ground, contestant)]
    return Claim(
        name="load",
        title="beds that send six numerics a second, each acknowledged once it is on disk and decided",
        comparisons=(*_costs(ours, bare), *_held(ours), *_beside(ours, peers)),
        notes=(*NOTES, growth_table(ours, bare), live.said, beds_table(peers)),
    )


NOTES: Final = (
    (
        "Latency is from the instant at which a message was due, not from when it could be sent, to its "
        "acknowledgement, which follows the commit (SQLite, WAL, synchronous FULL). Decided is from the instant at "
        "which the first value beyond a limit was due to the instant that the journal gives the alarm. Beds and "
        "server are processes of their own; the lag is how late the beds' process itself sent (p99), and is in the "
        "latency. Others is the share of both cores taken by neither of them. Every bed comes back at once to a "
        "gateway that has just started: 3 s and 2.5 s for each 1,000 beds pass before 12 s are measured."
    ),
    (
        "After every round each acknowledged message is looked up in the records, all six values of it, and each fall "
        "in the journals, whose hashes are verified. A round with a message missing, wrong or kept twice ends the run."
    ),
    (
        "The bare prototype hears the same bytes, takes the six numbers, compares them with plain limits, and keeps "
        "a row a message in groups of 50 ms: no register, no pairing, no alarm engine, no journal, no pages."
    ),
)


def _doubled(ground: Ground, contestant: Contestant) -> list[Round]:
    """Double the beds until three rounds in a row do not hold."""
    played: list[Round] = []
    beds = FIRST_BEDS
    while beds <= MOST_BEDS:
        tried = ground.best(contestant, Work.of(beds, measured_s=PEER_S))
        played += tried
        if not tried[-1].holds:
            break
        beds *= 2
    return played


def _costs(ours: Sequence[Round], bare: Sequence[Round]) -> list[Comparison]:
    """Compare the processor time of a message with the prototype's of the same turn."""
    found: list[Comparison] = []
    for wire in SIZES:
        for beds in (COST_BEDS, BARS[wire]):
            pairs = [(a, b) for a, b in zip(ours, bare, strict=True) if (a.wire, a.beds) == (wire, beds)]
            what = f"processor time of a message over the bare prototype's, {wire.upper()}, {beds:,} beds"
            ratios = tuple(a.cpu_us / b.cpu_us for a, b in pairs)
            found.append(Comparison(what=what, ratios=ratios, bar=COST_BAR, sense=Sense.AT_MOST))
    return found


def _held(ours: Sequence[Round]) -> list[Comparison]:
    """Compare the best p99 of each bar's rounds with what it may be."""
    found: list[Comparison] = []
    for wire, beds in BARS.items():
        best = min(one.p99_ms for one in ours if (one.wire, one.beds) == (wire, beds))
        what = f"p99 over {AT_MOST_MS:g} ms, {wire.upper()}, {beds:,} beds, best of the rounds"
        found.append(Comparison(what=what, ratios=(best / AT_MOST_MS,), bar=1.0, sense=Sense.AT_MOST))
    return found


def _beside(ours: Sequence[Round], peers: Sequence[Round]) -> list[Comparison]:
    """Compare the processor time of a message with the peers', each at its cheapest."""
    found: list[Comparison] = []
    for contestant in PEER_CONTESTANTS:
        wire = "hl7" if contestant.wire == "hl7" else "json"
        mine = [one.cpu_us for one in ours if (one.wire, one.beds) == (wire, COST_BEDS)]
        theirs = min(one.cpu_us for one in peers if one.name == contestant.name)
        what = f"{contestant.name}: its processor time of a message over leeward's"
        found.append(Comparison(what=what, ratios=tuple(theirs / one for one in mine)))
    return found


def smoke(beds: int) -> int:
    """Play up to three rounds over HL7; return 1 where a message is lost, or none of them holds."""
    with TemporaryDirectory(prefix="leeward-load-", ignore_cleanup_errors=True) as folder:
        try:
            played = Ground(Path(folder)).best(gateway("hl7"), Work.of(beds, measured_s=SMOKE_S))
        except (CannotLoad, Disagrees) as why:
            print(why, file=sys.stderr)
            return 1
    best = min(played, key=lambda one: one.p99_ms)
    print(line(best))
    holds = any(one.holds for one in played)
    print(f"{beds:,} beds {'hold' if holds else 'DO NOT HOLD'} p99 under {AT_MOST_MS:g} ms.")
    return 0 if holds else 1


def main() -> int:
    """Run CI's form."""
    parser = argparse.ArgumentParser(prog="./run bench load --smoke", description=__doc__)
    parser.add_argument("--smoke", action="store_true", required=True)
    parser.add_argument("--beds", type=int, default=SMOKE_BEDS)
    return smoke(parser.parse_args().beds)


if __name__ == "__main__":
    sys.exit(main())
