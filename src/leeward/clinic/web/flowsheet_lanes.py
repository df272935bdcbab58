"""The lanes of the flowsheet: which there are, how high each is, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leeward.clinic.web import svg
from leeward.clinic.web.flowsheet_records import FlowsheetChart

WIDTH: Final = 1180.0
LEFT: Final = 84.0
RIGHT: Final = 14.0
TOP: Final = 26.0
GAP: Final = 24.0
UNDER_AXIS: Final = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A strip of the sheet: its name, its place, and the values at its foot and head."""

    name: str
    top: float
    height: float
    low: float
    high: float
    is_predicted: bool = False

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def place(self, value: float) -> float:
        """Return where the value stands; beyond the lane it is drawn at the edge."""
        kept = min(max(value, self.low), self.high)
        return self.bottom - (kept - self.low) / (self.high - self.low) * self.height

    def fences(self) -> list[str]:
        """Write the name of the lane, and its lowest and highest value in small."""
        right = LEFT - 6
        marks = [
            svg.text(self.name, (0.0, self.top + 4), klass="chart-lane"),
            svg.text(f"{self.high:g}", (right, self.top + 4), klass="chart-scale"),
            svg.text(f"{self.low:g}", (right, self.bottom + 4), klass="chart-scale"),
        ]
        if self.is_predicted:
            marks.append(svg.text("predicted", (0.0, self.top + 18), klass="chart-predicted"))
        return marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything stands, from the top down."""

    lanes: Mapping[str, Lane]
    rows_at: tuple[float, ...]
    marks_at: float
    axis_at: float

    @property
    def height(self) -> float:
        """How high the whole sheet is."""
        return self.axis_at + UNDER_AXIS


def layout(chart: FlowsheetChart) -> Layout:
    """Stack the lanes that this infusion has something for."""
    lanes: dict[str, Lane] = {}
    y = TOP
    for key, name, height, low, high, is_predicted in _wanted(chart):
        lanes[key] = Lane(name=name, top=y, height=height, low=low, high=high, is_predicted=is_predicted)
        y += height + GAP
    rows_at = tuple(y + 18 * row for row in range(len(chart.score_rows)))
    y += 18 * len(rows_at)
    marks_at = y + 4
    return Layout(lanes=lanes, rows_at=rows_at, marks_at=marks_at, axis_at=y + (40 if chart.marks else 4))


def _wanted(chart: FlowsheetChart) -> list[tuple[str, str, float, float, float, bool]]:
    fastest = max((piece.ml_per_h for piece in (*chart.given, *chart.planned)), default=0.0) or 1.0
    wanted = [("rate", "mL/h", 40.0, 0.0, fastest, False)]
    if chart.concentration is not None:
        wanted.append(("level", "ng/mL", 50.0, 0.0, rounded_up(max(chart.concentration.high), 50), True))
    wanted.append(("mmhg", "mmHg", 130.0, 40.0, 200.0, False))
    wanted.append(("heart", "/min", 46.0, 40.0, 140.0, False))
    wanted.append(("oxygen", "SpO₂", 32.0, 85.0, 100.0, False))
    if chart.breaths:
        wanted.append(("breaths", "breaths", 26.0, 0.0, 30.0, False))
    wanted.append(("scale", chart.scale_name, 32.0, 0.0, chart.scale_high, False))
    if chart.dissociation is not None:
        high = rounded_up(max(chart.dissociation.high, default=0.0), 10)
        wanted.append(("dissociation", chart.dissociation_name, 36.0, 0.0, high, True))
    return wanted


def rounded_up(value: float, step: int) -> float:
    """Return the next multiple of the step, and at least one step."""
    return float(max(-(-value // step) * step, step))
