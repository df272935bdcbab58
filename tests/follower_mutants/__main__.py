"""Run every mutant of the follower against its laws: python tests/follower_mutants [--jobs J] [NUMBER ...]."""

import argparse
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import Any

HERE = Path(__file__).parents[2]
sys.path[:0] = [str(HERE / "tests")]

from follower_mutants.mutants import MUTANTS, Mutant  # noqa: E402 - the path comes first

LAWS = (
    "tests/laws/test_following.py", "tests/laws/test_bed.py", "tests/spec/test_alarms.py",
    "tests/laws/test_watching.py", "tests/laws/test_alarm_reference.py", "tests/faults/test_clock_set.py",
    "tests/faults/test_clocks.py", "tests/faults/test_sensor.py",
)  # fmt: skip


def source_of(mutant: Mutant) -> Path:
    return HERE / "src" / "leeward" / "infusion" / f"{mutant.module}.py"


class Loader(SourceFileLoader):
    """Loads one module with one line made wrong, whatever was compiled before."""

    mutant: Mutant

    def get_code(self, fullname: str) -> Any:  # noqa: ARG002 - the name is Python's
        text = source_of(self.mutant).read_text(encoding="utf-8")
        if text.count(self.mutant.right) != 1:
            raise SystemExit(f"{self.mutant} does not stand there once.")
        return compile(text.replace(self.mutant.right, self.mutant.wrong), self.path, "exec")


class Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, _path: Any, _target: Any = None) -> ModuleSpec | None:
        if fullname != f"leeward.infusion.{self.mutant.module}":
            return None
        loader = Loader(fullname, str(source_of(self.mutant)))
        loader.mutant = self.mutant
        return spec_from_file_location(fullname, loader=loader)


class NoShrinking:
    """A plugin of pytest: that a law breaks is enough here, and the smallest example costs most of the time."""

    @staticmethod
    def pytest_sessionstart() -> None:
        from hypothesis import Phase, settings

        found = settings(settings.get_profile("leeward"), phases=(Phase.explicit, Phase.generate))
        settings.register_profile("mutants", found)
        settings.load_profile("mutants")


def one(number: int) -> tuple[int, int, float]:
    """Run the laws on one mutant, in a process of its own; return the exit code: 1 is caught."""
    import pytest

    os.chdir(HERE)
    sys.meta_path.insert(0, Finder(MUTANTS[number]))
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - for as long as the process lives
    code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--no-header", *LAWS], plugins=[NoShrinking()])
    return number, int(code), process_time()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/follower_mutants", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("numbers", type=int, nargs="*", help="only these, counted from 0")
    arguments = parser.parse_args()
    numbers, lived = arguments.numbers or range(len(MUTANTS)), []
    # Forked before anything of Leeward is loaded: each child loads it with its own line made wrong.
    with get_context("fork").Pool(arguments.jobs, maxtasksperchild=1) as pool:
        for number, code, took_s in pool.imap_unordered(one, numbers):
            lived += [number] if code != 1 else []
            became, mutant = "caught" if code == 1 else f"LIVES ({code})", MUTANTS[number]
            print(f"{number:>3} {became} {took_s:.0f} s  {mutant.module}: {mutant.wrong.strip()[:70]!r}", flush=True)
    print(f"{len(numbers)} mutants, {len(lived)} live: {sorted(lived)}")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
