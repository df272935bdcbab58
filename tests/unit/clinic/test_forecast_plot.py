"""The plot of a forecast, and marks beside scores: never one arm without the other, and nothing that is not escaped."""

import re
from datetime import date

from leeward.clinic.web import charts, forecastplot
from leeward.clinic.web.forecastplot import Ahead, Band, ForecastChart

DAY = date(2026, 11, 23)


def a_forecast(**more):
    own = Band(middle=40, half=(35, 46), wide=(24, 57))
    control = Band(middle=44, half=(39, 50), wide=(28, 60))
    told = {
        "name": "PCL-5 of <b>Ada</b>, foretold", "low": 0, "high": 80, "seen": ((date(2026, 11, 9), 52.0),),
        "ahead": (Ahead(on=DAY, own=own, control=control),), "infusions": ((date(2026, 11, 10), "▼ 1"),),
        "level": 36, "level_says": "response 36",
    }  # fmt: skip
    return forecastplot.forecast(ForecastChart(**{**told, **more}))


def test_each_day_is_drawn_and_tabled_with_both_arms():
    drawn = a_forecast()
    assert drawn.count('class="chart-ahead') == drawn.count('class="chart-arm') == 3
    assert "35 to 46 (50 %), 24 to 57 (90 %)" in drawn
    assert "39 to 50 (50 %), 28 to 60 (90 %)" in drawn


def test_the_name_is_escaped_and_nothing_has_a_style_of_its_own():
    drawn = a_forecast()
    assert "<b>" not in drawn
    assert "&lt;b&gt;Ada" in drawn
    assert not re.search(r"\bstyle=|<script", drawn)


def test_what_is_read_aloud_names_the_control_arm():
    (told,) = re.findall(r"<desc[^>]*>(.*?)</desc>", a_forecast())
    assert "with the drug; without it 39 to 50" in told


def test_what_else_happened_and_the_control_arm_stand_in_the_table_of_scores():
    series = charts.ScoreSeries(
        name="PCL-5", low=0, high=80, points=(charts.ScorePoint(on=DAY, value=40),),
        beside=(charts.Beside(on=date(2026, 11, 30), mean=38.7, low=26, high=51, says="control arm:"),),
    )  # fmt: skip
    drawn = charts.scores(
        charts.ScoresChart(
            name="scores", series=(series,), events=(charts.EventMark(on=DAY, glyph="◆", says="Therapy <1>"),)
        )
    )
    assert "Therapy &lt;1&gt;" in drawn
    assert "control arm: 39 (26 to 51)" in drawn
    assert drawn.count('class="chart-beside"') == 4
