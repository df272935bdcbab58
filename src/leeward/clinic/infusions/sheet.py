"""The flowsheet of one infusion: its events and readings laid out in minutes from the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from leeward.clinic.infusions.snapshot import BandCurve, OrderSnapshot
from leeward.clinic.web import charts
from leeward.infusion.account import Delivered
from leeward.infusion.events import Event, ScaleScored
from leeward.infusion.vitals import BY_HAND, Baseline, Reading, Validity, VitalKind
from leeward.protocol.alarms import Pressure

BEFORE_MIN: Final = 10.0
AFTER_MIN: Final = 75.0
SILENT_MIN: Final = 1.0
PER_MIN: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the flowsheet is drawn from."""

    order: OrderSnapshot
    readings: tuple[Reading, ...]
    events: tuple[Event, ...]
    given: Delivered | None
    baseline: Baseline
    now: datetime
    is_open: bool

    @property
    def zero(self) -> datetime:
        """The start of the infusion; before it, now."""
        return self.given.started_at if self.given else self.now

    def minute(self, at: datetime) -> float:
        """Return the minutes from the start."""
        return (at - self.zero).total_seconds() / 60


def flowsheet_chart(sheet: Sheet) -> charts.FlowsheetChart:
    """Lay the sheet out for drawing."""
    now_minute = sheet.minute(sheet.now) if sheet.is_open else None
    last = max([AFTER_MIN, *(sheet.minute(r.at) for r in sheet.readings[-1:])])
    heart, oxygen = (_trace(sheet, kind) for kind in (VitalKind.HEART_RATE, VitalKind.SPO2))
    limit = sheet.baseline.get(VitalKind.SYSTOLIC)
    rise = Pressure.systolic_rise.to("mmHg")
    return charts.FlowsheetChart(
        started=f"{timezone.localtime(sheet.zero):%H:%M}" if sheet.given else "",
        first_minute=-BEFORE_MIN,
        last_minute=-(-last // 5) * 5,
        now_minute=now_minute,
        given=_given(sheet),
        planned=_planned(sheet, now_minute),
        given_says=given_says(sheet.given),
        systolic=_predicted(sheet.order.systolic),
        systolic_limit=None if limit is None else limit + rise,
        limit_says="" if limit is None else f"{limit + rise:.0f} = baseline + {rise:.0f}",
        cuffs=_cuffs(sheet),
        heart_rate=thinned(heart),
        heart_rate_gaps=gaps(heart, until=now_minute),
        spo2=thinned(oxygen),
        spo2_gaps=gaps(oxygen, until=now_minute),
        scale_name="CADSS-6",
        dissociation=_predicted(sheet.order.cadss),
        scores=tuple(
            charts.Sample(minute=sheet.minute(event.at), value=event.total)
            for event in sheet.events
            if isinstance(event, ScaleScored) and event.scale_key == "cadss6" and event.total is not None
        ),
    )


def given_says(given: Delivered | None) -> str:
    """Say what has gone in."""
    return f"{given.mg:.1f} mg · {given.mg_per_kg:.2f} mg/kg so far" if given else ""


def thinned(samples: Sequence[charts.Sample]) -> tuple[charts.Sample, ...]:
    """Keep the lowest and the highest of every quarter of a minute: thinning must not hide a fall."""
    kept: dict[int, tuple[charts.Sample, charts.Sample]] = {}
    for sample in samples:
        place = int(sample.minute * PER_MIN // 1)
        low, high = kept.get(place, (sample, sample))
        kept[place] = (min(low, sample, key=_value), max(high, sample, key=_value))
    pairs = (sorted(set(pair), key=lambda sample: sample.minute) for pair in kept.values())
    return tuple(sample for pair in pairs for sample in pair)


def gaps(samples: Sequence[charts.Sample], *, until: float | None) -> tuple[charts.Gap, ...]:
    """Return the stretches of more than a minute in which nothing usable came, up to now."""
    minutes = [sample.minute for sample in samples]
    if not minutes:
        return ()
    ends = [*minutes[1:], until] if until is not None else minutes[1:]
    return tuple(
        charts.Gap(from_minute=start, to_minute=end)
        for start, end in zip(minutes, ends, strict=False)
        if end - start > SILENT_MIN
    )


def _value(sample: charts.Sample) -> float:
    return sample.value


def _trace(sheet: Sheet, kind: VitalKind) -> list[charts.Sample]:
    """Return what the device measured; what is invalid or implausible counts as no signal, never as a value."""
    return [
        charts.Sample(
            minute=sheet.minute(r.at), value=r.value, artefact=r.artefact_reason, by_hand=r.source == BY_HAND
        )
        for r in sheet.readings
        if r.kind is kind and r.value is not None and r.validity is Validity.VALID and r.is_plausible
        and sheet.minute(r.at) >= -BEFORE_MIN
    ]  # fmt: skip


def _cuffs(sheet: Sheet) -> tuple[charts.Cuff, ...]:
    found = [r for r in sheet.readings if r.value is not None and sheet.minute(r.at) >= -BEFORE_MIN]
    below = {(r.at, r.source): r.value for r in found if r.kind is VitalKind.DIASTOLIC}
    return tuple(
        charts.Cuff(
            minute=sheet.minute(r.at),
            systolic=r.value,
            diastolic=below.get((r.at, r.source)),
            artefact=r.artefact_reason,
            by_hand=r.source == BY_HAND,
        )
        for r in found
        if r.kind is VitalKind.SYSTOLIC and r.value is not None
    )


def _given(sheet: Sheet) -> tuple[charts.RatePiece, ...]:
    if sheet.given is None:
        return ()
    pieces = [
        charts.RatePiece(
            from_minute=sheet.minute(s.started_at), to_minute=sheet.minute(s.ended_at), ml_per_h=s.rate_ml_per_h
        )
        for s in sheet.given.segments
    ]
    return tuple(piece for piece in pieces if piece.to_minute > piece.from_minute)


def _planned(sheet: Sheet, now_minute: float | None) -> tuple[charts.RatePiece, ...]:
    if now_minute is None:
        return ()
    if sheet.given is None:
        return (charts.RatePiece(from_minute=0, to_minute=sheet.order.minutes, ml_per_h=sheet.order.rate_ml_per_h),)
    end = sheet.given.expected_end
    if end is None:
        return ()
    rate = sheet.given.segments[-1].rate_ml_per_h
    return (charts.RatePiece(from_minute=now_minute, to_minute=sheet.minute(end), ml_per_h=rate),)


def _predicted(curve: BandCurve | None) -> charts.Predicted | None:
    if curve is None:
        return None
    return charts.Predicted(minutes=curve.minutes, median=curve.median, low=curve.low, high=curve.high)
