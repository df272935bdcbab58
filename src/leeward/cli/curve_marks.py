"""What a picture of curves shows: lines, ribbons, dots, spans and levels, and how each is drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.cli.curve_strokes import Place, Point, element, joined, stroke

QUIET, PAPER, GIVEN = "#53646c", "#fbfaf7", "#ebe8de"
KEY, DOT, VEIL = 26.0, 3.2, "0.17"  # px, px, opacity


class Color(Enum):
    """The colors of curves; each stands out from the ground, and next to the others by lightness too."""

    TEAL = "#0f6b72"
    OCHRE = "#b06a10"
    BLUE = "#27507a"
    RED = "#9c1c2b"
    GREEN = "#5d8f3a"
    GRAY = "#75868d"
    INK = "#15242b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve; `dash` is SVG's pattern such as `6 4`, and a value that is not a number breaks the stroke."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    color: Color = Color.TEAL
    dash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """What lies between two curves, such as the 5th and the 95th percentile."""

    name: str
    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    color: Color = Color.TEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Observed points, with whiskers where `low` and `high` are given; `open` dots are hollow."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    color: Color = Color.INK
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the horizontal axis, such as the minutes in which drug runs; drawn as ground."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A value with a meaning, drawn across as a dashed line."""

    name: str
    value: float


Mark = Line | Ribbon | Dots | Span | Level
FRONT: Final = (Span, Ribbon, Level, Line, Dots)  # from back to front


def key(mark: Mark, x: float, y: float) -> str:
    """Draw a small sample of the mark, for the legend."""
    if isinstance(mark, Dots):
        return _dot((x + KEY / 2, y), mark)
    if isinstance(mark, Level):
        return stroke([(x, y), (x + KEY, y)], QUIET, dash="6 4")
    if isinstance(mark, Line):
        return stroke([(x, y), (x + KEY, y)], mark.color.value, dash=mark.dash, width="2")
    fill, opacity = (GIVEN, "") if isinstance(mark, Span) else (mark.color.value, VEIL)
    return element("rect", x=x, y=y - 6, width=KEY, height=12.0, fill=fill, fill_opacity=opacity)


def drawn(mark: Mark, x: Place, y: Place) -> str:
    """Draw the mark on two axes."""
    if isinstance(mark, Span):
        top, foot = y(math.inf), y(-math.inf)
        start, width = x(mark.start), max(x(mark.end) - x(mark.start), 1.5)
        return element("rect", x=start, y=top, width=width, height=foot - top, fill=GIVEN)
    if isinstance(mark, Level):
        return stroke([(x(-math.inf), y(mark.value)), (x(math.inf), y(mark.value))], QUIET, dash="6 4")
    if isinstance(mark, Ribbon):
        return _ribbon(mark, x, y)
    if isinstance(mark, Dots):
        return _dots(mark, x, y)
    points = [(x(a), y(b)) for a, b in zip(mark.x, mark.y, strict=True)]
    return stroke(points, mark.color.value, dash=mark.dash, width="2")


def _ribbon(mark: Ribbon, x: Place, y: Place) -> str:
    edges = [(x(a), y(b), y(c)) for a, b, c in zip(mark.x, mark.low, mark.high, strict=True)]
    seen = [edge for edge in edges if all(map(math.isfinite, edge))]
    around = [(a, high) for a, _, high in seen] + [(a, low) for a, low, _ in reversed(seen)]
    if not around:
        return ""
    return element("path", d="M" + joined(around) + "Z", fill=mark.color.value, fill_opacity=VEIL)


def _dots(mark: Dots, x: Place, y: Place) -> str:
    whiskers = [
        stroke([(x(at), y(low)), (x(at), y(high))], mark.color.value)
        for at, low, high in zip(mark.x, mark.low, mark.high, strict=False)
    ]
    places = [(x(a), y(b)) for a, b in zip(mark.x, mark.y, strict=True)]
    return "".join(whiskers + [_dot(place, mark) for place in places if all(map(math.isfinite, place))])


def _dot(at: Point, mark: Dots) -> str:
    fill = PAPER if mark.open else mark.color.value
    return element("circle", cx=at[0], cy=at[1], r=DOT, fill=fill, stroke=mark.color.value, stroke_width="1.5")
