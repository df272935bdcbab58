"""A time point as its patient reads it: it is kept in words of ours, and told in the patient's own language."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

KEPT: Final = re.compile(
    r"(?P<moment>At the baseline|.+? infusion) ?(?P<infusion>\d+)?(?: \((?P<number>\d+)\))?", flags=re.ASCII
)
TOLD: Final[Mapping[str, str]] = {
    "At the baseline": gettext_noop("Before your treatment begins"),
    "Before infusion": gettext_noop("Before infusion %(infusion)s"),
    "The day after infusion": gettext_noop("The day after infusion %(infusion)s"),
    "The third day after infusion": gettext_noop("The third day after infusion %(infusion)s"),
    "Weekly after infusion": gettext_noop("Week %(number)s after infusion %(infusion)s"),
    "Monthly after infusion": gettext_noop("Month %(number)s after infusion %(infusion)s"),
    "Long-term after infusion": gettext_noop("Long after infusion %(infusion)s: check %(number)s"),
}


def told(time_point: str) -> str:
    """Return the words for a patient; what somebody typed by hand stays as it was typed."""
    found = KEPT.fullmatch(time_point)
    words = TOLD.get(found["moment"]) if found else None
    return _(words) % found.groupdict() if found and words else time_point
