"""Doing something to the stock before a colleague who proved who they are."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from leeward.clinic.people.access import CHAIRSIDE
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.witness import WitnessFields
from leeward.clinic.pharmacy import actions, resolving
from leeward.dosing.drug_amounts import CannotMeasure
from leeward.dosing.ledger import CannotMove
from leeward.dosing.shelf import CannotDraw

REFUSALS: Final = (
    actions.CannotReceive,
    actions.CannotSettle,
    CannotMove,
    CannotDraw,
    CannotMeasure,
    resolving.CannotResolve,
)


def done_before_witness(request: HttpRequest, form: WitnessFields, act: Callable[..., object]) -> bool:
    """Prove the witness of a valid form, then `act(by=, witness=, at=)`; a refusal becomes a sentence of the form."""
    by, now = staff_of(request), timezone.now()
    witness = form.seen_by(besides=by, roles=CHAIRSIDE, now=now)
    if witness is None:
        return False
    try:
        act(by=by, witness=witness, at=now)
    except REFUSALS as why:
        form.add_error(None, str(why))
        return False
    return True
