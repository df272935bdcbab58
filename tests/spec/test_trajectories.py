"""What a course of scores says, told as cases: what stands, what does not yet, and what nobody knows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from leeward.instruments import PCL5, PCL5_WEEK, Scale, Score, score
from leeward.outcomes import (
    Account,
    DatedScore,
    Mark,
    MarkKind,
    Standing,
    accounts,
    time_to,
    trajectory,
    untreated,
    without_ketamine,
)
from leeward.outcomes.definitions import RESPONSE
from leeward.truth import NO, UNKNOWN, YES

MONDAY = datetime(2026, 9, 7, 14, tzinfo=UTC)
TWO_WEEKS = (0, 2, 4, 7, 9, 11)


def pcl5(total: int, scale: Scale = PCL5_WEEK, left_out: int = 0) -> Score:
    """Spread a total over the items; the last `left_out` items are left unanswered."""
    answers: list[int | None] = [total // 20 + (n < total % 20) for n in range(20)]
    return score(scale, [*answers[: 20 - left_out], *[None] * left_out])


def on(day: float) -> datetime:
    return MONDAY + timedelta(days=day)


def told(scores: dict[float, int], *, infusions=TWO_WEEKS, now: float | None = None, others=()) -> Account:
    """Return the account of the weekly edition; `scores` are totals by day of the course."""
    dated = [DatedScore(score=pcl5(total), at=on(day)) for day, total in scores.items()]
    last = max(scores) if now is None else now
    (account,) = accounts(trajectory(dated, [on(day) for day in infusions]), now=on(last), others=others)
    return account


@dataclass(frozen=True, kw_only=True)
class Case:
    name: str
    scores: dict[float, int]
    response: Standing
    says: tuple[str, ...]
    never: tuple[str, ...] = field(default=())


CASES = (
    Case(
        name="early responder: lower on the day after infusion 1, and it holds",
        scores={-1: 54, 1: 34, 4.5: 31, 12: 28, 18: 27},
        response=Standing.CONFIRMED,
        says=(
            "PCL-5, past week fell from 54 to 27: a reliable change (≥ 15 points), response (≥ 30 %), recovery",
            "Response: since 2026-09-08, confirmed by a second score on 2026-09-12.",
            "Response came between day 0 and day 1 of the course, after infusion 1.",
            "The response still stood 7 days after infusion 6.",
        ),
    ),
    Case(
        name="late responder: nothing until infusion 5",
        scores={-1: 54, 1: 52, 3: 50, 6: 47, 10: 36, 14: 33, 18: 33},
        response=Standing.CONFIRMED,
        says=("Response came between day 6 and day 10 of the course, after infusion 5.",),
    ),
    Case(
        name="one good score: it proves nothing yet",
        scores={-1: 54, 6: 50, 12: 35},
        response=Standing.NOT_CONFIRMED,
        says=("Response: one score, of 2026-09-19, is not enough. It counts once a second one, 3 d or more later",),
        never=("confirmed by a second score",),
    ),
    Case(
        name="two good scores of two days in a row ask about the same week",
        scores={-1: 54, 6: 50, 12: 35, 13: 34},
        response=Standing.NOT_CONFIRMED,
        says=("Response: one score, of 2026-09-19, is not enough.",),
    ),
    Case(
        name="placebo-like: a few points, as far as scores move without treatment",
        scores={-1: 60, 6: 56, 13: 54, 18: 52},
        response=Standing.NOT_MET,
        says=(
            "less than counts as a change",
            "a second score of 60 was to be expected without any treatment",
            "The newest score, 52, lies inside that range.",
        ),
        never=("Response came",),
    ),
    Case(
        name="came and went: one good score between bad ones is no response",
        scores={-1: 54, 4: 36, 8: 51, 12: 50, 18: 52},
        response=Standing.NOT_MET,
        says=("less than counts as a change",),
        never=("Response came",),
    ),
    Case(
        name="worsening: reliably worse, twice",
        scores={-1: 42, 6: 55, 12: 58, 18: 60},
        response=Standing.NOT_MET,
        says=(
            "rose from 42 to 60: a reliable worsening (≥ 15 points)",
            "Reliable worsening: since 2026-09-19, confirmed by a second score on 2026-09-25.",
        ),
    ),
    Case(
        name="relapse at four weeks",
        scores={-1: 54, 6: 34, 12: 28, 18: 27, 25: 30, 39: 46, 46: 48},
        response=Standing.NOT_MET,
        says=(
            "The response was lost between 14 and 28 days after infusion 6, confirmed by a second score.",
            "It is a relapse: After a response, PCL-5 rose by at least 15 points",
            "Medians of groups: 27.5 d to loss of response (Feder 2021), 41 d to relapse (Albott 2018, open): nobody",
        ),
    ),
    Case(
        name="response fades but is no relapse",
        scores={-1: 54, 6: 36, 12: 34, 39: 40, 46: 41},
        response=Standing.NOT_MET,
        says=("The response was lost between 1 and 28 days after infusion 6, confirmed by a second score.",),
        never=("It is a relapse",),
    ),
    Case(
        name="dropout: no word after infusion 3",
        scores={-1: 54, 3: 47},
        response=Standing.NOT_MET,
        says=("PCL-5, past week: no score after infusion 6.",),
    ),
    Case(
        name="no baseline: nothing is compared",
        scores={3: 40, 12: 20},
        response=Standing.UNKNOWN,
        says=("no complete score before infusion 1, so there is no baseline",),
        never=("fell from", "Response came"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case):
    account = told(case.scores)
    assert account.standing("response") is case.response
    text = " | ".join(account.says)
    for words in case.says:
        assert words in text
    for words in case.never:
        assert words not in text
    assert "does not say that ketamine caused it" in account.says[-1]


def test_who_stops_answering_is_said_and_nothing_is_carried_forward():
    account = told({-1: 54, 3: 36, 7: 34}, now=60)
    assert account.silence is not None
    assert account.silence.is_dropout
    assert any("No PCL-5, past week since 2026-09-14, 53 days" in line for line in account.says)
    assert not any("No PCL-5" in line for line in told({-1: 54, 3: 36, 7: 34}, now=20).says)


def test_items_left_out_decide_nothing_that_they_could_turn():
    dated = [DatedScore(score=pcl5(50), at=on(-1)), DatedScore(score=pcl5(38, left_out=3), at=on(12))]
    (account,) = accounts(trajectory(dated, [on(day) for day in TWO_WEEKS]), now=on(13))
    assert account.standing("response") is Standing.UNKNOWN  # 32 to 44, and 35 is the line
    assert account.standing("reliable worsening") is Standing.NOT_MET
    assert account.loss is None


def test_items_left_out_of_the_last_score_do_not_undo_what_two_whole_ones_showed():
    whole = {-1: 50, 6: 30, 12: 28}
    dated = [DatedScore(score=pcl5(total), at=on(day)) for day, total in whole.items()]
    dated.append(DatedScore(score=pcl5(38, left_out=3), at=on(18)))
    (account,) = accounts(trajectory(dated, [on(day) for day in TWO_WEEKS]), now=on(19))
    assert account.reached is not None
    assert account.reached.standing is Standing.CONFIRMED
    assert account.loss is not None
    assert account.loss.lost is UNKNOWN
    assert any("Whether it still does is not known." in line for line in account.says)


def test_a_score_with_gaps_is_not_taken_for_one_that_was_no_response():
    """On day 6 three items are missing, 31 to 43 points, and 37 is the line: response may have been there already."""
    dated = [DatedScore(score=pcl5(total), at=on(day)) for day, total in {-1: 54, 3: 50, 12: 30, 18: 29}.items()]
    dated.append(DatedScore(score=pcl5(37, left_out=3), at=on(6)))
    (account,) = accounts(trajectory(dated, [on(day) for day in TWO_WEEKS]), now=on(18))
    assert account.reached is not None
    assert (account.reached.after_day, account.reached.by_day) == (3, 12)


def test_a_loss_names_its_infusion_and_the_two_scores_between_which_it_lies():
    """Lost after infusion 3, and two more infusions were given before anybody scored again."""
    account = told({-1: 54, 6: 32, 12: 50})
    assert any("The response was lost between 2 and 8 days after infusion 3" in line for line in account.says)


def test_an_edition_that_changes_starts_anew():
    dated = [
        DatedScore(score=pcl5(54), at=on(-1)),
        DatedScore(score=pcl5(30), at=on(12)),
        DatedScore(score=pcl5(20, PCL5), at=on(41)),
    ]
    week, month = accounts(trajectory(dated, [on(day) for day in TWO_WEEKS]), now=on(41))
    assert (week.series.name, month.series.name) == ("PCL-5, past week", "PCL-5")
    assert [point.total for point in week.series.points] == [54, 30]
    assert month.untreated is None
    assert month.standing("response") is Standing.UNKNOWN


def test_therapy_and_medicines_stand_beside_the_infusions():
    others = (
        Mark(at=on(3), kind=MarkKind.THERAPY, says="Prolonged exposure, session 1"),
        Mark(at=on(5), kind=MarkKind.THERAPY, says="Prolonged exposure, session 2"),
        Mark(at=on(6), kind=MarkKind.MEDICINE, says="Sertraline 100 mg to 150 mg"),
    )
    account = told({-1: 54, 12: 30}, others=others)
    assert [mark.says for mark in account.marks][:3] == ["Infusion 1", "Infusion 2", "Prolonged exposure, session 1"]
    assert any("2 therapy sessions and 1 change of a medicine may have moved the scores" in one for one in account.says)


def test_nightmares_and_sleep_have_series_of_their_own():
    first, later = [2] * 20, [2] * 20
    later[1], later[19] = 0, 4
    dated = [DatedScore(score=score(PCL5_WEEK, a), at=on(day)) for a, day in ((first, -1), (later, 12))]
    (account,) = accounts(trajectory(dated, [on(0)]), now=on(12))
    found = {part.key: part for part in account.parts}
    assert [found[key].change for key in ("nightmares", "sleep", "B", "C", "D", "E")] == [-2, 2, -2, 0, 0, 2]
    assert (found["nightmares"].highest, found["D"].highest) == (4, 28)


def test_a_score_that_was_never_confirmed_gives_no_time_to_response():
    course = trajectory(
        [DatedScore(score=pcl5(total), at=on(day)) for day, total in {-1: 54, 4: 36, 8: 51}.items()], [on(0)]
    )
    assert time_to(course.series[0], on(0), RESPONSE) is None


REGRESSION = """
 before | alone | expected | low | high
 30     | 33    | 38       | 20  | 56
 42     | 42    | 47       | 30  | 64
 60     | 55    | 60       | 42  | 79
"""
REGRESSION_ROWS = [[int(cell) for cell in line.split("|")] for line in REGRESSION.strip().splitlines()[1:]]


@pytest.mark.parametrize(("before", "alone", "expected", "low", "high"), REGRESSION_ROWS)
def test_who_scores_high_once_scores_lower_by_chance_alone(before, alone, expected, low, high):
    found = untreated(before)
    assert (found.by_regression, found.expected) == pytest.approx((alone, expected), abs=0.6)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1.0)


def test_what_was_seen_without_ketamine_is_no_truth_of_this_person():
    beside = without_ketamine(50)
    assert [(point.on_day, round(point.mean, 1), point.people) for point in beside.points] == [
        (7, 40.7, 13),
        (30, 31.5, 11),
    ]
    assert beside.says[0].startswith("These are averages of small control arms, not what would have happened")
    assert any("20 % of the midazolam arm responded" in line for line in beside.says)
    assert {cited.source.key for cited in beside.cites if cited.source} == {"duek-2023", "feder-2021"}


def test_a_response_that_stands_is_neither_lost_nor_promised():
    account = told({-1: 54, 6: 34, 12: 28, 39: 30})
    assert account.loss is not None
    assert (account.loss.lost, account.loss.relapsed) == (NO, NO)
    assert account.loss.held_until_day == pytest.approx(28)
    relapsed = told({-1: 54, 6: 34, 12: 28, 39: 46}).loss
    assert relapsed is not None
    assert (relapsed.lost, relapsed.standing, relapsed.relapsed) == (YES, Standing.NOT_CONFIRMED, YES)
