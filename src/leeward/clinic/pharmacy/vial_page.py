"""One vial's own ledger, and one discrepancy, as pages."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from leeward.clinic.people.access import Role, may
from leeward.clinic.pharmacy import shelf
from leeward.clinic.pharmacy.ledger_lines import LedgerLine, delta_ug, line_of, people_of
from leeward.clinic.pharmacy.mapping import Batch, ledger_of
from leeward.clinic.pharmacy.models import Discrepancy, DrugMovement
from leeward.dosing.drug_amounts import as_mg, as_ml, volume_of
from leeward.dosing.ledger import vial_account
from leeward.protocol.drug_stock import Loss

_TELL: Final = (
    f"A theft or significant loss is told to the DEA’s field office in writing within {Loss.told_within.to('d'):g} "
    f"business day of its discovery. {Loss.told_within.source}"
)
_FORM: Final = f"Form 106 follows, complete and online, within {Loss.form_106_within.to('d'):g} days."
DUTIES: Final = (_TELL, _FORM)


@dataclass(frozen=True, slots=True, kw_only=True)
class VialPage:
    """One vial: what it is, where its drug went, movement by movement."""

    vial_id: UUID
    label: str
    batch: Batch
    received: str
    state: str
    state_kind: str
    left: str
    is_sealed: bool
    alike: int  # sealed vials of the same lot
    may_dispose: bool
    sums: tuple[tuple[str, str], ...]
    lines: tuple[LedgerLine, ...]
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyPage:
    """One discrepancy; `unit` says what is counted again, empty where nothing can be."""

    discrepancy_id: UUID
    says: str
    opened: str
    unit: str
    duties: tuple[str, ...]
    resolved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementPage:
    """One movement that somebody wants to take back."""

    movement_id: UUID
    vial_id: UUID
    line: LedgerLine
    people: tuple[UUID, ...]


def vial_page(vial_id: UUID, *, role: Role) -> VialPage:
    """Return one vial; raises Vial.DoesNotExist."""
    found = shelf.one(vial_id)
    rows = _rows().filter(vial_id=vial_id)
    people, held, lines = people_of(rows), 0, []
    for row in rows:
        held += delta_ug(row)
        may_correct = may(role, "pharmacy:correct", "POST")
        lines.append(line_of(row, people=people, balance_ug=held, may_correct=may_correct))
    account, receipt = vial_account(ledger_of(rows), vial_id), found.vial.receipt
    left_ul = volume_of(found.shelf.in_vial_ug, found.shelf.strength_ug_per_ml)
    kind, state = _state(found)
    sums = (
        ("Received", account.received), ("In the vial", account.in_vial), ("In a bag", account.in_preparations),
        ("Given", account.given), ("Wasted", account.wasted), ("Returned", account.returned),
        ("Destroyed", account.destroyed), ("Missing", account.missing),
    )  # fmt: skip
    return VialPage(
        vial_id=vial_id,
        label=str(found.vial),
        batch=found.batch,
        received=f"{receipt.by.name}, {timezone.localtime(receipt.at):%d-%b-%Y %H:%M}, from {receipt.supplier} "
        f"({receipt.invoice})",
        state=state,
        state_kind=kind,
        left=f"{as_mg(found.shelf.in_vial_ug)} mg, {as_ml(left_ul)} mL",
        is_sealed=found.shelf.is_sealed,
        alike=len(shelf.sealed_alike(found)),
        may_dispose=found.shelf.in_vial_ug > 0 and may(role, "pharmacy:dispose", "POST"),
        sums=tuple((name, f"{as_mg(amount_ug)} mg") for name, amount_ug in sums if amount_ug),
        lines=tuple(lines),
        people=tuple({line.person_id for line in lines if line.person_id}),
    )


def _state(found: shelf.OnShelf) -> tuple[str, str]:
    if not found.shelf.in_vial_ug:
        return "quiet", "empty"
    if found.shelf.expires_on < timezone.localdate():
        return "high", "expired"
    return ("ok", "sealed") if found.shelf.is_sealed else ("warn", "opened")


def movement_page(movement_id: UUID) -> MovementPage:
    """Return one movement; raises DrugMovement.DoesNotExist."""
    row = _rows().get(pk=movement_id)
    line = line_of(row, people=people_of([row]), balance_ug=0, may_correct=True)
    people = (line.person_id,) if line.person_id else ()
    return MovementPage(movement_id=movement_id, vial_id=row.vial_id, line=line, people=people)


def discrepancy_page(discrepancy_id: UUID) -> DiscrepancyPage:
    """Return one discrepancy; raises Discrepancy.DoesNotExist."""
    row = Discrepancy.objects.select_related("by", "line", "resolution__by", "resolution__witness").get(
        pk=discrepancy_id
    )
    done = getattr(row, "resolution", None)
    resolved = (
        f"{done.get_outcome_display()}. {done.explanation} ({done.by.name} and {done.witness.name}, "
        f"{timezone.localtime(done.at):%d-%b-%Y %H:%M})"
        if done
        else ""
    )
    return DiscrepancyPage(
        discrepancy_id=row.pk,
        says=row.says,
        opened=f"{row.by.name}, {timezone.localtime(row.at):%d-%b-%Y %H:%M}",
        unit=("mL" if row.line.vial_id else "vials") if row.line else "",
        duties=DUTIES,
        resolved=resolved,
    )


def _rows() -> QuerySet[DrugMovement]:
    related = ("vial__receipt", "by", "witness", "reverses", "reversed_by")
    return DrugMovement.objects.select_related(*related).order_by("seq")
