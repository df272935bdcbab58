"""The trajectory of one edition as a plot: infusions, what else happened, and the control arms beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from leeward.clinic.outcomes.beside import GLYPHS
from leeward.clinic.outcomes.plotting import PTSD, scores_chart
from leeward.clinic.web import charts
from leeward.outcomes import Account, Mark, Trajectory, WithoutKetamine

ARM: Final = "midazolam arm, Duek 2023:"


def account_chart(account: Account, course: Trajectory, *, name: str, zone: tzinfo) -> charts.ScoresChart:
    """Return the plot of one edition: the total, its clusters, nightmares and sleep."""
    series = account.series
    own = scores_chart(
        replace(course, series=(series,)), name=name, zone=zone, key=f"scores-{series.scale_key}"
    )  # fmt: skip
    total, *parts = own.series
    first = course.infusions[0] if course.infusions else None
    return replace(
        own,
        name=f"{series.name} of {name}",
        series=(replace(total, beside=_beside(account.without, first, zone)), *parts),
        events=events(account.marks, zone),
    )


def others_chart(course: Trajectory, marks: Sequence[Mark], *, name: str, zone: tzinfo) -> charts.ScoresChart:
    """Return the plot of everything that is not PCL-5."""
    rest = tuple(series for series in course.series if series.scale_key not in PTSD)
    own = scores_chart(replace(course, series=rest), name=name, zone=zone, key="scores-others")
    return replace(own, name=f"Other scores of {name}", events=events(marks, zone))


def events(marks: Sequence[Mark], zone: tzinfo) -> tuple[charts.EventMark, ...]:
    """Return the marks that are no infusions as the plot draws them."""
    return tuple(
        charts.EventMark(on=mark.at.astimezone(zone).date(), glyph=GLYPHS[mark.kind], says=mark.says)
        for mark in marks
        if mark.kind in GLYPHS
    )


def _beside(
    without: WithoutKetamine | None, first: datetime | None, zone: tzinfo
) -> tuple[charts.Beside, ...]:  # fmt: skip
    if without is None or first is None:
        return ()
    return tuple(
        charts.Beside(
            on=(first + timedelta(days=each.on_day)).astimezone(zone).date(),
            mean=each.mean, low=each.low, high=each.high, says=ARM,
        )
        for each in without.points
    )  # fmt: skip
