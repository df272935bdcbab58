"""How often one address may send a request: enough for a family, too slow for a machine."""

from typing import Final

from django.core.cache import cache

PER_HOUR: Final = 5
HOUR_S: Final = 3600


def too_many(address: str) -> bool:
    """Count one more request from this address; True when it has sent more than the hour allows."""
    key = f"referrals:{address}"
    cache.add(key, 0, HOUR_S)
    try:
        return cache.incr(key) > PER_HOUR
    except ValueError:  # the hour ended between the two lines
        return False
