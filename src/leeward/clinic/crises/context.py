"""What every page may show of crises: the numbers to call, and the crisis that waits for somebody."""

from django.http import HttpRequest
from django.utils import timezone

from leeward.clinic.crises.crisis_text import crisis_text
from leeward.clinic.crises.pages import NowBanner
from leeward.clinic.crises.queries import now_banner
from leeward.clinic.people.access import may
from leeward.clinic.people.signed_in import role_of


def crisis(request: HttpRequest) -> dict[str, object]:
    """Return the crisis text, and how to ask for the banner: a part of a page that shows none asks nothing."""
    role = role_of(request) if hasattr(request, "user") else None

    def waits() -> NowBanner | None:
        return None if role is None else now_banner(role=role, now=timezone.now())

    return {"crisis_text": crisis_text(), "crisis_now": waits, "may_open_crises": may(role, "crises:crisis")}
