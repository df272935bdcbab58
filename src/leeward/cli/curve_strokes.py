"""The strokes and scales that a picture of curves is made of: values in, SVG elements out."""

import html
import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

Place = Callable[[float], float]
Point = tuple[float, float]

MINUTE_STEPS: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 360, 720, 1440, 2880, 7200, 14400, 28800, 86400)
ABOUT: Final = 9  # ticks on an axis


def px(value: float) -> str:
    """Write a coordinate to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def axis(first: float, last: float, from_px: float, to_px: float, *, log: bool = False) -> Place:
    """Return what puts a value in its place; infinities go to the ends, and what a log axis cannot hold to no place."""
    low, high = (math.log10(first), math.log10(last)) if log else (first, last)
    span = (high - low) or 1.0

    def place(value: float) -> float:
        if math.isinf(value):
            return to_px if value > 0 else from_px
        if log and not value > 0:
            return math.nan
        return from_px + ((math.log10(value) if log else value) - low) / span * (to_px - from_px)

    return place


def ticks(low: float, high: float, *, minutes: bool = False, log: bool = False) -> list[float]:
    """Return round values from at or below `low` to at or above `high`; of minutes, as clocks divide them."""
    if log:
        return _decades(low, high)
    step = _step(high - low, minutes=minutes)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def _step(span: float, *, minutes: bool) -> float:
    rough = span / ABOUT
    if minutes and rough >= 1:
        return float(next((step for step in MINUTE_STEPS if step >= rough), MINUTE_STEPS[-1]))
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


def _decades(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    within = (1, 2, 5) if last - first <= 2 else (1,)
    every = [each * 10.0**power for power in range(first, last + 1) for each in within]
    kept = [value for value in every if low <= value <= high]
    below = [value for value in every if value < low][-1:]
    return below + kept + [value for value in every if value > high][:1]


def element(name: str, content: str = "", /, **attributes: float | str) -> str:
    """Write one element; a float is written as a coordinate, and every text is escaped."""
    written = " ".join(
        f'{key.replace("_", "-")}="{html.escape(value) if isinstance(value, str) else px(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name} {written}>{content}</{name}>" if content else f"<{name} {written}/>"


def text(says: str, at: Point, *, fill: str = "", anchor: str = "", font_size: str = "", font_weight: str = "") -> str:
    """Write words; `anchor` is start, middle or end."""
    return element(
        "text",
        html.escape(says),
        x=at[0],
        y=at[1],
        fill=fill,
        text_anchor=anchor,
        font_size=font_size,
        font_weight=font_weight,
    )


def stroke(points: Sequence[Point], color: str, *, dash: str = "", width: str = "1") -> str:
    """Join the points by straight strokes, leaving out places that are none; nothing for fewer than two points."""
    pieces = ["M" + joined(piece) for piece in _unbroken(points) if len(piece) > 1]
    if not pieces:
        return ""
    return element(
        "path", d="".join(pieces), fill="none", stroke=color, stroke_width=width, stroke_dasharray=dash,
        stroke_linejoin="round",
    )  # fmt: skip


def joined(points: Sequence[Point]) -> str:
    """Write points as a path does."""
    return " ".join(f"{px(x)},{px(y)}" for x, y in points)


def _unbroken(points: Sequence[Point]) -> list[list[Point]]:
    """Split where a point has no place."""
    runs = groupby(points, key=lambda point: all(map(math.isfinite, point)))
    return [list(run) for whole, run in runs if whole]
