"""The flowsheet: rate, dose, levels, pressures, pulse, oxygen, mind and what was done, on one axis of time."""

from typing import Final

from django.utils.safestring import SafeString

from leeward.clinic.web import flowsheet_strokes as strokes
from leeward.clinic.web import svg
from leeward.clinic.web.flowsheet_lanes import LEFT, RIGHT, WIDTH, Layout, layout
from leeward.clinic.web.flowsheet_records import Cuff, FlowsheetChart
from leeward.clinic.web.svg import Place

STEPS: Final = ((200, 10), (600, 30))


def flowsheet(chart: FlowsheetChart) -> SafeString:
    """Draw the infusion on one axis of time, predicted bands behind measured points."""
    x = svg.axis(first=chart.first_minute, last=chart.last_minute, from_px=LEFT, to_px=WIDTH - RIGHT)
    places = layout(chart)
    lanes = places.lanes
    marks = [
        *_grid(chart, places, x),
        *strokes.ghost(chart, places, x),
        *strokes.rates(chart, lanes["rate"], x),
        *(strokes.predicted(chart.concentration, lanes["level"], x) if "level" in lanes else ()),
        *strokes.pressures(chart, lanes["mmhg"], x),
        *strokes.trace(chart.heart_rate, chart.heart_rate_gaps, lanes["heart"], x, klass="chart-heart"),
        *strokes.trace(chart.spo2, chart.spo2_gaps, lanes["oxygen"], x, klass="chart-oxygen"),
        *_breaths(chart, places, x),
        *strokes.scored(chart.scores, lanes["scale"], x),
        *(strokes.predicted(chart.dissociation, lanes["dissociation"], x) if "dissociation" in lanes else ()),
        *strokes.score_rows(chart, places, x),
        *strokes.happened(chart, places, x),
        *_now(chart, places, x),
    ]
    return svg.picture(
        marks,
        width=WIDTH,
        height=places.height,
        klass="chart-flowsheet",
        name="Infusion",
        says=describe(chart),
        key=chart.key,
    )


def describe(chart: FlowsheetChart) -> str:
    """Say in one paragraph what the picture shows, for whoever cannot see it."""
    said = [f"Minutes from the start at {chart.started}." if chart.started else "The infusion has not started."]
    if chart.given_says:
        said.append(f"Given: {chart.given_says}.")
    valid = [cuff for cuff in chart.cuffs if cuff.artefact is None]
    if valid:
        said.append(f"{len(valid)} cuff readings, the last {_pair(valid[-1])} mmHg.")
    else:
        said.append("No cuff reading.")
    for name, samples, unit in (("Heart rate", chart.heart_rate, "/min"), ("SpO₂", chart.spo2, "%")):
        known = [sample for sample in samples if sample.artefact is None]
        said.append(f"{name} last {known[-1].value:g} {unit}." if known else f"{name}: no reading.")
    struck = len(chart.cuffs) - len(valid)
    if struck:
        said.append(f"{struck} struck as artefact.")
    if chart.concentration is not None:
        said.append(f"Predicted plasma at most {max(chart.concentration.median):.0f} ng/mL in the middle.")
    said += [f"{mark.says}, minute {mark.minute:.0f}." for mark in chart.marks if mark.says]
    if chart.ghost is not None:
        said.append(f"Next: {chart.ghost.says}.")
    return " ".join(said)


def _pair(cuff: Cuff) -> str:
    return f"{cuff.systolic:g}/{cuff.diastolic:g}" if cuff.diastolic is not None else f"{cuff.systolic:g}"


def _grid(chart: FlowsheetChart, places: Layout, x: Place) -> list[str]:
    marks, foot, step = [], places.axis_at, _step(chart.last_minute - chart.first_minute)
    minute = -(-chart.first_minute // step) * step
    while minute <= chart.last_minute:
        klass = "chart-grid chart-zero" if minute == 0 else "chart-grid"
        marks.append(svg.line((x(minute), 14), (x(minute), foot), klass=klass))
        marks.append(svg.text(f"{minute:g}", (x(minute), foot + 16), klass="chart-tick"))
        minute += step
    marks.append(svg.text("min", (0.0, foot + 16), klass="chart-scale-name"))
    for lane in places.lanes.values():
        marks.extend(lane.fences())
    return marks


def _step(minutes: float) -> int:
    """How far apart the lines of time stand: never so close that their numbers touch."""
    return next((step for most, step in STEPS if minutes <= most), 60)


def _breaths(chart: FlowsheetChart, places: Layout, x: Place) -> list[str]:
    lane = places.lanes.get("breaths")
    return strokes.trace(chart.breaths, chart.breaths_gaps, lane, x, klass="chart-breaths") if lane else []


def _now(chart: FlowsheetChart, places: Layout, x: Place) -> list[str]:
    if chart.now_minute is None:
        return []
    a = x(chart.now_minute)
    is_late = chart.now_minute > (chart.first_minute + chart.last_minute) / 2
    klass = "chart-given chart-end" if is_late else "chart-given"
    return [
        svg.line((a, 8), (a, places.axis_at), klass="chart-now"),
        svg.text(chart.given_says, (a + (-6 if is_late else 6), 16), klass=klass),
    ]
