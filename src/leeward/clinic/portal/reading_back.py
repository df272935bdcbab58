"""What is understood of medicines as a patient writes them: shown, and asked about where it is not sure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.medicines import Entry, How, read
from leeward.medicines.names import recognize

NOT_KNOWN: Final = gettext_lazy("We do not know this name. The clinic will look at it with you.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One entry: `sure` names what it is, `maybe` what it may be; where it is neither, `asks` says what is open."""

    entered: str
    sure: str = ""
    maybe: str = ""
    asks: str = ""


def entries(text: str) -> tuple[str, ...]:
    """Split what was written into entries, as written; nothing is dropped."""
    return read(text).names


def understood(names: Iterable[str]) -> tuple[Understood, ...]:
    """Read each entry; a slip of spelling, or a word that nobody can place, is never taken as sure."""
    return tuple(_line(entry) for entry in read("\n".join(names)).entries)


def _line(entry: Entry) -> Understood:
    named = _(" and ").join(entry.generics)
    if not entry.question:
        return Understood(entered=entry.entered, sure=named)
    if entry.how is How.SPELLING and not recognize(entry.entered).unplaced:
        return Understood(entered=entry.entered, maybe=named)
    return Understood(entered=entry.entered, asks=entry.question if "?" in entry.question else str(NOT_KNOWN))


def with_confirmed(names: Iterable[str], confirmed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the entries for the chart: a slip that the patient cleared up carries the name beside it."""
    names = tuple(names)
    maybe = {each.entered: each.maybe for each in understood(names)}
    return tuple(
        f"{name} ({maybe[name]})" if confirmed.get(name) == "yes" and maybe.get(name) else name for name in names
    )
