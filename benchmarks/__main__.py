"""`./run bench [NAME ...]`: run the benchmarks named, all by default, and print their ratios and this machine."""

from benchmarks.measure import two_threads

two_threads()  # before NumPy, numba or JAX reads how many threads it may use

import argparse  # noqa: E402
import dataclasses  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks import (  # noqa: E402
    alarm_tick,
    alarms,
    assessment,
    forecasts,
    hl7_parse,
    load,
    w1_population,
    w2_map,
    w3_one_patient,
    w4_update,
    w5_streaming,
    watchers,
)
from benchmarks.measure import Claim, Disagrees, machine  # noqa: E402
from benchmarks.page import page, printed, with_section  # noqa: E402

CLAIMS = {
    "w1": w1_population.measure,
    "w2": w2_map.measure,
    "w3": w3_one_patient.measure,
    "w4": w4_update.measure,
    "w5": w5_streaming.measure,
    "assessment": assessment.measure,
    "alarms": alarms.measure,
    "alarm-tick": alarm_tick.measure,
    "forecasts": forecasts.measure,
    "hl7": hl7_parse.measure,
    "load": load.measure,
    "watchers": watchers.measure,
}


def main() -> int:
    """Measure, print, and write the page if asked; return 1 where somebody's answer was wrong."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(CLAIMS)}; all by default")
    parser.add_argument("--rounds", type=int, default=9, help="how often each contestant runs (default 9)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--page", type=Path, metavar="FILE", help="also write the results as a page of Markdown")
    parser.add_argument("--section", type=Path, metavar="FILE", help="write their sections anew in a page")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.names if name not in CLAIMS]:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(CLAIMS)}")
    here, began = machine(), datetime.now(UTC)
    found: list[Claim] = []
    try:
        for name in chosen.names or CLAIMS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            found.append(CLAIMS[name](chosen.rounds))
            if not chosen.json:
                print(printed(found[-1]), flush=True)
    except Disagrees as why:
        print(f"Nothing was timed: {why}", file=sys.stderr)
        return 1
    if chosen.json:
        print(json.dumps({"machine": here, "began": began.isoformat(), "claims": [_plain(claim) for claim in found]}))
    else:
        print("\n".join(f"{key}: {value}" for key, value in here.items()))
    _write(chosen, found, here, began)
    return 0


def _write(chosen: argparse.Namespace, found: list[Claim], here: dict[str, str], began: datetime) -> None:
    """Write the page, or the sections of one, where that was asked for."""
    command = " ".join(["./run bench", *chosen.names])
    if chosen.page:
        told = f"{command} --rounds {chosen.rounds}"
        chosen.page.write_text(page(found, here, began, told), encoding="utf-8")
    for claim in found if chosen.section else ():
        text = chosen.section.read_text(encoding="utf-8")
        chosen.section.write_text(with_section(text, claim, here, began, command), encoding="utf-8")


def _plain(claim: Claim) -> dict[str, object]:
    derived = [
        {"ratio": comparison.ratio, "met": comparison.met, "said": comparison.said} for comparison in claim.comparisons
    ]
    plain = dataclasses.asdict(claim)
    plain["comparisons"] = [a | b for a, b in zip(plain["comparisons"], derived, strict=True)]
    return plain


if __name__ == "__main__":
    sys.exit(main())
