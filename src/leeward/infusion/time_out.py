"""The check immediately before the start: what a person confirms and what the last readings say."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from leeward.infusion.gate import Gate as Gate
from leeward.infusion.gate import GateItem as GateItem
from leeward.infusion.repeats import Repeats, of_kind, repeats
from leeward.infusion.told import Known as Known
from leeward.infusion.vitals import GenerationMode, Reading
from leeward.protocol.monitoring import span
from leeward.protocol.starting import STARTING, Answered, Readiness, StartBand, StartItem, StartLimits
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import NO, UNKNOWN, YES, Truth

NOTHING: Final = Known(truth=UNKNOWN, why="Nothing is on record.")


class CannotStart(Exception):
    """The time-out is not passed."""


def time_out(
    checks: Mapping[str, Truth],
    readings: Iterable[Reading],
    limits: StartLimits = STARTING,
    *,
    now: datetime,
    known: Mapping[str, Known] = MappingProxyType({}),
    accepted: Collection[VitalKind] = (),
    mode: GenerationMode = GenerationMode.REAL,
) -> Gate:
    """Return the time-out, item by item; an item that nobody answered is unknown, and unknown blocks.

    `known` is what the record and the typed figures say: an item that comes from there is never met by a tick in
    `checks`. `accepted` are the vital signs between go and no-go that the prescriber accepted after two repeats; a
    no-go cannot be accepted.
    """
    measured = tuple(readings)
    stated = (_stated(item, checks, known) for item in limits.items)
    vitals = (_vital(band, measured, now=now, accepted=accepted, mode=mode) for band in limits.bands)
    return Gate(items=(*stated, *vitals))


def _stated(item: StartItem, checks: Mapping[str, Truth], known: Mapping[str, Known]) -> GateItem:
    if item.answered is Answered.PERSON:
        return GateItem(key=item.key, says=item.says, truth=checks.get(item.key, UNKNOWN), why="")
    found = known.get(item.key, NOTHING)
    return GateItem(key=item.key, says=item.says, truth=found.truth, why=found.why)


def ready(gate: Gate) -> tuple[str, ...]:
    """Return what blocks the start: nothing at all when one may start."""
    return gate.blocks


def must_be_ready(gate: Gate) -> None:
    """Raise `CannotStart` with every open item unless all are met."""
    if gate.is_open is not YES:
        raise CannotStart(" ".join(gate.blocks))


def _vital(
    band: StartBand,
    readings: Iterable[Reading],
    *,
    now: datetime,
    accepted: Collection[VitalKind],
    mode: GenerationMode,
) -> GateItem:
    kind = band.vital
    limits = f"{band.low_go.to(kind.unit):g} to {band.high_go.to(kind.unit):g} {_said(kind)}"
    says = f"{kind.label} is {limits}."
    rows = of_kind(readings, kind, now=now, mode=mode)
    if not rows or rows[-1].value is None:
        return GateItem(key=kind.value, says=says, truth=UNKNOWN, why="Measure it now.")
    age = now - rows[-1].at
    if age > span(band.fresh_for):
        why = f"The last one is {age // timedelta(minutes=1)} min old: measure again."
        return GateItem(key=kind.value, says=says, truth=UNKNOWN, why=why)
    found = repeats(rows, band, now=now)
    met, why = _judged(band.place(rows[-1].value), found, is_accepted=kind in accepted)
    return GateItem(key=kind.value, says=says, truth=met, why=f"It is {rows[-1].value:g} {_said(kind)}. {why}".rstrip())


def _judged(readiness: Readiness, found: Repeats, *, is_accepted: bool) -> tuple[Truth, str]:
    if readiness is Readiness.NO_GO:
        return NO, "Do not start today with this."
    if readiness is Readiness.GO:
        return YES, ""
    if is_accepted:
        return YES, "The prescriber has accepted it after repeats."
    if found.missing:
        times = "twice more" if found.missing > 1 else "once more"
        return UNKNOWN, f"Repeat {times}, 5 min apart, and have the prescriber sign."
    return UNKNOWN, f"Measured {found.says}: the prescriber accepts it, or it does not start."


def _said(kind: VitalKind) -> str:
    """The unit as a clinician writes it."""
    return "°C" if kind is VitalKind.TEMPERATURE else kind.unit
