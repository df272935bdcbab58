"""What the pages show is what the product prints: every fenced block of the tutorials is run."""

import re
import shlex
from pathlib import Path

import pytest

import fenced

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (
    *sorted(DOCS.glob("tutorial/*.md")),
    *(DOCS / "how-to" / f"{name}.md" for name in ("event-tables", "simulate")),
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_block_prints_what_the_page_shows(path):
    assert fenced.differences(path.read_text(encoding="utf-8")) == []


def test_the_picture_on_the_page_is_what_its_first_command_draws(tmp_path):
    page = (DOCS / "how-to" / "simulate.md").read_text()
    command = next(block for block in fenced.blocks(page) if block.language == "console").text
    words = shlex.split(re.sub(r"\\\n> *", "", re.match(r"\$ (.*?[^\\])\n", command, re.DOTALL)[1]))
    assert "Picture" in fenced.answer([*words, "--plot", str(tmp_path / "drawn.svg")], tmp_path)
    assert (tmp_path / "drawn.svg").read_text() == (DOCS / "pictures" / "simulated-levels.svg").read_text()


def test_every_page_has_something_to_run():
    assert all({"python", "console"} & {block.language for block in fenced.blocks(path.read_text())} for path in PAGES)


PAGE = """\
```python
a = 2
a + 1
```

```text
{}
```

```python
int("x")
```

```text
ValueError: invalid literal ...
```
"""


def test_a_page_that_shows_something_else_is_told_by_its_line():
    assert fenced.differences(PAGE.format(3)) == []
    (told,) = fenced.differences(PAGE.format(4))
    assert told == "line 1: the page shows\n4\nand the block prints\n3\n"


def test_what_blocks_print_is_written_into_the_page():
    assert fenced.filled(PAGE.format(4)) == PAGE.format(3)
    assert fenced.filled("```python\n1\n```\n") == "```python\n1\n```\n\n```text\n1\n```\n"


def test_a_block_that_prints_what_the_page_does_not_show_is_told():
    assert len(fenced.differences("```python\nprint(1)\n```\n")) == 1


def test_a_slip_of_the_page_itself_is_no_output():
    with pytest.raises(NameError):
        fenced.filled("```python\nnowhere\n```\n")


def test_commands_are_typed_in_order_also_over_two_lines():
    command = '$ leeward simulate --weight-kg 70 \\\n>     --segment "pause 1 min"'
    page = f"```console\n{command}\nThe segments give no drug. ...\n```\n"
    assert fenced.differences(page) == []
