"""Questionnaire scores over the dates, with the infusions marked: did it help, and for how long."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from leeward.clinic.web import svg
from leeward.clinic.web.svg import Place

WIDTH: Final = 1080.0
LEFT: Final = 128.0
RIGHT: Final = 96.0
TOP: Final = 34.0
TALL: Final = 132.0
SMALL: Final = 42.0
BETWEEN: Final = 26.0
EVENTS: Final = 22.0
WORDS_APART_PX: Final = 13.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePoint:
    """One answered questionnaire; a total of None is incomplete and is shown as that."""

    on: date
    value: float | None
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionMark:
    on: date
    number: int
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark:
    """What else happened: a glyph above the lanes, and its words in the table."""

    on: date
    glyph: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Where others were on a day, drawn beside the scores and never joined with them: mean, and low to high."""

    on: date
    mean: float
    low: float
    high: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLine:
    """A level with its meaning, such as the score below which a response is counted."""

    value: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSeries:
    """One instrument (tall lane) or one cluster (`small`)."""

    name: str
    low: float
    high: float
    points: tuple[ScorePoint, ...]
    lines: tuple[ReferenceLine, ...] = ()
    small: bool = False
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresChart:
    name: str
    series: tuple[ScoreSeries, ...]
    infusions: tuple[InfusionMark, ...] = ()
    key: str = "scores"
    events: tuple[EventMark, ...] = ()


def scores(chart: ScoresChart) -> SafeString:
    """Draw every series in its lane under one axis of dates, and the same numbers as a table below."""
    days = _days(chart)
    if not days:
        return mark_safe('<p class="chart-empty">No score has been entered yet.</p>')
    x = _dates(min(days), max(days))
    lanes, foot = _lanes(chart)
    marks = [*_infusions(chart.infusions, x, foot), *_events(chart.events, x)]
    for series, top in lanes:
        marks += _series(series, top, x)
    marks += _ticks(sorted(set(days)), x, foot)
    drawn = svg.picture(
        marks,
        width=WIDTH,
        height=foot + 30,
        klass="chart-scores",
        name=chart.name,
        says=_describe(chart),
        key=chart.key,
    )
    folded = (
        f'<details class="chart-as-table"><summary>{escape(chart.name)} as a table</summary>{_table(chart)}</details>'
    )
    return mark_safe(f'<div class="chart-scroll">{drawn}</div>{folded}')  # noqa: S308 - both parts are escaped


def _days(chart: ScoresChart) -> list[date]:
    own = [point.on for s in chart.series for point in s.points]
    others = [each.on for s in chart.series for each in s.beside]
    return [*own, *others, *(mark.on for mark in chart.infusions), *(event.on for event in chart.events)]


def _dates(first: date, last: date) -> Place:
    spare = 1 if first == last else 0
    return svg.axis(
        first=first.toordinal() - spare, last=last.toordinal() + spare, from_px=LEFT + 12, to_px=WIDTH - RIGHT
    )


def _height(series: ScoreSeries) -> float:
    return SMALL if series.small else TALL


def _lanes(chart: ScoresChart) -> tuple[list[tuple[ScoreSeries, float]], float]:
    lanes, top = [], TOP + (EVENTS if chart.events else 0.0)
    for series in chart.series:
        lanes.append((series, top))
        top += _height(series) + BETWEEN
    return lanes, top - BETWEEN + 8


def _infusions(infusions: tuple[InfusionMark, ...], x: Place, foot: float) -> list[str]:
    marks = []
    for mark in infusions:
        a = x(mark.on.toordinal())
        marks.append(svg.line((a, 18), (a, foot), klass="chart-infusion"))
        marks.append(svg.text(f"▼ {mark.number}", (a, 13), klass="chart-infusion-number"))
    return [*marks, svg.text("Infusion", (0.0, 13), klass="chart-lane")]


def _events(events: tuple[EventMark, ...], x: Place) -> list[str]:
    if not events:
        return []
    drawn = [svg.text(each.glyph, (x(each.on.toordinal()), TOP), klass="chart-event") for each in events]
    return [*drawn, svg.text("Also", (0.0, TOP), klass="chart-lane")]


def _beside(beside: tuple[Beside, ...], x: Place, y: Place) -> list[str]:
    marks = []
    for each in beside:
        a = x(each.on.toordinal())
        marks.append(svg.line((a, y(each.low)), (a, y(each.high)), klass="chart-beside"))
        marks += [
            svg.line((a - 6, y(v)), (a + 6, y(v)), klass="chart-beside") for v in (each.low, each.mean, each.high)
        ]
    return marks


def _series(series: ScoreSeries, top: float, x: Place) -> list[str]:
    high = _height(series)
    y = svg.axis(first=series.low, last=series.high, from_px=top + high, to_px=top)
    edges = [series.high, series.low]
    marks = [
        svg.text(series.name, (0.0, top + 5 if not series.small else top + high / 2 + 4), klass="chart-lane"),
        *[svg.line((LEFT, y(v)), (WIDTH - RIGHT + 8, y(v)), klass="chart-grid") for v in edges],
        *[svg.text(f"{v:g}", (LEFT - 6, y(v) + 4), klass="chart-scale") for v in edges],
    ]
    words = _apart([y(reference.value) for reference in series.lines])
    for reference, at in zip(series.lines, words, strict=True):
        marks.append(svg.line((LEFT, y(reference.value)), (WIDTH - RIGHT + 8, y(reference.value)), klass="chart-limit"))
        marks.append(svg.text(reference.says, (WIDTH - RIGHT + 12, at + 4), klass="chart-note chart-start"))
    known = [(x(p.on.toordinal()), y(p.value)) for p in series.points if p.value is not None]
    marks += [*_beside(series.beside, x, y), svg.path(known, klass="chart-course")]
    return marks + [_mark(point, series, x, y, top + high) for point in series.points]


def _apart(places: list[float]) -> list[float]:
    """Move words that would lie on one another apart, each as little as is needed."""
    moved = list(places)
    for upper, lower in pairwise(sorted(range(len(moved)), key=lambda each: places[each])):
        lacking = WORDS_APART_PX - (moved[lower] - moved[upper])
        if lacking > 0:
            moved[upper] -= lacking / 2
            moved[lower] += lacking / 2
    return moved


def _mark(point: ScorePoint, series: ScoreSeries, x: Place, y: Place, foot: float) -> str:
    a = x(point.on.toordinal())
    if point.value is None:
        return svg.text("◇ incomplete" if not series.small else "◇", (a - 5, foot - 4), klass="chart-note chart-start")
    dot = svg.element("circle", cx=a, cy=y(point.value), r=3.0 if series.small else 4.5, klass="chart-score")
    return dot + svg.text(f"{point.value:g}", (a, y(point.value) - 8), klass="chart-value chart-middle")


def _ticks(days: list[date], x: Place, foot: float) -> list[str]:
    """Name the days, leaving out those too close to the one before."""
    marks, last = [], -WIDTH
    for day in days:
        a = x(day.toordinal())
        if a - last >= 64:
            marks.append(svg.text(f"{day:%d-%b}", (a, foot + 18), klass="chart-tick"))
            last = a
    return marks


def _describe(chart: ScoresChart) -> str:
    said = [f"{len(chart.infusions)} infusions marked."]
    for series in chart.series:
        known = [p for p in series.points if p.value is not None]
        if series.small or not known:
            continue
        first, last = known[0], known[-1]
        said.append(
            f"{series.name}: {first.value:g} on {first.on:%d-%b-%Y}, {last.value:g} on {last.on:%d-%b-%Y}, "
            f"of {series.low:g} to {series.high:g}."
        )
    return " ".join(said)


def _table(chart: ScoresChart) -> SafeString:
    also = ["Also"] if chart.events else []
    rows = [
        [f"{day:%d-%b-%Y}", ", ".join(f"no. {m.number}" for m in chart.infusions if m.on == day)]
        + ["; ".join(event.says for event in chart.events if event.on == day)] * len(also)
        + ["; ".join(_cells(series, day)) for series in chart.series]
        for day in sorted(set(_days(chart)))
    ]
    return svg.table(["Date", "Infusion", *also, *(s.name for s in chart.series)], rows, caption=chart.name)


def _cells(series: ScoreSeries, day: date) -> list[str]:
    others = [f"{b.says} {b.mean:.0f} ({b.low:.0f} to {b.high:.0f})" for b in series.beside if b.on == day]
    return [*(_cell(point) for point in series.points if point.on == day), *others]


def _cell(point: ScorePoint) -> str:
    value = "incomplete" if point.value is None else f"{point.value:g}"
    return f"{value} ({point.says})" if point.says else value
