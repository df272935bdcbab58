"""How long a patient stays signed in with a passkey, and how much one telephone may send at once.

Chosen by us, without a source: a telephone lies about, and a passkey opens again with one touch.
"""

from datetime import timedelta
from typing import Final

IDLE_FOR: Final = timedelta(minutes=15)
AT_MOST: Final = timedelta(hours=2)
SEEN_EVERY: Final = timedelta(minutes=1)  # how exactly a session knows when it was used last
MOST_AT_ONCE: Final = 200  # answers in one message: every line of every questionnaire is fewer
MOST_PASSKEYS: Final = 5  # of one person: a telephone, a tablet, a key, and one that was lost
