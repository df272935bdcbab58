"""The scales of the bedside that are one number: what each is called, its ends in words, which end is good."""

from dataclasses import dataclass
from typing import Final

from leeward.instruments import MOAAS


class CannotScore(ValueError):
    """The number is not one of the scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickScale:
    """One scale; its numbers stand in the order in which they are offered, the usual one first."""

    key: str
    name: str
    numbers: tuple[int, ...]
    first_says: str
    last_says: str

    def check(self, total: int) -> int:
        """Return the number, or raise CannotScore."""
        if total not in self.numbers:
            raise CannotScore(
                f"{self.name} goes from {min(self.numbers)} to {max(self.numbers)}: {total} is none of them."
            )
        return total


_TEN: Final = tuple(range(11))  # plain: a scale from 0 to 10
QUICK: Final = (
    QuickScale(
        key=MOAAS.key,
        name="Sedation, MOAA/S",
        numbers=(5, 4, 3, 2, 1, 0),  # plain: the scale's own numbers
        first_says="answers at once",
        last_says="no answer to pain",
    ),
    QuickScale(key="distress", name="Distress", numbers=_TEN, first_says="none", last_says="unbearable"),
    QuickScale(
        key="nausea",
        name="Nausea",
        numbers=(0, 1, 2, 3),  # plain: the scale's own numbers
        first_says="none",
        last_says="vomits",
    ),
    QuickScale(key="anxiety", name="Anxiety", numbers=_TEN, first_says="none", last_says="panic"),
    QuickScale(key="pain", name="Pain", numbers=_TEN, first_says="none", last_says="worst"),
)


def quick_scale(key: str) -> QuickScale:
    """Return the scale of that key; raises CannotScore naming those there are."""
    for scale in QUICK:
        if scale.key == key:
            return scale
    raise CannotScore(f"No quick scale is called {key!r}; there are {', '.join(scale.key for scale in QUICK)}.")
