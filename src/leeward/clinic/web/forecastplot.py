"""What may come of a score: bands over the days ahead, the control arm's beside them, and what was seen so far."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from leeward.clinic.web import svg
from leeward.clinic.web.svg import Place

WIDTH: Final = 1080.0
LEFT: Final = 128.0
RIGHT: Final = 96.0
TOP: Final = 34.0
TALL: Final = 240.0
BAR: Final = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The middle half and the middle nine tenths of the chances, and the middle itself."""

    middle: float
    half: tuple[float, float]
    wide: tuple[float, float]

    @property
    def says(self) -> str:
        """Return the band in words."""
        return f"{self.half[0]:g} to {self.half[1]:g} (50 %), {self.wide[0]:g} to {self.wide[1]:g} (90 %)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One day foretold, with the drug and without it: never the one without the other."""

    on: date
    own: Band
    control: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastChart:
    """One score so far and ahead; `level` is where a response is counted."""

    name: str
    low: float
    high: float
    seen: tuple[tuple[date, float], ...]
    ahead: tuple[Ahead, ...]
    infusions: tuple[tuple[date, str], ...]
    level: float
    level_says: str
    key: str = "forecast"


def forecast(chart: ForecastChart) -> SafeString:
    """Draw the chart, and the same numbers as a table below."""
    days = sorted({day for day, _ in (*chart.seen, *chart.infusions)} | {each.on for each in chart.ahead})
    x = svg.axis(first=days[0].toordinal(), last=days[-1].toordinal() + 1, from_px=LEFT + 24, to_px=WIDTH - RIGHT - BAR)
    y = svg.axis(first=chart.low, last=chart.high, from_px=TOP + TALL, to_px=TOP)
    marks = [*_ground(chart, x, y), *_seen(chart, x, y), *(bar for each in chart.ahead for bar in _bars(each, x, y))]
    drawn = svg.picture(
        [*marks, *_ticks(days, x)], width=WIDTH, height=TOP + TALL + 38, klass="chart-scores", name=chart.name,
        says=_describe(chart), key=chart.key,
    )  # fmt: skip
    folded = (
        f'<details class="chart-as-table"><summary>{escape(chart.name)} as a table</summary>{_table(chart)}</details>'
    )
    return mark_safe(f'<div class="chart-scroll">{drawn}</div>{folded}')  # noqa: S308 - both parts are escaped


def _ground(chart: ForecastChart, x: Place, y: Place) -> list[str]:
    right = WIDTH - RIGHT + 8
    marks = [svg.text(chart.name.partition(" of ")[0], (0.0, TOP + 5), klass="chart-lane")]
    for value in (chart.low, chart.high):
        marks.append(svg.line((LEFT, y(value)), (right, y(value)), klass="chart-grid"))
        marks.append(svg.text(f"{value:g}", (LEFT - 6, y(value) + 4), klass="chart-scale"))
    marks.append(svg.line((LEFT, y(chart.level)), (right, y(chart.level)), klass="chart-limit"))
    marks.append(svg.text(chart.level_says, (right + 4, y(chart.level) + 4), klass="chart-note chart-start"))
    for day, says in chart.infusions:
        a = x(day.toordinal())
        marks.append(svg.line((a, 18), (a, TOP + TALL), klass="chart-infusion"))
        marks.append(svg.text(says, (a, 13), klass="chart-infusion-number"))
    return marks


def _seen(chart: ForecastChart, x: Place, y: Place) -> list[str]:
    points = [(x(day.toordinal()), y(value)) for day, value in chart.seen]
    dots = [svg.element("circle", cx=a, cy=b, r=4.5, klass="chart-score") for a, b in points]
    words = [
        svg.text(f"{value:g}", (a, b - 8), klass="chart-value chart-middle")
        for (a, b), (_, value) in zip(points, chart.seen, strict=True)
    ]
    return [svg.path(points, klass="chart-course"), *dots, *words]


def _bars(each: Ahead, x: Place, y: Place) -> list[str]:
    """Draw two bars side by side: the drug's filled, the control arm's empty."""
    a = x(each.on.toordinal())
    return [*_bar(each.own, a - BAR, y, "chart-ahead"), *_bar(each.control, a + 2, y, "chart-arm")]


def _bar(band: Band, left: float, y: Place, klass: str) -> list[str]:
    def box(bounds: tuple[float, float], more: str) -> str:
        high, low = y(bounds[1]), y(bounds[0])
        return svg.element("rect", x=left, y=high, width=BAR - 2, height=max(low - high, 1.0), klass=f"{klass}{more}")

    middle = svg.line((left, y(band.middle)), (left + BAR - 2, y(band.middle)), klass=f"{klass}-middle")
    return [box(band.wide, ""), box(band.half, " chart-half"), middle]


def _ticks(days: list[date], x: Place) -> list[str]:
    marks, last = [], -WIDTH
    for day in days:
        a = x(day.toordinal())
        if a - last >= 64:
            marks.append(svg.text(f"{day:%d-%b}", (a, TOP + TALL + 22), klass="chart-tick"))
            last = a
    return marks


def _describe(chart: ForecastChart) -> str:
    last = chart.ahead[-1]
    return (
        f"On {last.on:%d-%b-%Y}: {last.own.says} with the drug; without it {last.control.says}. "
        f"{len(chart.seen)} scores so far."
    )


def _table(chart: ForecastChart) -> SafeString:
    told = [(day, [f"{value:g}", "", ""]) for day, value in chart.seen]
    told += [(each.on, ["", each.own.says, each.control.says]) for each in chart.ahead]
    rows = [[f"{day:%d-%b-%Y}", *cells] for day, cells in sorted(told, key=lambda row: row[0])]
    return svg.table(["Date", "Seen", "Foretold with the drug", "Control arm"], rows, caption=chart.name)
