"""The charts of the clinic's pages: frozen records in, inline SVG out, with a name and a table for the ear."""

from typing import Final

from django.utils.safestring import SafeString

from leeward.clinic.web import svg
from leeward.clinic.web.flowsheet import flowsheet
from leeward.clinic.web.flowsheet_records import (
    Cuff,
    FlowsheetChart,
    Gap,
    Ghost,
    Mark,
    Predicted,
    RatePiece,
    Sample,
    ScoreRow,
)
from leeward.clinic.web.scoreplot import (
    Beside,
    EventMark,
    InfusionMark,
    ReferenceLine,
    ScorePoint,
    ScoresChart,
    ScoreSeries,
    scores,
)

__all__ = [
    "Beside",
    "Cuff",
    "EventMark",
    "FlowsheetChart",
    "Gap",
    "Ghost",
    "InfusionMark",
    "Mark",
    "Predicted",
    "RatePiece",
    "ReferenceLine",
    "Sample",
    "ScorePoint",
    "ScoreRow",
    "ScoreSeries",
    "ScoresChart",
    "band",
    "flowsheet",
    "scores",
]

BAR_WIDTH: Final = 160.0
BAR_HEIGHT: Final = 18.0


def band(
    *,
    median: float,
    low: float,
    high: float,
    scale_low: float,
    scale_high: float,
    unit: str,
    name: str,
    limit: float | None = None,
    key: str = "band",
) -> SafeString:
    """Draw a small bar: the band, its median as a tick, and a dashed limit; all in `unit`.

    `key` must differ between the bars of one page. Values beyond the scale are drawn at its edge.
    """
    to_px = svg.axis(first=scale_low, last=scale_high, from_px=0, to_px=BAR_WIDTH)

    def x(value: float) -> float:
        return min(max(to_px(value), 0.0), BAR_WIDTH)

    marks = [
        svg.element("rect", x=0.0, width=BAR_WIDTH, y=4.0, height=10.0, rx=5.0, klass="chart-bar-ground"),
        svg.element("rect", x=x(low), width=max(x(high) - x(low), 2.0), y=4.0, height=10.0, rx=5.0, klass="chart-bar"),
        svg.line((x(median), 2), (x(median), 16), klass="chart-bar-median"),
    ]
    says = f"median {median:.0f}, 90 % between {low:.0f} and {high:.0f} {unit}"
    if limit is not None:
        marks.append(svg.line((x(limit), 0), (x(limit), BAR_HEIGHT), klass="chart-limit"))
        says += f"; limit {limit:.0f}"
    return svg.picture(marks, width=BAR_WIDTH, height=BAR_HEIGHT, klass="chart-band-bar", name=name, says=says, key=key)
