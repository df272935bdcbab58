"""Vials in the stock, received by the clinic's own actions."""

from datetime import timedelta
from uuid import uuid4

from leeward.clinic.pharmacy import actions
from leeward.clinic.pharmacy.mapping import FORMULARY


def received(*, by, at, strength=50, lot="A1", days=100, quantity=1, **changes):
    """Receive vials of one lot and return their ids; `days` after which they expire."""
    key = next(key for key in FORMULARY if key.startswith(f"{strength}x"))
    told = {
        "receipt_id": uuid4(), "vial_key": key, "lot": lot, "expires_on": at.date() + timedelta(days=days),
        "quantity": quantity, "supplier": "Wholesale Test", "invoice": "INV-1", "by": by, "at": at,
    } | changes  # fmt: skip
    return actions.receive(**told)


def a_stock_vial(**told):
    """Receive one vial and return its id."""
    return received(**told)[0]
