"""Curves become one standalone picture that a screen reader can name."""

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.cli.curve_picture import Color, Dots, Level, Line, Panel, Ribbon, Span, picture
from leeward.cli.curve_strokes import axis, ticks

SVG = "{http://www.w3.org/2000/svg}"
MARKS = (
    Span(name="drug runs", start=0, end=40),
    Ribbon(name="5 to 95 %", x=[0, 40, 80], low=[0, 100, 50], high=[0, 200, 90]),
    Line(name="median", x=[0, 40, 80], y=[0, 150, 70]),
    Level(name="half effect", value=71),
    Dots(name="observed", x=[40], y=[185], low=[150], high=[220], open=True),
)


def drawn(*panels, **options):
    return ElementTree.fromstring(picture(panels, **options))  # noqa: S314 - our own text


def panel(*marks, **options):
    return Panel(title="Ketamine <venous>", x_label="minutes", y_label="ng/mL", marks=marks, **options)


def test_every_mark_is_drawn_and_named_once_in_the_legend():
    root = drawn(panel(*MARKS, Span(name="drug runs", start=60, end=65)), name="A & B", says="two")
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert [words.count(mark.name) for mark in MARKS] == [1] * len(MARKS)
    assert {"Ketamine <venous>", "minutes", "ng/mL"} <= set(words)
    assert root.find(f"{SVG}title").text == "A & B"
    assert root.find(f"{SVG}desc").text == "two"
    assert len(list(root.iter(f"{SVG}circle"))) == 2  # the dot and its key


def test_panels_stand_in_rows_and_the_last_may_be_short():
    root = drawn(*[panel(*MARKS)] * 3, columns=2, panel_width=500, panel_height=300)
    assert root.get("viewBox") == "0 0 1000 600"
    assert [g.get("transform") for g in root.findall(f"{SVG}g")] == [
        "translate(0,0)", "translate(500,0)", "translate(0,300)",
    ]  # fmt: skip


def test_what_is_not_a_number_breaks_the_stroke_and_never_reaches_the_file():
    for log in (False, True):
        text = picture([panel(Line(name="", x=[0, 1, 2, 3, 4], y=[1, 2, math.nan, 4, 5], color=Color.RED), log_y=log)])
        assert "nan" not in text
        path = next(p for p in ElementTree.fromstring(text).iter(f"{SVG}path") if p.get("stroke") == Color.RED.value)  # noqa: S314
        assert path.get("d").count("M") == 2


def test_a_log_axis_leaves_out_what_it_cannot_hold():
    text = picture([panel(Line(name="a", x=[0, 1, 2], y=[0, 1, 100]), log_y=True)])
    assert "nan" not in text
    assert "inf" not in text


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="give at least one panel"):
        picture([])
    with pytest.raises(ValueError, match="no number to draw"):
        picture([panel(Line(name="a", x=[], y=[]))])


@pytest.mark.parametrize("marks", [(Dots(name="one", x=[5], y=[3]),), (Line(name="flat", x=[0, 1], y=[0, 0]),)])
def test_a_lone_point_and_a_flat_line_have_room(marks):
    assert "nan" not in picture([panel(*marks)])
    assert "nan" not in picture([panel(*marks, identity=True)])


def test_ticks_are_round_and_of_minutes_as_clocks_divide_them():
    assert ticks(0, 238, minutes=True) == [0, 30, 60, 90, 120, 150, 180, 210, 240]
    assert ticks(0, 1.7) == [0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8]
    assert ticks(0.3, 40, log=True)[0] <= 0.3
    assert axis(0, 10, 0, 100)(math.inf) == 100


@given(
    low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6), minutes=st.booleans()
)  # fmt: skip
def test_ticks_hold_the_axis_between_them(low, span, minutes):
    found = ticks(low, low + span, minutes=minutes)
    slack = 1e-6 * max(1.0, abs(low), span)
    assert found[0] <= low + slack
    assert found[-1] >= low + span - slack
    assert 2 <= len(found) <= 14 or minutes
