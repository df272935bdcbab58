"""A trajectory laid out for the score plot: each instrument, then its clusters, then nightmares and sleep."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Final

from leeward.clinic.web import charts
from leeward.instruments import CADSS6, CSSRS, MOAAS, PCL5, PCL5_WEEK, PHQ9, Scale, by_key
from leeward.instruments.pcl5 import NIGHTMARES, SLEEP
from leeward.outcomes import Point, Series, Trajectory
from leeward.outcomes.definitions import Pcl5Change
from leeward.outcomes.forecast import response_at_most

PTSD: Final = (PCL5.key, PCL5_WEEK.key)
CHAIRSIDE: Final = (CADSS6.key, MOAAS.key)
APART: Final = ((NIGHTMARES, "Nightmares"), (SLEEP, "Sleep"))
ORDER: Final = (PCL5.key, PCL5_WEEK.key, PHQ9.key)


def scores_chart(trajectory: Trajectory, *, name: str, zone: tzinfo, key: str = "scores") -> charts.ScoresChart:
    """Return the plot of all questionnaires; `name` names the patient, since a plot may be printed alone."""
    series = sorted((each for each in trajectory.series if is_plotted(each.scale_key)), key=place)
    return charts.ScoresChart(
        name=f"Scores of {name}",
        series=tuple(drawn for each in series for drawn in _drawn(each, zone)),
        infusions=tuple(
            charts.InfusionMark(on=_day(at, zone), number=number, says=f"infusion {number}")
            for number, at in enumerate(trajectory.infusions, 1)
        ),
        key=key,
    )


def is_plotted(scale_key: str) -> bool:
    """Is the scale one of symptoms over weeks? The chair's scales stand on the infusion's own sheet."""
    return scale_key not in CHAIRSIDE and scale_key != CSSRS.key and by_key(scale_key).is_scored


def place(series: Series) -> tuple[int, str]:
    """Return what series are sorted by: PTSD first, then depression, then the others by name."""
    return (ORDER.index(series.scale_key) if series.scale_key in ORDER else len(ORDER), series.scale_key)


def _drawn(series: Series, zone: tzinfo) -> list[charts.ScoreSeries]:
    scale = by_key(series.scale_key)
    whole = charts.ScoreSeries(
        name=scale.name.replace(", past ", ", "),
        low=scale.lowest,
        high=scale.highest,
        points=tuple(_point(point, point.total, zone) for point in series.points),
        lines=_lines(series),
    )
    clusters = [_cluster(scale, cluster.key, cluster.name, series.points, zone) for cluster in scale.clusters]
    apart = [_item(scale, number, name, series.points, zone) for number, name in APART] if scale.key in PTSD else []
    return [whole, *clusters, *apart]


def _cluster(scale: Scale, key: str, name: str, points: Sequence[Point], zone: tzinfo) -> charts.ScoreSeries:
    members = next(cluster.items for cluster in scale.clusters if cluster.key == key)
    return charts.ScoreSeries(
        name=f"{key} {name.split(' and ')[0]}",
        low=sum(scale.items[number - 1].low for number in members),
        high=sum(scale.items[number - 1].high for number in members),
        points=tuple(_point(point, point.score.cluster(key), zone) for point in points),
        small=True,
    )


def _item(scale: Scale, number: int, name: str, points: Sequence[Point], zone: tzinfo) -> charts.ScoreSeries:
    item = scale.items[number - 1]
    return charts.ScoreSeries(
        name=name,
        low=item.low,
        high=item.high,
        points=tuple(_point(point, point.score.answers[number - 1], zone) for point in points),
        small=True,
    )


def _point(point: Point, value: int | None, zone: tzinfo) -> charts.ScorePoint:
    return charts.ScorePoint(on=_day(point.at, zone), value=value, says=point.label)


def _lines(series: Series) -> tuple[charts.ReferenceLine, ...]:
    """Draw the levels at which response and recovery are counted, for PCL-5 with a baseline."""
    if series.scale_key not in PTSD or series.baseline is None or series.baseline.total is None:
        return ()
    recovered = Pcl5Change.recovered.to("points")
    response = response_at_most(series.baseline.total)
    return (
        charts.ReferenceLine(value=response, says=f"response {response}"),
        *(
            []
            if abs(response - recovered) < 4
            else [charts.ReferenceLine(value=recovered, says=f"recovery {recovered:.0f}")]
        ),
    )


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
