"""Where a clinic put its own number in place of one that Leeward ships."""

from dataclasses import dataclass, replace

from leeward.evidence import Cited, Status
from leeward.units import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The numbers that the medical director changed, by the name of the row that they replace; all others stand.

    A rule never reads a row of `Facts` directly: it asks here, so that a signed protocol decides.
    """

    changed: tuple[tuple[str, Quantity], ...] = ()

    def of(self, shipped: Cited) -> Cited:
        """Return the number in force for a shipped one: itself, or the clinic's with what it replaced."""
        for name, quantity in self.changed:
            if name == shipped.name:
                why = f"set by this clinic's protocol; shipped: {shipped}"
                return replace(shipped, quantity=quantity, source=None, at=why, status=Status.ASSUMED)
        return shipped


SHIPPED = Thresholds()
"""Nothing changed."""
