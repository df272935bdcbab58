"""The pictures of the report: observed dots over simulated curves, arterial models solid and venous ones dashed."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from leeward.cli.curve_picture import Color, Dots, Line, Panel, Ribbon, Span, picture
from leeward.cli.curve_picture import Level as Across
from leeward.cli.validation import circulation
from leeward.cli.validation.comparison import beside, gives, level_ng_per_ml, ng_per_ml_per
from leeward.cli.validation.levels import ORDER
from leeward.cli.validation.observed import Level, observed
from leeward.cli.validation.spread import scatter
from leeward.cli.validation.words import HIGH, LOW, SITES
from leeward.pharmacology.effects import Circulation
from leeward.pharmacology.model import Curve, Model, Site
from leeward.pharmacology.models import OTTO, SIMONS
from leeward.pharmacology.symptoms import Symptoms, kernel

WIDE, TALL = 420.0, 390.0
"""Narrow enough that the letters are read on a telephone, one panel under the other."""
RUNS = "drug runs"
COLORS: Final[Mapping[str, Color]] = {
    "simons_2022": Color.TEAL,
    "kamp_2020": Color.BLUE,
    "otto_2021": Color.OCHRE,
    "clements_1981": Color.GREEN,
    "perez_ruixo_2021": Color.RED,
    "domino_1982": Color.GRAY,
}
DASHES: Final[Mapping[Site, str]] = {Site.ARTERIAL: "", Site.VENOUS: "6 4", Site.NOT_SEEN: "2 3"}


def _line(model: Model, x: Curve, y: Curve) -> Line:
    who = f"{model.key.rsplit('_', 1)[0].replace('_', '-').title()}, {SITES[model.site]}".replace(", not", ", site not")
    return Line(name=who, x=x.tolist(), y=y.tolist(), color=COLORS[model.key], dash=DASHES[model.site])


def _draw(panels: list[Panel], *, name: str, says: str) -> str:
    return picture(panels, name=name, says=says, panel_width=WIDE, panel_height=TALL)


def site() -> str:
    """The standard infusion through all six models, and what was reported at its end."""
    schedule, told = observed().schedules["standard"], observed().levels
    times = np.arange(0.0, 121.0, 1.0)
    curves = [_line(model, times, level_ng_per_ml(model, schedule, "ketamine", times)) for model in ORDER]
    mean, span = told["zarate-2006"], told["krystal-1994"]
    reported = Dots(
        name="reported 185; range 100 to 250",
        x=[40.0, 40.0],
        y=[float(mean.values[0]), float("nan")],
        low=[float("nan"), float(span.low[0])],
        high=[float("nan"), float(span.high[0])],
    )
    panel = Panel(
        title="Ketamine, 0.5 mg/kg over 40 min, 70 kg",
        x_label="minutes",
        y_label="ng/mL",
        marks=(Span(name=RUNS, start=0, end=40), *curves, reported),
        minutes=True,
    )
    return _draw([panel], name="The site of sampling", says="Arterial models end above the venous ones.")


def three_steps(level: Level) -> str:
    """One substance of the three-step infusion: levels, and simulated over observed."""
    times = np.arange(0.0, 301.0, 2.0)
    said = [model for model in ORDER if gives(model, level.analyte)]
    per = ng_per_ml_per(level.unit, level.analyte)
    curves = [_line(model, times, level_ng_per_ml(model, level.schedule, level.analyte, times) / per) for model in said]
    seen = Dots(name="observed, arterial, n=20", x=level.times_min.tolist(), y=level.values.tolist())
    ratios = [_line(model, level.times_min, beside(model, level) / level.values) for model in said]
    bounds = (
        Across(name="equal", value=1.0),
        Across(name=f"{LOW:g} and {HIGH:g}", value=LOW),
        Across(name="", value=HIGH),
    )
    runs = Span(name=RUNS, start=0, end=180)
    panels = [
        Panel(
            title=f"{level.analyte}, three steps of racemate",
            x_label="minutes",
            y_label=level.unit,
            marks=(runs, *curves, seen),
            minutes=True,
        ),
        Panel(
            title=f"{level.analyte}: simulated over observed",
            x_label="minutes",
            y_label="ratio",
            marks=(runs, *ratios, *bounds),
            minutes=True,
        ),
    ]
    return _draw(
        panels, name=f"{level.analyte} after three steps", says="Observed dots, simulated curves, ratios below."
    )


def spread() -> str:
    """The middle 90 % of assays in a venous and an arterial model, with what was reported."""
    schedule, told = observed().schedules["standard"], observed().levels
    minutes = np.arange(10.0, 181.0, 10.0)
    panels = []
    for model in (OTTO, SIMONS):
        scattered = scatter(model, schedule.regimen, minutes, analyte="ketamine", weight_kg=schedule.weight_kg)
        band = Ribbon(
            name="90 % of assays",
            x=minutes.tolist(),
            low=[one.low for one in scattered],
            high=[one.high for one in scattered],
            color=COLORS[model.key],
        )
        mean = _line(model, minutes, np.array([one.mean for one in scattered]))
        reported = Dots(
            name="reported, site not seen",
            x=[40.0, 40.0],
            y=[float(told["zarate-2006"].values[0]), float("nan")],
            low=[float("nan"), float(told["krystal-1994"].low[0])],
            high=[float("nan"), float(told["krystal-1994"].high[0])],
        )
        panels.append(
            Panel(
                title=f"Spread of ketamine, {SITES[model.site]}",
                x_label="minutes",
                y_label="ng/mL",
                marks=(Span(name=RUNS, start=0, end=40), band, mean, reported),
                minutes=True,
            )
        )
    return _draw(panels, name="Spread of levels", says="Between people and between assays, 5th to 95th percentile.")


def pressure() -> str:
    """The mean curves with the peaks they were fitted to, and how the maxima of individuals scatter."""
    colors = {"systolic": Color.RED, "diastolic": Color.BLUE, "heart rate": Color.GREEN}
    curves = [
        Line(
            name=f"{sign}, simulated",
            x=circulation.MINUTES.tolist(),
            y=rise.tolist(),
            color=colors[sign],
            dash={"systolic": "", "diastolic": "6 4", "heart rate": "2 3"}[sign],
        )
        for sign, rise in circulation.mean_rises().items()
    ]
    peaks = (Circulation.systolic_peak, Circulation.diastolic_peak, Circulation.heart_rate_peak)
    seen = Dots(name="observed peaks, 741 infusions", x=[35.0] * 3, y=[one.quantity.number for one in peaks])
    told = observed().summaries
    half_hour = Dots(
        name="observed, 684 infusions",
        x=[30.0, 30.0],
        y=[told["riva-posse-2018-systolic"].value, told["riva-posse-2018-diastolic"].value],
        open=True,
    )
    mean = Panel(
        title="Mean rise, 0.5 mg/kg over 40 min",
        x_label="minutes",
        y_label="mmHg, and beats per min",
        marks=(Span(name=RUNS, start=0, end=40), *curves, seen, half_hour),
        minutes=True,
    )
    return _draw([mean, _maxima()], name="Blood pressure", says="Mean curves, and the maxima of individuals.")


def _maxima() -> Panel:
    pooled, highest = observed().summaries["vankawala-2021-maxima"], circulation.maxima()["systolic"]
    edges = np.arange(-8.0, 45.0, 2.0)
    share = 100 * np.histogram(highest, edges)[0] / highest.size
    top = float(share.max())
    return Panel(
        title="Highest systolic rise of each person",
        x_label="mmHg above one reading before the start",
        y_label="% of people per 2 mmHg",
        marks=(
            Line(
                name="simulated people",
                x=((edges[1:] + edges[:-1]) / 2).tolist(),
                y=share.tolist(),
                color=Color.RED,
            ),
            Line(name="their mean", x=[float(highest.mean())] * 2, y=[0.0, top], color=Color.RED, dash="6 4"),
            Span(name="observed mean, 95 % interval", start=float(pooled.low or 0), end=float(pooled.high or 0)),
        ),
    )


def relief() -> str:
    """The prior for how one infusion's effect comes and goes."""
    days = np.arange(0.0, 28.05, 0.1)
    curve = kernel(days, on_h=Symptoms.onset_half_life.to("h"), off_d=Symptoms.offset_half_life.to("d"))
    panel = Panel(
        title="What is present of one infusion's effect",
        x_label="days after the infusion",
        y_label="share of its peak (a prior, not an observation)",
        marks=(Line(name="kernel g", x=days.tolist(), y=curve.tolist()),),
    )
    return _draw([panel], name="Relief", says="Peaks after a day and halves in about ten.")


def _steps(analyte: str) -> Callable[[], str]:
    return lambda: three_steps(next(level for level in observed().row("O6") if level.analyte == analyte))


PLOTS: Final[Mapping[str, Callable[[], str]]] = {
    "plots/site-of-sampling.svg": site,
    "plots/three-steps-s-ketamine.svg": _steps("S-ketamine"),
    "plots/three-steps-r-ketamine.svg": _steps("R-ketamine"),
    "plots/three-steps-s-norketamine.svg": _steps("S-norketamine"),
    "plots/three-steps-r-norketamine.svg": _steps("R-norketamine"),
    "plots/spread.svg": spread,
    "plots/blood-pressure.svg": pressure,
    "plots/relief.svg": relief,
}
