"""Words that turn a diagnosis into something else: a relative's, a fear, an absence, or the past."""

import re
from typing import Final

from leeward.fhir.tree import Node, inner, text

TURNED: Final = re.compile(
    r"\b(?:no|not|without|denies|negative|never|family|father|mother|brother|sister|son|daughter|maternal|paternal|"
    r"fh|fhx|risk|suspected|possible|probable|unlikely|query|absent|rule out|r/o|screening|screen|fear|exclud\w+|ruled|"
    r"vs|versus|prophylaxis)\b|\?",
    re.IGNORECASE,
)
# A code stands for itself, and its display may say `without`; only such words of the writer's own doubt it.
DOUBTED: Final = re.compile(
    r"^no\b|\b(?:denies|family history|fhx?|rule[- ]?out|r/o|ruled out|suspected)\b", re.IGNORECASE
)
HISTORY: Final = re.compile(r"\b(?:history|hx|h/o|status post|s/p|previous|past|old)\b", re.IGNORECASE)


def is_turned(resource: Node, called: str, *, by_name: bool) -> bool:
    """Do words turn the diagnosis, which was found by its name or else by its code?"""
    own = text(inner(resource, "code"), "text")
    return (TURNED.search(called) if by_name else DOUBTED.search(own)) is not None
