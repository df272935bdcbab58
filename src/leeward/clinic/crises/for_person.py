"""What somebody reads who has just given a positive answer: shown even where nothing could be kept."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from leeward.clinic.crises import queries
from leeward.clinic.crises.crisis_text import CrisisText, crisis_text

logger = logging.getLogger(__name__)


def _(says: str) -> str:
    """Return a sentence that is said in the reader's language when it is shown."""
    return cast("str", gettext_lazy(says))


PASSED_ON: Final = _(
    "Your answer is on the screens of our team now, and the person on call is asked to contact you. "
    "It may take a while until somebody sees it."
)
NOBODY_ON_CALL: Final = _(
    "We kept your answer, but nobody of our team is on call just now. It may be read only when the clinic opens."
)
NOT_KEPT: Final = _("Something failed on our side: your answer was not kept, and nobody here has read it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPerson:
    """The words of the page."""

    happens: str
    text: CrisisText
    next_url: str

    @property
    def named(self) -> str:
        """The line's name, with its number where the name does not say it."""
        text = self.text
        return text.line_name if text.line in text.line_name else f"{text.line_name} ({text.line})"


def answer(store: Callable[[], object], *, now: datetime, next_url: str = "") -> HttpResponse:
    """Keep a positive answer by `store`, and show its giver what happens now and whom to call, whatever fails.

    The page needs no database, no session and no other page of ours.
    """
    try:
        store()
        happens = PASSED_ON if queries.covered(now) else NOBODY_ON_CALL
    except Exception:  # whatever fails: this page is shown
        logger.exception("A positive answer about suicide could not be kept")
        happens = NOT_KEPT
    return shown(ForPerson(happens=str(happens), text=crisis_text(), next_url=next_url))


def shown(page: ForPerson) -> HttpResponse:
    """Return the page."""
    return HttpResponse(render_to_string("crises/for_person.html", {"page": page}))
