"""The ladder of suicidal thoughts and acts."""

import pytest

from leeward.instruments import CSSRS, score
from leeward.instruments.cssrs import Risk, triage

LADDER = [
    ([0, 0, None, None, None, 0, None], Risk.NONE, ()),
    ([1, 0, None, None, None, 0, None], Risk.LOW, ("suicide-path",)),
    ([1, 1, 0, 0, 0, 0, None], Risk.LOW, ("suicide-path",)),
    ([1, 1, 1, 0, 0, 0, None], Risk.MODERATE, ("suicide-path",)),
    ([0, 0, None, None, None, 1, 0], Risk.MODERATE, ("suicide-path",)),
    ([1, 1, 1, 1, 0, 0, None], Risk.IMMINENT, ("imminent-risk", "suicide-path")),
    ([1, 1, 1, 1, 1, 0, None], Risk.IMMINENT, ("imminent-risk", "suicide-path")),
    ([0, 0, None, None, None, 1, 1], Risk.IMMINENT, ("imminent-risk", "suicide-path")),
    ([None] * 7, Risk.UNKNOWN, ("suicide-item-unanswered",)),
    ([1, None, None, None, None, 0, None], Risk.UNKNOWN, ("suicide-path", "suicide-item-unanswered")),
    ([0, 0, None, None, None, 1, None], Risk.UNKNOWN, ("suicide-path", "suicide-item-unanswered")),
    (
        [None, None, None, 1, None, None, None],
        Risk.IMMINENT,
        ("imminent-risk", "suicide-path", "suicide-item-unanswered"),
    ),
]


@pytest.mark.hazard("H34 Suicidality missed")
@pytest.mark.parametrize(("answers", "risk", "flags"), LADDER)
def test_the_ladder(answers: list[int | None], risk: Risk, flags: tuple[str, ...]):
    scored = score(CSSRS, answers)
    assert triage(scored).risk is risk
    assert scored.flags == flags


def test_questions_that_are_not_asked_are_not_missing():
    assert score(CSSRS, [0, 0, None, None, None, 0, None]).missing == ()
    assert score(CSSRS, [0, None, None, None, None, 0, None]).missing == (2, 3, 4, 5)


def test_a_yes_against_a_no_above_it_still_counts():
    assert triage(score(CSSRS, [0, 0, None, 1, None, 0, None])).risk is Risk.IMMINENT


def test_the_total_is_the_highest_thought():
    assert score(CSSRS, [1, 1, 1, 0, 0, 0, None]).total == 3
    assert score(CSSRS, [0, 0, None, None, None, 1, 1]).total == 0
