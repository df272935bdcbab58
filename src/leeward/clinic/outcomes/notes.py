"""Notes to what a page says: its sources numbered in order of first use, and its assumptions lettered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from leeward.clinic.assessments.citing import written
from leeward.evidence import Cited, Reference, Status


@dataclass(frozen=True, slots=True)
class Cite:
    """One citation in words; without a source it is an assumption, and `at` says why it was made."""

    number: str
    source: str
    at: str
    status: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in brackets behind a sentence: `3`, `4–6` or `A2`, and the note it leads to."""

    label: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One entry of the bibliography, with what was taken from it and how surely."""

    label: str
    anchor: str
    says: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionLine:
    """A number that no source gives, and why it was taken."""

    label: str
    anchor: str
    number: str
    why: str


def cite_of(cited: Cited | Reference) -> Cite:
    """Return a citation of the core in words."""
    number = written(str(cited.quantity)) if isinstance(cited, Cited) else ""
    source = str(cited.source) if cited.source is not None else ""
    return Cite(number, source, cited.at, cited.status.value)


def cite_from(kept: Mapping[str, Any]) -> Cite:
    """Return a citation as it was kept beside a decision."""
    return Cite(written(kept.get("number") or ""), kept.get("source") or "", kept["at"], kept["status"])


@dataclass(slots=True)
class Notebook:
    """Numbers what a page cites, in the order in which the page is written."""

    _sources: dict[str, dict[Cite, None]] = field(default_factory=dict)
    _assumed: dict[Cite, None] = field(default_factory=dict)

    def marks(self, cites: Iterable[Cite | Cited | Reference]) -> tuple[Mark, ...]:
        """Note the citations and return their marks; runs of numbers are drawn together."""
        numbers, letters = set(), set()
        for each in cites:
            cite = each if isinstance(each, Cite) else cite_of(each)
            if cite.source:
                self._sources.setdefault(cite.source, {})[cite] = None
                numbers.add(list(self._sources).index(cite.source) + 1)
            else:
                self._assumed.setdefault(cite)
                letters.add(list(self._assumed).index(cite) + 1)
        return (*_runs(sorted(numbers), ""), *_runs(sorted(letters), "A"))

    @property
    def sources(self) -> tuple[SourceLine, ...]:
        """The bibliography."""
        return tuple(
            SourceLine(
                label=str(n),
                anchor=f"note-{n}",
                says=source,
                places=tuple(dict.fromkeys(_place(cite) for cite in cites)),
            )
            for n, (source, cites) in enumerate(self._sources.items(), 1)
        )

    @property
    def assumptions(self) -> tuple[AssumptionLine, ...]:
        """What was assumed."""
        return tuple(
            AssumptionLine(label=f"A{n}", anchor=f"note-A{n}", number=cite.number, why=cite.at)
            for n, cite in enumerate(self._assumed, 1)
        )


def _place(cite: Cite) -> str:
    number = f"{cite.number}: " if cite.number else ""
    surely = "" if cite.status == Status.READ.value else f" ({cite.status})"
    return f"{number}{cite.at}{surely}"


def _runs(numbers: list[int], letter: str) -> list[Mark]:
    found = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        first, last = members[0], members[-1]
        parts = [[first], [last]] if last == first + 1 else [members]
        for part in parts:
            label = f"{letter}{part[0]}" if len(part) == 1 else f"{letter}{part[0]}–{letter}{part[-1]}"
            found.append(Mark(label, f"note-{letter}{part[0]}"))
    return found
