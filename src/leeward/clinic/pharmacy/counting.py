"""Counting the stock without seeing what should be there, and what two persons make of a difference."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy.mapping import Batch, batch_of
from leeward.clinic.pharmacy.models import CountLine, Discrepancy, StockCount, Vial
from leeward.clinic.pharmacy.shelf import OnShelf, on_shelf
from leeward.dosing.drug_amounts import as_ml, microlitres, volume_of
from leeward.protocol.drug_stock import Counting


class CannotCount(ValueError):
    """The count cannot be kept as sent; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line to count: sealed vials of a lot, or what is left in an opened vial. It does not say what is expected."""

    key: str
    says: str
    batch: Batch
    vial: Vial | None
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLineShown:
    """One count of today."""

    occasion: str
    by: str
    at: str
    agrees: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line of a count beside the ledger; `url` leads to its discrepancy, empty where it agrees."""

    says: str
    counted: str
    expected: str
    agrees: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPage:
    """One count, after it was made."""

    occasion: str
    by: str
    at: str
    lines: tuple[Compared, ...]
    also_found: str
    agrees: bool


def lines_to_count() -> tuple[Asked, ...]:
    """Return every line of a count, with what the ledger expects: the page leaves that out."""
    vials = on_shelf()
    sealed = Counter(each.batch for each in vials if each.shelf.is_sealed)
    rows = [
        Asked(key=_key(batch), says=f"Sealed vials: {batch}", batch=batch, vial=None, expected=sealed[batch])
        for batch in sorted(sealed)
    ]
    return (*rows, *(_opened(each) for each in vials if not each.shelf.is_sealed))


def _key(batch: Batch) -> str:
    """The same name for the same lot, whatever else comes and goes while somebody counts."""
    return f"lot_{sha256(str(batch).encode()).hexdigest()[:16]}"


def _key_of_opened(vial: Vial) -> str:
    return f"vial_{vial.number}"


def _opened(each: OnShelf) -> Asked:
    return Asked(
        key=_key_of_opened(each.vial),
        says=f"Opened vial {each.vial}, mL left: {each.batch}",
        batch=each.batch,
        vial=each.vial,
        expected=volume_of(each.shelf.in_vial_ug, each.shelf.strength_ug_per_ml),
    )


@transaction.atomic
def record_count(
    *,
    count_id: UUID,
    occasion: StockCount.Occasion,
    counted: Mapping[str, int],
    also_found: str,
    by: Staff,
    at: datetime,
) -> UUID:
    """Keep a count beside what the ledger expects at this moment, and open a discrepancy for each difference.

    A line that nobody counted counts as none. Sent again it changes nothing; raises CannotCount where it then says
    something else: a count is never bettered afterwards.
    """
    known = StockCount.objects.filter(pk=count_id).first()
    if known is not None:
        _refuse_another(known, occasion=occasion, counted=counted, also_found=also_found)
        return count_id
    count = StockCount.objects.create(id=count_id, occasion=occasion, also_found=also_found.strip(), at=at, by=by)
    for asked in lines_to_count():
        line = CountLine.objects.create(
            count=count,
            strength_ug_per_ml=asked.batch.strength_ug_per_ml,
            volume_ul=asked.batch.volume_ul,
            lot=asked.batch.lot,
            expires_on=asked.batch.expires_on,
            vial=asked.vial,
            counted=counted.get(asked.key, 0),
            expected=asked.expected,
        )
        if not agrees(line):
            Discrepancy.objects.create(says=in_words(line), line=line, at=at, by=by)
    if count.also_found:
        Discrepancy.objects.create(says=f"Found and not in the stock: {count.also_found}", at=at, by=by)
    return count_id


def _refuse_another(
    known: StockCount, *, occasion: StockCount.Occasion, counted: Mapping[str, int], also_found: str
) -> None:
    """Raise CannotCount unless the count is told again as it was kept."""
    kept = {
        _key_of_opened(line.vial) if line.vial else _key(batch_of(line)): line.counted
        for line in known.lines.select_related("vial")
    }
    same = known.occasion == occasion and known.also_found == also_found.strip()
    if not same or any(counted.get(key, 0) != number for key, number in kept.items()):
        raise CannotCount(
            f"A count is on record from this page, of {timezone.localtime(known.at):%H:%M}, and stays as it was made. "
            "Open the page anew to count again; a difference is resolved in the stock."
        )


def agrees(line: CountLine) -> bool:
    """Is the count what the ledger expects? Sealed vials exactly, an opened one to what an eye reads."""
    slack = microlitres(Counting.opened_vial.to("mL")) if line.vial_id else 0
    return abs(line.counted - line.expected) <= slack


def in_words(line: CountLine) -> str:
    """Say what was counted and what is expected."""
    what = f"{as_ml(line.volume_ul)} mL vials, lot {line.lot}"
    if line.vial_id:
        return f"{line.vial} ({what}): {as_ml(line.counted)} mL were read, the ledger says {as_ml(line.expected)} mL."
    return f"Sealed {what}: {line.counted} were counted, the ledger says {line.expected}."


def counts_of_today(*, now: datetime) -> tuple[CountLineShown, ...]:
    """Return the counts of today, the newest first."""
    rows = StockCount.objects.filter(at__date=timezone.localdate(now)).select_related("by")
    return tuple(
        CountLineShown(
            occasion=row.get_occasion_display(),
            by=row.by.name,
            at=f"{timezone.localtime(row.at):%H:%M}",
            agrees=_all_agree(row),
            url=reverse("pharmacy:counted", args=[row.pk]),
        )
        for row in rows
    )


def count_page(count_id: UUID) -> CountPage:
    """Return one count beside what the ledger said; raises StockCount.DoesNotExist."""
    row = StockCount.objects.select_related("by").get(pk=count_id)
    return CountPage(
        occasion=row.get_occasion_display(),
        by=row.by.name,
        at=f"{timezone.localtime(row.at):%d-%b-%Y %H:%M}",
        lines=tuple(_compared(line) for line in row.lines.select_related("vial", "discrepancy")),
        also_found=row.also_found,
        agrees=_all_agree(row),
    )


def _all_agree(row: StockCount) -> bool:
    return not row.also_found and all(agrees(line) for line in row.lines.all())


def _compared(line: CountLine) -> Compared:
    counted, expected = (
        (f"{as_ml(line.counted)} mL", f"{as_ml(line.expected)} mL") if line.vial_id else (line.counted, line.expected)
    )
    found = getattr(line, "discrepancy", None)
    return Compared(
        says=f"{line.vial or 'Sealed'}: {batch_of(line)}",
        counted=str(counted),
        expected=str(expected),
        agrees=agrees(line),
        url=reverse("pharmacy:resolve", args=[found.pk]) if found else "",
    )
