"""Scoring in general: ranges, left-out items, and what every scale must have."""

import pytest

from leeward.evidence import Cited, Reference
from leeward.instruments import EVERY, GAD7, PCL5, CannotScore, Scale, by_key, score

every_scale = pytest.mark.parametrize("scale", EVERY, ids=[scale.key for scale in EVERY])


@every_scale
def test_items_are_numbered_from_one_and_clusters_name_existing_items_once(scale: Scale):
    assert [item.number for item in scale.items] == list(range(1, len(scale.items) + 1))
    clustered = [number for cluster in scale.clusters for number in cluster.items]
    assert clustered in ([], list(range(1, len(scale.items) + 1)), list(scale.parts))


@every_scale
def test_it_says_its_rights_its_sources_and_its_recall(scale: Scale):
    assert scale.rights
    assert scale.recall
    assert scale.cites
    assert all(isinstance(cited, Cited | Reference) for cited in scale.cites)


@every_scale
def test_the_lowest_and_the_highest_answers_give_the_ends_of_the_range(scale: Scale):
    least = [item.high if item.is_reversed else item.low for item in scale.items]
    most = [item.low if item.is_reversed else item.high for item in scale.items]
    ends = (scale.lowest, scale.highest) if scale.is_scored else (None, None)
    assert (score(scale, least).total, score(scale, most).total) == ends


@every_scale
def test_an_answer_outside_the_range_is_refused_by_name(scale: Scale):
    item = scale.items[-1]
    answers: list[int | None] = [item.low for item in scale.items]
    answers[-1] = item.high + 1
    with pytest.raises(
        CannotScore, match=rf"item {item.number} .* from {item.low} to {item.high}; got {item.high + 1}"
    ):
        score(scale, answers)


@pytest.mark.parametrize("wrong", [True, 1.0, "1", -1])
def test_only_whole_numbers_are_answers(wrong: object):
    with pytest.raises(CannotScore, match="item 1"):
        score(GAD7, [wrong, 0, 0, 0, 0, 0, 0])  # type: ignore[list-item]


def test_too_few_answers_are_refused():
    with pytest.raises(CannotScore, match="20 items, but 19"):
        score(PCL5, [0] * 19)


def test_keys_are_unique_and_found():
    assert len({scale.key for scale in EVERY}) == len(EVERY)
    assert by_key("pcl-5") is PCL5
    with pytest.raises(KeyError, match="pcl-5-week"):
        by_key("pcl")


def test_a_total_falls_in_its_band():
    assert [GAD7.band(total).says for total in (0, 4, 5, 10, 14, 15, 21)] == [
        "minimal",
        "minimal",
        "mild",
        "moderate",
        "moderate",
        "severe",
        "severe",
    ]
    assert GAD7.band(None) is None
    assert PCL5.band(80) is None
