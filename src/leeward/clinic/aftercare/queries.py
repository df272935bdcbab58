"""Reading aftercare: handing out, the calls that are due, one call, and the patient's page."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.aftercare import questions, standing
from leeward.clinic.aftercare.leaflet import leaflet
from leeward.clinic.aftercare.models import AftercareLink, AgreedCall, CheckIn
from leeward.clinic.aftercare.records import (
    AtHome,
    CallGroup,
    CallLine,
    CheckInPage,
    HandOutPage,
    Heard,
    HeardOf,
    LinkLine,
)
from leeward.clinic.aftercare.standing import Known, NotFound, Stage, concerns_of
from leeward.clinic.assessments.wording import count
from leeward.clinic.crises.queries import remote_items_allowed
from leeward.clinic.infusions import bedside
from leeward.clinic.infusions.bedside import CLOSED
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.portal import links
from leeward.clinic.portal.links import Standing
from leeward.clinic.web import spoken
from leeward.clinic.web.moments import moment
from leeward.infusion.machine import State
from leeward.infusion.next_day import NextDay

__all__ = [
    "NotFound", "asks_harm", "at_home", "call_groups", "check_in_page", "hand_out_page", "heard", "summary", "waiting",
]  # fmt: skip

SETTLED_SHOWN: Final = timedelta(days=3)
TAGS: Final = {
    Stage.OVERDUE: ("high", "overdue"),
    Stage.DUE: ("warn", "call now"),
    Stage.LATER: ("quiet", "later"),
    Stage.HEARD: ("ok", "heard from"),
    Stage.CLOSED: ("warn", "closed without an answer"),
}
LINK_TAGS: Final = {
    Standing.GIVEN: ("ask", "not opened yet"),
    Standing.OPENED: ("ok", "opened on a telephone"),
    Standing.EXPIRED: ("quiet", "expired"),
    Standing.REVOKED: ("quiet", "taken back"),
    Standing.LOCKED: ("warn", "locked: too many wrong dates of birth"),
}
ACT: Final = ("high", "act on the answers")


def asks_harm(now: datetime) -> bool:
    """May the question about self-harm be asked from afar: is somebody on call?"""
    return remote_items_allowed(now).is_allowed


def hand_out_page(*, person_id: UUID, infusion_id: UUID, role: Role, now: datetime) -> HandOutPage:
    """Return the page; raises NotFound for anyone else's infusion."""
    infusion = bedside.find(person_id=person_id, infusion_id=infusion_id)
    given = (each for each in links.of_person(person_id, AftercareLink) if each.link.infusion_id == infusion_id)
    last = AgreedCall.objects.filter(infusion_id=infusion_id).last()
    due = timezone.localtime(last.due_at if last else now + timedelta(hours=NextDay.call_after.to("h")))
    return HandOutPage(
        infusion_id=infusion_id,
        title=f"Infusion {infusion.number}",
        leaflet=leaflet(person_id=person_id, infusion_id=infusion_id, now=now),
        links=tuple(_link(each, role=role, now=now) for each in given),
        starts_from={
            "day": due.date(),
            "time": f"{due:%H:%M}",
            "phone": last.phone if last else infusion.person.phone,
            "next_visit": last.next_visit if last else "",
        },
        clinic_phone=settings.CLINIC_PHONE,
        is_home=State(infusion.state) in CLOSED,
    )


def check_in_page(*, person_id: UUID, infusion_id: UUID, role: Role, now: datetime) -> CheckInPage:
    """Return the call after one infusion; raises NotFound where none was agreed."""
    known = standing.one(person_id=person_id, infusion_id=infusion_id)
    stage = known.stage(now)
    kind, tag = _tag(known, now)
    return CheckInPage(
        infusion_id=infusion_id,
        title=f"Day after infusion {known.infusion.number}",
        agreed=_agreed(known),
        phone=known.call.phone,
        tag=tag,
        tag_kind=kind,
        heard=tuple(_heard(each) for each in reversed(known.check_ins)),
        is_open=stage not in {Stage.HEARD, Stage.CLOSED},
        may_close=may(role, "aftercare:close", "POST"),
    )


def heard(*, person_id: UUID, infusion_id: UUID) -> HeardOf:
    """Return what was agreed and heard, without anything of the moment; raises NotFound where no call was agreed."""
    known = standing.one(person_id=person_id, infusion_id=infusion_id)
    return HeardOf(agreed=_agreed(known), heard=tuple(_heard(each) for each in known.check_ins))


def call_groups(*, role: Role, now: datetime) -> tuple[CallGroup, ...]:
    """Return the calls that are open or were settled in these days, those that wait longest first."""
    known = (*standing.open_calls(), *standing.settled_calls(since=now - SETTLED_SHOWN))
    found: dict[str, list[CallLine]] = {}
    for each in known:
        title = "act" if each.open_concerns() else each.stage(now).name.lower()
        found.setdefault(title, []).append(_line(each, role=role, now=now))
    return tuple(
        CallGroup(title=title, says=says, lines=tuple(found[key])) for key, title, says in GROUPS if key in found
    )


GROUPS: Final = (
    ("act", "Answers that somebody has to act upon", "Each stays here until somebody says what was done."),
    ("overdue", "Overdue", "Nobody has heard from them: everybody who works here sees this."),
    ("due", "Call now", ""),
    ("later", "Later", "They may answer on their own telephone before."),
    ("closed", "Closed without an answer", ""),
    ("heard", "Heard from", "Of the last three days."),
)


def at_home(link: AftercareLink, *, now: datetime) -> AtHome:
    """Return what the patient sees behind the link."""
    known = next(iter(standing.every(AgreedCall.objects.filter(infusion_id=link.infusion_id))), None)
    written = [each for each in known.check_ins if each.kind == CheckIn.Kind.WRITTEN] if known else []
    went = known is not None and State(link.infusion.state) is State.DISCHARGED
    return AtHome(
        leaflet=leaflet(person_id=link.person_id, infusion_id=link.infusion_id, now=now),
        answers_from=spoken.moment(timezone.localtime(known.opens_at)) if known else "",
        may_answer=bool(went and known and now >= known.opens_at),
        answered=spoken.moment(timezone.localtime(written[-1].at)) if written else "",
        expires_at=link.expires_at,
    )


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    known, now = standing.of_person(person_id), timezone.now()
    title = "After the infusion"
    if not known:
        says = "No call for the day after has been agreed yet."
        return Summary(title=title, says=says, url_name="aftercare:list", url=reverse("aftercare:list"))
    kind, tag = _tag(known[0], now)
    says = f"Call after infusion {known[0].infusion.number}: {moment(known[0].call.due_at)}."
    return Summary(title=title, says=says, url_name="aftercare:check_in", url=_url(known[0]), tag=tag, tag_kind=kind)


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Return today's calls for the home page; what is overdue is told to everybody who knows patients."""
    until = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return tuple(_waits(known, now) for known in standing.open_calls() if _is_for_today(known, now, until))


def _is_for_today(known: Known, now: datetime, until: datetime) -> bool:
    is_settled = known.stage(now) in {Stage.HEARD, Stage.CLOSED}
    return bool(known.open_concerns()) or (not is_settled and known.call.due_at < until)


def _waits(known: Known, now: datetime) -> Waiting:
    kind, tag = _tag(known, now)
    is_for_all = known.stage(now) is Stage.OVERDUE
    return Waiting(
        title=f"Day after: {known.call.person}",
        says=_says(known, now),
        url_name="aftercare:list" if is_for_all else "aftercare:check_in",
        url=reverse("aftercare:list") if is_for_all else _url(known),
        tag=tag,
        tag_kind=kind,
    )


def _tag(known: Known, now: datetime) -> tuple[str, str]:
    if known.open_concerns():
        return ACT
    kind, tag = TAGS[known.stage(now)]
    return (kind, f"{tag} {timezone.localtime(known.call.due_at):%H:%M}") if tag == "later" else (kind, tag)


def _says(known: Known, now: datetime) -> str:
    if concerns := known.open_concerns():
        return " ".join(each.says for _, about in concerns for each in about)
    tried = f" {count(known.attempts, 'call')} not answered." if known.attempts else ""
    asked = any(each.kind in standing.ANSWERED for each in known.check_ins) and known.stage(now) is not Stage.HEARD
    more = " The question about self-harm is still to be asked." if asked else ""
    return f"Infusion {known.infusion.number}, call of {moment(known.call.due_at)}.{tried}{more}"


def _line(known: Known, *, role: Role, now: datetime) -> CallLine:
    kind, tag = _tag(known, now)
    is_open = may(role, "aftercare:check_in")
    return CallLine(
        name=str(known.call.person),
        says=_says(known, now) if is_open or not known.open_concerns() else "The care team has to act on the answers.",
        phone=known.call.phone,
        tag=tag,
        tag_kind=kind,
        url=_url(known) if is_open else "",
    )


def _agreed(known: Known) -> str:
    return f"{moment(known.call.due_at)}, arranged by {known.call.by.name}"


def _heard(row: CheckIn) -> Heard:
    about = concerns_of(row)
    done = getattr(row, "follow_up", None)
    is_answer = row.kind in standing.ANSWERED
    return Heard(
        check_in_id=row.pk,
        title=f"{row.get_kind_display()}, {moment(row.at)}",
        by=row.by.name if row.by else "the patient",
        answers=questions.in_words(row.answers) if is_answer else (),
        says=row.says,
        concerns=tuple((each.says, each.do, each.is_urgent) for each in about),
        followed=f"{done.did} ({done.by.name}, {moment(done.at)})" if done else "",
        waits=bool(about) and done is None,
    )


def _link(known: links.Known, *, role: Role, now: datetime) -> LinkLine:
    stands = known.standing(now)
    kind, tag = LINK_TAGS[stands]
    is_open = stands in {Standing.GIVEN, Standing.OPENED, Standing.LOCKED}
    return LinkLine(
        link_id=known.link.pk,
        made=f"{moment(known.link.at)}, {known.link.by.name}",
        says=f"holds until {moment(known.link.expires_at)}",
        tag=tag,
        tag_kind=kind,
        may_revoke=is_open and may(role, "aftercare:revoke", "POST"),
    )


def _url(known: Known) -> str:
    return reverse("aftercare:check_in", args=[known.call.person_id, known.infusion.pk])
