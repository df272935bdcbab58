"""leeward score: score a filled-in questionnaire; the answers stay on this machine."""

import argparse
import json
import re
import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from leeward.instruments import EVERY, CannotScore, Scale, Score, score
from leeward.instruments.lec5 import LEC5, exposures

MISSING = frozenset({"", "-"})
WHOLE = re.compile(r"[+-]?[0-9]{1,6}")


class CannotRead(ValueError):
    """The answers, or the name of the questionnaire, cannot be read."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "score",
        help="score a filled-in questionnaire",
        description="Scores the answers to a questionnaire, in the order of its items. A missing answer leaves the "
        "total unknown: it is never counted as 0.",
    )
    parser.add_argument("scale", nargs="?", metavar="SCALE", help="such as pcl5 or phq9; --list shows all")
    parser.add_argument("--answers", metavar="3,2,…", help="whole numbers with commas; - or nothing for a missing one")
    parser.add_argument("--list", action="store_true", help="list the questionnaires")
    parser.add_argument("--json", action="store_true", help="print JSON")
    # A first answer that is missing begins with a dash, which argparse would take for an option.
    parser._negative_number_matcher = re.compile(r"-[-+0-9,. ]*$")
    parser.set_defaults(run=run, refusals=())


def run(arguments: argparse.Namespace) -> int:
    """Print the score or the list; what cannot be read is a sentence and exit status 2."""
    try:
        told = _list(arguments) if arguments.list else _scored(arguments)
    except (CannotRead, CannotScore) as why:
        print(why, file=sys.stderr)
        return 2
    if told is not None:
        print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


def scale_named(written: str) -> Scale:
    """Return the scale of a key or name, whatever its dashes and capitals; raises CannotRead with the known keys."""
    for scale in EVERY:
        if _bare(written) in {_bare(scale.key), _bare(scale.name)}:
            return scale
    raise CannotRead(f"There is no questionnaire {written!r}. Choose one of {', '.join(scale.key for scale in EVERY)}.")


def answers_of(scale: Scale, written: str) -> tuple[int | None, ...]:
    """Read answers with commas between them; raises CannotRead with the item's number and what was expected."""
    parts = [part.strip() for part in written.split(",")]
    if len(parts) != len(scale.items):
        raise CannotRead(
            f"{scale.name} has {len(scale.items)} items, but {len(parts)} answers were given. "
            "Write one for each item, with commas, and - for a missing one."
        )
    for item, part in zip(scale.items, parts, strict=True):
        if part not in MISSING and not WHOLE.fullmatch(part):
            raise CannotRead(
                f"{scale.name} item {item.number} ({item.label}) takes a whole number from {item.low} to {item.high}, "
                f"or - for a missing answer; got {part!r}."
            )
    return tuple(None if part in MISSING else int(part) for part in parts)


def as_json(scale: Scale, scored: Score) -> dict[str, object]:
    """Return a score with its parts, its band, its flags and its sources."""
    band = scale.band(scored.total)
    return {
        "scale": scale.key,
        "name": scale.name,
        "recall": scale.recall,
        "answers": list(scored.answers),
        "total": scored.total,
        "range": [scale.lowest, scale.highest] if scale.is_scored else None,
        "band": band.says if band else None,
        "clusters": {cluster.key: cluster.total for cluster in scored.clusters},
        "missing": list(scored.missing),
        "flags": [{"flag": key, "says": scale.flag(key).says} for key in scored.flags],
        "exposures": list(exposures(scored)) if scale is LEC5 else None,
        "note": scale.note,
        "rights": scale.rights,
        "sources": list(dict.fromkeys(str(cited.source) for cited in scale.cites if cited.source)),
    }


def _bare(written: str) -> str:
    return re.sub(r"[^a-z0-9]", "", written.lower())


def _scored(arguments: argparse.Namespace) -> dict[str, object] | None:
    if arguments.scale is None or arguments.answers is None:
        raise CannotRead("Name a questionnaire and its answers, as in: leeward score gad7 --answers 1,0,2,1,0,0,3")
    scale = scale_named(arguments.scale)
    scored = score(scale, answers_of(scale, arguments.answers))
    if arguments.json:
        return as_json(scale, scored)
    for line in _lines(scale, scored):
        print(line)
    return None


def _lines(scale: Scale, scored: Score) -> Sequence[str]:
    band = scale.band(scored.total)
    total = "not scored" if not scale.is_scored else "unknown" if scored.total is None else str(scored.total)
    of = f" of {scale.lowest} to {scale.highest}" if scale.is_scored else ""
    return (
        f"{scale.name} ({scale.recall}): {total}{of}{f', {band.says}' if band else ''}",
        *(f"Left out, so that the total is unknown: item {number}." for number in scored.missing if scale.is_scored),
        *(f"{part.key} {part.name}: {'unknown' if part.total is None else part.total}" for part in scored.clusters),
        *(exposures(scored) if scale is LEC5 else ()),
        *(f"▲ {scale.flag(key).says}" for key in scored.flags),
        *([scale.note] if scale.note else []),
    )


def _list(arguments: argparse.Namespace) -> list[dict[str, object]] | None:
    if arguments.json:
        return [
            {
                "scale": scale.key,
                "name": scale.name,
                "area": scale.area.value,
                "items": [
                    {"number": item.number, "label": item.label, "from": item.low, "to": item.high}
                    for item in scale.items
                ],
                "range": [scale.lowest, scale.highest] if scale.is_scored else None,
                "rights": scale.rights,
            }
            for scale in EVERY
        ]
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("scale", "about", "answers", "total", "rights"):
        table.add_column(heading, overflow="fold")
    for scale in EVERY:
        takes = f"{len(scale.items)} of {scale.items[0].low} to {scale.items[0].high}"
        total = f"{scale.lowest} to {scale.highest}" if scale.is_scored else "not scored"
        table.add_row(scale.key, scale.area.value, takes, total, scale.rights)
    Console().print(table)
    return None
