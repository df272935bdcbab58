"""Reading the portal for the clinic: a person's links, what waits, and the answers that were sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments.wording import count
from leeward.clinic.crises.queries import remote_items_allowed
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.portal import links
from leeward.clinic.portal.links import Known, Standing
from leeward.clinic.portal.models import IntakeEvent, IntakeLink
from leeward.clinic.portal.patient_pages import Way, left_out, way_of
from leeward.clinic.portal.proposals import Proposal, Sort, link_of, proposals
from leeward.clinic.web.moments import moment
from leeward.instruments import by_key
from leeward.truth import YES

NotFound = IntakeLink.DoesNotExist
TAGS: Final = {
    Standing.GIVEN: ("ask", "given out, not opened"),
    Standing.OPENED: ("ask", "opened"),
    Standing.SUBMITTED: ("ok", "sent"),
    Standing.EXPIRED: ("warn", "expired"),
    Standing.REVOKED: ("quiet", "taken back"),
    Standing.LOCKED: ("warn", "locked: too many wrong dates of birth"),
}
NEVER: Final = "No link has been given out yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One link: when and by whom it was made, and where it stands."""

    link_id: UUID
    made: str
    holds_until: str
    tag_kind: str
    tag: str
    says: str
    answers_url: str
    may_revoke: bool
    happened: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePage:
    """A person's links, and whether a new one may be made."""

    lines: tuple[LinkLine, ...]
    may_make: bool
    has_open: bool
    left_out: tuple[str, ...]
    on_call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Answers that stand to the chart in one way."""

    sort: str
    title: str
    says: str
    lines: tuple[Proposal, ...]
    is_ticked: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPage:
    """What was sent, beside the chart."""

    link_id: UUID
    sent: str
    urgent: tuple[Proposal, ...]
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    new: int
    waits: int
    may_take: bool


def intake_page(person_id: UUID, *, role: Role, now: datetime) -> IntakePage:
    """Return a person's links, the newest first."""
    known = links.of_person(person_id)
    return IntakePage(
        lines=tuple(_line(each, role=role, now=now) for each in known),
        may_make=may(role, "portal:intake", "POST"),
        has_open=any(each.standing(now) in {Standing.GIVEN, Standing.OPENED} for each in known),
        left_out=_left_out(left_out(now)),
        on_call=remote_items_allowed(now).says,
    )


def answers_page(person_id: UUID, link_id: UUID, *, role: Role) -> AnswersPage:
    """Return what was sent on a link of this person; raises NotFound, also before it was sent."""
    known = links.known(link_of(person_id, link_id))
    event = known.event(IntakeEvent.Kind.SUBMITTED)
    if event is None:
        raise NotFound
    told = proposals(known.link)
    waits = [each for each in told if each.can_take and not each.decided]
    return AnswersPage(
        link_id=link_id,
        sent=moment(event.at),
        urgent=tuple(each for each in told if each.urgent and not each.decided),
        groups=tuple(_groups(told)),
        left_out=_left_out(event.told.get("left_out", {})),
        new=sum(each.sort is Sort.NEW for each in waits),
        waits=len(waits),
        may_take=may(role, "portal:answers", "POST"),
    )


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    now, known, url = timezone.now(), links.of_person(person_id), reverse("portal:intake", args=[person_id])
    if not known:
        return Summary(title="Intake at home", says=NEVER, url_name="portal:intake", url=url)
    newest = known[0]
    kind, tag = _tag(newest, now)
    says = f"Link of {moment(newest.link.at)}: {_says(newest, now)}"
    return Summary(title="Intake at home", says=says, url_name="portal:intake", url=url, tag=tag, tag_kind=kind)


def waiting(*, now: datetime) -> tuple[Waiting, ...]:  # noqa: ARG001 - as every app is asked
    """Return the intakes that were sent and that nobody has gone through, for the home page."""
    rows = IntakeLink.objects.filter(events__kind=IntakeEvent.Kind.SUBMITTED).select_related("person")
    return tuple(each for row in rows if (each := _waits(row)) is not None)


def _waits(row: IntakeLink) -> Waiting | None:
    open_ones = _open(row)
    if not open_ones:
        return None
    is_urgent = any(each.urgent for each in open_ones)
    return Waiting(
        title=f"Answers from home: {row.person}",
        says=f"{count(len(open_ones), 'answer waits', 'answers wait')} to be taken over.",
        url_name="portal:answers",
        url=reverse("portal:answers", args=[row.person_id, row.pk]),
        tag="read now" if is_urgent else "to go through",
        tag_kind="high" if is_urgent else "ask",
    )


def _open(row: IntakeLink) -> list[Proposal]:
    return [each for each in proposals(row) if each.can_take and not each.decided]


def _line(known: Known, *, role: Role, now: datetime) -> LinkLine:
    standing, link = known.standing(now), known.link
    kind, tag = _tag(known, now)
    may_read = standing is Standing.SUBMITTED and may(role, "portal:answers")
    url = reverse("portal:answers", args=[link.person_id, link.pk]) if may_read else ""
    is_open = standing in {Standing.GIVEN, Standing.OPENED, Standing.LOCKED}
    return LinkLine(
        link_id=link.pk,
        made=f"{moment(link.at)}, {link.by.name}",
        holds_until=moment(link.expires_at),
        tag_kind=kind,
        tag=tag,
        says=_says(known, now),
        answers_url=url,
        may_revoke=is_open and may(role, "portal:revoke", "POST"),
        happened=tuple(_happened(known)),
    )


def _tag(known: Known, now: datetime) -> tuple[str, str]:
    standing = known.standing(now)
    kind, tag = TAGS[standing]
    if standing is Standing.OPENED and (way := _way(known, now)).answers:
        return "ask", f"in progress ({way.answered} of {len(way.steps)})"
    return kind, tag


def _says(known: Known, now: datetime) -> str:
    standing = known.standing(now)
    if standing is Standing.SUBMITTED and (event := known.event(IntakeEvent.Kind.SUBMITTED)):
        return f"sent {moment(event.at)}, {event.told['answered']} of {event.told['of']} answered."
    way = _way(known, now)
    progress = f"{way.answered} of {len(way.steps)} answered"
    if standing in {Standing.GIVEN, Standing.OPENED}:
        return f"holds until {moment(known.link.expires_at)}; {progress}."
    return f"{TAGS[standing][1]}; {progress}, never sent." if way.answers else f"{TAGS[standing][1]}."


def _way(known: Known, now: datetime) -> Way:
    return way_of(known.link.pk, now=now)


def _happened(known: Known) -> Iterable[str]:
    for event in known.events:
        by = f", {event.by.name}" if event.by else ""
        why = f": {event.told['why']}" if event.told.get("why") else ""
        yield f"{moment(event.at)} {event.get_kind_display()}{why}{by}"


def _left_out(refused: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{by_key(key).name} is left out. {why}" for key, why in refused.items())


GROUPS: Final = (
    (Sort.NEW, "New: the chart says nothing of it", "Ticked ones are charted as told by the patient at home.", True),
    (Sort.DIFFERS, "The chart says something else", "What stands there is not overwritten unless you tick it.", False),
    (Sort.TOLD, "To know", "Charted nowhere: what is measured or asked on the day counts.", False),
    (Sort.OPEN, "Not known, or not said: ask", "These stay unknown.", False),
    (Sort.AGREES, "The chart says the same", "", False),
)


def _groups(told: Iterable[Proposal]) -> Iterable[Group]:
    everything = tuple(told)
    for sort, title, says, is_ticked in GROUPS:
        # What was answered with yes comes first: it is what has to be read.
        lines = tuple(sorted((each for each in everything if each.sort is sort), key=lambda one: one.truth is not YES))
        if lines:
            yield Group(
                sort=sort.name.lower(), title=title, says=says, lines=lines, is_ticked=is_ticked,
                is_open=any(each.can_take and not each.decided for each in lines),
            )  # fmt: skip
