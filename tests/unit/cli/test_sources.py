import json

from leeward.cli.__main__ import main
from leeward.cli.reference_pages.collected import all_sources
from leeward.evidence import Status, assumed, cite
from leeward.evidence.checked import DOSSIER, NEVER, last_checked
from leeward.evidence.sources import FEDER_2021


def test_every_source_is_listed_once(capsys):
    assert main(["sources", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["key"] for one in told] == [one.key for one in all_sources().values()]
    assert main(["sources"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(told)


def test_one_source_tells_all_that_rests_on_it(capsys):
    assert main(["sources", "feder-2021", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["people"] == 30
    assert any(claim.startswith("Effect on PTSD") for claim in told["rests_on_it"]["claims"])
    assert all(number["last_checked"] for number in told["rests_on_it"]["numbers"])
    assert main(["sources", "ketalar-us"]) == 0
    assert "blood-pressure-hazard" in capsys.readouterr().out


def test_a_misspelt_key_names_the_nearest(capsys):
    assert main(["sources", "fedr-2021"]) == 1
    assert "Did you mean feder-2021?" in capsys.readouterr().err


def test_what_nobody_looked_up_is_not_called_checked():
    assert last_checked(cite("1 mg", FEDER_2021, at="abstract")) == DOSSIER
    assert last_checked(cite("1 mg", FEDER_2021, at="abstract", status=Status.RECALLED)) == NEVER
    assert last_checked(assumed("1 mg", why="nobody says")) == ""
