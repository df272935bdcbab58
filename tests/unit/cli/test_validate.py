"""leeward validate: it writes where it is told, says what is out of date, and refuses in a sentence."""

import pytest

from leeward.cli import validate
from leeward.cli.__main__ import main
from leeward.cli.validation import accuracy
from leeward.pharmacology.models import OTTO


@pytest.fixture
def quickly(monkeypatch):
    """Two small files instead of the report."""
    monkeypatch.setattr(validate, "files", lambda: {"pharmacology.md": "page\n", "plots/one.svg": "<svg/>\n"})


def test_it_writes_the_files_and_then_finds_them_current(quickly, tmp_path, capsys):
    assert main(["validate", "pharmacology", "--to", str(tmp_path)]) == 0
    assert (tmp_path / "plots" / "one.svg").read_text() == "<svg/>\n"
    assert "2 files, 2 changed." in capsys.readouterr().out
    assert main(["validate", "pharmacology", "--check", "--to", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_check_names_what_is_out_of_date_and_writes_nothing(quickly, tmp_path, capsys):
    (tmp_path / "pharmacology.md").write_text("older\n")
    assert main(["validate", "pharmacology", "--check", "--to", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "pharmacology.md is out of date" in told
    assert "one.svg is out of date" in told
    assert (tmp_path / "pharmacology.md").read_text() == "older\n"


def test_a_folder_that_cannot_be_written_is_a_sentence(quickly, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["validate", "pharmacology", "--to", str(tmp_path / "file" / "folder")]) == 1
    assert "Choose a folder with --to." in capsys.readouterr().err


def test_rounding_errors_of_the_machine_are_not_compared():
    assert validate.same("off by 1.2e-15 | 160", "off by 9.9e-14 | 160")
    assert not validate.same("off by 1.2e-15 | 160", "off by 1.2e-15 | 161")
    assert not validate.same(None, "")


def test_an_engine_that_is_off_writes_no_page(monkeypatch):
    monkeypatch.setattr(accuracy, "WITHIN", 0.0)
    with pytest.raises(accuracy.CannotValidate, match=r"otto_2021 differs from the matrix exponential"):
        accuracy.measured(OTTO)
