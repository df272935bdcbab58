"""The flowsheet: rate, pressures, heart rate, oxygen and dissociation on one axis of time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from leeward.clinic.web import svg
from leeward.clinic.web.flowsheet_records import Cuff, FlowsheetChart, Gap, Predicted, RatePiece, Sample
from leeward.clinic.web.svg import Place

WIDTH: Final = 1180.0
LEFT: Final = 84.0
RIGHT: Final = 14.0
HALF_WORDS: Final = 44.0  # half of "no signal 10 min": what stands in the middle keeps this far from the edges
AXIS_AT: Final = 430.0
AXIS_AT_BELOW_PREDICTED: Final = 492.0
UNDER_AXIS: Final = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A strip of the sheet: its name, its place, and the values at its foot and head."""

    name: str
    top: float
    height: float
    low: float
    high: float

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
        return [
            svg.text(self.name, (0.0, self.top + 4), klass="chart-lane"),
            svg.text(f"{self.high:g}", (right, self.top + 4), klass="chart-scale"),
            svg.text(f"{self.low:g}", (right, self.bottom + 4), klass="chart-scale"),
        ]


RATE_TOP, RATE_HEIGHT = 26.0, 40.0
MMHG: Final = Lane(name="mmHg", top=92, height=136, low=40, high=200)
HEART: Final = Lane(name="/min", top=256, height=48, low=40, high=140)
OXYGEN: Final = Lane(name="SpO₂", top=326, height=34, low=85, high=100)


def flowsheet(chart: FlowsheetChart) -> SafeString:
    """Draw the infusion on one axis of time, predicted bands behind measured points."""
    x = svg.axis(first=chart.first_minute, last=chart.last_minute, from_px=LEFT, to_px=WIDTH - RIGHT)
    marks = [
        *_grid(chart, x),
        *_rates(chart, x),
        *_pressures(chart, x),
        *_trace(chart.heart_rate, chart.heart_rate_gaps, HEART, x, klass="chart-heart"),
        *_trace(chart.spo2, chart.spo2_gaps, OXYGEN, x, klass="chart-oxygen"),
        *_dissociation(chart, x),
        *_now(chart, x),
    ]
    return svg.picture(
        marks,
        width=WIDTH,
        height=_axis_at(chart) + UNDER_AXIS,
        klass="chart-flowsheet",
        name="Infusion",
        says=describe(chart),
        key=chart.key,
    )


def describe(chart: FlowsheetChart) -> str:
    """Say in one paragraph what the picture shows, for whoever cannot see it."""
    said = [f"Minutes from the start at {chart.started}." if chart.started else "The infusion has not started."]
    if chart.given_says:
        said.append(f"Given: {chart.given_says}.")
    valid = [cuff for cuff in chart.cuffs if cuff.artefact is None]
    if valid:
        said.append(f"{len(valid)} cuff readings, the last {_pair(valid[-1])} mmHg.")
    else:
        said.append("No cuff reading.")
    for name, samples, unit in (("Heart rate", chart.heart_rate, "/min"), ("SpO₂", chart.spo2, "%")):
        said.append(f"{name} last {samples[-1].value:g} {unit}." if samples else f"{name}: no reading.")
    struck = len(chart.cuffs) - len(valid)
    if struck:
        said.append(f"{struck} struck as artefact.")
    return " ".join(said)


def _pair(cuff: Cuff) -> str:
    return f"{cuff.systolic:g}/{cuff.diastolic:g}" if cuff.diastolic is not None else f"{cuff.systolic:g}"


def _axis_at(chart: FlowsheetChart) -> float:
    return AXIS_AT if chart.dissociation is None else AXIS_AT_BELOW_PREDICTED


def _grid(chart: FlowsheetChart, x: Place) -> list[str]:
    marks, foot, step = [], _axis_at(chart), _step(chart.last_minute - chart.first_minute)
    minute = -(-chart.first_minute // step) * step
    while minute <= chart.last_minute:
        klass = "chart-grid chart-zero" if minute == 0 else "chart-grid"
        marks.append(svg.line((x(minute), 14), (x(minute), foot), klass=klass))
        marks.append(svg.text(f"{minute:g}", (x(minute), foot + 16), klass="chart-tick"))
        minute += step
    marks.append(svg.text("min", (0.0, foot + 16), klass="chart-scale-name"))
    for lane in (MMHG, HEART, OXYGEN, _scale_lane(chart), *_predicted_lane(chart)):
        marks.extend(lane.fences())
    return marks


def _step(minutes: float) -> int:
    """How far apart the lines of time stand: never so close that their numbers touch."""
    return next((step for most, step in ((200, 10), (600, 30)) if minutes <= most), 60)


def _rates(chart: FlowsheetChart, x: Place) -> list[str]:
    highest = max((piece.ml_per_h for piece in (*chart.given, *chart.planned)), default=0.0)
    lane = Lane(name="mL/h", top=RATE_TOP, height=RATE_HEIGHT, low=0, high=highest or 1.0)
    marks = [svg.text(lane.name, (0.0, lane.top + 4), klass="chart-lane")]
    if highest:
        marks.append(svg.text(f"{highest:g}", (LEFT - 6, lane.top + 4), klass="chart-scale"))
    given = _steps(chart.given, x, lane.place, lane.bottom)
    marks.append(svg.path(given[:-1] if chart.planned else given, klass="chart-rate"))
    planned = _steps(chart.planned, x, lane.place, lane.bottom)
    marks.append(svg.path(planned[1:] if chart.given else planned, klass="chart-rate chart-planned"))
    for piece in chart.given:
        if not piece.ml_per_h and piece.to_minute - piece.from_minute >= 1:
            says = f"paused {piece.to_minute - piece.from_minute:.0f} min"
            marks.append(
                svg.text(says, (x((piece.from_minute + piece.to_minute) / 2), lane.bottom + 14), klass="chart-note")
            )
    return marks


def _steps(pieces: Sequence[RatePiece], x: Place, y: Callable[[float], float], foot: float) -> list[svg.Point]:
    """Return the corners of the staircase, from the foot up and back down to it."""
    if not pieces:
        return []
    corners = [(x(pieces[0].from_minute), foot)]
    for piece in pieces:
        corners += [(x(piece.from_minute), y(piece.ml_per_h)), (x(piece.to_minute), y(piece.ml_per_h))]
    return [*corners, (x(pieces[-1].to_minute), foot)]


def _predicted(band: Predicted | None, lane: Lane, x: Place) -> list[str]:
    if band is None:
        return []
    xs = [x(minute) for minute in band.minutes]
    return [
        svg.ribbon(xs, [lane.place(v) for v in band.low], [lane.place(v) for v in band.high], klass="chart-band"),
        svg.path([(a, lane.place(v)) for a, v in zip(xs, band.median, strict=True)], klass="chart-median"),
    ]


def _pressures(chart: FlowsheetChart, x: Place) -> list[str]:
    marks = _predicted(chart.systolic, MMHG, x)
    if chart.systolic_limit is not None:
        y, edge = MMHG.place(chart.systolic_limit), x(chart.last_minute)
        marks.append(svg.line((x(max(chart.first_minute, 0)), y), (edge, y), klass="chart-limit"))
        marks.append(svg.text(f"▲ {chart.limit_says}", (edge - 2, y - 5), klass="chart-note chart-end"))
    return marks + [_cuff(cuff, x) for cuff in chart.cuffs]


def _cuff(cuff: Cuff, x: Place) -> str:
    a, top = x(cuff.minute), MMHG.place(cuff.systolic)
    foot = MMHG.place(cuff.diastolic if cuff.diastolic is not None else cuff.systolic)
    marks = [svg.line((a, top), (a, foot), klass="chart-stem"), _arrow(a, top, 7)]
    if cuff.diastolic is not None:
        marks.append(_arrow(a, foot, -7))
    if cuff.artefact is not None:
        marks.append(svg.line((a - 7, (top + foot) / 2 + 7), (a + 7, (top + foot) / 2 - 7), klass="chart-strike"))
        marks.append(svg.text(f"artefact: {cuff.artefact}", (a, MMHG.bottom + 14), klass="chart-note"))
    kind = "chart-cuff" + (" chart-artefact" if cuff.artefact is not None else "") + (" chart-hand" * cuff.by_hand)
    return svg.group(marks, klass=kind)


def _arrow(a: float, y: float, deep: float) -> str:
    return svg.path([(a - 5, y), (a + 5, y), (a, y + deep)], klass="chart-arrow", closed=True)


def _trace(samples: Sequence[Sample], gaps: Sequence[Gap], lane: Lane, x: Place, *, klass: str) -> list[str]:
    """Draw one line per unbroken stretch; a gap is a box with words, and nothing is drawn across it."""
    marks = []
    for gap in gaps:
        left, wide = x(gap.from_minute), x(gap.to_minute) - x(gap.from_minute)
        marks.append(
            svg.element("rect", x=left, y=lane.top - 2, width=wide, height=lane.height + 4, rx=3, klass="chart-gap")
        )
        says = f"no signal {gap.to_minute - gap.from_minute:.0f} min"
        middle = min(max(left + wide / 2, LEFT + HALF_WORDS), WIDTH - RIGHT - HALF_WORDS)
        marks.append(svg.text(says, (middle, lane.bottom + 15), klass="chart-note"))
    valid = [s for s in samples if s.artefact is None]
    marks += [
        svg.path([(x(s.minute), lane.place(s.value)) for s in run], klass=klass)
        for run in _unbroken([s for s in valid if not s.by_hand], gaps)
    ]
    marks += [_dot(s, lane, x) for s in valid if s.by_hand]
    return marks + [_crossed(s, lane, x) for s in samples if s.artefact is not None]


def _unbroken(samples: Sequence[Sample], gaps: Sequence[Gap]) -> list[list[Sample]]:
    """Cut the samples wherever a gap lies between two of them."""
    runs: list[list[Sample]] = []
    for sample in samples:
        before = runs[-1][-1].minute if runs else None
        if before is None or any(before <= gap.from_minute and gap.to_minute <= sample.minute for gap in gaps):
            runs.append([])
        runs[-1].append(sample)
    return runs


def _dot(sample: Sample, lane: Lane, x: Place) -> str:
    return svg.element("circle", cx=x(sample.minute), cy=lane.place(sample.value), r=4.5, klass="chart-score")


def _crossed(sample: Sample, lane: Lane, x: Place) -> str:
    a, y = x(sample.minute), lane.place(sample.value)
    arms = [((a - 4, y - 4), (a + 4, y + 4)), ((a - 4, y + 4), (a + 4, y - 4))]
    return svg.group([svg.line(start, end, klass="chart-strike") for start, end in arms], klass="chart-artefact")


def _scale_lane(chart: FlowsheetChart) -> Lane:
    return Lane(name=chart.scale_name, top=384, height=38, low=0, high=chart.scale_high)


def _predicted_lane(chart: FlowsheetChart) -> tuple[Lane, ...]:
    """Return the lane of the predicted scale: it is another scale than the measured one, so it has its own lane."""
    if chart.dissociation is None:
        return ()
    highest = max(chart.dissociation.high, default=0)
    high = max(-(-highest // 10) * 10, 10)
    return (Lane(name=chart.dissociation_name, top=446, height=40, low=0, high=high),)


def _dissociation(chart: FlowsheetChart, x: Place) -> list[str]:
    lane = _scale_lane(chart)
    marks = [mark for predicted in _predicted_lane(chart) for mark in _predicted(chart.dissociation, predicted, x)]
    for score in chart.scores:
        at_edge = x(score.minute) > WIDTH - RIGHT - HALF_WORDS
        beside = (x(score.minute) + (-8 if at_edge else 8), lane.place(score.value) - 5)
        klass = "chart-value chart-end" if at_edge else "chart-value"
        marks += [_dot(score, lane, x), svg.text(f"{score.value:g}", beside, klass=klass)]
    return marks


def _now(chart: FlowsheetChart, x: Place) -> list[str]:
    if chart.now_minute is None:
        return []
    a = x(chart.now_minute)
    klass = (
        "chart-given chart-end" if chart.now_minute > (chart.first_minute + chart.last_minute) / 2 else "chart-given"
    )
    aside = -6 if "chart-end" in klass else 6
    return [
        svg.line((a, 8), (a, _axis_at(chart)), klass="chart-now"),
        svg.text(chart.given_says, (a + aside, 16), klass=klass),
    ]
