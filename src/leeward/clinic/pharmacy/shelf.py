"""The shelf now: every vial that holds something, and what was drawn and is not accounted for."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from leeward.clinic.pharmacy import mapping
from leeward.clinic.pharmacy.models import Drawing, DrugMovement, Vial
from leeward.dosing.ledger import Place
from leeward.dosing.shelf import CannotDraw, ShelfVial, refuse_to_draw


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """One vial with what the core knows of it."""

    vial: Vial
    shelf: ShelfVial

    @property
    def batch(self) -> mapping.Batch:
        """Which vials it is like."""
        return mapping.batch_of(self.vial.receipt)


def on_shelf() -> tuple[OnShelf, ...]:
    """Return every vial that holds something, the first to expire first."""
    held = _holding(Place.VIAL, "vial").values("vial")
    rows = Vial.objects.filter(pk__in=held).select_related("receipt")
    rows = rows.prefetch_related("movements__by", "movements__witness", "drawings")
    found = (OnShelf(vial=row, shelf=_shelf(row)) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.batch, each.vial.number)))


def sealed_alike(found: OnShelf) -> tuple[OnShelf, ...]:
    """Return every sealed vial of the same lot, this one among them where it is sealed."""
    return tuple(each for each in on_shelf() if each.shelf.is_sealed and each.batch == found.batch)


def one(vial_id: UUID) -> OnShelf:
    """Return one vial, whether or not it holds anything; raises Vial.DoesNotExist."""
    rows = Vial.objects.select_related("receipt").prefetch_related("movements__by", "movements__witness", "drawings")
    row = rows.get(pk=vial_id)
    return OnShelf(vial=row, shelf=_shelf(row))


def _shelf(row: Vial) -> ShelfVial:
    return mapping.shelf_vial(row, mapping.ledger_of(row.movements.all()), row.drawings.all())


def unsettled_drawings() -> QuerySet[Drawing]:
    """Return what was drawn and went neither to a patient nor anywhere else, the oldest first."""
    open_ids = _holding(Place.PREPARATION, "preparation_id").values("preparation_id")
    return Drawing.objects.filter(preparation_id__in=open_ids).select_related("person", "vial__receipt").order_by("at")


def may_be_drawn(each: OnShelf, *, order_id: UUID, on: date, now: datetime) -> bool:
    """May something be drawn from this vial for this order?"""
    try:
        refuse_to_draw(each.shelf, amount_ug=1, order=order_id, on=on, at=now)
    except CannotDraw:
        return False
    return True


def _holding(place: Place, key: str) -> "QuerySet[DrugMovement, dict[str, object]]":
    """Return the keys of what holds more than nothing at a place: what came there less what left."""
    came = Coalesce(Sum("amount_ug", filter=Q(target=place.value)), 0)
    left = Coalesce(Sum("amount_ug", filter=Q(source=place.value)), 0)
    return DrugMovement.objects.order_by().values(key).annotate(holds=came - left).filter(holds__gt=0)
