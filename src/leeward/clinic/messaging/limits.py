"""How often somebody without a session may ask: chosen by us, without a source."""

from typing import Final

from leeward.clinic.web.tries import count_try

HOUR_S: Final = 3600
MINUTE_S: Final = 60
STOPS_PER_HOUR: Final = 60  # of one address: a waiting room may share it
WRONG_PER_HOUR: Final = 20  # secrets of a provider that are not ours
HOOKS_PER_MINUTE: Final = 600  # receipts come in bursts after a morning's reminders


def too_many_stops(address: str) -> bool:
    """Count one more look at the stop page from this address."""
    return count_try(f"messaging:stop:{address}", within_s=HOUR_S) > STOPS_PER_HOUR


def too_many_wrong(address: str) -> bool:
    """Count one more wrong secret from this address."""
    return count_try(f"messaging:wrong:{address}", within_s=HOUR_S) > WRONG_PER_HOUR


def too_many_hooks(address: str) -> bool:
    """Count one more receipt or reply from this address."""
    return count_try(f"messaging:hook:{address}", within_s=MINUTE_S) > HOOKS_PER_MINUTE
