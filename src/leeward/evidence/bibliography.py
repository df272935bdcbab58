"""The references of a decision, numbered in order of first use."""

from collections.abc import Iterable

from leeward.evidence.cited import Cited, Reference
from leeward.evidence.source import Source


def bibliography(cites: Iterable[Cited | Reference]) -> dict[Source, int]:
    """Number the sources in the order in which they are first used; assumptions have none."""
    used = (cited.source for cited in cites if cited.source is not None)
    return {source: n for n, source in enumerate(dict.fromkeys(used), 1)}
