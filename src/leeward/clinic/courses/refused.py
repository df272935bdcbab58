"""What may not be chosen now, for a page: reasons that several choices share are said once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SEVERAL: Final = 3  # so many choices with one reason are told together


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Choices that may not be made; `rows` holds what is said of one alone."""

    together: tuple[str, ...]
    reasons: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def refused(not_now: Sequence[Mapping[str, Any]]) -> Refused:
    """Return the refusals with what they share said once."""
    said = Counter(why for each in not_now for why in dict.fromkeys(each["why"]))
    reasons = tuple(why for why, times in said.items() if times >= SEVERAL)
    alike = [each for each in not_now if reasons and set(reasons) <= set(each["why"])]
    if len(alike) < SEVERAL:
        return Refused(together=(), reasons=(), rows=tuple((each["says"], tuple(each["why"])) for each in not_now))
    return Refused(
        together=tuple(each["says"] for each in alike),
        reasons=reasons,
        rows=tuple(
            (each["says"], own)
            for each in not_now
            if (own := tuple(why for why in each["why"] if each not in alike or why not in reasons))
        ),
    )
