"""How long a patient stays signed in with a passkey, and how much one telephone may send at once.

Chosen by us, without a source: a telephone lies about, and a passkey opens again with one touch.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from leeward.clinic.web.tries import count_try

IDLE_FOR: Final = timedelta(minutes=15)
AT_MOST: Final = timedelta(hours=2)
SEEN_EVERY: Final = timedelta(minutes=1)  # how exactly a session knows when it was used last
MOST_AT_ONCE: Final = 200  # answers in one message: every line of every questionnaire is fewer
MOST_PASSKEYS: Final = 5  # of one person: a telephone, a tablet, a key, and one that was lost
RECORDS_PER_HOUR: Final = 6  # of one person: each reads every row about them; a download that broke off is tried again
HOUR_S: Final = 3600


def too_many_records(person_id: UUID) -> bool:
    """Count one more making of a person's whole record; True when there were more than the hour allows."""
    return count_try(f"patient:record:{person_id}", within_s=HOUR_S) > RECORDS_PER_HOUR
