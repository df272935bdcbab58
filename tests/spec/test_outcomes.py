"""Did it help? The words a clinician reads, and what each of them takes."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.instruments import BPIC_SS, CAPS5, GAD7, ISI, PCL5, PCL5_WEEK, PHQ9, Score, score
from leeward.outcomes import CAUTION, CannotCompare, CannotFollow, DatedScore, Side, change, trajectory
from leeward.outcomes.definitions import (
    POSSIBLE,
    RECOVERY,
    RELIABLE,
    RELIABLE_STRICT,
    RESPONSE,
    WORSENING,
)
from leeward.truth import NO, UNKNOWN, YES

DAY = datetime(2026, 11, 2, 14, tzinfo=UTC)


def pcl5(total: int) -> Score:
    return score(PCL5, [4] * (total // 4) + [total % 4] * (total < 80) + [0] * (19 - total // 4))


def phq9(total: int) -> Score:
    return score(PHQ9, [3] * (total // 3) + [total % 3] * (total < 27) + [0] * (8 - total // 3))


def on(day: float, scored: Score) -> DatedScore:
    return DatedScore(score=scored, at=DAY + timedelta(days=day))


CHANGES = """
 before | after | PCL-5 ...
 52     | 31    | fell from 52 to 31: a reliable change (≥ 15 points), response (≥ 30 %).
 60     | 45    | fell from 60 to 45: a reliable change (≥ 15 points).
 60     | 46    | fell from 60 to 46: a possible change (≥ 10 points, not reliable).
 50     | 28    | fell from 50 to 28: a reliable change (≥ 15 points), response (≥ 30 %), recovery (≤ 28 points).
 30     | 27    | fell from 30 to 27: less than counts as a change.
 40     | 28    | fell from 40 to 28: a possible change (≥ 10 points, not reliable), response (≥ 30 %).
 20     | 5     | fell from 20 to 5: a reliable change (≥ 15 points), response (≥ 30 %).
 40     | 40    | stayed at 40: less than counts as a change.
 40     | 52    | rose from 40 to 52: a possible worsening (≥ 10 points, not reliable).
 40     | 55    | rose from 40 to 55: a reliable worsening (≥ 15 points).
 0      | 0     | stayed at 0: less than counts as a change.
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in CHANGES.strip().splitlines()[1:]]


@pytest.mark.parametrize(("before", "after", "says"), ROWS)
def test_the_sentence_names_each_definition_that_is_met(before: str, after: str, says: str):
    assert change(pcl5(int(before)), pcl5(int(after))).says == f"PCL-5 {says}"


def test_the_stricter_figure_is_shown_beside_the_usual_one():
    assert [change(pcl5(50), pcl5(after)).met(RELIABLE_STRICT) for after in (33, 32)] == [NO, YES]


def test_a_fall_of_exactly_thirty_per_cent_is_a_response():
    assert change(pcl5(50), pcl5(35)).met(RESPONSE) is YES
    assert change(pcl5(50), pcl5(36)).met(RESPONSE) is NO


def test_the_response_rule_admits_that_it_was_made_for_another_instrument():
    assert "CAPS-5" in RESPONSE.says
    assert "Feder 2021" in RESPONSE.says


def test_phq9_changes_by_five():
    assert change(phq9(18), phq9(13)).says == "PHQ-9 fell from 18 to 13: an improvement (≥ 5 points)."
    assert change(phq9(18), phq9(14)).says == "PHQ-9 fell from 18 to 14: less than counts as a change."


def test_a_scale_without_a_definition_gets_no_verdict():
    result = change(score(GAD7, [3] * 7), score(GAD7, [0] * 7))
    assert result.verdicts == ()
    assert result.says == "GAD-7 fell from 21 to 0. Leeward holds no definition of change for this scale."


def test_left_out_items_leave_open_what_they_could_turn():
    result = change(pcl5(60), score(PCL5, [2] * 18 + [None, None]))  # 36 to 44
    assert {verdict.met for verdict in result.verdicts if verdict.definition in (RESPONSE, RELIABLE_STRICT)} == {
        UNKNOWN
    }
    assert result.met(WORSENING) is NO
    assert result.says == (
        "PCL-5: the change is unknown, since items were left out (19, 20); "
        "whatever they were: a reliable change (≥ 15 points)."
    )


def test_left_out_items_that_could_turn_nothing_leave_the_verdict():
    result = change(pcl5(60), score(PCL5, [0] * 18 + [None, None]))  # 0 to 8
    assert [result.met(each) for each in (RELIABLE, RESPONSE, RECOVERY)] == [YES, YES, YES]
    assert result.points is None
    assert [cluster.points is None for cluster in result.clusters] == [False, False, False, True]


@pytest.mark.parametrize("other", [phq9(10), score(PCL5_WEEK, [1] * 20)])
def test_scales_and_editions_are_never_compared(other: Score):
    with pytest.raises(CannotCompare, match="different scales or editions"):
        change(pcl5(50), other)


def test_every_change_carries_the_caution_and_its_sources():
    result = change(pcl5(50), pcl5(20))
    assert result.caution is CAUTION
    assert "does not say that ketamine caused it" in CAUTION.says
    assert {cited.source.key for cited in result.cites if cited.source} >= {"marx-2022", "feder-2021", "duek-2023"}


THREE = tuple(DAY + timedelta(days=day) for day in (0, 3, 7))


def test_points_are_tagged_with_their_infusion_and_side():
    course = trajectory(
        [on(-10, pcl5(50)), on(0, pcl5(52)), on(1, pcl5(40)), on(2.9, pcl5(41)), on(4, pcl5(35)), on(20, pcl5(30))],
        THREE,
    )
    series = course.of("pcl-5")
    assert series is not None
    assert [(point.infusion, point.side) for point in series.points] == [
        (1, Side.BEFORE),
        (1, Side.BEFORE),
        (1, Side.AFTER),
        (2, Side.BEFORE),
        (2, Side.AFTER),
        (3, Side.AFTER),
    ]
    assert series.baseline is not None
    assert series.baseline.total == 52
    assert series.latest is not None
    assert (series.latest.before, series.latest.after) == (52, 30)


def test_missing_scores_are_shown_as_missing():
    series = trajectory([on(-1, pcl5(50)), on(1, score(PCL5, [None] + [1] * 19))], THREE).series[0]
    assert [(visit.before is None, visit.after is None) for visit in series.visits] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    assert series.gaps == (
        "PCL-5 of 2026-11-03 (after infusion 1): items 1 were left out, so the total is unknown.",
        "PCL-5: no score before infusion 2.",
        "PCL-5: no score before infusion 3.",
        "PCL-5: no score after infusion 2.",
        "PCL-5: no score after infusion 3.",
    )


def test_an_incomplete_score_is_no_baseline():
    series = trajectory([on(-5, pcl5(50)), on(-1, score(PCL5, [None] * 20)), on(1, pcl5(30))], THREE).series[0]
    assert series.baseline is not None
    assert series.baseline.total == 50


def test_without_a_score_before_infusion_one_there_is_no_change():
    series = trajectory([on(1, pcl5(30))], THREE).series[0]
    assert series.baseline is None
    assert series.latest is None
    assert series.gaps[0] == "PCL-5: no complete score before infusion 1, so there is no baseline."


def test_before_any_infusion_the_newest_score_is_the_baseline():
    series = trajectory([on(-9, pcl5(48)), on(-2, pcl5(52))], ()).series[0]
    assert series.baseline is not None
    assert series.baseline.total == 52
    assert series.since_baseline == ()


def test_scales_keep_to_themselves():
    course = trajectory([on(-1, pcl5(50)), on(-1, phq9(18)), on(1, pcl5(30)), on(1, phq9(12))], THREE)
    assert [series.scale_key for series in course.series] == ["pcl-5", "phq-9"]
    assert course.says[-1] == CAUTION.says
    assert course.of("gad-7") is None


def test_clusters_change_by_themselves():
    result = change(score(PCL5, [4] * 20), score(PCL5, [1] * 5 + [4] * 15))
    assert [(cluster.key, cluster.points) for cluster in result.clusters] == [("B", -15), ("C", 0), ("D", 0), ("E", 0)]
    assert result.points == -15
    assert result.percent == pytest.approx(-18.75)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(CannotFollow, match="time zone"):
        trajectory([DatedScore(score=pcl5(3), at=datetime(2026, 1, 1))], ())  # noqa: DTZ001


def test_recovery_needs_a_reliable_change_from_above_the_line():
    assert change(pcl5(29), pcl5(28)).met(RECOVERY) is NO
    assert change(pcl5(28), pcl5(5)).met(RECOVERY) is NO
    assert change(pcl5(43), pcl5(28)).met(RECOVERY) is YES
    assert change(pcl5(43), pcl5(28)).met(RELIABLE) is YES
    assert change(pcl5(43), pcl5(29)).met(POSSIBLE) is YES
    assert change(pcl5(43), pcl5(28)).met(WORSENING) is NO


OTHERS = """
 scale   | before | after | says
 CAPS-5  | 40     | 27    | fell from 40 to 27: a reliable change (≥ 13 points), response (≥ 30 %).
 CAPS-5  | 40     | 28    | fell from 40 to 28: response (≥ 30 %).
 CAPS-5  | 50     | 37    | fell from 50 to 37: a reliable change (≥ 13 points).
 CAPS-5  | 22     | 8     | fell from 22 to 8: a reliable change (≥ 13 points), response (≥ 30 %), recovery (≤ 8 points).
 CAPS-5  | 30     | 43    | rose from 30 to 43: a reliable worsening (≥ 13 points).
 ISI     | 20     | 11    | fell from 20 to 11: a moderate improvement (≥ 8.4 points), a change that matters (≥ 6 points).
 ISI     | 20     | 14    | fell from 20 to 14: a change that matters (≥ 6 points).
 ISI     | 20     | 15    | fell from 20 to 15: less than counts as a change.
 BPIC-SS | 4      | 9     | rose from 4 to 9: a worsening (≥ 5 points).
 BPIC-SS | 4      | 8     | rose from 4 to 8: less than counts as a change.
"""  # noqa: E501 - a table
OTHER_ROWS = [[cell.strip() for cell in line.split("|")] for line in OTHERS.strip().splitlines()[1:]]


@pytest.mark.parametrize(("name", "before", "after", "says"), OTHER_ROWS)
def test_each_scale_has_its_own_words_of_change(name: str, before: str, after: str, says: str):
    scale = {each.name: each for each in (CAPS5, ISI, BPIC_SS)}[name]
    first, second = (score(scale, [int(total), *[None] * len(scale.parts)]) for total in (before, after))
    assert change(first, second).says == f"{name} {says}"
