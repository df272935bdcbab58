"""Simulated levels as a picture: plasma above, effect site below, the minutes in which drug runs as ground."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from leeward.cli.curve_marks import Mark
from leeward.cli.curve_picture import Color, Line, Panel, Ribbon, Span, picture
from leeward.cli.simulated_levels import UNIT, Asked, Output, levels_of, running_spans
from leeward.pharmacology.model import Curve
from leeward.pharmacology.study import EFFECT_SITE, KETAMINE, NORKETAMINE
from leeward.units import Quantity

POINTS: Final = 400
COLORS: Final = {KETAMINE: Color.TEAL, NORKETAMINE: Color.OCHRE, EFFECT_SITE: Color.BLUE}
DASHES: Final = {NORKETAMINE: "7 4"}
DAYS_FROM: Final = 2.0  # days: longer schedules are drawn in days


def picture_of(asked: Asked) -> str:
    """Return one SVG of the schedule from minute 0 to the last time asked for, with bands where there are people."""
    study = asked.study
    times = _grid(asked)
    outputs = levels_of(replace(asked, study=replace(study, times_min=times)))
    unit = "d" if Quantity(float(times[-1]), "min").to("d") > DAYS_FROM else "min"
    scale = Quantity(1.0, "min").to(unit)
    plasma = {name: output for name, output in outputs.items() if name != EFFECT_SITE}
    panels = [
        _panel(asked, f"{study.model.key}: {study.model.site.value}", plasma, times * scale, unit),
        _panel(asked, "Effect site, S and R together", {EFFECT_SITE: outputs[EFFECT_SITE]}, times * scale, unit),
    ]
    given = f"{study.regimen.total_mg:.4g} mg of base, {study.weight_kg:g} kg"
    return picture(panels, name=f"Levels of {study.drug.value} by {study.model.key}", says=given)


def _grid(asked: Asked) -> Curve:
    """Return even times with the edges of the schedule among them, and the moment before each push."""
    edges = np.asarray(asked.study.regimen.edges_min)
    last = max(float(asked.study.times_min.max()), float(edges[-1]))
    pushed = [start for segment, start in zip(asked.study.regimen.segments, edges, strict=False) if segment.bolus_mg]
    just_before = np.nextafter([start for start in pushed if start > 0], 0.0)
    return np.unique(np.concatenate([np.linspace(0.0, last, POINTS), edges, just_before]))


def _panel(asked: Asked, title: str, outputs: dict[str, Output], times: Curve, unit: str) -> Panel:
    marks: list[Mark] = [*_spans(asked, Quantity(1.0, "min").to(unit))]
    for name, output in outputs.items():
        marks += _curves(name, output, times)
    label = {"d": "days from the start", "min": "minutes from the start"}[unit]
    return Panel(title=title, x_label=label, y_label=UNIT, marks=tuple(marks), minutes=unit == "min")


def _spans(asked: Asked, scale: float) -> Iterator[Mark]:
    for start, end in running_spans(asked.study.regimen):
        yield Span(name="drug runs", start=start * scale, end=end * scale)


def _curves(name: str, output: Output, times: Curve) -> Iterator[Mark]:
    says, color = name.replace("_", " "), COLORS[name]
    if output.quantiles:
        low, middle, high = output.quantiles.values()
        yield Ribbon(name=f"{says}, 5 to 95 %", x=times.tolist(), low=low.tolist(), high=high.tolist(), color=color)
        yield Line(name=f"{says}, median", x=times.tolist(), y=middle.tolist(), color=color, dash=DASHES.get(name, ""))
    else:
        yield Line(name=says, x=times.tolist(), y=output.typical.tolist(), color=color, dash=DASHES.get(name, ""))
