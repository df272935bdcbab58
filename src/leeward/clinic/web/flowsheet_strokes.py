"""What is drawn in the lanes of the flowsheet: bands, cuffs, traces with their gaps, marks and the ghost column."""

from collections.abc import Callable, Sequence
from typing import Final

from leeward.clinic.web import svg
from leeward.clinic.web.flowsheet_lanes import LEFT, RIGHT, WIDTH, Lane, Layout
from leeward.clinic.web.flowsheet_records import Cuff, FlowsheetChart, Gap, Mark, Predicted, RatePiece, Sample
from leeward.clinic.web.svg import Place

HALF_WORDS: Final = 44.0  # half of "no signal 10 min": what stands in the middle keeps this far from the edges
LONGEST_WORDS: Final = 26
WORDS_APART: Final = 150.0
GLYPH_APART: Final = 14.0


def rates(chart: FlowsheetChart, lane: Lane, x: Place) -> list[str]:
    """Draw the rate as it ran and as it would go on, and over it the dose that has gone in."""
    marks = []
    given = steps(chart.given, x, lane.place, lane.bottom)
    marks.append(svg.path(given[:-1] if chart.planned else given, klass="chart-rate"))
    planned = steps(chart.planned, x, lane.place, lane.bottom)
    marks.append(svg.path(planned[1:] if chart.given else planned, klass="chart-rate chart-planned"))
    if chart.dose and chart.dose_ordered > 0:
        share = lane.height / chart.dose_ordered
        corners = [(x(s.minute), lane.bottom - min(s.value, chart.dose_ordered) * share) for s in chart.dose]
        marks.append(svg.path(corners, klass="chart-dose"))
        ordered = f"– {chart.dose_ordered:.2f} mg/kg"
        marks.append(svg.text(ordered, (WIDTH - RIGHT - 2, lane.top + 4), klass="chart-note chart-end"))
    for piece in chart.given:
        if not piece.ml_per_h and piece.to_minute - piece.from_minute >= 1:
            says = f"{piece.still_says} {piece.to_minute - piece.from_minute:.0f} min"
            middle = x((piece.from_minute + piece.to_minute) / 2)
            marks.append(svg.text(says, (middle, lane.bottom + 14), klass="chart-note"))
    return marks


def steps(pieces: Sequence[RatePiece], x: Place, y: Callable[[float], float], foot: float) -> list[svg.Point]:
    """Return the corners of the staircase, from the foot up and back down to it."""
    if not pieces:
        return []
    corners = [(x(pieces[0].from_minute), foot)]
    for piece in pieces:
        corners += [(x(piece.from_minute), y(piece.ml_per_h)), (x(piece.to_minute), y(piece.ml_per_h))]
    return [*corners, (x(pieces[-1].to_minute), foot)]


def predicted(band: Predicted | None, lane: Lane, x: Place) -> list[str]:
    """Draw a band and its middle."""
    if band is None:
        return []
    xs = [x(minute) for minute in band.minutes]
    return [
        svg.ribbon(xs, [lane.place(v) for v in band.low], [lane.place(v) for v in band.high], klass="chart-band"),
        svg.path([(a, lane.place(v)) for a, v in zip(xs, band.median, strict=True)], klass="chart-median"),
    ]


def pressures(chart: FlowsheetChart, lane: Lane, x: Place) -> list[str]:
    """Draw the predicted band, the limit, and every cuff measurement."""
    marks = predicted(chart.systolic, lane, x)
    if chart.systolic_limit is not None:
        y, edge = lane.place(chart.systolic_limit), x(chart.last_minute)
        marks.append(svg.line((x(max(chart.first_minute, 0)), y), (edge, y), klass="chart-limit"))
        marks.append(svg.text(f"▲ {chart.limit_says}", (edge - 2, y - 5), klass="chart-note chart-end"))
    return marks + [_cuff(cuff, lane, x) for cuff in chart.cuffs]


def _cuff(cuff: Cuff, lane: Lane, x: Place) -> str:
    a, top = x(cuff.minute), lane.place(cuff.systolic)
    foot = lane.place(cuff.diastolic if cuff.diastolic is not None else cuff.systolic)
    marks = [svg.line((a, top), (a, foot), klass="chart-stem"), _arrow(a, top, 7)]
    if cuff.diastolic is not None:
        marks.append(_arrow(a, foot, -7))
    if cuff.artefact is not None:
        marks.append(svg.line((a - 7, (top + foot) / 2 + 7), (a + 7, (top + foot) / 2 - 7), klass="chart-strike"))
        marks.append(svg.text(f"artefact: {cuff.artefact}", (a, lane.bottom + 14), klass="chart-note"))
    kind = "chart-cuff" + (" chart-artefact" if cuff.artefact is not None else "") + (" chart-hand" * cuff.by_hand)
    return svg.group(marks, klass=kind)


def _arrow(a: float, y: float, deep: float) -> str:
    return svg.path([(a - 5, y), (a + 5, y), (a, y + deep)], klass="chart-arrow", closed=True)


def trace(samples: Sequence[Sample], gaps: Sequence[Gap], lane: Lane, x: Place, *, klass: str) -> list[str]:
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
    marks += [dot(s, lane, x) for s in valid if s.by_hand]
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


def dot(sample: Sample, lane: Lane, x: Place) -> str:
    """Draw what a person measured or scored."""
    return svg.element("circle", cx=x(sample.minute), cy=lane.place(sample.value), r=4.5, klass="chart-score")


def _crossed(sample: Sample, lane: Lane, x: Place) -> str:
    a, y = x(sample.minute), lane.place(sample.value)
    arms = [((a - 4, y - 4), (a + 4, y + 4)), ((a - 4, y + 4), (a + 4, y - 4))]
    return svg.group([svg.line(start, end, klass="chart-strike") for start, end in arms], klass="chart-artefact")


def scored(samples: Sequence[Sample], lane: Lane, x: Place) -> list[str]:
    """Draw scores as points, each with its number."""
    marks = []
    for score in samples:
        at_edge = x(score.minute) > WIDTH - RIGHT - HALF_WORDS
        beside = (x(score.minute) + (-8 if at_edge else 8), lane.place(score.value) - 5)
        klass = "chart-value chart-end" if at_edge else "chart-value"
        marks += [dot(score, lane, x), svg.text(f"{score.value:g}", beside, klass=klass)]
    return marks


def score_rows(chart: FlowsheetChart, places: Layout, x: Place) -> list[str]:
    """Write the short scales as numbers at their minute."""
    marks = []
    for row, y in zip(chart.score_rows, places.rows_at, strict=True):
        marks.append(svg.text(row.name, (0.0, y + 4), klass="chart-lane"))
        marks += [
            svg.text(f"{score.value:g}", (x(score.minute), y + 4), klass="chart-value chart-middle")
            for score in row.scores
        ]
    return marks


def happened(chart: FlowsheetChart, places: Layout, x: Place) -> list[str]:
    """Draw what was done and what went wrong: a glyph each, in two rows of words that do not run into one another."""
    marks, free, last = [], [0.0, 0.0], 0.0
    for mark in sorted(chart.marks, key=lambda mark: mark.minute):
        a = x(mark.minute)
        beside = max(a, last + GLYPH_APART)
        last = beside
        marks.append(svg.text(mark.glyph, (beside, places.marks_at + 6), klass=f"chart-mark chart-mark-{mark.kind}"))
        row = next((row for row, end in enumerate(free) if end <= a), None)
        if not mark.says or row is None:
            continue
        marks.append(svg.line((a, 14), (a, places.marks_at - 6), klass="chart-happened"))
        is_late = a + WORDS_APART > WIDTH
        klass = "chart-note chart-end" if is_late else "chart-note chart-start"
        marks.append(svg.text(_short(mark), (a + (4 if is_late else -4), places.marks_at + 19 + 13 * row), klass=klass))
        free[row] = a + WORDS_APART
    return marks


def _short(mark: Mark) -> str:
    return mark.says if len(mark.says) <= LONGEST_WORDS else f"{mark.says[: LONGEST_WORDS - 1]}…"


def ghost(chart: FlowsheetChart, places: Layout, x: Place) -> list[str]:
    """Draw the empty column that the next observation will fill."""
    if chart.ghost is None or not chart.first_minute <= chart.ghost.minute <= chart.last_minute:
        return []
    # What is late would stand among what was measured: its column waits to the right of now.
    late_at = (chart.now_minute or 0.0) if chart.ghost.is_late else chart.ghost.minute
    a, top = x(max(chart.ghost.minute, late_at)) + (14 if chart.ghost.is_late else 0), places.lanes["mmhg"].top - 8
    kind = "chart-ghost chart-ghost-late" if chart.ghost.is_late else "chart-ghost"
    is_right = a > WIDTH - 2 * WORDS_APART  # beside it, away from what was measured, while there is room
    beside = (a - 11 if is_right else a + 11, places.lanes["mmhg"].bottom + 3)
    return [
        svg.element("rect", x=a - 8, y=top, width=16.0, height=places.axis_at - top, rx=4, klass=kind),
        svg.text(chart.ghost.says, beside, klass="chart-note chart-end" if is_right else "chart-note chart-start"),
    ]
