"""The strokes that every chart is made of: values in, SVG with classes out, and never a style attribute."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Place = Callable[[float], float]
Point = tuple[float, float]


def number(x: float) -> str:
    """Write a coordinate to a tenth of a unit, which is finer than any screen."""
    return f"{x:.1f}".removesuffix(".0")


def axis(*, first: float, last: float, from_px: float, to_px: float) -> Place:
    """Return the straight line that puts `first` at `from_px` and `last` at `to_px`."""
    span = (last - first) or 1
    return lambda value: from_px + (value - first) / span * (to_px - from_px)


def element(name: str, content: str = "", /, **attributes: float | str) -> str:
    """Write one element; `klass` is its class, and a float is written as a coordinate."""
    written = " ".join(f'{_attribute(key)}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name} {written}>{content}</{name}>" if content else f"<{name} {written}/>"


def _attribute(key: str) -> str:
    return "class" if key == "klass" else key.replace("_", "-")


def _value(value: float | str) -> str:
    return str(escape(value)) if isinstance(value, str) else number(value)


def group(marks: Iterable[str], *, klass: str) -> str:
    return f'<g class="{escape(klass)}">{"".join(marks)}</g>'


def line(start: Point, end: Point, *, klass: str) -> str:
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], klass=klass)


def path(points: Sequence[Point], *, klass: str, closed: bool = False) -> str:
    """Join the points by straight strokes; nothing at all for no points."""
    if not points:
        return ""
    strokes = "M" + " L".join(f"{number(x)},{number(y)}" for x, y in points) + (" Z" if closed else "")
    return element("path", d=strokes, klass=klass)


def text(says: str, at: Point, *, klass: str) -> str:
    return element("text", str(escape(says)), x=at[0], y=at[1], klass=klass)


def ribbon(xs: Sequence[float], low: Sequence[float], high: Sequence[float], *, klass: str) -> str:
    """Fill what lies between two curves."""
    upper = list(zip(xs, high, strict=True))
    lower = list(zip(xs, low, strict=True))
    return path([*upper, *reversed(lower)], klass=klass, closed=True)


def picture(
    marks: Iterable[str], *, width: float, height: float, klass: str, name: str, says: str, key: str
) -> SafeString:
    """Frame the marks as one image with an accessible name and description.

    `key` makes the ids of title and description differ between the charts of one page.
    """
    head = f'<title id="{key}-title">{escape(name)}</title><desc id="{key}-desc">{escape(says)}</desc>'
    # Every text in the marks has gone through `escape` in this file, so the whole may be marked as safe.
    return mark_safe(  # noqa: S308
        f'<svg viewBox="0 0 {number(width)} {number(height)}" class="chart {escape(klass)}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc">{head}{"".join(marks)}</svg>'
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str) -> SafeString:
    """Write the same facts as a table, for whoever reads better than they see."""
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return mark_safe(  # noqa: S308 - escaped cell by cell above
        f'<table class="chart-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
    )
