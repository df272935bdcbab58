"""One questionnaire drawn for a telephone: scores as dots with their numbers, infusions as marks, and a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leeward.clinic.web import svg
from leeward.clinic.web.templatetags.leeward import SPANISH, clinic_date

WIDTH: Final = 330.0
HEIGHT: Final = 170.0
TOP, FOOT, LEFT, RIGHT = 34.0, 140.0, 34.0, 306.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The picture, and the same numbers as a table."""

    picture: SafeString
    table: SafeString


def plot(
    *,
    key: str,
    name: str,
    low: float,
    high: float,
    scores: Sequence[tuple[date, int | None]],
    infusions: Sequence[date],
) -> Drawn:
    """Draw scores from `low` to `high` over the days; one that is not known stands in the table alone."""
    days = [*(on for on, _score in scores), *infusions]
    spare = 1 if min(days) == max(days) else 0
    x = svg.axis(
        first=min(days).toordinal() - spare, last=max(days).toordinal() + spare, from_px=LEFT + 14, to_px=RIGHT
    )
    y = svg.axis(first=low, last=high, from_px=FOOT, to_px=TOP)
    marks = [
        *(svg.line((LEFT, y(edge)), (WIDTH, y(edge)), klass="chart-grid") for edge in (low, high)),
        *(svg.text(f"{edge:g}", (LEFT - 6, y(edge) + 4), klass="chart-scale") for edge in (low, high)),
        *(mark for number, on in enumerate(infusions, 1) for mark in _infusion(number, x(on.toordinal()))),
        *_course([(x(on.toordinal()), y(value), value) for on, value in scores if value is not None]),
        *(svg.text(_day(on), (x(on.toordinal()), HEIGHT - 10), klass="chart-day") for on in _ends(days)),
    ]
    rows = [(clinic_date(on), _said(value)) for on, value in scores]
    says = ", ".join(f"{on}: {value}" for on, value in rows)
    return Drawn(
        picture=svg.picture(marks, width=WIDTH, height=HEIGHT, klass="patient-plot", name=name, says=says, key=key),
        table=svg.table((_("Day"), _("Score")), rows, caption=name),
    )


def _course(known: Sequence[tuple[float, float, int]]) -> Iterator[str]:
    yield svg.path([(a, b) for a, b, _value in known], klass="chart-course")
    for a, b, _value in known:
        yield svg.element("circle", cx=a, cy=b, r=4.5, klass="chart-score")
    for a, b, value in known:
        yield svg.text(str(value), (a, b - 9), klass="chart-value")


def _infusion(number: int, at: float) -> tuple[str, str]:
    return (
        svg.line((at, 20), (at, FOOT), klass="chart-infusion"),
        svg.text(f"▼ {number}", (at, 14), klass="chart-infusion-number"),
    )


def _ends(days: Sequence[date]) -> tuple[date, ...]:
    return tuple(dict.fromkeys((min(days), max(days))))


def _day(on: date) -> str:
    """Return a day as the axis has room for it: 24-Nov, or 24 nov."""
    return date_format(on, "j b") if get_language() == SPANISH else f"{on:%d-%b}"


def _said(value: int | None) -> str:
    return _("not known: a question was left out") if value is None else str(value)
