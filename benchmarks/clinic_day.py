"""How many simulated clinic days are lived and checked in a minute, beside the bare loop of the same events.

The bare loop takes the very messages and forms of those days through the product's functions (intake, bed, journal)
and nothing else: no people, no network, no disk that forgets, no invariants. The ratio says what the simulation costs.
Figures of one core are of the processor's time, so that other work counts little; the last is of the wall's clock.
"""

import os
import sys
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")

from clinic_day.day import Day  # noqa: E402 - the paths come first
from leeward.devices.intake import Intake  # noqa: E402
from leeward.devices.port import Receipt  # noqa: E402
from leeward.infusion import journal, late  # noqa: E402
from leeward.infusion.bed import Bed  # noqa: E402
from leeward.infusion.following import Following  # noqa: E402
from leeward.protocol.alarms import LIMITS  # noqa: E402

FIRST_SEED: Final = 20_260_000
DAYS: Final = 20
ROUNDS: Final = 2
JOBS: Final = 2  # the cores of the smallest machine that a clinic is meant to run on


def lived(seeds: range) -> list[Day]:
    """Live the days and look after every step whether what must hold does."""
    return [Day(seed).run() for seed in seeds]


def bare(days: list[Day]) -> int:
    """Take the same messages and events through the product's functions; return how many alarms stood at the end."""
    standing = 0
    for day in days:
        for infusion_id, entries in day.disk.journals.items():
            chair, intake = day.chairs[infusion_id], Intake[None]()
            bed = Bed(Following(LIMITS, chair.baseline, running=True))
            for number, (belongs_to, message) in enumerate(day.disk.frames.values()):
                if belongs_to != infusion_id:
                    continue
                intake.offer(message, None, now_s=number)
                if bed.take(message):
                    standing += len(bed.conditions(message.received_at))
                batch = intake.due(now_s=number + 1.0)
                if batch is not None:
                    intake.kept(batch, [Receipt(message_id=one.message_id, new=1) for one in batch.messages])
            again: journal.Journal = ()
            for entry in entries:
                again = journal.append(again, entry.event)
            late.state_after(journal.events(again))
    return standing


def best(act: Callable[[], object]) -> float:
    """Return the shortest of some rounds, in seconds of the processor: other work does not count."""
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        act()
        times.append(process_time() - began)
    return min(times)


def steps_of(seed: int) -> int:
    """Live one day; return how many steps it took."""
    return Day(seed).run().world.steps


def side_by_side(seeds: range) -> float:
    """Live the days on all cores; return how long it took by the wall's clock, in seconds."""
    with Pool(JOBS) as pool:
        pool.map(steps_of, seeds[:JOBS])  # the processes are warm before the clock runs
        began = perf_counter()
        pool.map(steps_of, seeds, chunksize=1)
        return perf_counter() - began


def main() -> int:
    """Print days in a minute of one core, how often the bare loop's time that is, and days in a minute of all cores."""
    seeds = range(FIRST_SEED, FIRST_SEED + DAYS)
    days = lived(seeds)
    whole_s, bare_s = best(lambda: lived(seeds)), best(lambda: bare(days))
    steps, checks = sum(day.world.steps for day in days), sum(day.invariants.checks for day in days)
    print(f"{DAYS} days, {steps} steps, {checks} checks; load {os.getloadavg()[0]:.1f}")
    print(f"simulated and checked  {DAYS / whole_s * 60:8.0f} days in a minute of one core")
    print(f"the bare loop          {DAYS / bare_s * 60:8.0f} days in a minute of one core")
    print(f"ratio                  {whole_s / bare_s:8.1f}")
    many = range(FIRST_SEED, FIRST_SEED + 3 * DAYS)
    print(
        f"side by side, {JOBS} jobs   {len(many) / side_by_side(many) * 60:8.0f} days in a minute of the wall's clock"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
