"""How the assessment is worded on pages: citations, days, who charted what."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from leeward.assessment import BodySystem, Weight
from leeward.clinic.assessments.mapping import ITEM_BY_KEY, MEASURE_BY_KEY, cited
from leeward.clinic.assessments.models import ChartEntry
from leeward.clinic.web.moments import moment
from leeward.evidence import Cited, Reference, Status

UNITS: Final = {"Cel": "°C", "/min": "a minute", "times ULN": "× upper limit", "mL/min": "mL/min", "points": "points"}
STATUS_KINDS: Final = {
    Status.READ.value: "ok",
    Status.DERIVED.value: "quiet",
    Status.SECONDARY.value: "quiet",
    Status.RECALLED.value: "warn",
    Status.ASSUMED.value: "warn",
}
TAGS: Final = {
    Weight.BARS.name: ("high", "bars"),
    Weight.DEFERS.name: ("warn", "not today"),
    Weight.SIGNOFF.name: ("warn", "sign-off"),
    Weight.CAUTIONS.name: ("care", "care"),
}
UNKNOWN_TAG: Final = ("ask", "unknown")
OUTCOMES: Final = {
    "not eligible": ("high", "not eligible"),
    "not today": ("warn", "not today"),
    "needs information": ("ask", "needs information"),
    "needs sign-off": ("warn", "needs sign-off"),
    "eligible": ("ok", "eligible"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteLine:
    """One source behind a statement: the number, where it stands, and how well we know it."""

    number: str
    source: str
    at: str
    status: str
    status_kind: str


def cite_line(kept: dict[str, Any]) -> CiteLine:
    """Return a stored citation as a line."""
    return CiteLine(
        number=kept["number"] or "",
        source=kept["source"] or "No source: this clinic’s own assumption.",
        at=kept["at"],
        status=kept["status"],
        status_kind=STATUS_KINDS.get(kept["status"], "quiet"),
    )


def cite_lines(cites: tuple[Cited | Reference, ...]) -> tuple[CiteLine, ...]:
    """Return citations as lines."""
    return tuple(cite_line(cited(each)) for each in cites)


def written(day: date) -> str:
    """Write a day as the clinic does: 14-Jul-1985."""
    return f"{day:%d-%b-%Y}"


def unit(name: str) -> str:
    """Write a unit as people read it."""
    return UNITS.get(name, name)


def slug(system: BodySystem) -> str:
    """Return the part of an address that stands for a body system."""
    return system.name.lower()


def title(system: BodySystem) -> str:
    """Return the name of a body system as a heading."""
    return system.value.capitalize()


def label(key: str) -> str:
    """Return the question or the name of the measurement."""
    return ITEM_BY_KEY[key].question if key in ITEM_BY_KEY else MEASURE_BY_KEY[key].label


def value(entry: ChartEntry) -> str:
    """Return what was charted: an answer, or a number with its unit."""
    if entry.key in ITEM_BY_KEY:
        return str(entry.value["truth"]).capitalize()
    return f"{entry.value['value']:g} {unit(entry.value['unit'])}"


def who(entry: ChartEntry) -> str:
    """Return who charted it, when, and from where if it was not asked here."""
    source = f" · {entry.source}" if entry.source not in {"asked", "measured in the clinic"} else ""
    return f"{entry.by.name}, {moment(entry.at)}{source}"


def count(number: int, one: str, many: str = "") -> str:
    """Say how many: `1 answer`, `2 answers`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
