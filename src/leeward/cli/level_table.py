"""Simulated levels as a table for a terminal, with what they rest on."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.cli.simulated_levels import UNIT, Asked, Output, extrapolates, session_spans
from leeward.pharmacology.reach import sessions_of
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.study import EFFECT_SITE
from leeward.units import Quantity


def tell(console: Console, asked: Asked, outputs: Mapping[str, Output]) -> None:
    """Print who, what is given, the levels, and what they rest on."""
    for line in _head(asked):
        console.print(Text(textwrap.fill(line, console.width)))
    console.print()
    console.print(_table(asked, outputs))
    for line in _foot(asked, outputs):
        console.print(Text(textwrap.fill(line, console.width, subsequent_indent="  ")))


def _head(asked: Asked) -> Iterator[str]:
    study = asked.study
    kind, kilograms = asked.dosing_weight
    age = "" if study.age_y is None else f", {study.age_y:g} years"
    sex = "" if asked.sex == "unknown" else f", {asked.sex}"
    counted = "" if kind == "actual" else f"; mg/kg counted by the {kind} weight of {kilograms:.1f} kg"
    yield f"{study.model.key}: {study.drug.value}, {study.weight_kg:g} kg{age}{sex}{counted}"
    sessions = sessions_of(study.regimen)
    if len(sessions) == 1:
        yield f"{_amount(asked, study.regimen)}: {', '.join(_pieces(study.regimen))}"
        return
    yield f"{len(sessions)} sessions, {study.regimen.total_mg:.4g} mg of base in all"
    for days, session in _alike(asked, sessions):
        yield f"{'day' if len(days) == 1 else 'days'} {', '.join(days)}: {_amount(asked, session)}: " + ", ".join(
            _pieces(session)
        )


def _amount(asked: Asked, regimen: Regimen) -> str:
    mg = regimen.total_mg
    return f"{mg:.4g} mg of base, {mg / asked.study.weight_kg:.3g} mg per kg of body weight"


def _alike(asked: Asked, sessions: Sequence[Regimen]) -> Iterator[tuple[list[str], Regimen]]:
    """Yield sessions that are given alike together, with their days."""
    days: dict[tuple[str, ...], tuple[list[str], Regimen]] = {}
    for (start, _), session in zip(session_spans(asked.study.regimen), sessions, strict=True):
        listed, _ = days.setdefault(tuple(_pieces(session)), ([], session))
        listed.append(f"{Quantity(start, 'min').to('d'):.4g}")
    yield from days.values()


def _pieces(regimen: Regimen) -> Iterator[str]:
    """Say each piece as a nurse would read it back."""
    for segment in regimen.segments:
        if segment.bolus_mg > 0:
            yield f"bolus {segment.bolus_mg:.4g} mg"
        if segment.minutes > 0 and segment.rate_mg_per_min > 0:
            given = segment.rate_mg_per_min * segment.minutes
            yield f"{given:.4g} mg over {_while(segment.minutes)}"
        elif segment.minutes > 0:
            yield f"pause {_while(segment.minutes)}"


def _while(minutes: float) -> str:
    """Write a time in minutes, or in days where it is one or more."""
    days = Quantity(minutes, "min").to("d")
    return f"{days:.3g} d" if days >= 1 else f"{minutes:.4g} min"


def _table(asked: Asked, outputs: Mapping[str, Output]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    spans = session_spans(asked.study.regimen)
    days = len(spans) > 1
    table.add_column("time" if days else "minute", justify="right")
    for name, output in outputs.items():
        table.add_column(f"{_title(name)}\n{UNIT}" + ("\nmedian (5-95 %)" if output.quantiles else ""), justify="right")
    for place, minute in enumerate(asked.study.times_min):
        when = _since(spans, float(minute)) if days else f"{minute:,.10g}"
        table.add_row(when, *(_cell(output, place) for output in outputs.values()))
    return table


def _since(spans: Sequence[tuple[float, float]], minute: float) -> str:
    """Write a time of a course of sessions: the day of the last one begun, and the minutes since."""
    start = max((begin for begin, _ in spans if begin <= minute), default=0.0)
    return f"day {Quantity(start, 'min').to('d'):.4g} + {minute - start:,.6g} min"


def _title(name: str) -> str:
    return "effect site" if name == EFFECT_SITE else name


def _cell(output: Output, place: int) -> str:
    if not output.quantiles:
        return _number(float(output.typical[place]))
    low, middle, high = (_number(float(curve[place])) for curve in output.quantiles.values())
    return f"{middle} ({low}-{high})"


def _number(level: float) -> str:
    """Write a level to three figures, and nothing smaller than a hundredth."""
    if level < 0.005:
        return "0"
    return f"{level:.0f}" if level >= 100 else f"{level:.1f}" if level >= 10 else f"{level:.2f}"


def _foot(asked: Asked, outputs: Mapping[str, Output]) -> Iterator[str]:
    model = asked.study.model
    yield ""
    yield f"Levels in {model.site.value}; effect site behind it, S and R together. {_whose(asked, outputs)}"
    for line in extrapolates(asked):
        yield f"Beyond what was studied: {line}"
    for line in model.limits:
        yield f"Limit: {line}"
    yield f"Source: {model.source}"
    yield f"{len(model.doubts)} doubts, every parameter and its source: leeward models {model.key}"


def _whose(asked: Asked, outputs: Mapping[str, Output]) -> str:
    if not asked.n:
        return "Of the typical person of this size; --n 2000 shows how people differ."
    spread = "as an assay would show them" if asked.residual_error else "true levels, without assay error"
    effect = outputs[EFFECT_SITE]
    whom = f"{effect.people:,}" if effect.people == asked.n else f"{effect.people:,} of {asked.n:,} asked for"
    counted = f" Bands are counted, within {effect.relative_error:.1%} of each level." if effect.relative_error else ""
    return f"Of {whom} virtual people, seed {asked.seed}: {spread}.{counted}"
