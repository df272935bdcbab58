"""The controlled-drug log of some days, as an inspector reads it: movements, the balance after each, the sums."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.pharmacy.ledger_lines import LedgerLine, delta_ug, line_of, people_of
from leeward.clinic.pharmacy.mapping import ledger_of
from leeward.clinic.pharmacy.models import DrugMovement
from leeward.dosing.drug_amounts import as_mg
from leeward.dosing.ledger_period import Period, period
from leeward.protocol.drug_stock import Keeping

SUMS: Final = tuple(field.name for field in fields(Period))


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthSum:
    """What became of all vials of one strength in these days, mg."""

    strength: str
    sums: tuple[tuple[str, str], ...]
    is_balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """The log of some days."""

    since: str
    until: str
    lines: tuple[LedgerLine, ...]
    names: tuple[str, ...]
    sums: tuple[StrengthSum, ...]
    people: tuple[UUID, ...]
    head: str
    keep: str


def log_page(since: date, until: date) -> LogPage:
    """Return the log from the first moment of `since` to the last of `until`, in the clinic's time zone."""
    start, end = _midnight(since), _midnight(until + timedelta(days=1))
    rows = list(
        DrugMovement.objects.filter(at__lt=end)
        .select_related("vial__receipt", "by", "witness", "reverses")
        .order_by("at", "seq")
    )
    people = people_of(rows)
    lines, held = [], Counter[int]()
    for row in rows:
        strength = row.vial.receipt.strength_ug_per_ml
        held[strength] += delta_ug(row)
        if row.at >= start:
            lines.append(line_of(row, people=people, balance_ug=held[strength], may_correct=False))
    last = DrugMovement.objects.order_by("seq").last()
    return LogPage(
        since=f"{since:%d-%b-%Y}",
        until=f"{until:%d-%b-%Y}",
        lines=tuple(lines),
        names=SUMS,
        sums=_sums(rows, start, end),
        people=tuple({line.person_id for line in lines if line.person_id}),
        head=last.hash if last else "",
        keep=f"{Keeping.records.to('year'):g}",
    )


def _sums(rows: list[DrugMovement], start: datetime, end: datetime) -> tuple[StrengthSum, ...]:
    """Add up each strength, vial by vial."""
    by_vial: dict[tuple[int, UUID], list[DrugMovement]] = {}
    for row in rows:
        by_vial.setdefault((row.vial.receipt.strength_ug_per_ml, row.vial_id), []).append(row)
    strengths = sorted({strength for strength, _ in by_vial})
    found = []
    for strength in strengths:
        periods = [period(ledger_of(own), start, end) for (each, _), own in by_vial.items() if each == strength]
        sums = tuple((name, as_mg(sum(getattr(one, name) for one in periods))) for name in SUMS)
        balanced = all(one.is_balanced for one in periods)
        found.append(StrengthSum(strength=f"{as_mg(strength)} mg/mL", sums=sums, is_balanced=balanced))
    return tuple(found)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
