"""A stored decision, computed again: what agrees, and each difference with its path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from leeward import __version__


class Standing(Enum):
    """How a stored decision came out when it was computed again."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    OLDER_SAME = "older engine, came out the same"
    OLDER_OTHER = "older engine, comes out otherwise"


WRONG: Final = frozenset({Standing.DISAGREES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that came out otherwise; the path is where it stands in the stored record."""

    path: str
    stored: Any
    again: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One stored decision and how it came out; `trouble` says why it could not be computed at all."""

    kind: str
    key: str
    at: str
    protocol_version: int | None
    engine_version: str
    differences: tuple[Difference, ...] = ()
    trouble: str = ""

    @property
    def standing(self) -> Standing:
        """How it came out; what an older engine decided is said to be so."""
        same = not self.differences and not self.trouble
        if self.engine_version in ("", __version__):
            return Standing.AGREES if same else Standing.DISAGREES
        return Standing.OLDER_SAME if same else Standing.OLDER_OTHER


def differences(stored: Any, again: Any, path: str = "") -> Iterator[Difference]:
    """Yield every field in which the two differ, with its path: `findings[3].truth`."""
    if isinstance(stored, Mapping) and isinstance(again, Mapping):
        for key in dict.fromkeys((*stored, *again)):
            inner = f"{path}.{key}" if path else str(key)
            yield from differences(stored.get(key, MISSING), again.get(key, MISSING), inner)
    elif _is_list(stored) and _is_list(again):
        for place in range(max(len(stored), len(again))):
            first, second = (each[place] if place < len(each) else MISSING for each in (stored, again))
            yield from differences(first, second, f"{path}[{place}]")
    elif stored != again or isinstance(stored, bool) is not isinstance(again, bool):
        yield Difference(path=path, stored=stored, again=again)


MISSING: Final = "(not there)"


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def are_all_well(found: Iterable[Replayed]) -> bool:
    """Does every decision agree? What an older engine decided otherwise is listed, and is no disagreement."""
    return all(each.standing not in WRONG for each in found)
