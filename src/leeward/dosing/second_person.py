"""What a second person read and computed without seeing the first one's figures: does it agree?"""

from dataclasses import dataclass

from leeward.dosing.preparation import Vial


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Strength and lot as read from the vial's label; volume and rate as computed from order and bag."""

    lot: str
    strength_mg_per_ml: float
    drug_ml: float
    rate_ml_per_h: float


def disagreements(
    vial: Vial, *, drug_ml: float, rate_ml_per_h: float, found: Found, agreement: float
) -> tuple[str, ...]:
    """Return what differs by more than `agreement` (a share), in words; nothing where both found the same.

    The words name no figure: whoever looks again looks unaided.
    """
    figures = (
        ("strength on the label", vial.strength_mg_per_ml, found.strength_mg_per_ml),
        ("drug volume", drug_ml, found.drug_ml),
        ("rate", rate_ml_per_h, found.rate_ml_per_h),
    )
    differ = [name for name, first, second in figures if not abs(first - second) <= agreement * first]
    return ("lot on the label", *differ) if _plain(found.lot) != _plain(vial.lot) else tuple(differ)


def _plain(lot: str) -> str:
    """A lot as read: capitals and spaces make no other lot."""
    return "".join(lot.split()).casefold()
