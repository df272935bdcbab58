"""leeward score: the same answers by hand, and what is said about answers that do not fit."""

import argparse
import json

import pytest

from leeward.cli import score as command
from leeward.cli.score import CannotRead, answers_of, scale_named
from leeward.instruments import EVERY, GAD7, PCL5


def told(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    chosen = parser.parse_args(["score", *words])
    return chosen.run(chosen)


def test_a_whole_list_is_scored_with_its_clusters(capsys):
    assert told("pcl5", "--answers", ",".join(["2"] * 20)) == 0
    out = capsys.readouterr().out
    assert "PCL-5 (past month): 40 of 0 to 80" in out
    assert "D Cognition and mood: 14" in out


def test_the_same_as_json(capsys):
    assert told("PHQ-9", "--answers", "3,3,3,3,3,3,3,3,1", "--json") == 0
    out = json.loads(capsys.readouterr().out)
    assert (out["total"], out["band"], out["range"]) == (25, "severe", [0, 27])
    assert [flag["flag"] for flag in out["flags"]] == ["suicide-path"]
    assert out["sources"]


@pytest.mark.parametrize("gap", ["-", "", " "])
def test_a_missing_answer_leaves_the_total_unknown(capsys, gap):
    assert told("gad7", "--answers", f"1,{gap},1,1,1,1,1", "--json") == 0
    out = json.loads(capsys.readouterr().out)
    assert (out["total"], out["missing"], out["band"]) == (None, [2], None)


def test_the_first_answer_may_be_missing(capsys):
    assert told("gad7", "--answers", "-,1,1,1,1,1,-", "--json") == 0
    assert json.loads(capsys.readouterr().out)["missing"] == [1, 7]


REFUSED = [
    (("gad7", "--answers", "1,2"), "GAD-7 has 7 items, but 2 answers were given."),
    (("gad7", "--answers", "1,2,x,0,0,0,0"), "item 3 (Worry about many things) takes a whole number from 0 to 3"),
    (("gad7", "--answers", "1,2,1.5,0,0,0,0"), "got '1.5'"),
    (("gad7", "--answers", "1,2,0,0,0,0,4"), "item 7 (Dread) takes a whole number from 0 to 3; got 4"),
    (("gad7", "--answers=-1,2,0,0,0,0,0"), "item 1 (Nervous) takes a whole number from 0 to 3; got -1"),
    (("gad7", "--answers", "1,2,²,0,0,0,0"), "item 3"),
    (("isi", "--answers", "29"), "takes a whole number from 0 to 28; got 29"),
    (("caps5", "--answers", "30,10,5,10,10"), "the sub-totals add up to 35, but the total is 30"),
    (("madrs", "--answers", "1"), "There is no questionnaire 'madrs'. Choose one of pc-ptsd-5"),
    (("gad7",), "Name a questionnaire and its answers"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_what_does_not_fit_is_refused_with_the_item_and_what_was_expected(capsys, words, says):
    assert told(*words) == 2
    assert says in capsys.readouterr().err


def test_the_list_names_every_questionnaire_and_its_rights(capsys):
    assert told("--list", "--json") == 0
    assert [each["scale"] for each in json.loads(capsys.readouterr().out)] == [scale.key for scale in EVERY]
    assert told("--list") == 0
    assert "pcl-5" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["pcl5", "PCL-5", "pcl_5", "Pcl 5"])
def test_dashes_and_capitals_do_not_matter(written):
    assert scale_named(written) is PCL5


def test_every_key_and_name_leads_to_one_questionnaire():
    assert all(scale_named(scale.key) is scale and scale_named(scale.name) is scale for scale in EVERY)


def test_arabic_digits_are_no_answers():
    with pytest.raises(CannotRead):
        answers_of(GAD7, "١,0,0,0,0,0,0")
