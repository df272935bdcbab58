"""A kept forecast as a plot: the scores it was made from, the days ahead, and the control arm beside each."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from leeward.clinic.outcomes.forecast_records import course_of, foreseen_from
from leeward.clinic.web import forecastplot
from leeward.instruments import by_key
from leeward.outcomes import Foreseen
from leeward.outcomes.forecast import BANDS, response_at_most


def forecast_chart(
    inputs: Mapping[str, Any], result: Mapping[str, Any], *, name: str, zone: tzinfo
) -> forecastplot.ForecastChart:
    """Return the plot of a forecast that was not silent."""
    scale, level = by_key(inputs["edition"]), response_at_most(course_of(inputs).from_total)
    pairs = zip(result["days"], result["control"], strict=True)
    return forecastplot.ForecastChart(
        name=f"{scale.name} of {name}, foretold",
        low=scale.lowest,
        high=scale.highest,
        seen=tuple((_on(each["at"], zone), each["total"]) for each in inputs["scores"] if each["total"] is not None),
        ahead=tuple(_ahead(foreseen_from(own), foreseen_from(control), inputs, zone) for own, control in pairs),
        infusions=tuple(
            (_on(each["at"], zone), f"{'▼' if each['infusion'] else '▽'} {number}")
            for number, each in enumerate(inputs["sessions"], 1)
        ),
        level=level,
        level_says=f"response {level}",
    )


def _ahead(own: Foreseen, control: Foreseen, inputs: Mapping[str, Any], zone: tzinfo) -> forecastplot.Ahead:
    first = datetime.fromisoformat(inputs["sessions"][0]["at"])
    on = (first + timedelta(days=own.on_day)).astimezone(zone).date()
    return forecastplot.Ahead(on=on, own=_band(own), control=_band(control))


def _band(foreseen: Foreseen) -> forecastplot.Band:
    half, wide = (foreseen.band(share) for share in BANDS)
    return forecastplot.Band(middle=foreseen.median, half=(half.low, half.high), wide=(wide.low, wide.high))


def _on(at: str, zone: tzinfo) -> date:
    return datetime.fromisoformat(at).astimezone(zone).date()
