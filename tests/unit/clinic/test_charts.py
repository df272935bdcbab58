"""The charts say with words and shapes what they say with strokes."""

import re
from datetime import date

import pytest

from leeward.clinic.web import charts


def a_flowsheet(**changes):
    facts = {
        "started": "09:13",
        "first_minute": -10,
        "last_minute": 75,
        "now_minute": 27,
        "given": (
            charts.RatePiece(from_minute=0, to_minute=18, ml_per_h=52.5),
            charts.RatePiece(from_minute=18, to_minute=21, ml_per_h=0),
            charts.RatePiece(from_minute=21, to_minute=27, ml_per_h=52.5),
        ),
        "planned": (charts.RatePiece(from_minute=27, to_minute=43, ml_per_h=52.5),),
        "given_says": "21.0 mg · 0.30 mg/kg so far",
        "systolic": charts.Predicted(
            minutes=(0, 40, 75), median=(125, 140, 128), low=(118, 126, 120), high=(132, 158, 140)
        ),
        "systolic_limit": 165,
        "limit_says": "165 = baseline + 40",
        "cuffs": (
            charts.Cuff(minute=-6, systolic=126, diastolic=78),
            charts.Cuff(minute=24, systolic=211, diastolic=60, artefact="moved <arm>"),
            charts.Cuff(minute=25, systolic=149, diastolic=90, by_hand=True),
        ),
        "heart_rate": tuple(charts.Sample(minute=m, value=84) for m in range(-9, 28)),
        "spo2": tuple(charts.Sample(minute=m, value=97) for m in (*range(-9, 13), *range(15, 28))),
        "spo2_gaps": (charts.Gap(from_minute=12, to_minute=15),),
        "dissociation": charts.Predicted(minutes=(0, 40, 75), median=(2, 16, 4), low=(1, 6, 1), high=(4, 23, 8)),
        "scores": (charts.Sample(minute=20, value=14),),
    }
    return charts.FlowsheetChart(**(facts | changes))


def test_no_chart_carries_a_style_attribute_or_a_script():
    for drawn in (charts.flowsheet(a_flowsheet()), charts.scores(a_course()), a_band()):
        assert "style=" not in drawn
        assert "<script" not in drawn


def test_what_a_person_typed_is_escaped_in_the_picture():
    assert "moved &lt;arm&gt;" in charts.flowsheet(a_flowsheet())


def test_the_flowsheet_says_what_was_given_and_where_the_limit_stands():
    drawn = charts.flowsheet(a_flowsheet())
    assert "21.0 mg · 0.30 mg/kg so far" in drawn
    assert "▲ 165 = baseline + 40" in drawn
    assert "paused 3 min" in drawn


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_an_artefact_is_struck_with_its_reason_and_not_erased():
    drawn = charts.flowsheet(a_flowsheet())
    assert len(re.findall(r'class="chart-cuff[^"]*"', drawn)) == 3
    assert "artefact: moved" in drawn
    assert "the last 149/90 mmHg" in drawn


def test_nothing_is_drawn_across_a_stretch_without_signal():
    drawn = charts.flowsheet(a_flowsheet())
    assert "no signal 3 min" in drawn
    assert drawn.count('class="chart-oxygen"') == 2
    assert drawn.count('class="chart-heart"') == 1


def test_a_sheet_without_readings_says_so_and_draws_no_line():
    drawn = charts.flowsheet(a_flowsheet(cuffs=(), heart_rate=(), spo2=(), spo2_gaps=(), scores=()))
    assert "No cuff reading." in drawn
    assert "SpO₂: no reading." in drawn
    assert "chart-heart" not in drawn


def test_the_picture_has_an_accessible_name():
    drawn = charts.flowsheet(a_flowsheet())
    assert 'role="img"' in drawn
    assert 'aria-labelledby="flowsheet-title flowsheet-desc"' in drawn
    assert '<title id="flowsheet-title">Infusion</title>' in drawn


def a_course(**changes):
    facts = {
        "name": "PCL-5 and PHQ-9",
        "series": (
            charts.ScoreSeries(
                name="PCL-5",
                low=0,
                high=80,
                points=(
                    charts.ScorePoint(on=date(2026, 10, 1), value=52, says="before 1"),
                    charts.ScorePoint(on=date(2026, 10, 3), value=None),
                    charts.ScorePoint(on=date(2026, 10, 8), value=31, says="after 2"),
                ),
                lines=(charts.ReferenceLine(value=33, says="33"),),
            ),
            charts.ScoreSeries(
                name="B intrusion",
                low=0,
                high=20,
                small=True,
                points=(charts.ScorePoint(on=date(2026, 10, 1), value=14),),
            ),
        ),
        "infusions": (charts.InfusionMark(on=date(2026, 10, 2), number=1),),
    }
    return charts.ScoresChart(**(facts | changes))


def test_an_incomplete_questionnaire_is_shown_as_incomplete_and_never_as_nought():
    drawn = charts.scores(a_course())
    assert "◇ incomplete" in drawn
    assert "<td>incomplete</td>" in drawn


def test_the_infusions_stand_on_the_score_plot_and_the_table_says_the_same():
    drawn = charts.scores(a_course())
    assert "▼ 1" in drawn
    assert "<td>52 (before 1)</td>" in drawn
    assert "PCL-5: 52 on 01-Oct-2026, 31 on 08-Oct-2026, of 0 to 80." in drawn


def test_no_score_is_said_in_words():
    assert "No score has been entered yet." in charts.scores(charts.ScoresChart(name="PCL-5", series=()))


def a_band(**changes):
    facts = {"median": 162, "low": 149, "high": 181, "scale_low": 100, "scale_high": 220, "unit": "mmHg"}
    return charts.band(name="Highest systolic", limit=186, **(facts | changes))


def test_a_band_says_its_numbers_and_its_limit():
    assert "median 162, 90 % between 149 and 181 mmHg; limit 186" in a_band()


def test_a_band_beyond_its_scale_stays_inside_the_bar():
    widths = [float(w) for w in re.findall(r'width="([\d.]+)"', a_band(high=400))]
    assert max(widths) <= charts.BAR_WIDTH


def test_the_words_of_two_near_levels_do_not_lie_on_one_another():
    lines = (charts.ReferenceLine(value=30, says="response 30"), charts.ReferenceLine(value=28, says="recovery 28"))
    points = (charts.ScorePoint(on=date(2026, 11, 1), value=44), charts.ScorePoint(on=date(2026, 11, 9), value=30))
    series = charts.ScoreSeries(name="PCL-5", low=0, high=80, points=points, lines=lines)
    drawn = charts.scores(charts.ScoresChart(name="scores", series=(series,)))
    heights = [float(y) for y in re.findall(r'y="([0-9.]+)"[^>]*>(?:response 30|recovery 28)<', drawn)]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) == pytest.approx(13, abs=0.2)
