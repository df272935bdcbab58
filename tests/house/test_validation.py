"""The validation report says what the models say now: it is generated, and the committed one is the generated one."""

import re

import pytest

from leeward.cli.validate import DOCS, MEASURED, PAGE, files, same
from leeward.cli.validation.observed import observed
from leeward.evidence import Status
from leeward.pharmacology.models import EVERY


@pytest.fixture(scope="module")
def made():
    return files()


def test_the_committed_report_is_the_generated_one(made):
    stale = [
        name
        for name, text in made.items()
        if not same((DOCS / name).read_text(encoding="utf-8") if (DOCS / name).exists() else None, text)
    ]
    assert not stale, f"docs/validation lags behind the models: run `leeward validate pharmacology`: {stale}"


def test_it_says_the_same_twice(made):
    assert files() == made


def test_no_file_there_is_one_that_nobody_generates(made):
    found = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*") if path.is_file()}
    assert found == set(made)


def test_every_picture_stands_on_the_page_and_every_model_and_figure_too(made):
    page = made[PAGE]
    assert set(re.findall(r"\]\((plots/[^)]+)\)", page)) == set(made) - {PAGE}
    for model in EVERY:
        assert f"### {model.key}" in page
    for key in (*observed().levels, *observed().summaries):
        assert f"`{key}`" in page


def test_the_committed_page_was_made_by_an_engine_that_is_exact():
    errors = [float(one) for one in MEASURED.findall((DOCS / PAGE).read_text(encoding="utf-8"))]
    assert len(errors) == 2 * len(EVERY)
    assert max(errors) < 1e-10


def test_misses_are_on_the_page(made):
    """The largest ones, in bold: Otto in an artery, Simons in a vein, R-norketamine, the rise at 30 min."""
    for miss in ("**0.40**", "**1.62**", "**0.59**", "**1.91**"):
        assert miss in made[PAGE]


def test_pictures_are_plain_and_told_to_those_who_do_not_see_them(made):
    for name in set(made) - {PAGE}:
        assert made[name].startswith("<svg")
        assert "<title>" in made[name]
        assert "<desc>" in made[name]
        assert "style=" not in made[name]


def test_every_observed_figure_came_from_somewhere():
    """READ in a paper or its abstract, or SECONDARY; nothing recalled stands beside a simulation."""
    for one in (*observed().levels.values(), *observed().summaries.values()):
        assert one.origin.status in {Status.READ, Status.SECONDARY}
        assert len(one.origin.at) > 3
        assert one.origin.people
        assert one.origin.site
