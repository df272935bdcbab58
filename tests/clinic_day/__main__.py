"""Replay a clinic day by its seed, or look for one that fails: python tests/clinic_day --seed N [--days K --jobs J]."""

import argparse
import os
import sys
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")

from clinic_day.day import Day  # noqa: E402 - the paths come first
from clinic_day.laws import Broken  # noqa: E402


def one(seed: int) -> tuple[int, str, Counter[str], int, int]:
    """Live a day; return what broke, what went wrong in it, and how much was looked at."""
    day = Day(seed)
    try:
        day.run()
    except Broken as why:
        return seed, str(why), day.world.happened, day.world.steps, day.invariants.checks
    return seed, "", day.world.happened, day.world.steps, day.invariants.checks


def told(seed: int) -> int:
    """Print the log of one day."""
    day = Day(seed, is_told=True)
    broken = ""
    try:
        day.run()
    except Broken as why:
        broken = str(why)
    for s, now, who, what in day.world.told:
        print(f"{s:9.1f} s  {now:%H:%M:%S}  {who:<12} {what}")
    for chair in day.chairs.values():
        print(f"\nChair {chair.number}: {day.disk.states[chair.infusion_id].value}, the pump gave "
              f"{chair.pump.given_ml:.1f} of {chair.preparation.vtbi_ml:g} mL")  # fmt: skip
        for entry in day.disk.journals[chair.infusion_id]:
            event = entry.event
            print(f"    {entry.seq:>3} {event.at:%H:%M:%S} {type(event).__name__:<22} "
                  f"{getattr(event, 'alarm_key', '')} {getattr(event, 'says', '')} {event.by}")  # fmt: skip
    print(f"\n{broken or 'All invariants held'}: {day.world.steps} steps, {day.invariants.checks} checks; "
          f"trace {day.digest()[:16]}.")  # fmt: skip
    return 1 if broken else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/clinic_day", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first day")
    parser.add_argument("--days", type=int, default=1, help="how many days, one seed after another")
    parser.add_argument("--jobs", type=int, default=2, help="how many days are lived side by side")
    arguments = parser.parse_args()
    if arguments.days == 1:
        return told(arguments.seed)
    began, failed, happened, steps, checks = perf_counter(), [], Counter(), 0, 0
    with Pool(arguments.jobs) as pool:
        for seed, why, wrong, many, looked in pool.imap_unordered(
            one, range(arguments.seed, arguments.seed + arguments.days), chunksize=8
        ):
            happened, steps, checks = happened + wrong, steps + many, checks + looked
            if why:
                failed.append(seed)
                print(why)
    took_s = perf_counter() - began
    for what, many in happened.most_common():
        print(f"{many:>9}  {what}")
    print(f"{arguments.days} days, {steps} steps, {checks} checks in {took_s:.1f} s: "
          f"{arguments.days / took_s * 60:.0f} days a minute; {len(failed)} failed {sorted(failed)[:20]}")  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
