"""Reading the stock: balances now, what is to account for, and what other apps ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.people.summary import Waiting
from leeward.clinic.pharmacy.counting import CountLineShown, counts_of_today
from leeward.clinic.pharmacy.mapping import Batch
from leeward.clinic.pharmacy.models import Discrepancy, Drawing, Vial
from leeward.clinic.pharmacy.moving import left_in
from leeward.clinic.pharmacy.shelf import OnShelf, may_be_drawn, on_shelf, unsettled_drawings
from leeward.dosing.drug_amounts import as_mg, as_ml, volume_of

NotFound = Vial.DoesNotExist
# Where a preparation is accounted for: a page of the app above, reached by its address only.
ACCOUNT_FOR: Final = "plans:account"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """Sealed vials of one lot."""

    strength: str
    volume: str
    lot: str
    expires: str
    is_expired: bool
    sealed: int
    mg: str
    vials: tuple[tuple[str, str], ...]  # label and address


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLine:
    """One opened vial that still holds something."""

    label: str
    url: str
    says: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """What was drawn for a patient and is not accounted for."""

    preparation_id: UUID
    order_id: UUID
    person_id: UUID
    person: str
    says: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyLine:
    """A discrepancy that nobody resolved yet."""

    says: str
    opened: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPage:
    """What the clinic holds now."""

    batches: tuple[BatchLine, ...]
    opened: tuple[OpenedLine, ...]
    unsettled: tuple[Unsettled, ...]
    discrepancies: tuple[DiscrepancyLine, ...]
    counts: tuple[CountLineShown, ...]
    sealed_vials: int
    total_mg: str


def stock(*, now: datetime) -> StockPage:
    """Return the stock as it stands."""
    vials = on_shelf()
    sealed = [each for each in vials if each.shelf.is_sealed]
    held = sum(each.shelf.in_vial_ug for each in vials)
    return StockPage(
        batches=tuple(_batch(batch, tuple(alike), now=now) for batch, alike in groupby(sealed, lambda one: one.batch)),
        opened=tuple(_opened(each) for each in vials if not each.shelf.is_sealed),
        unsettled=unsettled(),
        discrepancies=tuple(_discrepancy(row) for row in open_discrepancies()),
        counts=counts_of_today(now=now),
        sealed_vials=len(sealed),
        total_mg=as_mg(held),
    )


def unsettled(person_id: UUID | None = None) -> tuple[Unsettled, ...]:
    """Return every preparation that is not accounted for, of one person or of everybody, the oldest first."""
    rows = unsettled_drawings()
    return tuple(_unsettled(row) for row in (rows.filter(person_id=person_id) if person_id else rows))


def was_drawn(order_id: UUID | None) -> bool:
    """Was anything drawn from the stock for this order?"""
    return Drawing.objects.filter(order_id=order_id).exists()


def in_hand(preparation_id: UUID) -> bool:
    """Is what was drawn for this preparation still there to be given?"""
    drawing = Drawing.objects.filter(pk=preparation_id).first()
    return drawing is not None and left_in(drawing) > 0


def vials_to_draw(order_id: UUID, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the vials that may be drawn from for an order, the first to expire first: id and label."""
    today = timezone.localdate(now)
    return tuple(
        (str(each.vial.pk), f"{each.vial} · {each.batch}{'' if each.shelf.is_sealed else ', opened'}")
        for each in on_shelf()
        if may_be_drawn(each, order_id=order_id, on=today, now=now)
    )


def numbers_of(vial_ids: Iterable[UUID]) -> str:
    """Return the numbers to write on vials: V-0001, or V-0001 to V-0010."""
    numbers = [str(vial) for vial in Vial.objects.filter(pk__in=tuple(vial_ids)).order_by("number")]
    return f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "".join(numbers)


def open_discrepancies() -> Iterable[Discrepancy]:
    """Return the discrepancies that stand, the newest first."""
    return Discrepancy.objects.filter(resolution=None).select_related("by")


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """What of the stock waits today: preparations from before today, discrepancies, opened vials, the count."""
    today, drawn, vials = timezone.localdate(now), unsettled(), on_shelf()
    rows = [
        _waits(f"{each.says}: {each.person}", "Drawn before today and not accounted for.", each.url, "account for it")
        for each in drawn
        if timezone.localdate(each.at) < today
    ]
    rows += [_waits("Controlled drug", row.says, _resolve(row), "discrepancy") for row in open_discrepancies()]
    in_use = {each.order_id for each in drawn}
    rows += [
        _waits(f"Opened vial {each.vial}", "Waste what is left, before a witness.", _vial_url(each.vial), "opened")
        for each in vials
        if not each.shelf.is_sealed and each.shelf.opened_for not in in_use
    ]
    if vials and not counts_of_today(now=now):
        rows.append(_waits("Controlled drug", "The stock was not counted today.", reverse("pharmacy:stock"), "count"))
    return tuple(rows)


def _waits(title: str, says: str, url: str, tag: str) -> Waiting:
    kind = {"count": "ask", "opened": "warn"}.get(tag, "high")
    return Waiting(title=title, says=says, url_name="pharmacy:stock", url=url, tag=tag, tag_kind=kind)


def _batch(batch: Batch, alike: tuple[OnShelf, ...], *, now: datetime) -> BatchLine:
    return BatchLine(
        strength=f"{as_mg(batch.strength_ug_per_ml)} mg/mL",
        volume=f"{as_ml(batch.volume_ul)} mL",
        lot=batch.lot,
        expires=f"{batch.expires_on:%d-%b-%Y}",
        is_expired=batch.expires_on < timezone.localdate(now),
        sealed=len(alike),
        mg=as_mg(len(alike) * batch.content_ug),
        vials=tuple((str(each.vial), _vial_url(each.vial)) for each in alike),
    )


def _opened(each: OnShelf) -> OpenedLine:
    left_ul = volume_of(each.shelf.in_vial_ug, each.shelf.strength_ug_per_ml)
    since = each.shelf.opened_at
    return OpenedLine(
        label=str(each.vial),
        url=_vial_url(each.vial),
        says=f"{as_mg(each.shelf.in_vial_ug)} mg ({as_ml(left_ul)} mL) of {each.batch}",
        since=f"{timezone.localtime(since):%d-%b-%Y %H:%M}" if since else "",
    )


def _unsettled(row: Drawing) -> Unsettled:
    return Unsettled(
        preparation_id=row.pk,
        order_id=row.order_id,
        person_id=row.person_id,
        person=str(row.person),
        says=f"{as_mg(left_in(row))} mg drawn from {row.vial} at {timezone.localtime(row.at):%H:%M}",
        at=row.at,
        url=_account_for(row),
    )


def _discrepancy(row: Discrepancy) -> DiscrepancyLine:
    opened = f"{row.by.name}, {timezone.localtime(row.at):%d-%b-%Y %H:%M}"
    return DiscrepancyLine(says=row.says, opened=opened, url=_resolve(row))


def _resolve(row: Discrepancy) -> str:
    return reverse("pharmacy:resolve", args=[row.pk])


def _vial_url(vial: Vial) -> str:
    return reverse("pharmacy:vial", args=[vial.pk])


def _account_for(row: Drawing) -> str:
    return reverse(ACCOUNT_FOR, args=[row.person_id, row.order_id, row.pk])
