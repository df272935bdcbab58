"""leeward simulate: the levels of ketamine and norketamine that a schedule leads to, by a published model."""

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from leeward.cli.level_picture import picture_of
from leeward.cli.level_table import tell
from leeward.cli.simulated_levels import Asked, as_json, levels_of, session_spans
from leeward.pharmacology.body_size import CannotSize, body_weights
from leeward.pharmacology.model import Curve, Drug
from leeward.pharmacology.models import EVERY, CannotFind, by_key
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.regimen import CannotInfuse, Regimen
from leeward.pharmacology.schedule_text import CannotReadSchedule, read_regimen
from leeward.pharmacology.study import Study
from leeward.trials.cluster import CannotReach

DRUGS: Final = {"racemate": Drug.RACEMATE, "esketamine": Drug.ESKETAMINE}
DOSING_WEIGHTS: Final = {"actual": "actual", "ideal": "ideal", "adjusted": "adjusted", "fat-free": "lean"}
AFTER_MIN: Final = (15, 30, 60, 120, 240)  # of each session's end, where --at-min says nothing
MOST_TIMES: Final = 10_000
STOPPED: Final = 130
BEYOND: Final = (CannotFind, CannotSimulate, CannotReadSchedule, CannotInfuse, CannotSize)
EXAMPLE: Final = """example:
  leeward simulate --model otto_2021 --weight-kg 82 --age 44 --sex female \\
      --segment "0.5 mg/kg over 40 min" --segment "pause 10 min" \\
      --segment "10 mg over 5 min" --at-min 10,40,55,80,230 --n 2000

segments, in milligrams of ketamine base:
  "0.5 mg/kg over 40 min"  "12.5 mg/h for 40 min"  "0.3 mg/kg/h over 60 min"
  "bolus 10 mg"  "pause 10 min"  "at 90 min: bolus 5 mg"
  "at day 2: 0.5 mg/kg over 40 min"

exit status:
  0 done, 1 the picture could not be written or no cluster answers,
  2 typed wrongly or beyond the model, 130 stopped by Ctrl-C: what was done by
  then is printed"""


class CannotWrite(Exception):
    """The picture's file cannot be written; the sentence says why."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "simulate",
        help="follow a schedule through a published model",
        description="Prints levels in ng/mL. It informs; it decides nothing and drives no pump.\n"
        "docs/how-to/simulate.md tells more.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    keys = ", ".join(model.key for model in EVERY)
    parser.add_argument("--model", default="otto_2021", metavar="NAME", help=f"one of {keys} (%(default)s)")
    parser.add_argument("--weight-kg", type=_number, required=True, metavar="KG", help="body weight")
    parser.add_argument("--age", type=_number, metavar="YEARS", help="age; without it the model's typical age")
    parser.add_argument("--sex", choices=("female", "male", "unknown"), default="unknown", help="for dosing weights")
    parser.add_argument("--height-cm", type=_number, metavar="CM", help="for dosing weights other than actual")
    parser.add_argument("--dosing-weight", choices=DOSING_WEIGHTS, default="actual", help="what mg/kg count by")
    parser.add_argument("--drug", choices=DRUGS, default="racemate", help="what is infused (%(default)s)")
    parser.add_argument(
        "--segment", action="append", required=True, metavar="TEXT", help="a piece, in order; repeat it"
    )
    parser.add_argument(
        "--sessions", type=_days, metavar="DAYS", help="repeat it all on these days, as in 0,2,4,7,9,11"
    )
    parser.add_argument("--at-min", type=_times, metavar="MINUTES", help="as in 10,40,55 or 0:240:10 (from:to:step)")
    parser.add_argument("--n", type=_count, default=0, metavar="PEOPLE", help="virtual people, for 5/50/95 %% bands")
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="count them on a Dask cluster, as in tcp://HOST:8786; local: on this machine",
    )
    parser.add_argument("--seed", type=_count, default=1, help="of the virtual people (%(default)s)")
    parser.add_argument("--residual-error", action="store_true", help="bands of measured levels, not of true ones")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the curves into this file")
    parser.set_defaults(run=run, refusals=(CannotWrite, CannotReach))


def run(arguments: argparse.Namespace) -> int:
    """Follow the schedule and print; what lies beyond the model is a sentence and exit status 2."""
    try:
        asked = _asked(arguments)
        outputs = levels_of(asked)
        stopped = any(output.people < asked.n for output in outputs.values())
        drawn = picture_of(asked) if arguments.plot and not stopped else ""
    except BEYOND as why:
        print(why, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(as_json(asked, outputs), indent=2))
    else:
        tell(Console(), asked, outputs)
    if stopped:
        return STOPPED
    if arguments.plot:
        _write(arguments.plot, drawn)
        print(f"Picture: {arguments.plot}", file=sys.stderr)
    return 0


def _asked(arguments: argparse.Namespace) -> Asked:
    model = by_key(arguments.model)
    if arguments.n == 1:
        raise CannotSimulate("One virtual person makes no band. Ask for 2 or more with --n, or leave it out.")
    if arguments.n and not model.eta_names:
        raise CannotSimulate(f"{model.key}: how people differ was not obtained, so there is no band. Leave out --n.")
    if arguments.residual_error and not arguments.n:
        raise CannotSimulate("--residual-error widens bands: say of how many virtual people, as in --n 2000.")
    if arguments.cluster and not arguments.n:
        raise CannotSimulate("--cluster counts virtual people: say how many, as in --n 1000000.")
    kilograms = _dosing_weight_kg(arguments)
    regimen = read_regimen(arguments.segment, dosing_weight_kg=kilograms)
    if regimen.total_mg == 0:
        raise CannotReadSchedule(
            'The segments give no drug. Add one that does, as in --segment "0.5 mg/kg over 40 min".'
        )
    if arguments.sessions is not None:
        regimen = Regimen.sessions((day, regimen) for day in arguments.sessions)
    study = Study(
        model=model,
        regimen=regimen,
        times_min=_default_times(regimen) if arguments.at_min is None else arguments.at_min,
        weight_kg=arguments.weight_kg,
        age_y=arguments.age,
        drug=DRUGS[arguments.drug],
    )
    return Asked(
        study=study,
        sex=arguments.sex,
        height_cm=arguments.height_cm,
        dosing_weight=(arguments.dosing_weight, kilograms),
        n=arguments.n,
        seed=arguments.seed,
        residual_error=arguments.residual_error,
        cluster=arguments.cluster,
    )


def _dosing_weight_kg(arguments: argparse.Namespace) -> float:
    kind = arguments.dosing_weight
    if kind == "actual":
        return float(arguments.weight_kg)
    if arguments.height_cm is None:
        raise CannotSize(f"The {kind} weight needs the height: add --height-cm, and --sex where it is known.")
    weights = body_weights(weight_kg=arguments.weight_kg, height_cm=arguments.height_cm, sex=arguments.sex)
    kilograms = weights.of(DOSING_WEIGHTS[kind])
    if kilograms is None:
        raise CannotSize(" ".join(weights.told) or f"There is no {kind} weight for this size; use the actual weight.")
    return kilograms


def _default_times(regimen: Regimen) -> Curve:
    """Every change of rate, and some while after each session."""
    times = {*regimen.edges_min}
    for start, end in session_spans(regimen):
        times |= {start, *(end + after for after in AFTER_MIN)}
    return np.array(sorted(times))


def _write(path: Path, drawn: str) -> None:
    try:
        path.write_text(drawn, encoding="utf-8")
    except OSError as why:
        raise CannotWrite(f"{path}: the picture cannot be written ({why.strerror}).") from None


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        hint = "write decimals with a point" if "," in text else "write a number without its unit"
        raise argparse.ArgumentTypeError(f"{text!r}: {hint}") from None
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return number


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: write a whole number, 0 or more, without separators")
    return int(text)


def _numbers(text: str) -> list[float]:
    numbers = [_number(part.strip()) for part in text.split(",") if part.strip()]
    if not numbers or min(numbers) < 0:
        raise argparse.ArgumentTypeError(f"{text!r}: write numbers of 0 or more with commas between them")
    return numbers


def _days(text: str) -> list[float]:
    days = _numbers(text)
    if days != sorted(set(days)):
        raise argparse.ArgumentTypeError(f"{text!r}: write each day once, in order")
    return days


def _times(text: str) -> Curve:
    if ":" not in text:
        return np.array(_numbers(text))
    parts = [_number(part) for part in text.split(":")]
    if len(parts) != 3 or parts[2] <= 0 or not 0 <= parts[0] <= parts[1]:
        raise argparse.ArgumentTypeError(f"{text!r}: write from:to:step in minutes, as in 0:240:10")
    steps = math.floor((parts[1] - parts[0]) / parts[2] + 1e-9) + 1
    if steps > MOST_TIMES:
        raise argparse.ArgumentTypeError(f"{text!r} is {steps} times; write a longer step (at most {MOST_TIMES} times)")
    return np.asarray(parts[0] + parts[2] * np.arange(steps), dtype=np.float64)
