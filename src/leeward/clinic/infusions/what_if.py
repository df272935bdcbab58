"""What would follow from pausing, halving or stopping now: a comparison to read, of which nothing is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import forecast
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.sheet import sheet_of
from leeward.clinic.web.curves import CurveChart, curve
from leeward.clinic.web.figure import plain
from leeward.infusion.foreseen import Curve
from leeward.infusion.machine import State
from leeward.infusion.rates import here
from leeward.pharmacology import CannotSimulate
from leeward.pharmacology.from_here import Ahead, Choice, Foretold, Here, Wait, compare

SOON_MIN: Final = 15
PAUSE_MIN: Final = f"{Ahead.pause.to('min'):g}"
TITLES: Final = {
    State.RUNNING: {
        Choice.GO_ON: "Go on",
        Choice.PAUSE: f"Pause {PAUSE_MIN} min, then go on",
        Choice.HALVE: "Half the rate",
        Choice.STOP: "Stop",
    },
    State.PAUSED: {
        Choice.GO_ON: "Resume now",
        Choice.PAUSE: f"Resume in {PAUSE_MIN} min",
        Choice.HALVE: "Resume at half the rate",
        Choice.STOP: "Stop",
    },
}
DRAWN: Final = (
    ("plasma", "Plasma", "ng/mL", "venous_ketamine", 50),
    ("systolic", "Systolic", "mmHg", "systolic", 20),
    ("cadss", "Dissociation, CADSS above baseline", "points", "cadss", 10),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact of a choice: its name and what it is."""

    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One curve under its name."""

    name: str
    svg: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One choice: what would be given, what would follow, and three curves beside those of going on."""

    title: str
    lines: tuple[Line, ...] = ()
    curves: tuple[Drawn, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPage:
    """The choices side by side; `refused` says why there are none."""

    infusion_id: UUID
    says: str = ""
    warns: str = ""
    cards: tuple[Card, ...] = ()
    doubts: tuple[str, ...] = ()
    refused: str = ""


def what_if(*, person_id: UUID, infusion_id: UUID, now: datetime) -> WhatIfPage:
    """Return what would follow from here, for this patient; nothing is written."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now, whole=True)
    stands = here(bedside.given, now=now) if bedside.given else None
    basis = forecast.basis_for(bedside)
    if stands is None or bedside.state not in TITLES:
        return WhatIfPage(infusion_id=infusion_id, refused="There is nothing to weigh: no drug runs or could run now.")
    if basis is None:
        return WhatIfPage(infusion_id=infusion_id, refused=forecast.NO_PLAN)
    try:
        found = compare(forecast.people(basis), stands)
    except CannotSimulate as why:
        return WhatIfPage(infusion_id=infusion_id, refused=f"No prediction: {why}")
    sheet = sheet_of(bedside)
    return WhatIfPage(
        infusion_id=infusion_id,
        says=f"From minute {stands.now_min:.0f}, {forecast.told(basis)}. Nothing of this is recorded.",
        warns=sheet.strays,
        cards=tuple(_card(choice, found, stands, bedside) for choice in Choice),
        doubts=sheet.doubts,
    )


def _card(choice: Choice, found: Mapping[Choice, Foretold | CannotSimulate], stands: Here, bedside: Bedside) -> Card:
    one, going_on = found[choice], found[Choice.GO_ON]
    title = TITLES[bedside.state][choice]
    if isinstance(one, CannotSimulate):
        return Card(title=title, refused=f"No prediction: {one}")
    other = None if choice is Choice.GO_ON or isinstance(going_on, CannotSimulate) else going_on
    highest = _scales(found)
    curves = tuple(
        Drawn(
            name=f"{name}, {unit}",
            svg=_curve(choice, one, other, stands, key=key, name=name, unit=unit, band=band, high=highest[band]),
        )
        for key, name, unit, band, _ in DRAWN
    )
    return Card(title=title, lines=_lines(choice, one, stands, bedside), curves=curves)


def _lines(choice: Choice, one: Foretold, stands: Here, bedside: Bedside) -> tuple[Line, ...]:
    given = bedside.given
    assert given is not None  # noqa: S101 - `here` found an infusion that runs
    mg = given.mg if choice is Choice.STOP else given.ordered_mg
    ml = given.ml if choice is Choice.STOP else given.ordered_ml
    weight_kg = given.mg / given.mg_per_kg if given.mg_per_kg else bedside.order.dosing_weight_kg
    ends = given.started_at + timedelta(minutes=one.ends_min)
    until = "now" if choice is Choice.STOP else f"{timezone.localtime(ends):%H:%M}"
    level, systolic, cadss = (_ahead(one, stands, band) for _, _, _, band, _ in DRAWN)
    return (
        Line(name="given in all", says=f"{plain(mg, 1)} mg · {plain(mg / weight_kg, 2)} mg/kg · {plain(ml, 1)} mL"),
        Line(name="drug runs until", says=until),
        Line(name=f"plasma in {SOON_MIN} min", says=_at(level, SOON_MIN, "ng/mL")),
        Line(name="plasma below half of now", says=_wait(one.lower)),
        Line(name="systolic ahead, highest", says=_top(systolic, "mmHg")),
        Line(name=f"dissociation in {SOON_MIN} min", says=_at(cadss, SOON_MIN, "points")),
    )


def _ahead(one: Foretold, stands: Here, name: str) -> Curve:
    """Return one band in minutes from now."""
    minutes = tuple(round(float(minute) - stands.now_min, 1) for minute in one.prediction.times_min)
    return forecast.curve_of(minutes, one.prediction.bands[name])


def _at(ahead: Curve, minute: float, unit: str) -> str:
    found = ahead.at(minute)
    return f"{found[1]:.0f} {unit} ({found[0]:.0f} to {found[2]:.0f})" if found else "not known"


def _top(ahead: Curve, unit: str) -> str:
    minute, low, middle, high = ahead.highest()
    when = f"in {minute:.0f} min" if minute > 0 else "now"
    return f"{middle:.0f} {unit} ({low:.0f} to {high:.0f}), {when}"


def _wait(wait: Wait | None) -> str:
    if wait is None:
        return "nothing is in yet"
    if wait.median is None:
        return "for most not within 2 h"
    low = f"{wait.low:.0f}" if wait.low is not None else "?"
    high = f"{wait.high:.0f}" if wait.high is not None else "more than 120"
    return f"in {wait.median:.0f} min ({low} to {high})"


def _scales(found: Mapping[Choice, Foretold | CannotSimulate]) -> dict[str, tuple[float, float]]:
    """Return for each quantity one scale for all choices, so that they can be compared by eye."""
    known = [one for one in found.values() if isinstance(one, Foretold)]
    scales = {}
    for _, _, _, name, step in DRAWN:
        bands = [one.prediction.bands[name] for one in known]
        high = max(float(band.high.max()) for band in bands)
        low = min(float(band.low.min()) for band in bands) if name == "systolic" else 0.0
        scales[name] = (low // step * step, -(-high // step) * step)
    return scales


def _curve(
    choice: Choice,
    one: Foretold,
    other: Foretold | None,
    stands: Here,
    *,
    key: str,
    name: str,
    unit: str,
    band: str,
    high: tuple[float, float],
) -> SafeString:
    ahead = _ahead(one, stands, band)
    beside = _ahead(other, stands, band).median if other is not None else ()
    return curve(
        CurveChart(
            name=name,
            unit=unit,
            minutes=ahead.minutes,
            median=ahead.median,
            low=ahead.low,
            high=ahead.high,
            scale_low=high[0],
            scale_high=high[1] or 1.0,
            given_minutes=max(one.ends_min - stands.now_min, 0.0),
            given_from=float(PAUSE_MIN) if choice is Choice.PAUSE else 0.0,
            other=beside,
            other_says="Going on",
            tick_every_min=30,
            key=f"{choice.name.lower()}-{key}",
        )
    )
