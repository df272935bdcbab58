"""Questionnaires, in the words of the people who read them."""

import pytest

from leeward.instruments import (
    AUDIT_C,
    B_IPF,
    BPIC_SS,
    CADSS6,
    CAPS5,
    DAST10,
    EVERY,
    GAD7,
    ISI,
    LEC5,
    MOAAS,
    PC_PTSD5,
    PCL5,
    PHQ9,
    score,
)
from leeward.instruments.audit_c import risky
from leeward.instruments.lec5 import exposures
from leeward.instruments.pc_ptsd5 import positive
from leeward.instruments.pcl5 import NIGHTMARES, SLEEP, above_cut, provisional
from leeward.truth import NO, UNKNOWN, YES

SHAPES = [
    (PCL5, 20, 0, 80),
    (PHQ9, 9, 0, 27),
    (GAD7, 7, 0, 21),
    (CADSS6, 6, 0, 24),
    (MOAAS, 1, 0, 5),
    (AUDIT_C, 3, 0, 12),
    (PC_PTSD5, 6, 0, 5),
    (CAPS5, 5, 0, 80),
    (DAST10, 10, 0, 10),
    (ISI, 1, 0, 28),
    (B_IPF, 7, 0, 100),
    (BPIC_SS, 1, 0, 38),
]


@pytest.mark.parametrize(("scale", "items", "lowest", "highest"), SHAPES, ids=[shape[0].key for shape in SHAPES])
def test_each_scale_has_the_published_shape(scale, items, lowest, highest):
    assert (len(scale.items), scale.lowest, scale.highest) == (items, lowest, highest)


def test_the_clusters_of_pcl5_are_those_of_dsm5():
    assert {cluster.key: (cluster.items[0], cluster.items[-1]) for cluster in PCL5.clusters} == {
        "B": (1, 5),
        "C": (6, 7),
        "D": (8, 14),
        "E": (15, 20),
    }
    assert (NIGHTMARES, SLEEP) == (2, 20)


def test_cluster_scores_sum_to_the_total():
    scored = score(PCL5, [3] * 5 + [2] * 2 + [1] * 7 + [4] * 6)
    assert [cluster.total for cluster in scored.clusters] == [15, 4, 7, 24]
    assert scored.total == 50


def test_a_left_out_item_leaves_its_cluster_and_the_total_unknown_and_the_others_known():
    scored = score(PCL5, [1] * 5 + [1, None] + [1] * 13)
    assert scored.total is None
    assert scored.missing == (7,)
    assert (scored.cluster("B"), scored.cluster("C")) == (5, None)


def test_the_provisional_diagnosis_needs_one_b_one_c_two_d_and_two_e():
    enough = [2, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0]
    assert provisional(tuple(enough)) is YES
    for answered in (0, 5, 7, 14):
        fewer = list(enough)
        fewer[answered] = 1
        assert provisional(tuple(fewer)) is NO
        fewer[answered] = None
        assert provisional(tuple(fewer)) is UNKNOWN


def test_between_the_two_published_cuts_pcl5_says_neither():
    def of_total(total: int):
        return score(PCL5, [4] * (total // 4) + [total % 4] + [0] * (19 - total // 4))

    assert above_cut(of_total(30)) is NO
    assert above_cut(of_total(31)) is UNKNOWN
    assert above_cut(of_total(33)) is YES
    assert above_cut(score(PCL5, [None] * 20)) is UNKNOWN


@pytest.mark.hazard("H34 Suicidality missed")
def test_item_nine_opens_the_suicide_path_whatever_the_total():
    assert score(PHQ9, [0] * 8 + [1]).flags == ("suicide-path",)
    assert score(PHQ9, [None] * 8 + [3]).flags == ("suicide-path",)
    assert score(PHQ9, [3] * 8 + [0]).flags == ()


@pytest.mark.hazard("H34 Suicidality missed")
def test_an_unanswered_item_nine_is_asked_again_and_never_taken_for_no():
    scored = score(PHQ9, [0] * 8 + [None])
    assert scored.total is None
    assert scored.flags == ("suicide-item-unanswered",)


def test_drinking_is_risky_from_three_for_women_and_four_for_men():
    three, four = score(AUDIT_C, [1, 1, 1]), score(AUDIT_C, [2, 1, 1])
    assert [risky(three, sex=sex) for sex in ("female", "male", "unknown")] == [YES, NO, UNKNOWN]
    assert [risky(four, sex=sex) for sex in ("female", "male", "unknown")] == [YES, YES, YES]


def test_awake_is_five():
    assert MOAAS.items[0].steps[5].startswith("5 awake")
    assert not MOAAS.higher_is_worse


def test_no_label_is_a_sentence_of_a_licensed_form():
    assert all(len(item.label) <= 40 for scale in (PCL5, PHQ9, GAD7, CADSS6) for item in scale.items)


BANDS = """
    DAST-10 | 0 none, 1 low, 2 low, 3 moderate, 5 moderate, 6 substantial, 8 substantial, 9 severe, 10 severe
    ISI     | 7 no insomnia that matters, 8 below the threshold, 14 below the threshold, 15 moderate, 22 severe
    B-IPF   | 0 none, 10 none, 11 mild, 30 mild, 31 moderate, 50 moderate, 51 severe, 80 severe, 81 extreme
    BPIC-SS | 18 below the cut, 19 at or above the cut: a urologist approves first
"""
TOLD = [
    (name.strip(), *each.strip().split(" ", 1))
    for name, row in (line.split(" | ") for line in BANDS.strip().splitlines())
    for each in row.split(", ")
]


@pytest.mark.parametrize(("name", "total", "band"), TOLD)
def test_a_total_has_the_published_name(name: str, total: str, band: str):
    scale = next(scale for scale in EVERY if scale.name == name)
    assert scale.band(int(total)).says == band


def test_the_trauma_screen_is_positive_from_three_for_women_and_four_for_men():
    three, four = score(PC_PTSD5, [1, 1, 1, 1, 0, 0]), score(PC_PTSD5, [1, 1, 1, 1, 1, 0])
    assert [positive(three, sex=sex) for sex in ("female", "male", "unknown")] == [YES, NO, UNKNOWN]
    assert [positive(four, sex=sex) for sex in ("female", "male", "unknown")] == [YES, YES, YES]
    assert positive(score(PC_PTSD5, [1, 1, None, 1, 1, 1]), sex="female") is UNKNOWN


def test_events_are_listed_the_nearest_first_and_never_scored():
    answers = [0] * 17
    answers[2], answers[8], answers[9], answers[13] = 4, 1, 5, 3
    scored = score(LEC5, answers)
    assert scored.total is None
    assert exposures(scored) == (
        "War or combat zone: happened to me",
        "Crash on road, rail, water or in the air: saw it",
        "Violent death of another: heard of it",
    )


def test_the_interview_is_entered_as_a_total_with_or_without_its_sub_totals():
    assert score(CAPS5, [47, None, None, None, None]).total == 47
    whole = score(CAPS5, [47, 12, 5, 16, 14])
    assert [cluster.total for cluster in whole.clusters] == [12, 5, 16, 14]
    assert score(CAPS5, [None, 12, 5, 16, 14]).total is None


def test_function_leaves_out_what_does_not_apply():
    assert score(B_IPF, [3, None, 3, 3, None, None, 3]).total == 50
    assert score(B_IPF, [None] * 7).missing == (1, 2, 3, 4, 5, 6, 7)


def test_only_scores_are_entered_where_the_words_may_not_be_shown():
    assert {scale.key for scale in EVERY if scale.is_score_entry} == {"caps-5", "caps-5-week", "isi", "bpic-ss"}
    assert not any(any(c.isalpha() for c in item.label.removeprefix("Question")[:3]) for item in DAST10.items)
