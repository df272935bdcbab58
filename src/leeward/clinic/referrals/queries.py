"""Reading referrals: the list, one request, and what waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from leeward.clinic.people.queries import PersonLine, likely_same
from leeward.clinic.people.summary import Waiting
from leeward.clinic.referrals.models import Decision, Referral
from leeward.clinic.web.moments import moment

NEW: Final = "new"
OPEN: Final = (NEW, Decision.Kind.ASKED_BACK.value)
TAGS: Final = {
    NEW: ("ask", "new"),
    Decision.Kind.ASKED_BACK.value: ("warn", "asked back"),
    Decision.Kind.ACCEPTED.value: ("ok", "accepted"),
    Decision.Kind.DECLINED.value: ("quiet", "declined"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralLine:
    """One line of the list of requests."""

    name: str
    born: str
    came: str
    tag_kind: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralsPage:
    """The requests: those that wait, and those that are decided."""

    waiting: tuple[ReferralLine, ...]
    decided: tuple[ReferralLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """What was decided, by whom, when and why."""

    what: str
    by: str
    when: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPage:
    """One request as it was sent, who may be the same, and what was decided."""

    referral_id: UUID
    name: str
    born: str
    phone: str
    email: str
    reason: str
    preferred_times: str
    heard: str
    came: str
    tag_kind: str
    tag: str
    decisions: tuple[DecisionLine, ...]
    is_open: bool
    likely: tuple[PersonLine, ...]
    person_url: str


def referrals_page() -> ReferralsPage:
    """Every request, the newest first."""
    rows = _latest_known().prefetch_related("decisions")
    return ReferralsPage(
        waiting=tuple(_line(row) for row in rows.filter(latest__in=OPEN).order_by("at")),
        decided=tuple(_line(row) for row in rows.exclude(latest__in=OPEN)[:100]),
    )


def referral_page(referral_id: UUID) -> ReferralPage:
    """One request; raises Referral.DoesNotExist."""
    row = Referral.objects.get(pk=referral_id)
    decisions = tuple(row.decisions.select_related("by", "person"))
    person_id = next((each.person_id for each in decisions if each.person_id), None)
    kind, tag = TAGS[_standing(row)]
    return ReferralPage(
        referral_id=row.pk,
        name=str(row),
        born=f"{row.born:%d-%b-%Y}",
        phone=row.phone or "not given",
        email=row.email or "not given",
        reason=row.reason,
        preferred_times=row.preferred_times or "not said",
        heard=row.get_heard_display() or "not said",
        came=moment(row.at),
        tag_kind=kind,
        tag=tag,
        decisions=tuple(
            DecisionLine(what=each.get_kind_display(), by=each.by.name, when=moment(each.at), note=each.note)
            for each in decisions
        ),
        is_open=person_id is None,
        likely=likely_same(family_name=row.family_name, given_names=row.given_names, born=row.born)
        if person_id is None
        else (),
        person_url=reverse("people:person", args=[person_id]) if person_id else "",
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """The requests that nobody has decided yet."""
    rows = tuple(_latest_known().filter(latest__in=OPEN).order_by("at"))
    if not rows:
        return ()
    days = (now - rows[0].at).days
    since = "today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} ago"
    return (
        Waiting(
            title="Consultation requests",
            says=f"The oldest came {since}.",
            url_name="referrals:list",
            url=reverse("referrals:list"),
            tag=f"{len(rows)} to decide",
            tag_kind="ask",
        ),
    )


def _latest_known() -> QuerySet[Referral]:
    """The requests, to be filtered by `latest`: the latest decision, or "new"."""
    latest = Decision.objects.filter(referral=OuterRef("pk")).order_by("-at", "-pk").values("kind")[:1]
    return Referral.objects.alias(latest=Coalesce(Subquery(latest), Value(NEW), output_field=CharField()))


def _standing(row: Referral) -> str:
    """The latest decision, or "new"."""
    decisions = tuple(row.decisions.all())
    return decisions[-1].kind if decisions else NEW


def _line(row: Referral) -> ReferralLine:
    kind, tag = TAGS[_standing(row)]
    return ReferralLine(
        name=str(row),
        born=f"{row.born:%d-%b-%Y}",
        came=moment(row.at),
        tag_kind=kind,
        tag=tag,
        url=reverse("referrals:referral", args=[row.pk]),
    )
