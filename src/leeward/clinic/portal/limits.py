"""How often a date of birth may be tried, how long a link holds, and how long a device may rest.

Chosen by us, without a source: five wrong dates are slips of the thumb, and too few for a guess.
"""

from datetime import timedelta
from typing import Final

from leeward.clinic.web.tries import count_try

HOLDS_FOR: Final = timedelta(days=7)
MOST_WRONG: Final = 5
RESTS_FOR: Final = timedelta(minutes=30)  # then the date of birth is asked again: a telephone lies about
PER_HOUR: Final = 30  # a waiting room may share one address
HOUR_S: Final = 3600


def too_many(address: str) -> bool:
    """Count one more try from this address; True when it has had more than the hour allows."""
    return count_try(f"portal:address:{address}", within_s=HOUR_S) > PER_HOUR


def wrong_for_no_link(token_hash: str) -> int:
    """Count a wrong try on a link that there is not, so that it locks as one would that there is."""
    return count_try(f"portal:none:{token_hash}", within_s=int(HOLDS_FOR.total_seconds()))
