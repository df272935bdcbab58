"""The sheet that goes home with the patient: one record for the telephone and for paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.assessment.day_instructions import AfterTheDay
from leeward.clinic.aftercare.models import AgreedCall
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.web import spoken
from leeward.infusion.events import MedicineGiven, Stopped
from leeward.infusion.going_home import GoingHome, going_home

NO_VISIT: Final = gettext_lazy("We agree your next visit with you when we call.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """What was given, what to expect, what not to do and until when, whom to call, and what comes next.

    Once its day `is_over`, only whom to call stays true; a call that is past is not announced: `call_says` is empty.
    """

    day: str
    given: tuple[str, ...]
    home: GoingHome
    call_says: str
    next_visit: str
    has_visit: bool
    is_today: bool
    is_over: bool


def leaflet(*, person_id: UUID, infusion_id: UUID, now: datetime) -> Leaflet | None:
    """Return the sheet; None while the infusion has not ended, and raises Infusion.DoesNotExist for anyone else's."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    if bedside.given is None or bedside.given.ended_at is None:
        return None
    ended = timezone.localtime(bedside.given.ended_at)
    call = AgreedCall.objects.filter(infusion_id=infusion_id).last()
    is_over = now >= ended + timedelta(days=AfterTheDay.alone.to("d"))
    return Leaflet(
        day=spoken.day(ended),
        given=tuple(_given(bedside, ended)),
        home=going_home(ended_at=ended),
        call_says="" if _is_past(call, is_over=is_over, now=now) else _call_says(call),
        next_visit=call.next_visit if call and call.next_visit else str(NO_VISIT),
        has_visit=bool(call and call.next_visit),
        is_today=timezone.localdate(now) == ended.date(),
        is_over=is_over,
    )


def _given(bedside: Bedside, ended: datetime) -> Iterable[str]:
    if bedside.given is None:
        return
    started = timezone.localtime(bedside.given.started_at)
    yield _("You had ketamine through a drip into a vein: %(mg)s mg, from %(started)s to %(ended)s.") % {
        "mg": f"{bedside.given.mg:.0f}", "started": f"{started:%H:%M}", "ended": f"{ended:%H:%M}",
    }  # fmt: skip
    if any(isinstance(event, Stopped) for event in bedside.events):
        yield _("We stopped it before the end.")
    also = [f"{e.medicine} {e.dose}".strip() for e in bedside.events if isinstance(e, MedicineGiven)]
    if also:
        yield _("You also had: %(medicines)s.") % {"medicines": ", ".join(dict.fromkeys(also))}


def _is_past(call: AgreedCall | None, *, is_over: bool, now: datetime) -> bool:
    return is_over if call is None else now >= call.due_at


def _call_says(call: AgreedCall | None) -> str:
    if call is None:
        return _("We call you tomorrow.")
    when = spoken.moment(timezone.localtime(call.due_at))
    if call.phone:
        return _("We call you at about %(when)s, at %(phone)s.") % {"when": when, "phone": call.phone}
    return _("We call you at about %(when)s.") % {"when": when}
