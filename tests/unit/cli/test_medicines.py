"""leeward medicines, as a newcomer types it."""

import json

from leeward.cli.__main__ import main


def test_it_shows_what_was_understood_and_what_is_not_sure(capsys):
    assert main(["medicines", "xanax 1 prn, zoloft 100, lisinoprl, blorbex 5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [entry["understood"] for entry in told["entries"]] == [["alprazolam"], ["sertraline"], ["lisinopril"], []]
    assert told["not_reviewed"] == ["blorbex 5"]
    assert len(told["questions"]) == 2
    assert {one["generic"]: one["severity"] for one in told["findings"]}["sertraline"] == "none"


def test_in_words_a_drug_that_is_not_known_is_not_reviewed(capsys):
    assert main(["medicines", "blorbex 5"]) == 0
    assert "not reviewed" in capsys.readouterr().out


def test_the_route_changes_what_an_inhibitor_weighs(capsys):
    weighed = []
    for route in ("intravenous", "oral"):
        main(["medicines", "clarithromycin", "--route", route, "--json"])
        weighed.append(json.loads(capsys.readouterr().out)["findings"][0]["severity"])
    assert weighed[0] != weighed[1]


def test_none_is_an_answer_and_nothing_at_all_is_refused(capsys):
    assert main(["medicines", "none"]) == 0
    assert "takes no medicines" in capsys.readouterr().out
    assert main(["medicines", "  "]) == 1
    assert "The list is empty" in capsys.readouterr().err
