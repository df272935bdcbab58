"""What the clinic sees of the patient's pages: which links are out, what came back, and who may sign in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments.wording import count
from leeward.clinic.patient import dues, side_effects, sittings
from leeward.clinic.patient.models import (
    PagesLink,
    Passkey,
    PatientAccount,
    QuestionnaireLink,
    SideEffectReport,
    Sitting,
)
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.portal import links
from leeward.clinic.portal.links import Known, Standing
from leeward.clinic.portal.queries import TAGS
from leeward.clinic.web.moments import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """One link: what it is for, when and by whom it was made, and where it stands."""

    link_id: UUID
    what: str
    made: str
    says: str
    tag_kind: str
    tag: str
    may_revoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingLine:
    """The questionnaires of one time point, and how much of them came back."""

    time_point: str
    says: str
    tag_kind: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """What a patient told of side effects."""

    report_id: UUID
    when: str
    effects: str
    words: str
    is_serious: bool
    taken: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """Everything that was given out to one person, and what came of it."""

    links: tuple[LinkLine, ...]
    sittings: tuple[SittingLine, ...]
    reports: tuple[ReportLine, ...]
    account: str
    keys: tuple[tuple[UUID, str], ...]
    may_give: bool
    may_close: bool


def staff_page(person_id: UUID, *, role: Role, now: datetime) -> StaffPage:
    """Return the page of one person."""
    known = [*links.of_person(person_id, QuestionnaireLink), *links.of_person(person_id, PagesLink)]
    given = list(Sitting.objects.filter(person_id=person_id).select_related("end"))
    titles = {row.pk: row.time_point for row in given}
    account = PatientAccount.objects.filter(person_id=person_id).first()
    keys = tuple((key.pk, f"{key.name}, since {moment(key.at)}") for key in _keys(account))
    return StaffPage(
        links=tuple(
            _link(each, titles, role=role, now=now) for each in sorted(known, key=lambda one: one.link.at)[::-1]
        ),
        sittings=_sittings(given, now),
        reports=tuple(_reports(person_id, role=role)),
        account=f"Signs in with {count(len(keys), 'passkey')}." if keys else "No passkey: comes in by link only.",
        keys=keys,
        may_give=may(role, "patient:give", "POST"),
        may_close=may(role, "patient:close", "POST"),
    )


def _reports(person_id: UUID, *, role: Role) -> Iterator[ReportLine]:
    """Yield what was told of side effects, to whoever may open it: the front desk gives links and reads no symptom."""
    if may(role, "patient:report", "GET"):
        rows = SideEffectReport.objects.filter(person_id=person_id).select_related("taken__by")
        yield from map(report_line, rows)


def proposed(person_id: UUID, *, now: datetime) -> dict[str, object]:
    """Return what the form starts from: the questionnaires that are due, and for which time."""
    found = dues.of_person(person_id, now=now)
    if not found:
        return {"scales": ["pcl-5", "phq-9"]}
    first = found[0].time_point
    return {"time_point": first, "scales": [each.scale_key for each in found if each.time_point == first]}


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    newest = Sitting.objects.filter(person_id=person_id).select_related("end")[:1]
    says, kind, tag = "No link has been given out yet.", "quiet", ""
    for line in _sittings(newest, timezone.now()):
        says, kind, tag = f"{line.time_point}: {line.says}", line.tag_kind, line.tag
    url = reverse("patient:given", args=[person_id])
    return Summary(
        title="The patient’s own pages", says=says, url_name="patient:given", url=url, tag=tag, tag_kind=kind
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:  # noqa: ARG001 - as every app is asked
    """Return the reports that nobody has taken, for the home page."""
    rows = SideEffectReport.objects.filter(taken=None).select_related("person").order_by("-is_serious", "at")
    return tuple(
        Waiting(
            title=f"Side effects reported: {row.person}",
            says=f"{side_effects.in_words(row.effects) or 'In words only.'} {moment(row.at)}.",
            url_name="patient:report",
            url=reverse("patient:report", args=[row.person_id, row.pk]),
            tag="act now" if row.is_serious else "to read",
            tag_kind="high" if row.is_serious else "ask",
        )
        for row in rows
    )


def report_line(row: SideEffectReport) -> ReportLine:
    """Return a report as the clinic reads it."""
    taken = getattr(row, "taken", None)
    return ReportLine(
        report_id=row.pk,
        when=moment(row.at),
        effects=side_effects.in_words(row.effects),
        words=row.words,
        is_serious=row.is_serious,
        taken=f"{taken.did} ({taken.by.name}, {moment(taken.at)})" if taken else "",
        url=reverse("patient:report", args=[row.person_id, row.pk]),
    )


def _keys(account: PatientAccount | None) -> Iterable[Passkey]:
    return account.passkeys.filter(removal=None) if account else ()


def _link(known: Known, titles: Mapping[UUID, str], *, role: Role, now: datetime) -> LinkLine:
    standing, link = known.standing(now), known.link
    kind, tag = TAGS[standing]
    is_open = standing in {Standing.GIVEN, Standing.OPENED, Standing.LOCKED}
    what = f"Questions: {titles[link.sitting_id]}" if isinstance(link, QuestionnaireLink) else "Own pages"
    return LinkLine(
        link_id=link.pk,
        what=what,
        made=f"{moment(link.at)}, {link.by.name}",
        says=f"holds until {moment(link.expires_at)}" if is_open else "",
        tag_kind=kind,
        tag=tag,
        may_revoke=is_open and may(role, "patient:revoke", "POST"),
    )


def _sittings(rows: Iterable[Sitting], now: datetime) -> tuple[SittingLine, ...]:
    """Return a line of each; where one stands is asked for together, and of those alone that were not sent."""
    found = tuple(rows)
    open_ones = [row for row in found if not hasattr(row, "end")]
    standing = {each.sitting.pk: each for each in sittings.of_rows(open_ones, now=now)}
    return tuple(_not_sent(standing[row.pk]) if row.pk in standing else _sent(row) for row in found)


def _sent(row: Sitting) -> SittingLine:
    told, at = row.end.told, moment(row.end.at)
    says = f"{told['answered']} of {told['of']} answered, sent {at}."
    return SittingLine(time_point=row.time_point, says=says, tag_kind="ok", tag="sent")


def _not_sent(standing: sittings.Standing) -> SittingLine:
    says = f"{standing.answered} of {len(standing.lines)} answered, not sent."
    tag = "in progress" if standing.rows else "not begun"
    return SittingLine(time_point=standing.sitting.time_point, says=says, tag_kind="ask", tag=tag)
