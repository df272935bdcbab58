"""Curves as a picture: records in, one standalone SVG out; the ground is light, and color is never the only sign."""

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from leeward.cli.curve_marks import FRONT, KEY, PAPER, QUIET, Mark, drawn, key
from leeward.cli.curve_marks import Color as Color
from leeward.cli.curve_marks import Dots as Dots
from leeward.cli.curve_marks import Level as Level
from leeward.cli.curve_marks import Line as Line
from leeward.cli.curve_marks import Ribbon as Ribbon
from leeward.cli.curve_marks import Span as Span
from leeward.cli.curve_strokes import Place, Point, axis, element, px, stroke, text, ticks

INK, RULE = "#15242b", "#d9e0e2"
FONT: Final = "ui-sans-serif, system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
MARGIN, LEFT, END, FOOT, ROW, LETTER = 16.0, 48.0, 12.0, 44.0, 18.0, 6.7  # px; LETTER: the width of one at 12 px


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One pair of axes; labels carry the units. `minutes` rounds the horizontal ticks as clocks do."""

    title: str
    x_label: str
    y_label: str
    marks: tuple[Mark, ...]
    log_y: bool = False
    minutes: bool = False
    identity: bool = False
    """Draw the line on which both axes are equal, as under observed against predicted."""


def picture(
    panels: Sequence[Panel],
    *,
    name: str = "Curves",
    says: str = "",
    columns: int = 1,
    panel_width: float = 720.0,
    panel_height: float = 320.0,
) -> str:
    """Return the panels as one SVG document, row by row; `name` and `says` are read out by screen readers.

    Raises ValueError without a panel, and where a panel has no number to draw.
    """
    if not panels:
        raise ValueError("There is nothing to draw: give at least one panel.")
    columns = max(1, min(columns, len(panels)))
    rows = math.ceil(len(panels) / columns)
    width, height = columns * panel_width, rows * panel_height
    groups = [
        f'<g transform="translate({px(number % columns * panel_width)},{px(number // columns * panel_height)})">'
        f"{_panel(panel, panel_width, panel_height)}</g>"
        for number, panel in enumerate(panels)
    ]
    head = f"<title>{html.escape(name)}</title>" + (f"<desc>{html.escape(says)}</desc>" if says else "")
    ground = element("rect", width=width, height=height, fill=PAPER)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px(width)} {px(height)}" width="{px(width)}" '
        f'height="{px(height)}" role="img" font-family="{FONT}" font-size="12" fill="{INK}">'
        f"{head}{ground}{''.join(groups)}</svg>\n"
    )


def _panel(panel: Panel, width: float, height: float) -> str:
    legend, top = _legend(panel, width)
    foot = height - FOOT
    (across, xs), (up, ys) = _scales(panel)
    x = axis(*xs, MARGIN + LEFT, width - MARGIN - END)
    y = axis(*ys, foot, top, log=panel.log_y)
    marks = sorted(panel.marks, key=lambda mark: FRONT.index(type(mark)))
    curves = [drawn(mark, x, y) for mark in marks]
    spans = sum(isinstance(mark, Span) for mark in marks)
    words = [
        text(panel.title, (MARGIN, 24.0), font_size="14", font_weight="650"),
        text(panel.y_label, (MARGIN, top - 14), fill=QUIET),
        text(panel.x_label, (width - MARGIN, height - 8), fill=QUIET, anchor="end"),
    ]
    equal = stroke([(x(v), y(v)) for v in xs], QUIET, dash="2 4") if panel.identity else ""
    grid = [*_lines_up(up, x, y), *_ticks_across(across, x, foot)]
    return "".join([*words, *legend, *curves[:spans], *grid, equal, *curves[spans:]])


def _scales(panel: Panel) -> tuple[tuple[list[float], Point], tuple[list[float], Point]]:
    """Return ticks and ends of both axes; the vertical one begins at 0 unless it is logarithmic or goes below."""
    xs, ys = _reach(panel, _xs(panel)), _reach(panel, [*_ys(panel), *([] if panel.log_y or panel.identity else [0.0])])
    if panel.log_y:
        ys = _reach(panel, [value for value in _ys(panel) if value > 0])
    if panel.identity:
        xs = ys = (min(xs[0], ys[0]), max(xs[1], ys[1]))
    across, up = ticks(*xs, minutes=panel.minutes), ticks(*ys, log=panel.log_y)
    if panel.identity:
        return (across, (across[0], across[-1])), (across, (across[0], across[-1]))
    return ([tick for tick in across if xs[0] <= tick <= xs[1]], xs), (up, (up[0], up[-1]))


def _xs(panel: Panel) -> list[float]:
    found: list[float] = []
    for mark in panel.marks:
        if isinstance(mark, Span):
            found += (mark.start, mark.end)
        elif not isinstance(mark, Level):
            found += map(float, mark.x)
    return found


def _ys(panel: Panel) -> list[float]:
    found: list[float] = []
    for mark in panel.marks:
        if isinstance(mark, Level):
            found.append(mark.value)
        elif isinstance(mark, Ribbon):
            found += map(float, (*mark.low, *mark.high))
        elif isinstance(mark, Dots):
            found += map(float, (*mark.y, *mark.low, *mark.high))
        elif isinstance(mark, Line):
            found += map(float, mark.y)
    return found


def _reach(panel: Panel, values: Iterable[float]) -> Point:
    """Return the least and the most; a lone value gets room around it."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        raise ValueError(f"The panel {panel.title!r} has no number to draw.")
    low, high = min(known), max(known)
    return (low, high) if low < high else (min(low, 0.0), high * 2 or 1.0)


def _lines_up(up: list[float], x: Place, y: Place) -> list[str]:
    lines = []
    for tick in up:
        lines.append(stroke([(x(-math.inf), y(tick)), (x(math.inf), y(tick))], RULE))
        lines.append(text(f"{tick:,.10g}", (x(-math.inf) - 8, y(tick) + 4), fill=QUIET, anchor="end"))
    return lines


def _ticks_across(across: list[float], x: Place, foot: float) -> list[str]:
    short = []
    for tick in across:
        short.append(stroke([(x(tick), foot), (x(tick), foot + 5)], QUIET))
        short.append(text(f"{tick:,.10g}", (x(tick), foot + 18), fill=QUIET, anchor="middle"))
    return short


def _legend(panel: Panel, width: float) -> tuple[list[str], float]:
    """Return the keys under the title, and where the axes may begin."""
    x, y = MARGIN, 46.0
    keys: list[str] = []
    named: set[str] = set()
    for mark in panel.marks:
        if not mark.name or mark.name in named:
            continue
        named.add(mark.name)
        needs = KEY + 8 + LETTER * len(mark.name) + 18
        if x > MARGIN and x + needs > width - MARGIN:
            x, y = MARGIN, y + ROW
        keys += [key(mark, x, y - 4), text(mark.name, (x + KEY + 8, y))]
        x += needs
    return keys, y + (40.0 if keys else 8.0)
