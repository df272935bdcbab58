"""The reference pages say what the code does now: they are generated, and the committed ones are the generated ones."""

import pytest

from leeward.cli.reference import DOCS, PAGES, stale
from leeward.cli.reference_pages.collected import tables
from leeward.cli.reference_pages.markdown import row_name


@pytest.fixture(scope="module")
def changed():
    return stale(DOCS)


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_the_generated_one(name, changed):
    assert name not in changed, f"docs/{name} lags behind the code: run `./run reference` and commit the page."


def test_every_number_stands_on_a_page():
    text = "\n".join((DOCS / name).read_text(encoding="utf-8") for name in PAGES)
    missing = [row.name for one in tables() for row in one.rows() if f"`{row_name(row)}`" not in text]
    assert not missing, f"These numbers stand on no reference page: {missing}"


def test_no_folder_holds_a_page_that_nobody_generates():
    stray = {path.relative_to(DOCS).as_posix() for path in (DOCS / "reference").glob("*")} - set(PAGES)
    assert not stray, f"docs/reference holds only generated pages; move these to docs/explanation: {sorted(stray)}"
