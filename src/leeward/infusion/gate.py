"""A gate: statements that must all be so before a step, each with why it is not."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_

from leeward.truth import NO, YES, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class GateItem:
    """One statement: met, not met, or unknown; `why` says what is missing or against it."""

    key: str
    says: str
    truth: Truth
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Open only when every statement is known to be so."""

    items: tuple[GateItem, ...]

    @property
    def is_open(self) -> Truth:
        """YES when all are met, NO when one is not, UNKNOWN when none is against it but some are open."""
        return all_of(item.truth for item in self.items)

    @property
    def blocks(self) -> tuple[str, ...]:
        """What stands in the way, in sentences."""
        return tuple(sentence(item) for item in self.items if item.truth is not YES)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Are all of them so?"""
    return reduce(and_, truths, YES)


def sentence(item: GateItem) -> str:
    """Say what is not met or not known."""
    what = "Not met" if item.truth is NO else "Not known"
    return f"{what}: {item.says} {item.why}".rstrip()
