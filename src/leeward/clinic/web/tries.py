"""Counting tries, so that nobody guesses on and on."""

from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

SHORTEST_S: Final = 1


@transaction.atomic
def count_try(key: str, *, within_s: int) -> int:
    """Count one more try under a key, and return how many there were since the first within this many seconds.

    The cache's own `incr` would not do: in the database it forgets after five minutes whatever it was told, and two
    processes that count at once count one.
    """
    now_s = timezone.now().timestamp()
    count, until_s = cache.get(key) or (0, now_s + within_s)
    cache.set(key, (count + 1, until_s), max(until_s - now_s, SHORTEST_S))
    return int(count + 1)
