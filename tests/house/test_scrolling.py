"""Whatever scrolls sideways can be scrolled from the keyboard, whether or not something in it can be pressed."""

import re
from pathlib import Path

TEMPLATES = sorted((Path(__file__).parents[2] / "src").rglob("templates/**/*.html"))
SCROLLS = re.compile(r'<[a-z]+[^>]*class="(?:[^"]* )?(?:scroll|chart-scroll|due)(?: [^"]*)?"[^>]*>')


def test_what_scrolls_is_reached_by_the_keyboard():
    found = [(path.name, tag) for path in TEMPLATES for tag in SCROLLS.findall(path.read_text("utf-8"))]
    assert len(found) > 5
    assert [one for one in found if 'tabindex="0"' not in one[1] or "aria-label" not in one[1]] == []
