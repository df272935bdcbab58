"""One predicted curve: the middle and the 90 % band over the minutes, small enough to stand beside others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from leeward.clinic.web import svg

WIDTH: Final = 280.0
HEIGHT: Final = 150.0
LEFT: Final = 34.0
RIGHT: Final = 8.0
TOP: Final = 12.0
FOOT: Final = 126.0
TICK_EVERY_MIN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChart:
    """One quantity over minutes; drug runs from `given_from` until `given_minutes`."""

    name: str
    unit: str
    minutes: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    scale_low: float
    scale_high: float
    given_minutes: float
    given_from: float = 0.0
    limit: float | None = None
    limit_says: str = ""
    other: tuple[float, ...] = ()
    """Another median at the same minutes, to compare with."""
    other_says: str = ""
    tick_every_min: int = TICK_EVERY_MIN
    key: str = "curve"


def curve(chart: CurveChart) -> SafeString:
    """Draw the band, its middle, the time of the infusion and a limit; charts of one scale can be compared."""
    x = svg.axis(first=chart.minutes[0], last=chart.minutes[-1], from_px=LEFT, to_px=WIDTH - RIGHT)
    to_px = svg.axis(first=chart.scale_low, last=chart.scale_high, from_px=FOOT, to_px=TOP)

    def y(value: float) -> float:
        return min(max(to_px(value), TOP), FOOT)

    xs = [x(minute) for minute in chart.minutes]
    given = max(x(min(chart.given_minutes, chart.minutes[-1])) - x(chart.given_from), 0.0)
    marks = [
        svg.element("rect", x=x(chart.given_from), y=TOP, width=given, height=FOOT - TOP, klass="chart-given-span"),
        *_frame(chart, x, y),
        svg.ribbon(xs, [y(v) for v in chart.low], [y(v) for v in chart.high], klass="chart-band"),
        svg.path([(a, y(v)) for a, v in zip(xs, chart.median, strict=True)], klass="chart-median chart-middle-line"),
    ]
    if chart.other:
        marks.append(svg.path([(a, y(v)) for a, v in zip(xs, chart.other, strict=True)], klass="chart-other"))
    if chart.limit is not None:
        marks.append(svg.line((LEFT, y(chart.limit)), (WIDTH - RIGHT, y(chart.limit)), klass="chart-limit"))
    return svg.picture(
        marks,
        width=WIDTH,
        height=HEIGHT,
        klass="chart-curve",
        name=f"{chart.name}, {chart.unit}",
        says=describe(chart),
        key=chart.key,
    )


def describe(chart: CurveChart) -> str:
    """Say in a sentence what the curve shows."""
    at, peak = peak_of(chart.minutes, chart.median)
    highest = max(chart.high)
    limit = f" {chart.limit_says or 'Limit'}: {chart.limit:g} {chart.unit}." if chart.limit is not None else ""
    other = f" {chart.other_says}: at most {max(chart.other):.0f} {chart.unit}." if chart.other else ""
    return (
        f"Median highest {peak:.0f} {chart.unit} at {at:g} min; nine in ten stay below {highest:.0f}. "
        f"Infusion from {chart.given_from:g} to {chart.given_minutes:g} min.{limit}{other}"
    )


def peak_of(minutes: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return when the highest value is reached, and the value."""
    peak = max(values)
    return minutes[list(values).index(peak)], peak


def _frame(chart: CurveChart, x: svg.Place, y: svg.Place) -> list[str]:
    marks = []
    minute = chart.minutes[0]
    while minute <= chart.minutes[-1]:
        marks.append(svg.line((x(minute), TOP), (x(minute), FOOT), klass="chart-grid"))
        marks.append(svg.text(f"{minute:g}", (x(minute), FOOT + 14), klass="chart-tick"))
        minute += chart.tick_every_min
    for value in (chart.scale_low, chart.scale_high):
        marks.append(svg.line((LEFT, y(value)), (WIDTH - RIGHT, y(value)), klass="chart-grid"))
        marks.append(svg.text(f"{value:g}", (LEFT - 5, y(value) + 4), klass="chart-scale"))
    return marks
