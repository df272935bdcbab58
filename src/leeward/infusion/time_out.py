"""The check immediately before the start: what a person confirms and what the last readings say."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from leeward.infusion.gate import Gate as Gate
from leeward.infusion.gate import GateItem as GateItem
from leeward.infusion.vitals import GenerationMode, Reading, usable
from leeward.protocol.monitoring import span
from leeward.protocol.starting import STARTING, Readiness, StartBand, StartLimits
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import NO, UNKNOWN, YES, Truth


class CannotStart(Exception):
    """The time-out is not passed."""


def time_out(
    checks: Mapping[str, Truth],
    readings: Iterable[Reading],
    limits: StartLimits = STARTING,
    *,
    now: datetime,
    accepted: Collection[VitalKind] = (),
    mode: GenerationMode = GenerationMode.REAL,
) -> Gate:
    """Return the time-out, item by item; an item that nobody answered is unknown, and unknown blocks.

    `accepted` are the vital signs between go and no-go for which the prescriber has signed after two repeats; a
    no-go cannot be accepted.
    """
    known = tuple(readings)
    stated = (
        GateItem(key=item.key, says=item.says, truth=checks.get(item.key, UNKNOWN), why="") for item in limits.items
    )
    measured = (_vital(band, known, now=now, accepted=accepted, mode=mode) for band in limits.bands)
    return Gate(items=(*stated, *measured))


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
    rows = usable(readings, kind, now=now, mode=mode)
    if not rows and kind is VitalKind.HEART_RATE:
        rows = usable(readings, VitalKind.PULSE_RATE, now=now, mode=mode)
    if not rows or rows[-1].value is None:
        return GateItem(key=kind.value, says=says, truth=UNKNOWN, why="Measure it now.")
    age = now - rows[-1].at
    if age > span(band.fresh_for):
        why = f"The last one is {age // timedelta(minutes=1)} min old: measure again."
        return GateItem(key=kind.value, says=says, truth=UNKNOWN, why=why)
    met, why = _judged(band.place(rows[-1].value), is_accepted=kind in accepted)
    return GateItem(key=kind.value, says=says, truth=met, why=f"It is {rows[-1].value:g} {_said(kind)}. {why}".rstrip())


def _judged(readiness: Readiness, *, is_accepted: bool) -> tuple[Truth, str]:
    if readiness is Readiness.NO_GO:
        return NO, "Do not start today with this."
    if readiness is Readiness.GO:
        return YES, ""
    if is_accepted:
        return YES, "The prescriber has accepted it after repeats."
    return UNKNOWN, "Repeat twice, 5 min apart, and have the prescriber sign."


def _said(kind: VitalKind) -> str:
    """The unit as a clinician writes it."""
    return "°C" if kind is VitalKind.TEMPERATURE else kind.unit
