"""The doors to the patient's own pages: one for questionnaires alone, one for everything."""

from types import MappingProxyType
from typing import Final, cast

from django.utils.translation import gettext_lazy

from leeward.clinic.patient.models import PagesLink, QuestionnaireLink
from leeward.clinic.portal.doors import OPENED, REVOKED, SENT, Door
from leeward.clinic.portal.links import Standing


def _(says: str) -> str:
    """Return a sentence that is said in the reader's language when it is shown."""
    return cast("str", gettext_lazy(says))


EXPIRED: Final = _("This link has expired: a link holds for seven days. Ask us for a new one; it takes a minute.")

QUESTIONS: Final = Door(
    links=QuestionnaireLink,
    cookie="leeward_questions",
    path="/my/questions/",
    start="patient:questions",
    again="patient:questions_again",
    title=_("Open your questions"),
    refused=MappingProxyType({
        Standing.OPENED: OPENED,
        Standing.SUBMITTED: SENT,
        Standing.REVOKED: REVOKED,
        Standing.EXPIRED: EXPIRED,
    }),
)  # fmt: skip
PAGES: Final = Door(
    links=PagesLink,
    cookie="leeward_pages",
    path="/my/",
    start="patient:home",
    again="patient:again",
    title=_("Open your pages"),
    refused=MappingProxyType({
        Standing.OPENED: OPENED,
        Standing.REVOKED: REVOKED,
        Standing.EXPIRED: EXPIRED,
    }),
)  # fmt: skip
