"""A prescriber approves one option; what leaves here is an order."""

from datetime import datetime

from leeward.dosing.order import Order
from leeward.dosing.proposal import Option
from leeward.protocol.limits import Place


class CannotApprove(Exception):
    """The option cannot be approved in this way."""


def approve(option: Option, *, by: str, at: datetime, reason: str = "", second_person: str | None = None) -> Order:
    """Return the signed order. Raises CannotApprove where a reason or another person is missing."""
    second = (second_person or "").strip() or None
    if not by.strip():
        raise CannotApprove("Sign in: an order names its prescriber.")
    if option.place is Place.BEYOND_STOP:
        raise CannotApprove(f"{option.label} is refused by the protocol: {'; '.join(option.fences_passed)}.")
    if option.needs_reason and not reason.strip():
        why = (option.evidence, *option.fences_passed, *option.flags)
        raise CannotApprove(f"Write why {option.label} is right for this person ({'; '.join(why)}).")
    if option.needs_second_person and (second is None or second == by.strip()):
        raise CannotApprove(f"{option.label} needs a second person besides {by}: {'; '.join(option.fences_passed)}.")
    return Order(
        dose_mg=option.dose_mg,
        minutes=option.minutes,
        weight_kg=option.dosing_weight_kg,
        weight_kind=option.dosing_weight_kind,
        approved_by=by.strip(),
        approved_at=at,
        reason=reason.strip(),
        second_person=second,
        option_key=option.key,
    )
