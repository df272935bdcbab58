"""Sentences of the core that stand beside the numbers to call; they are translated where a patient reads them."""

from collections.abc import Iterator

from leeward.outcomes.crisis_lines import SHIPPED


def sentences() -> Iterator[str]:
    """Yield how each country's line is reached, and what else there is."""
    for lines in SHIPPED.values():
        yield lines.how
        if lines.also:
            yield lines.also
